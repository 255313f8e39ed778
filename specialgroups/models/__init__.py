from specialgroups.models.enrollment import SupportEnrollment
from specialgroups.models.sealing import SupportKey, make_key
from specialgroups.models.steps import (
    AggregateCount,
    SupportContact,
    SupportErasure,
    SupportGlass,
    SupportMember,
    SupportReferral,
    SupportService,
)

__all__ = [
    "AggregateCount",
    "SupportContact",
    "SupportEnrollment",
    "SupportErasure",
    "SupportGlass",
    "SupportKey",
    "SupportMember",
    "SupportReferral",
    "SupportService",
    "make_key",
]
