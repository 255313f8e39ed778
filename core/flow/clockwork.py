"""What an act does to clocks. The table row says it in verbs ("start:opinion.reply"); this carries them out.

start  unless it runs already      stop, pause, resume  every live clock of the code (`*`: of any)
revive the last stopped one runs on; none: start         cancel  never owed after all
A code names itself and its sub-codes: "stop:CK8" stops CK8.agreement too. Words are separated by a colon."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, ClassVar, Protocol

from core.clocks.actions import cancel_clock, pause_clock, resume_clock, revive_clock, start_clock, stop_clock
from core.clocks.hand import Hand, take
from core.clocks.models import Clock

# Where a row keeps its clocks between `apply` and `refresh_due`.
_HAND = "_clocks_in_hand"


class Ticking(Protocol):
    """What clockwork asks of a flow about one of its rows."""

    kind: ClassVar[str]
    verbs: ClassVar[Mapping[str, "Verb"]]

    def clock_code(self, row: Any, code: str) -> str:
        """The rule that the word of the table means for this row (a tier's, a grade's own)."""

    def clock_starts(self, row: Any, code: str) -> datetime | None:
        """When the period began, if that was before now."""

    def clock_due(self, row: Any, code: str) -> datetime | None:
        """The end that was agreed or ordered, for rules that count nothing."""

    def is_urgent(self, row: Any) -> bool:
        """Whether the shorter length of a rule applies."""


def live(kind: str, subject_id: int) -> list[Clock]:
    """The running clocks of the row, by index clock_subject."""
    return list(Clock.objects.live().of(kind, subject_id).select_related("rule"))


def matching(clocks: list[Clock], code: str) -> list[Clock]:
    return [c for c in clocks if code == "*" or c.code == code or c.code.startswith(f"{code}.")]


def hand_of(flow: Ticking, row: Any) -> Hand:
    """The row's clocks, locked. Within `apply` the same ones for every verb."""
    held: Hand | None = vars(row).get(_HAND)
    return held or take(flow.kind, row.pk)


def apply(
    flow: Ticking, row: Any, specs: Collection[str], *, now: datetime, skip: Collection[str] = ()
) -> list[str]:
    """Carry out the verbs in order; answers with what was done, for the audit line. `refresh_due` comes next."""
    wanted = [spec for spec in specs if spec.partition(":")[2] not in skip]
    if not wanted:
        return []
    hand = vars(row)[_HAND] = take(flow.kind, row.pk)
    hand.foreseen = {flow.clock_code(row, spec.partition(":")[2]) for spec in wanted}
    done: list[str] = []
    for spec in wanted:
        verb, _, code = spec.partition(":")
        done += flow.verbs[verb](flow, row, code, now)
    hand.write()
    return done


def start(flow: Ticking, row: Any, code: str, now: datetime, *, at: datetime | None = None) -> list[str]:
    """Start the clock unless it runs already. `at` is when the period began, if that was before now."""
    rule = flow.clock_code(row, code)
    if matching(hand_of(flow, row).running, rule):
        return []
    at, due_at = at or flow.clock_starts(row, code), flow.clock_due(row, code)
    return begin(flow, row, rule, now, at=at, due_at=due_at, urgent=flow.is_urgent(row))


def begin(
    flow: Ticking,
    row: Any,
    rule: str,
    now: datetime,
    *,
    at: datetime | None = None,
    due_at: datetime | None = None,
    urgent: bool = False,
) -> list[str]:
    """Start the clock of a rule, which must not run."""
    start_clock(
        rule,
        subject_kind=flow.kind,
        subject_id=row.pk,
        now=now,
        at=at,
        due_at=due_at,
        urgent=urgent,
        hand=vars(row).get(_HAND),
    )
    return [f"start {rule}"]


def _each(
    flow: Ticking,
    row: Any,
    code: str,
    now: datetime,
    verb: str,
    act: Callable[..., Any],
    *,
    paused: bool | None,
) -> list[str]:
    hand = hand_of(flow, row)
    found = matching(hand.running, code if code == "*" else flow.clock_code(row, code))
    wanted = [c for c in found if paused is None or (c.paused_at is not None) == paused]
    if verb == "pause":
        wanted = [c for c in wanted if c.rule.pausable]
    for clock in wanted:
        act(clock, now=now, hand=hand)
    return [f"{verb} {clock.code}" for clock in wanted]


def _stop(flow: Ticking, row: Any, code: str, now: datetime) -> list[str]:
    return _each(flow, row, code, now, "stop", stop_clock, paused=None)


def _cancel(flow: Ticking, row: Any, code: str, now: datetime) -> list[str]:
    return _each(flow, row, code, now, "cancel", cancel_clock, paused=None)


def _pause(flow: Ticking, row: Any, code: str, now: datetime) -> list[str]:
    return _each(flow, row, code, now, "pause", pause_clock, paused=False)


def _resume(flow: Ticking, row: Any, code: str, now: datetime) -> list[str]:
    return _each(flow, row, code, now, "resume", resume_clock, paused=True)


def _revive(flow: Ticking, row: Any, code: str, now: datetime) -> list[str]:
    """What was sent back keeps its clock: the last stopped one runs on."""
    rule = flow.clock_code(row, code)
    ended = Clock.objects.of(flow.kind, row.pk).filter(code=rule, stopped_at__isnull=False)
    last = ended.order_by("stopped_at", "pk").last()
    if last is None:
        return start(flow, row, code, now)
    revive_clock(last, now=now)
    hand_of(flow, row).clocks.append(last)
    return [f"revive {rule}"]


Verb = Callable[[Any, Any, str, datetime], list[str]]
VERBS: Mapping[str, Verb] = {
    "start": start,
    "stop": _stop,
    "cancel": _cancel,
    "pause": _pause,
    "resume": _resume,
    "revive": _revive,
}


def refresh_due(flow: Ticking, row: Any, *, not_a_duty: Collection[str] = ()) -> list[str]:
    """Copy the nearest live duty onto the row, where lists find it by an index. Returns the changed fields."""
    hand: Hand | None = vars(row).pop(_HAND, None)
    clocks = hand.running if hand is not None else live(flow.kind, row.pk)
    running = [c for c in clocks if c.paused_at is None and c.code not in not_a_duty]
    nearest = min(running, key=lambda clock: (clock.due_at, clock.pk), default=None)
    row.due_at = nearest.due_at if nearest else None
    row.yellow_at = nearest.yellow_at if nearest else None
    row.due_code = nearest.code if nearest else ""
    return ["due_at", "yellow_at", "due_code"]
