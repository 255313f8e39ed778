"""What the ground asks about volunteering, and what seven days of notice do."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from civics.models import VolunteerCertificate
from civics.volunteers.actions import notice_over
from civics.volunteers.choices import CertificateState
from civics.volunteers.flow import ACTIVITIES, CERTIFICATES, VOLUNTEERS
from core.clocks.models import Clock
from core.clocks.plan import Point
from core.flow.subject import FlowSubject


class CertificateSubject(FlowSubject[VolunteerCertificate]):
    """Registered for "volunteer_certificate". When the days are over it may be issued; its paper is its keepers'."""

    def __init__(self) -> None:
        super().__init__(CERTIFICATES)

    def content_ids(self, user: Any, subject_ids: Iterable[int]) -> set[int]:
        rows = VolunteerCertificate.objects.kept_by(user).filter(pk__in=list(subject_ids))
        return set(rows.values_list("pk", flat=True))

    def on_clock(self, clock: Clock, point: Point, *, now: datetime, late_by: timedelta | None) -> None:
        row = CERTIFICATES.queryset().get(pk=clock.subject_id)
        if point.is_due and row.state == CertificateState.NOTICE:
            notice_over(row, now=now)


def all_subjects() -> list[Any]:
    return [FlowSubject(VOLUNTEERS), FlowSubject(ACTIVITIES), CertificateSubject()]
