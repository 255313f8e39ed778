"""What the ground asks of homes and people: their names (which name nobody), their pages, who sees them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar

from core.clocks.models import Clock
from core.clocks.plan import Point
from residents.models import Household, Resident, ResidentMerge


class RegisterSubject:
    """A row of the register as an inbox or a ledger line names it."""

    kind: str
    rows: ClassVar[Any]

    def label(self, subject_id: int) -> str:
        return self.words(self.rows.get(pk=subject_id))

    def url(self, subject_id: int) -> str:
        return str(self.rows.get(pk=subject_id).get_absolute_url())

    def links(self, subject_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
        found = self.rows.filter(pk__in=list(subject_ids))
        return {row.pk: (self.words(row), row.get_absolute_url()) for row in found}

    def visible_ids(self, user: Any, subject_ids: Iterable[int]) -> set[int]:
        seen = self.rows.visible_to(user).filter(pk__in=list(subject_ids))
        return set(seen.values_list("pk", flat=True))

    def lock(self, subject_id: int) -> bool:
        return self.rows.select_for_update(no_key=True).filter(pk=subject_id).first() is not None

    def on_clock(self, clock: Clock, point: Point, *, now: datetime, late_by: timedelta | None) -> None:
        """No clock runs on the register: its days stand in the rows and its lists."""

    def words(self, row: Any) -> str:
        return str(row.no)


class HomeSubject(RegisterSubject):
    kind = "household"
    rows = Household.objects


class PersonSubject(RegisterSubject):
    kind = "resident"
    rows = Resident.objects


class MergeSubject(RegisterSubject):
    kind = "resident_merge"
    rows = ResidentMerge.objects

    def words(self, row: Any) -> str:
        return "并档"
