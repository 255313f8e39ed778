"""The clocks of one subject while an act sets them: the calendar kept still, the live ones locked and read once."""

from dataclasses import dataclass
from functools import cached_property

from core.clocks.calendar import WorkCalendar
from core.clocks.models import Clock
from core.clocks.store import hold_calendar, load_calendar


@dataclass
class Hand:
    """What `take` found and what the act has started since. Good for the transaction it was taken in."""

    subject_kind: str
    subject_id: int
    clocks: list[Clock]

    @cached_property
    def calendar(self) -> WorkCalendar:
        return load_calendar()

    @property
    def running(self) -> list[Clock]:
        return [clock for clock in self.clocks if clock.is_live]


def take(subject_kind: str, subject_id: int) -> Hand:
    """Lock the live clocks of a subject whose own row the caller has locked (index clock_subject)."""
    hold_calendar()
    rows = Clock.objects.live().of(subject_kind, subject_id).select_related("rule").order_by("pk")
    return Hand(subject_kind, subject_id, list(rows.select_for_update(of=("self",), no_key=True)))
