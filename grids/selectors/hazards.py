"""What the pages of hazards show: tabs with counts, rows, the page of one, and what there is to do."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import Concat

from core.flow.lights import by_urgency
from core.papers.numbers import read_number
from core.ui.filters import Tab
from grids.choices import COMMUNITY_ROLES, GRID_ROLES, Role
from grids.choices_field import OPEN_HAZARDS, Grade, HazardState
from grids.models import Grid, Hazard
from grids.querysets_field import HazardQuerySet
from grids.scope import Scope

TO_PUT_RIGHT = (HazardState.FOUND, HazardState.GRADED, HazardState.ORDERED, HazardState.REFERRED)
TO_LOOK_AT = (HazardState.RECTIFIED, HazardState.RECHECKED)
TABS: dict[str, str] = {
    "todo": "要我办",
    "right": "待整改",
    "look": "待复查",
    "overdue": "超期",
    "done": "已办结",
    "all": "全部",
}
SORTS: dict[str, str] = {"": "先急后缓", "new": "最新发现", "old": "最早发现"}
_ROW = (
    "no", "title", "state", "grade", "danger", "due_at", "yellow_at", "last_act", "last_act_at", "found_at",
    "place_detail", "created_by_id", "grid_id", "community_id", "closed_at",
    "item__name", "item__checklist__name", "place__name", "place__level", "place__parent__name",
    "place__parent__level", "grid__name", "community__name",
)  # fmt: skip


def todo(user: Any) -> Q:
    """Open hazards whose next act is this person's; narrows visible_to(user). Equalities of the two due indexes."""
    scope = Scope.of(user)
    mine = ~Q(rectified_by=user)
    found = Q(pk__in=[])
    if grids := scope.grids_as(*GRID_ROLES):
        found |= Q(grid__in=grids, state=HazardState.GRADED, grade=Grade.GENERAL)
        found |= Q(grid__in=grids, state=HazardState.ORDERED)
    if led := scope.led_grid_ids:
        found |= Q(grid__in=led, state=HazardState.FOUND)
        found |= Q(grid__in=led, state=HazardState.RECTIFIED, grade=Grade.GENERAL) & mine
    if communities := scope.communities_as(*COMMUNITY_ROLES):
        here = Q(community__in=communities)
        found |= here & Q(state__in=[HazardState.FOUND, HazardState.GRADED, HazardState.REFERRED])
        found |= here & Q(state=HazardState.RECTIFIED) & mine
    if leads := scope.communities_as(Role.COMMUNITY_LEAD):
        found |= Q(community__in=leads, state=HazardState.RECHECKED) & mine
    if Role.CENTRE_MANAGER in scope.street_roles:
        found |= Q(state=HazardState.RECHECKED) & mine
    return Q(state__in=OPEN_HAZARDS) & found


def conditions(user: Any, now: datetime) -> dict[str, Q]:
    """What each tab holds, within visible_to(user)."""
    return {
        "todo": todo(user),
        "right": Q(state__in=TO_PUT_RIGHT),
        "look": Q(state__in=TO_LOOK_AT),
        "overdue": Q(state__in=OPEN_HAZARDS, due_at__lte=now),
        "done": ~Q(state__in=OPEN_HAZARDS),
        "all": Q(),
    }


def first_tab(user: Any) -> str:
    """Where the list opens: a street desk and a supervisor look at what is not put right yet."""
    scope = Scope.of(user)
    return "todo" if scope.has(*GRID_ROLES, *COMMUNITY_ROLES) else "right"


def tabs(user: Any, current: str, now: datetime) -> list[Tab]:
    """All tabs with true counts in one query."""
    counts = Hazard.objects.visible_to(user).aggregate(
        **{key: Count("pk", filter=condition) for key, condition in conditions(user, now).items()}
    )
    return [Tab(key, label, counts[key], key == current) for key, label in TABS.items()]


def in_tab(user: Any, tab: str, now: datetime) -> HazardQuerySet:
    return Hazard.objects.visible_to(user).filter(conditions(user, now)[tab])


def ordered(hazards: HazardQuerySet, sort: str, now: datetime) -> Any:
    if sort in ("new", "old"):
        return hazards.order_by("-found_at", "-pk") if sort == "new" else hazards.order_by("found_at", "pk")
    return by_urgency(hazards, now)


def rows(hazards: Any) -> Any:
    """Only the columns that a list shows, in one query."""
    return hazards.select_related("item__checklist", "place__parent", "grid", "community").only(*_ROW)


def matching(hazards: HazardQuerySet, text: str, *, words: bool = True) -> HazardQuerySet:
    """Number, thing or address; each word must be found somewhere. Without `words` only number and community: who may
    not read the matter may not find it by guessing."""
    number = read_number(text, "雄隐")
    if number:
        return hazards.filter(year=number[0], serial=number[1])
    hazards = hazards.annotate(where=Concat("place__parent__name", "place__name", "place_detail"))
    for word in text.split():
        found = Q(community__name__icontains=word)
        if words:
            found |= Q(title__icontains=word) | Q(where__icontains=word) | Q(item__name__icontains=word)
        hazards = hazards.filter(found)
    return hazards


def same_here(user: Any, place_id: int, item_id: int) -> list[Hazard]:
    """Open hazards of the same kind at the same place that the person sees: perhaps it was told before."""
    return list(Hazard.objects.visible_to(user).open().at_place(place_id, item_id).order_by("-pk")[:3])


def open_count(grid: Grid) -> int:
    return Hazard.objects.open().filter(grid=grid).count()
