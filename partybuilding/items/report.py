"""What the next meeting hears of the tasks of the ones before (E5, E8): cleared since, in work, late, twice supervised."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from core.flow.lights import light_of
from partybuilding.choices_items import UNFINISHED, ItemState
from partybuilding.models import ActionItem, PartyJointBody


@dataclass(frozen=True)
class Line:
    """One task in the standing first item: its words, its light, and whether it must be spoken of by name (E8)."""

    item: ActionItem
    light: str
    words: str
    is_flagged: bool

    @property
    def url(self) -> str:
        return self.item.get_absolute_url()


def lines_for(body: PartyJointBody, upto: datetime, since: datetime | None = None) -> list[Line]:
    """Tasks of the body that were made before `upto`: what is not finished, the flagged first and then the most urgent,
    and what was struck off since the last meeting. Two queries at any size, by item_body_state."""
    cleared = Q(state=ItemState.CLEARED, cleared_at__lt=upto)
    if since is not None:
        cleared &= Q(cleared_at__gte=since)
    rows = ActionItem.objects.filter(Q(state__in=UNFINISHED) | cleared, body=body, created_at__lt=upto)
    lines = [_line(one, upto) for one in rows.select_related("lead", "community", "decision")]
    return sorted(lines, key=_order)


def _line(item: ActionItem, now: datetime) -> Line:
    light, left = light_of(item, now)
    unit = item.lead.name if item.lead else "等单位认领"
    state = item.get_state_display()
    if item.state == ItemState.CLEARED:
        told = f"{unit}，{state}"
    elif item.state == ItemState.ON_ACCOUNT:
        told = f"{unit}，{state}：{item.set_aside_reason}"
    else:
        told = "，".join(filter(None, (unit, state, f"进度{item.percent}%", left)))
    if item.is_to_report:
        told += f"，已督办{item.order_count}次"
    return Line(item, light, told, item.is_to_report)


def _order(line: Line) -> tuple[bool, bool, float, int]:
    due = line.item.due_at
    done = line.item.state == ItemState.CLEARED
    return done, not line.is_flagged, due.timestamp() if due else float("inf"), line.item.pk
