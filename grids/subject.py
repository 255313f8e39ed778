"""What the ground asks of hazards, inspections and check-ins: a name, a page, who sees it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from core.flow.subject import FlowSubject
from grids.engine import HAZARDS
from grids.models import Hazard, HazardCheck, Patrol, PatrolCheck


class HazardSubject(FlowSubject[Hazard]):
    """Clocks, notices and photos of hazards."""

    def __init__(self) -> None:
        super().__init__(HAZARDS)

    def content_ids(self, user: Any, subject_ids: Iterable[int]) -> set[int]:
        """Without those of which a supervisor, as such, sees header and clocks only."""
        rows = Hazard.objects.content_for(user).filter(pk__in=list(subject_ids))
        return set(rows.values_list("pk", flat=True))


class _Record:
    """A row without clocks: what photos and ledger lines may hang on."""

    kind: str

    def _row(self, subject_id: int) -> Any:
        raise NotImplementedError

    def label(self, subject_id: int) -> str:
        return str(self._row(subject_id))

    def url(self, subject_id: int) -> str:
        return str(self._row(subject_id).get_absolute_url())

    def lock(self, subject_id: int) -> bool:
        return False

    def on_clock(self, clock: Any, point: Any, *, now: datetime, late_by: timedelta | None) -> None:
        """It has no clocks."""


class PatrolSubject(_Record):
    """A day's walk: its log is printed from it."""

    kind = "patrol"

    def _row(self, subject_id: int) -> Patrol:
        return Patrol.objects.select_related("grid").get(pk=subject_id)

    def visible_ids(self, user: Any, subject_ids: Iterable[int]) -> set[int]:
        rows = Patrol.objects.visible_to(user).filter(pk__in=list(subject_ids))
        return set(rows.values_list("pk", flat=True))


class InspectionSubject(_Record):
    kind = "hazard_check"

    def _row(self, subject_id: int) -> HazardCheck:
        return HazardCheck.objects.select_related("place__parent", "checklist").get(pk=subject_id)

    def visible_ids(self, user: Any, subject_ids: Iterable[int]) -> set[int]:
        rows = HazardCheck.objects.visible_to(user).filter(pk__in=list(subject_ids))
        return set(rows.values_list("pk", flat=True))


class CheckInSubject(_Record):
    """Photos of a point: for those who may read the day's log."""

    kind = "patrol_check"

    def _row(self, subject_id: int) -> PatrolCheck:
        return PatrolCheck.objects.select_related("point", "patrol").get(pk=subject_id)

    def url(self, subject_id: int) -> str:
        return self._row(subject_id).patrol.get_absolute_url()

    def visible_ids(self, user: Any, subject_ids: Iterable[int]) -> set[int]:
        rows = PatrolCheck.objects.filter(patrol__in=Patrol.objects.visible_to(user))
        return set(rows.filter(pk__in=list(subject_ids)).values_list("pk", flat=True))
