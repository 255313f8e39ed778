"""Reads of opinions: tabs with counts, the rows of a list, what waits for the person, and what the resident was told."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Concat

from core.flow.lights import by_urgency
from core.flow.models import Event
from core.papers.numbers import read_number
from core.ui.filters import Tab
from grids.scope import Scope
from residents.choices_visits import OWED_STATES, Desk, OpinionState
from residents.flows.opinions import KIND
from residents.models import Opinion
from residents.querysets import COMMUNITY_ROLES, GRID_ROLES, STREET_ROLES
from residents.querysets_visits import OpinionQuerySet

S = OpinionState
TABS: dict[str, str] = {
    "todo": "要我办",
    "sort": "待分类",
    "owed": "待答复",
    "answered": "已答复",
    "overdue": "超期",
    "all": "全部",
}
SORTS: dict[str, str] = {"": "先急后缓", "new": "最新反映", "old": "最早反映"}
_ROW = (
    "no", "title", "text", "state", "category", "desk", "is_general", "due_at", "yellow_at", "due_code", "last_act",
    "last_act_at", "recorded_at", "place_detail", "satisfaction", "target_no", "version", "created_by_id",
    "grid_id", "community_id", "place__name", "place__level", "place__parent__name", "place__parent__level",
    "dwelling__unit_no", "dwelling__room_no", "community__name", "grid__name", "holder__display_name",
)  # fmt: skip


def todo(user: Any) -> Q:
    """Open opinions whose next act is this person's; narrows visible_to(user). Equalities of the two due indexes."""
    scope = Scope.of(user)
    grids, communities = scope.grids_as(*GRID_ROLES), scope.communities_as(*COMMUNITY_ROLES)
    at_desk, sorts = Q(holder=user), Q(pk__in=[])
    free = Q(holder__isnull=True)
    if grids:
        at_desk |= free & Q(desk=Desk.GRID, grid__in=grids)
    if communities:
        at_desk |= free & Q(desk=Desk.COMMUNITY, community__in=communities)
        sorts |= Q(community__in=communities, desk__lte=Desk.COMMUNITY)
    if scope.street_roles & STREET_ROLES:
        at_desk |= free & Q(desk=Desk.STREET)
        sorts |= Q(desk=Desk.STREET)
    # Told where it went, the resident waits for the other thing and nobody here has to act.
    waits = Q(state=S.CONVERTED, due_at__isnull=True)
    return (Q(state=S.RAISED) & sorts) | (
        Q(state__in=[S.HANDLING, S.CONVERTED, S.REPLIED]) & at_desk & ~waits
    )


def conditions(user: Any, now: datetime) -> dict[str, Q]:
    """What each tab holds, within visible_to(user)."""
    return {
        "todo": todo(user),
        "sort": Q(state=S.RAISED),
        "owed": Q(state__in=[S.HANDLING, S.CONVERTED]),
        "answered": Q(state__in=[S.REPLIED, S.CLOSED]),
        "overdue": Q(state__in=OWED_STATES, due_at__lte=now),
        "all": ~Q(state=S.DRAFT),
    }


def tabs(user: Any, current: str, now: datetime) -> list[Tab]:
    """All tabs with true counts in one query."""
    counts = Opinion.objects.visible_to(user).aggregate(
        **{key: Count("pk", filter=condition) for key, condition in conditions(user, now).items()}
    )
    return [Tab(key, label, counts[key], key == current) for key, label in TABS.items()]


def in_tab(user: Any, tab: str, now: datetime) -> OpinionQuerySet:
    return Opinion.objects.visible_to(user).filter(conditions(user, now)[tab])


def ordered(rows: Any, sort: str, now: datetime) -> Any:
    orders = {"new": ["-recorded_at", "-pk"], "old": ["recorded_at", "pk"]}
    return rows.order_by(*orders[sort]) if sort in orders else by_urgency(rows, now)


def list_rows(rows: Any) -> "QuerySet[Opinion]":
    """Only the columns that a list shows, in one query; the sealed ones stay in the table."""
    found: QuerySet[Opinion] = rows.select_related(
        "place__parent", "dwelling", "grid", "community", "holder"
    ).only(*_ROW)
    return found


def matching(rows: Any, text: str) -> Any:
    """Number, matter or place; each word must be found somewhere. Nobody is found by name or telephone."""
    number = read_number(text, "OP", "雄意")
    if number:
        return rows.filter(year=number[0], serial=number[1])
    rows = rows.annotate(where=Concat("place__parent__name", "place__name", "place_detail"))
    for word in text.split():
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(text__icontains=word)
            | Q(where__icontains=word)
            | Q(community__name__icontains=word)
        )
    return rows


def owed_rows(user: Any, now: datetime) -> "QuerySet[Opinion]":
    """What the person owes an answer to, the nearest first: for 走访 and for the workbench."""
    rows = Opinion.objects.visible_to(user).filter(todo(user), state__in=OWED_STATES)
    return list_rows(by_urgency(rows, now))


def told_to_resident(opinion: Opinion) -> list[Event]:
    """Every sentence that was meant for the resident, oldest first."""
    lines = Event.objects.filter(subject_kind=KIND, subject_id=opinion.pk).exclude(public_text="")
    return list(lines.order_by("version"))


def opinions_of(user: Any, **where: Any) -> list[Opinion]:
    """Those of a visit, a contact or a campaign that the person may see."""
    return list(list_rows(Opinion.objects.visible_to(user).filter(**where)).order_by("-pk")[:50])
