"""Clocks of whistles: one set of rules a kind (D4), on each unit; and the nearest of all of them on the whistle.

begin  every clock of the kind, from now    miss  stop it as not met"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from core.clocks.actions import stop_clock
from core.clocks.models import Clock
from core.flow import clockwork
from disputes.models import Whistle, WhistleUnit
from disputes.whistles.choices import WhistleKind
from disputes.whistles.facts import KIND, UNIT_KIND
from disputes.whistles.guards import RIGHTS

# What each kind counts from the whistle on. Where a rule says 报到 it is what others call 到场.
STEPS: dict[str, tuple[str, ...]] = {
    WhistleKind.EMERGENCY: ("sign", "arrive", "result"),
    WhistleKind.ENFORCEMENT: ("sign", "arrive", "result"),
    WhistleKind.HARD: ("sign", "contact", "arrive", "result"),
    WhistleKind.TOUGH: ("arrive", "plan", "result"),
}
_CALLED_REPORT = frozenset({WhistleKind.HARD, WhistleKind.TOUGH})


def rule_code(kind: str, step: str) -> str:
    """whistle.hard.report for the arrival at a 难点民生 whistle; a whole code names itself."""
    if step.startswith("whistle."):
        return step
    word = "report" if step == "arrive" and kind in _CALLED_REPORT else step
    return f"whistle.{kind}.{word}"


def _begin(flow: Any, unit: WhistleUnit, code: str, now: datetime) -> list[str]:
    done: list[str] = []
    for step in STEPS[unit.whistle.kind]:
        done += clockwork.start(flow, unit, step, now)
    return done


def _miss(flow: Any, unit: WhistleUnit, code: str, now: datetime) -> list[str]:
    hand = clockwork.hand_of(flow, unit)
    found = [one for one in hand.running if one.code not in RIGHTS]
    for clock in found:
        stop_clock(clock, now=now, met=False, hand=hand)
    return [f"miss {clock.code}" for clock in found]


VERBS: Mapping[str, clockwork.Verb] = {**clockwork.VERBS, "begin": _begin, "miss": _miss}


class UnitClocks:
    """What core.flow.clockwork asks about a unit."""

    kind: ClassVar[str] = UNIT_KIND
    verbs: ClassVar[Mapping[str, clockwork.Verb]] = VERBS

    def clock_code(self, unit: WhistleUnit, code: str) -> str:
        return rule_code(unit.whistle.kind, code)

    def clock_starts(self, unit: WhistleUnit, code: str) -> datetime | None:
        return None

    def clock_due(self, unit: WhistleUnit, code: str) -> datetime | None:
        """攻坚哨: the day that was ordered."""
        return unit.whistle.result_by if code == "result" else None


def refresh_whistle(whistle: Whistle) -> list[str]:
    """Copy the nearest live duty of the whistle and its units onto it. Returns the changed fields."""
    units = WhistleUnit.objects.filter(whistle=whistle).values("pk")
    own = Clock.objects.live().filter(subject_kind=KIND, subject_id=whistle.pk)
    theirs = Clock.objects.live().filter(subject_kind=UNIT_KIND, subject_id__in=units)
    running = (own | theirs).filter(paused_at__isnull=True).exclude(code__in=RIGHTS)
    nearest = running.order_by("due_at", "pk").first()
    whistle.due_at = nearest.due_at if nearest else None
    whistle.yellow_at = nearest.yellow_at if nearest else None
    whistle.due_code = nearest.code if nearest else ""
    return ["due_at", "yellow_at", "due_code"]
