"""The topic behind a task: what residents decided becomes work with a day and a unit, and its end is told back (J7).

As partybuilding.items.opinions; a topic is locked before its task."""

from typing import Any

from civics.models import Deliberation
from civics.talks.tasks import KIND as TOPIC_KIND
from civics.talks.tasks import hold, task_made, task_news
from core.flow.engine import Step
from partybuilding.choices_items import ItemState
from partybuilding.models import ActionItem

__all__ = ["TOPIC_KIND", "first_values", "hold_behind", "hold_source", "pass_on"]

S = ItemState
_TOLD = frozenset({S.CLEARED, S.ON_ACCOUNT, S.VOID, S.IN_PROGRESS})


def hold_behind(item_id: int) -> None:
    """The lock of the topic that the task came of, if it came of one."""
    found = ActionItem.objects.filter(pk=item_id, source_kind=TOPIC_KIND).values_list("source_id", flat=True)
    for topic_id in found:
        if topic_id is not None:
            hold(topic_id)


def hold_source(kind: str, pk: int | None) -> None:
    """Before a task of it is made."""
    if kind == TOPIC_KIND and pk is not None:
        hold(pk)


def pass_on(current: Step[ActionItem]) -> None:
    """After an act of a task: what the topic behind it learns."""
    item = current.subject
    if item.source_kind != TOPIC_KIND or item.source_id is None or item.state == current.from_state:
        return
    if current.row.act == "make":
        task_made(item.source_id, item.no, now=current.now)
    elif item.state in _TOLD:
        label = S(item.state).label
        words = f"{label}：{item.set_aside_reason}" if item.set_aside_reason else label
        task_news(item.source_id, item.no, words[:100], now=current.now)


def first_values(pk: int) -> dict[str, Any]:
    """What the form of the task begins with."""
    topic = Deliberation.objects.get(pk=pk)
    return {
        "what": topic.name,
        "problem": topic.problem[:200],
        "standard": (topic.decision or topic.outcome)[:200],
        "community": topic.community_id,
        "by_residents": True,
    }
