"""What the rooms of disputes offer to programs (core.api)."""

from disputes.api.cases import CASE_RESOURCE
from disputes.api.others import (
    CALL_RESOURCE,
    ORDER_RESOURCE,
    TICKET_RESOURCE,
    UNIT_RESOURCE,
    WHISTLE_RESOURCE,
)

RESOURCES = (
    CASE_RESOURCE,
    WHISTLE_RESOURCE,
    UNIT_RESOURCE,
    CALL_RESOURCE,
    ORDER_RESOURCE,
    TICKET_RESOURCE,
)
