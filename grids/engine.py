"""How one act moves one hazard: core.flow's engine with the hazard's own clocks, guards and people."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db import models

from core.accounts.models import User
from core.clocks.actions import cancel_clock
from core.flow import clockwork
from core.flow.engine import Flow
from grids import policies_field, telling
from grids.choices_field import OPEN_HAZARDS, Grade, HazardState, Limit
from grids.models import Hazard
from grids.workflow import TRANSITIONS, WHO_WORDS, Tell, Who

KIND = "hazard"
RECHECK = "hazard.recheck"


def general_only(hazard: Hazard, now: datetime) -> str:
    if hazard.grade == Grade.MAJOR:
        return "重大隐患不能当场办结，要先定级、责令整改，或移送部门"
    return ""


def major_or_refused(hazard: Hazard, now: datetime) -> str:
    """J16: refused, or major. A general one is ordered first."""
    if hazard.grade == Grade.MAJOR or hazard.state == HazardState.ORDERED:
        return ""
    return "一般隐患先「责令整改」；责任方拒不整改的，再移送部门"


GUARDS: dict[str, Callable[[Hazard, datetime], str]] = {
    "general_only": general_only,
    "major_or_refused": major_or_refused,
}


def _limit(flow: Any, hazard: Hazard, code: str, now: datetime) -> list[str]:
    """The clock of the grade's limit: another one running is not owed any more."""
    wanted = flow.clock_code(hazard, code)
    done = []
    hand = clockwork.hand_of(flow, hazard)
    for clock in hand.running:
        if clock.code.startswith("hazard.") and clock.code not in (wanted, RECHECK):
            cancel_clock(clock, now=now, hand=hand)
            done.append(f"cancel {clock.code}")
    return [*done, *clockwork.start(flow, hazard, code, now)]


def _again(flow: Any, hazard: Hazard, code: str, now: datetime) -> list[str]:
    """Ordered once more after a recheck that failed: a new limit."""
    return clockwork.start(flow, hazard, code, now) if hazard.state == HazardState.ORDERED else []


def _looked(flow: Any, hazard: Hazard, code: str, now: datetime) -> list[str]:
    """A major hazard that passed still waits for its closing, within the same limit."""
    if hazard.state == HazardState.RECHECKED:
        return []
    return list(flow.verbs["stop"](flow, hazard, code, now))


def _done(flow: Any, hazard: Hazard, code: str, now: datetime) -> list[str]:
    """The department has dealt with it: look again. Sent back, the old limit runs on."""
    if hazard.state != HazardState.RECTIFIED:
        return []
    stopped = flow.verbs["stop"](flow, hazard, code, now)
    return [*stopped, *clockwork.start(flow, hazard, RECHECK, now)]


class HazardFlow(Flow[Hazard]):
    """The hazard machine: grids.workflow read by core.flow."""

    kind = KIND
    table = TRANSITIONS
    states = HazardState
    who_words: ClassVar[dict[Any, str]] = WHO_WORDS
    noun = "这件隐患"
    compared = ("state", "grade", "limit", "responsible")
    open_states = OPEN_HAZARDS
    next_acts: ClassVar[Mapping[str, tuple[str, ...]]] = {
        HazardState.FOUND: ("grade", "settle"),
        HazardState.GRADED: ("order", "settle"),
        HazardState.ORDERED: ("rectify",),
        HazardState.RECTIFIED: ("recheck",),
        HazardState.RECHECKED: ("close",),
        HazardState.REFERRED: ("answer",),
    }
    verbs: ClassVar[Mapping[str, clockwork.Verb]] = {
        **clockwork.VERBS,
        "limit": _limit,
        "again": _again,
        "looked": _looked,
        "done": _done,
    }

    def queryset(self) -> "models.QuerySet[Hazard]":
        return Hazard.objects.select_related(
            "item", "place__parent", "grid", "community", "created_by", "rectified_by", "referred_to"
        )

    def holds(self, user: User, who: str, subject: Hazard) -> bool:
        return policies_field.holds(user, Who(who), subject)

    def guard(self, name: str, subject: Hazard, now: datetime) -> str:
        return GUARDS[name](subject, now)

    def people(self, tell: str, subject: Hazard) -> Iterable[User]:
        return telling.people(subject, Tell(tell))

    def title(self, subject: Hazard) -> str:
        """A title leaves the house: the kind of thing and its number, no address."""
        return f"{subject.title}（{subject.no}）"

    def is_urgent(self, subject: Hazard) -> bool:
        return bool(subject.danger)

    def clock_code(self, subject: Hazard, code: str) -> str:
        return Limit(subject.limit).code if code == "hazard" else code

    def clock_starts(self, subject: Hazard, code: str) -> datetime | None:
        return subject.counted_from if code == "hazard" else None

    def conflicting(self, subject: Hazard) -> dict[str, Any]:
        return super().conflicting(subject) | {
            "grade": Grade(subject.grade).label,
            "limit": Limit(subject.limit).label,
        }


HAZARDS = HazardFlow()
