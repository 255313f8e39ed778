"""What an act must leave behind, read from the record after each step of a journey."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.accounts.models import User
from core.audit.models import Entry
from core.clocks.models import Clock
from core.notices.models import Notice
from disputes.choices import State
from disputes.models import Dispute, DisputeEvent

KIND = "dispute"
SHANGHAI = ZoneInfo("Asia/Shanghai")
# "2026-03-05 18:00" for what ends with an office day or at midnight, a span for what runs by the hour.
When = str | timedelta


class Witness:
    """Stands by one case; `saw` compares everything since the last time with what was to be expected."""

    def __init__(self, case: Dispute | None = None) -> None:
        self.case = case
        self.events = self.entries = self.notices = 0
        self.ended: set[int] = set()

    def saw(
        self,
        *acts: str,
        by: User | None,
        state: State,
        running: dict[str, When],
        met: tuple[str, ...] = (),
        told: dict[User, str] | None = None,
    ) -> DisputeEvent:
        """The last event. `running` are all live clocks after the step, `met` those that stopped in it."""
        assert self.case is not None
        self.case.refresh_from_db()
        assert self.case.state == state
        event = self._events(acts, by)
        self._entries(acts, by)
        self._clocks(running, met)
        self._notices(told or {})
        return event

    def _events(self, acts: tuple[str, ...], by: User | None) -> DisputeEvent:
        assert self.case is not None
        found = list(self.case.events.filter(pk__gt=self.events).select_related("actor").order_by("pk"))
        assert [(event.act, event.actor) for event in found] == [(act, by) for act in acts]
        self.events = found[-1].pk
        assert found[-1].version == self.case.version
        return found[-1]

    def _entries(self, acts: tuple[str, ...], by: User | None) -> None:
        assert self.case is not None
        acts_on_it = Entry.objects.filter(subject_kind=KIND, subject_id=self.case.pk, action__startswith=KIND)
        found = acts_on_it.filter(seq__gt=self.entries)
        lines = list(found.order_by("seq"))
        assert [(line.action, line.actor) for line in lines] == [(f"dispute.{act}", by) for act in acts]
        assert lines[-1].detail["to"] == self.case.state
        assert lines[-1].detail["version"] == self.case.version
        self.entries = lines[-1].seq

    def _clocks(self, running: dict[str, When], met: tuple[str, ...]) -> None:
        assert self.case is not None
        clocks = list(Clock.objects.filter(subject_kind=KIND, subject_id=self.case.pk))
        live = {clock.code: clock for clock in clocks if clock.is_live}
        assert {code: _due(live[code], running.get(code, "")) for code in live} == running
        ended = [clock for clock in clocks if clock.stopped_at and clock.pk not in self.ended]
        # A clock that a returned case takes up again may stop once more.
        self.ended = {clock.pk for clock in clocks if clock.stopped_at}
        assert {(clock.code, clock.met) for clock in ended} == {(code, True) for code in met}
        duties = [clock.due_at for clock in live.values() if clock.code != "CK7"]
        assert self.case.due_at == min(duties, default=None)

    def _notices(self, told: dict[User, str]) -> None:
        assert self.case is not None
        found = Notice.objects.filter(subject_kind=KIND, subject_id=self.case.pk, pk__gt=self.notices)
        lines = list(found.select_related("recipient").order_by("pk"))
        assert {line.recipient: line.title for line in lines} == {
            person: f"{words}（{self.case.no}）" for person, words in told.items()
        }
        self.notices = max([self.notices, *(line.pk for line in lines)])


def _due(clock: Clock, expected: When) -> When:
    """The due time in the terms of the expectation."""
    if isinstance(expected, timedelta):
        return clock.due_at - clock.started_at
    return clock.due_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026 at the office."""
    return datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI)
