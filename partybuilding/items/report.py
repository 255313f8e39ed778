"""What the next meeting hears of the tasks of the ones before (E5, E8): struck off, in work, late, twice supervised."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from core.flow.lights import light_of
from partybuilding.choices_items import ENDED_STATES, ItemState
from partybuilding.meetings.carried import Standing
from partybuilding.models import ActionItem, MeetingDecision


def standings(decisions: Sequence[MeetingDecision], now: datetime | None = None) -> dict[int, Standing]:
    """How the tasks of each decision stand, those to be spoken of first (E8); done when each of them has ended.

    Registered with partybuilding.meetings.carried. One query, by the decisions' foreign key."""
    now = now or timezone.now()
    found: dict[int, list[ActionItem]] = {}
    rows = ActionItem.objects.filter(decision__in=decisions).select_related("lead").order_by("pk")
    for item in sorted(rows, key=lambda item: not item.is_to_report):
        if item.decision_id is not None:
            found.setdefault(item.decision_id, []).append(item)
    return {pk: _standing(items, now) for pk, items in found.items()}


def _standing(items: list[ActionItem], now: datetime) -> Standing:
    named = len(items) > 1
    words = [f"{item.what}（{_words(item, now)}）" if named else _words(item, now) for item in items]
    return Standing("；".join(words), all(item.state in ENDED_STATES for item in items))


def _words(item: ActionItem, now: datetime) -> str:
    unit = item.lead.name if item.lead else "等单位认领"
    state = item.get_state_display()
    if item.state in ENDED_STATES:
        told = f"{unit}，{state}"
    elif item.state == ItemState.ON_ACCOUNT:
        told = f"{unit}，{state}：{item.set_aside_reason}"
    else:
        _, left = light_of(item, now)
        told = "，".join(filter(None, (unit, state, f"进度{item.percent}%", left)))
    return told + (f"，已督办{item.order_count}次" if item.is_to_report else "")
