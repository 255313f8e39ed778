"""The clocks of one subject while an act sets them: the calendar kept still, the live ones locked and read once."""

from dataclasses import dataclass, field
from functools import cached_property

from core.clocks.calendar import WorkCalendar
from core.clocks.choices import Measure
from core.clocks.models import Clock, DeadlineRule
from core.clocks.store import hold_calendar, load_calendar


@dataclass
class Hand:
    """What `take` found and what the act has started since. Good for the transaction it was taken in."""

    subject_kind: str
    subject_id: int
    clocks: list[Clock]
    # Codes of rules that the act will ask for: the first question brings them all.
    foreseen: set[str] = field(default_factory=set)
    _rules: dict[str, DeadlineRule] = field(default_factory=dict)

    @cached_property
    def calendar(self) -> WorkCalendar:
        return load_calendar()

    @property
    def running(self) -> list[Clock]:
        return [clock for clock in self.clocks if clock.is_live]

    def rule(self, code: str) -> DeadlineRule:
        """The rule in force. Raises DeadlineRule.DoesNotExist."""
        if code not in self._rules:
            codes = {code, *self.foreseen} - self._rules.keys()
            for rule in DeadlineRule.objects.current().filter(code__in=codes, measure=Measure.DEADLINE):
                self._rules[rule.code] = rule
        if code not in self._rules:
            raise DeadlineRule.DoesNotExist(code)
        return self._rules[code]

    def write(self) -> None:
        """Store the clocks that were started and are not stored yet, all in one question."""
        Clock.objects.bulk_create([clock for clock in self.clocks if clock.pk is None])


def take(subject_kind: str, subject_id: int) -> Hand:
    """Lock the live clocks of a subject whose own row the caller has locked (index clock_subject)."""
    hold_calendar()
    rows = Clock.objects.live().of(subject_kind, subject_id).select_related("rule").order_by("pk")
    return Hand(subject_kind, subject_id, list(rows.select_for_update(of=("self",), no_key=True)))
