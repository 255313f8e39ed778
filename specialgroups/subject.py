"""What the ground asks of a support record, each time behind the wall: the asker's own name, or time's."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from core.clocks.models import Clock
from core.clocks.plan import Point
from core.flow.subject import FlowSubject
from specialgroups import wall
from specialgroups.actions.ending import expire
from specialgroups.actions.erasing import erase, seal_off
from specialgroups.choices import EnrollmentState
from specialgroups.flow import END, ERASE, RECORDS, SEAL
from specialgroups.models import SupportEnrollment, SupportGlass

S = EnrollmentState


class SupportSubject(FlowSubject[SupportEnrollment]):
    """Registered for "support_enrollment". Titles are numbers."""

    def __init__(self) -> None:
        super().__init__(RECORDS)

    def label(self, subject_id: int) -> str:
        return SupportEnrollment(pk=subject_id).no

    def url(self, subject_id: int) -> str:
        return SupportEnrollment(pk=subject_id).get_absolute_url()

    def links(self, subject_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
        return {pk: (self.label(pk), self.url(pk)) for pk in subject_ids}

    def visible_ids(self, user: Any, subject_ids: Iterable[int]) -> set[int]:
        with wall.seen_by(user):
            return super().visible_ids(user, subject_ids)

    def lock(self, subject_id: int) -> bool:
        with wall.as_job():
            return super().lock(subject_id)

    def on_clock(self, clock: Clock, point: Point, *, now: datetime, late_by: timedelta | None) -> None:
        """The course ends, the record is sealed and erased by time alone; the rest are reminders."""
        with wall.as_job(now):
            row: SupportEnrollment = RECORDS.queryset().get(pk=clock.subject_id)
            if clock.code == SEAL:
                if point.is_due and row.state == S.ENDED:
                    seal_off(row, now=now)
            elif clock.code == ERASE:
                if point.is_due and row.state in (S.ENDED, S.SEALED):
                    erase(row, now=now)
            elif clock.code == END and point.is_due:
                expire(row, now=now)
            else:
                super().on_clock(clock, point, now=now, late_by=late_by)


class GlassSubject:
    """Registered for "support_glass": whom a notice leads to it."""

    kind = "support_glass"

    def label(self, subject_id: int) -> str:
        return "紧急查阅"

    def url(self, subject_id: int) -> str:
        return SupportGlass(pk=subject_id).get_absolute_url()

    def visible_ids(self, user: Any, subject_ids: Iterable[int]) -> set[int]:
        with wall.seen_by(user):
            rows = SupportGlass.objects.visible_to(user).filter(pk__in=list(subject_ids))
            return set(rows.values_list("pk", flat=True))

    def lock(self, subject_id: int) -> bool:
        with wall.as_job():
            rows = SupportGlass.objects.select_for_update(no_key=True)
            return rows.filter(pk=subject_id).exists()

    def on_clock(self, clock: Any, point: Any, *, now: datetime, late_by: timedelta | None) -> None:
        """It has no clocks: what is not decided in a day is over by itself."""
