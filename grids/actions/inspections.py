"""An inspection of one place by one checklist; whatever is wrong becomes a hazard at once (domain.md J16)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.errors import RuleBroken
from core.flow.edits import write_down
from core.replay.recorded import plausible
from grids.actions.hazards import Finding, grid_of, refuse_elsewhere, report_hazard
from grids.actions.patrols import record_patrol, tick
from grids.choices_field import CheckAnswer, HazardSource, PointResult
from grids.models import (
    Area,
    Checklist,
    ChecklistItem,
    Hazard,
    HazardAnswer,
    HazardCheck,
    PatrolPoint,
)

KIND = "hazard_check"


@dataclass(frozen=True)
class Inspection:
    """What was looked at and what was seen: an answer for each item that was looked at, by its id."""

    place: Area
    checklist: Checklist
    answers: Mapping[int, str]
    place_detail: str = ""
    point: PatrolPoint | None = None
    note: str = ""
    called: bool = False
    recorded_at: datetime | None = None
    is_demo: bool = False


def inspect(told: Inspection, *, actor: User, now: datetime | None = None) -> HazardCheck:
    """Keep the answers, report a hazard for each that is wrong, and tick the point off if it was one.

    Refuses a place outside the person's posts, an inspection without any answer, and danger without a call."""
    now = now or timezone.now()
    refuse_elsewhere(told.place, actor)
    items = list(told.checklist.items.filter(is_active=True))
    answered = [(item, told.answers[item.pk]) for item in items if item.pk in told.answers]
    if all(answer == CheckAnswer.NONE for _, answer in answered):
        raise RuleBroken("missing", "还没有查任何一项。至少选一项合格或不合格", field="answers")
    wrong = [item for item, answer in answered if answer == CheckAnswer.WRONG]
    if any(item.danger for item in wrong) and not told.called:
        raise RuleBroken("call_first", "有危险先打电话、先让人离开，打了再提交", field="called")
    with transaction.atomic():
        row = _keep(told, answered, actor, now)
        check, begun = None, False
        if told.point is not None:
            result = PointResult.FOUND if wrong else PointResult.FINE
            check, begun = tick(told.point, result, actor=actor, at=row.at, now=now, inspection=row)
        write_down(row, KIND, "inspect", "清单检查", actor=actor, now=now, text=told.note, wrong=len(wrong))
        if check is not None and begun:
            record_patrol(check.patrol, actor, now)
        found = [_report(told, row, item, actor, now) for item in wrong]
        if check is not None and found:
            check.hazard = found[0]
            check.save(update_fields=["hazard"])
    return row


def _keep(
    told: Inspection, answered: list[tuple[ChecklistItem, str]], actor: User, now: datetime
) -> HazardCheck:
    at = plausible(told.recorded_at, now)
    row = HazardCheck.objects.create(
        place=told.place,
        place_detail=told.place_detail,
        checklist=told.checklist,
        community=told.place.community or told.place,
        grid=grid_of(told.place, actor, told.point, now),
        at=at,
        checked_by=actor,
        note=told.note,
        is_demo=told.is_demo,
    )
    HazardAnswer.objects.bulk_create(
        HazardAnswer(check_up=row, item=item, answer=answer) for item, answer in answered
    )
    return row


def _report(told: Inspection, row: HazardCheck, item: ChecklistItem, actor: User, now: datetime) -> Hazard:
    finding = Finding(
        place=told.place,
        item=item,
        place_detail=told.place_detail,
        summary=told.note,
        source=HazardSource.CHECK,
        check_up=row,
        called=told.called,
        recorded_at=row.at,
        is_demo=told.is_demo,
    )
    return report_hazard(finding, actor=actor, now=now)
