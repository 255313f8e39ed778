"""The whistle goes where its lead unit goes (D3)."""

from datetime import datetime
from typing import Any

from core.accounts.models import User
from core.errors import RuleBroken
from disputes.models import Whistle, WhistleUnit
from disputes.whistles.choices import WhistleState
from disputes.whistles.flow import WHISTLES


def follow(unit: WhistleUnit, act: str, *, actor: User, now: datetime, **fields: Any) -> None:
    """After an act of the lead unit, the same act of its whistle. An assisting unit moves itself alone; so does a lead
    whose whistle stands elsewhere, e.g. one that was taken to the upper level before it signed."""
    whistle = Whistle.objects.get(pk=unit.whistle_id)
    if not unit.is_lead or whistle.state not in WHISTLES.table[act].from_states:
        return
    with WHISTLES.step(whistle, act, actor=actor, now=now) as s:
        s.set(**fields)
        s.move()


def to_work(unit: WhistleUnit, *, actor: User, now: datetime) -> None:
    """A lead that reports what it did is at work: whatever stood before 办理中 is passed on the way, step by step."""
    state = Whistle.objects.values_list("state", flat=True).get(pk=unit.whistle_id)
    if state == WhistleState.ARRIVED:
        follow(unit, "plan", actor=actor, now=now)
    elif state in (WhistleState.REWORK, WhistleState.ESCALATED):
        follow(unit, "resume_work", actor=actor, now=now)


def day_anew(whistle: Whistle, result_by: datetime | None, now: datetime) -> datetime | None:
    """The ordered day under which the units go on. A 攻坚哨 whose day is past needs another."""
    if whistle.result_by is not None and (result_by or whistle.result_by) <= now:
        raise RuleBroken("missing", "原来交办的日期已经过了，请写新的办结日期", field="result_by")
    return result_by or whistle.result_by
