"""The opinion behind a task: what a resident said, or a leader took along from a community day, becomes work with a day and a
unit, and its end is told back (domain.md H4, J20). As disputes.opinions; opinions are locked before their task."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from core.accounts.models import User
from core.flow.engine import Step
from partybuilding.choices_items import ItemState
from partybuilding.items import policies
from partybuilding.models import ActionItem
from residents import conversions
from residents.actions.opinions import converted, hold_aimed_at, target_ended, target_resumed
from residents.choices_visits import Category
from residents.conversions import Conversion
from residents.flows.opinions import KIND as OPINION_KIND
from residents.flows.opinions import OPINIONS
from residents.models import Opinion

KIND = "action_item"
S = ItemState
# For the resident there is an answer: done, not now, or not at all.
ENDED = frozenset({S.CLEARED, S.ON_ACCOUNT, S.VOID})


def hold(item_id: int) -> None:
    hold_aimed_at(KIND, [item_id])


def hold_source(kind: str, pk: int | None) -> None:
    """Before a task of it is made."""
    if kind == OPINION_KIND and pk is not None:
        OPINIONS.lock(pk)


def pass_on(current: Step[ActionItem]) -> None:
    """After an act of a task: what the opinion behind it learns. One that is answered already stays as it is."""
    item = current.subject
    if item.source_kind != OPINION_KIND or item.state == current.from_state:
        return
    if current.row.act == "make":
        _take(item, current.actor, current.now)
    elif item.state in ENDED:
        target_ended(KIND, item.pk, result=describe(item.pk, item), now=current.now)
    elif current.from_state in ENDED:
        target_resumed(KIND, item.pk, now=current.now)


def _take(item: ActionItem, actor: User | None, now: datetime) -> None:
    opinion, row = Opinion.objects.get(pk=item.source_id or 0), OPINIONS.table["convert"]
    if OPINIONS.by_state(row, opinion, now).allowed:
        # Who keeps the lists of the meeting need not be of those that work opinions.
        own = actor is not None and OPINIONS.by_role(actor, row, opinion).allowed
        converted(
            opinion, kind=KIND, target_id=item.pk, target_no=item.no, actor=actor if own else None, now=now
        )


def first_values(pk: int) -> dict[str, Any]:
    """What the form of the task begins with."""
    opinion = Opinion.objects.get(pk=pk)
    return {
        "what": opinion.title,
        "problem": opinion.text[:200],
        "community": opinion.community_id,
        "place": opinion.address[:60],
    }


def describe(pk: int, item: ActionItem | None = None) -> str:
    """How the task stands, as the opinion's page says it."""
    item = item or ActionItem.objects.get(pk=pk)
    label = ItemState(item.state).label
    return f"{label}：{item.set_aside_reason}"[:100] if item.set_aside_reason else label


def start_url(opinion: Opinion) -> str:
    return f"{reverse('items:new')}?{urlencode({'source': f'{OPINION_KIND}:{opinion.pk}'})}"


def register_conversion() -> None:
    """Called once by partybuilding.joined."""
    conversions.register(
        Conversion(
            KIND, "会议任务", start_url, describe, Category.REQUEST,
            offered=lambda user, opinion: policies.list_of(user) is not None,
        )
    )  # fmt: skip
