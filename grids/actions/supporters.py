"""The N of 1+1+N: supporters come and go by days."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record
from core.errors import RuleBroken
from grids.actions.history import tell
from grids.choices import SupporterKind
from grids.models import Grid, GridSupporter
from grids.policies import require_place_editor


def add_supporter(
    grid: Grid,
    *,
    kind: str,
    details: Mapping[str, str],
    actor: User | None,
    valid_from: date | None = None,
    now: datetime | None = None,
) -> GridSupporter:
    """Name a supporter of a grid: name, unit and office phone. Refuses the same person twice in one kind."""
    require_place_editor(actor)
    moment = now or timezone.now()
    day = valid_from or timezone.localdate(moment)
    name = details.get("person_name", "")
    with transaction.atomic():
        Grid.objects.select_for_update(no_key=True).get(pk=grid.pk)
        if GridSupporter.objects.filter(grid=grid, kind=kind, person_name=name).active(day).exists():
            raise RuleBroken(
                "supporter.twice", f"{name}已经是{grid}的{SupporterKind(kind).label}", field="person_name"
            )
        supporter = GridSupporter.objects.create(
            grid=grid,
            kind=kind,
            person_name=name,
            organisation=details.get("organisation", ""),
            contact=details.get("contact", ""),
            valid_from=day,
            is_demo=grid.is_demo,
        )
        tell(grid, f"{SupporterKind(kind).label}{name}加入支持力量", actor=actor, now=moment, on=day)
        _record("supporter.add", supporter, actor, moment)
    return supporter


def end_supporter(
    supporter: GridSupporter, *, last_day: date, actor: User | None, now: datetime | None = None
) -> GridSupporter:
    """Let a supporter leave with a day. The row stays: who helped then remains true."""
    require_place_editor(actor)
    moment = now or timezone.now()
    if last_day < timezone.localdate(moment) - timedelta(days=1):
        raise RuleBroken("supporter.past", "最后一天不能早于昨天", field="last_day")
    with transaction.atomic():
        row = (
            GridSupporter.objects.select_for_update(of=("self",), no_key=True)
            .select_related("grid")
            .get(pk=supporter.pk)
        )
        if row.valid_to is not None and row.valid_to <= last_day:
            raise RuleBroken("supporter.ended", f"{row.person_name}已经退出了")
        row.valid_to = max(last_day, row.valid_from)
        row.save(update_fields=["valid_to"])
        words = f"{row.get_kind_display()}{row.person_name}退出支持力量"
        tell(row.grid, words, actor=actor, now=moment, on=row.valid_to)
        _record("supporter.end", row, actor, moment)
    return row


def _record(action: str, row: GridSupporter, actor: User | None, moment: datetime) -> None:
    detail = {"supporter": row.pk, "kind": row.kind, "from": row.valid_from.isoformat()}
    record(action, actor=actor, subject_kind="grid", subject_id=row.grid_id, detail=detail, now=moment)
