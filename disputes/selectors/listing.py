"""The list of cases: tabs with counts, the order, and the one query behind a page of it."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, Value, When
from django.db.models.functions import Concat

from disputes.choices import OPEN_STATES, State
from disputes.models import Dispute, DisputeEvent, SavedView, Watch
from disputes.querysets import CASE_ROLES, DisputeQuerySet
from disputes.selectors.todo import todo
from grids.choices import Role
from grids.scope import Scope

FINISHED = (State.CLOSED, State.ARCHIVED, State.MERGED)
TABS: dict[str, str] = {
    "todo": "待办",
    "done": "已办",
    "finished": "办结",
    "overdue": "超期",
    "paused": "暂停",
    "watched": "我关注",
    "draft": "草稿",
    "all": "全部",
}
# Reached from the workbench; shown among the tabs only while one looks at them.
SIDE_TABS: dict[str, str] = {"open": "在办", "due_soon": "临期"}
LIGHTS: dict[str, str] = {
    "red": "■ 超期",
    "yellow": "▲ 临期",
    "green": "● 正常",
    "paused": "‖ 暂停",
    "none": "– 没有在走的时限",
}
_NUMBER = re.compile(r"^(?:雄纠)?[〔(（\[]?(20\d{2})[〕)）\]\-]?0*(\d{1,6})号?$")


@dataclass(frozen=True)
class Tab:
    key: str
    label: str
    count: int
    current: bool


def first_tab(user: Any) -> str:
    """Where the list opens: a supervisor has nothing to do and looks at all."""
    own = Scope.of(user).roles & (CASE_ROLES - {Role.SUPERVISOR})
    return "todo" if own else "all"


def conditions(user: Any, now: datetime) -> dict[str, Q]:
    """What each tab holds, within visible_to(user)."""
    numbered = ~Q(state=State.DRAFT)
    own = todo(user)
    acted = DisputeEvent.objects.filter(actor=user).values("dispute_id")
    watched = Watch.objects.filter(user=user).values("dispute_id")
    return {
        "todo": own,
        "done": Q(state__in=OPEN_STATES, pk__in=acted) & ~own,
        "finished": Q(state__in=FINISHED),
        "overdue": Q(state__in=OPEN_STATES, due_at__lte=now),
        "paused": Q(state=State.SUSPENDED),
        "watched": numbered & Q(pk__in=watched),
        "draft": Q(state=State.DRAFT),
        "all": numbered,
        "open": Q(state__in=OPEN_STATES),
        "due_soon": Q(state__in=OPEN_STATES, due_at__gt=now, yellow_at__lte=now),
    }


def tabs(user: Any, current: str, now: datetime) -> list[Tab]:
    """All tabs with true counts in one query."""
    counts = Dispute.objects.visible_to(user).aggregate(
        **{key: Count("pk", filter=condition) for key, condition in conditions(user, now).items()}
    )
    shown = TABS | {key: label for key, label in SIDE_TABS.items() if key == current}
    return [Tab(key, label, counts[key], key == current) for key, label in shown.items()]


def counts_for(user: Any, keys: tuple[str, ...], now: datetime) -> dict[str, int]:
    """Some of the counts, for the workbench."""
    wanted = {key: condition for key, condition in conditions(user, now).items() if key in keys}
    found: dict[str, int] = Dispute.objects.visible_to(user).aggregate(
        **{key: Count("pk", filter=condition) for key, condition in wanted.items()}
    )
    return found


def in_tab(user: Any, tab: str, now: datetime) -> DisputeQuerySet:
    return Dispute.objects.visible_to(user).filter(conditions(user, now)[tab])


def light_condition(light: str, now: datetime) -> Q:
    """The colour of the nearest clock; a pause is a colour of its own."""
    paused = Q(state=State.SUSPENDED)
    return {
        "red": Q(due_at__lte=now),
        "yellow": Q(due_at__gt=now, yellow_at__lte=now),
        "green": Q(yellow_at__gt=now),
        "paused": paused,
        "none": Q(due_at__isnull=True) & ~paused,
    }[light]


def by_urgency(cases: DisputeQuerySet, now: datetime) -> DisputeQuerySet:
    """Overdue first, then nearly due, then the rest by due time; without a clock the newest act first."""
    rank = Case(
        When(due_at__lte=now, then=Value(0)),
        When(yellow_at__lte=now, then=Value(1)),
        When(due_at__isnull=False, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return cases.annotate(rank=rank).order_by("rank", "due_at", F("last_act_at").desc(nulls_last=True), "-pk")


SORTS: dict[str, str] = {"": "先急后缓", "new": "最新登记", "old": "最早登记", "act": "最近有动作"}


def ordered(cases: DisputeQuerySet, sort: str, now: datetime) -> DisputeQuerySet:
    orders: dict[str, list[Any]] = {
        "new": [F("registered_at").desc(nulls_last=True), "-pk"],
        "old": ["registered_at", "pk"],
        "act": [F("last_act_at").desc(nulls_last=True), "-pk"],
    }
    return cases.order_by(*orders[sort]) if sort in orders else by_urgency(cases, now)


_ROW = (
    "no", "title", "cause", "place_detail", "state", "tier", "severity", "alert", "source", "confidentiality",
    "due_at", "yellow_at", "due_code", "last_act", "last_act_at", "registered_at", "created_at", "version",
    "created_by_id", "mediator_id",
    "place__name", "place__level", "place__parent__name", "place__parent__level",
    "grid__name", "community__name", "holder__display_name", "holder__title",
)  # fmt: skip


def rows(cases: DisputeQuerySet) -> DisputeQuerySet:
    """Only the columns that a list shows, in one query."""
    return cases.select_related("place__parent", "grid", "community", "holder").only(*_ROW)


def matching(cases: DisputeQuerySet, text: str, *, words: bool = True) -> DisputeQuerySet:
    """Number, matter or address. Each word must be found somewhere; an address may be typed as it is shown.

    Without `words` only number and community are searched: who may not read the matter may not find it by guessing."""
    number = _NUMBER.match(text.replace(" ", ""))
    if number:
        return cases.filter(year=int(number[1]), serial=int(number[2]))
    cases = cases.annotate(where=Concat("place__parent__name", "place__name", "place_detail"))
    for word in text.split():
        found = Q(community__name__icontains=word)
        if words:
            found |= Q(title__icontains=word) | Q(where__icontains=word)
        if word.isdigit() or "-" in word:
            found |= Q(no__icontains=word)
        cases = cases.filter(found)
    return cases


def saved_views(user: Any) -> list[SavedView]:
    return list(SavedView.objects.filter(user=user).order_by("name"))


@dataclass(frozen=True)
class Neighbours:
    """上一件 and 下一件 in the list one came from."""

    at: int
    of: int
    previous: str
    next: str


def beside(cases: DisputeQuerySet, no: str, at: int, of: int) -> Neighbours | None:
    """The numbers before and after the case at its place in the list; None when the list has moved since."""
    first = max(at - 2, 0)
    numbers = list(cases.values_list("no", flat=True)[first : at + 1])
    if no not in numbers:
        return None
    here = numbers.index(no)
    before = numbers[here - 1] if here else ""
    after = numbers[here + 1] if here + 1 < len(numbers) else ""
    return Neighbours(at, of, before or "", after or "")
