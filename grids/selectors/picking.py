"""Where it happened: the places a person may log a case at, the own grid's buildings first."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Concat

from grids.choices import AreaLevel
from grids.models import Area, Department, Grid, GridBuilding
from grids.querysets import in_force
from grids.scope import Scope

OPTIONS = 12


@dataclass(frozen=True)
class PlaceOption:
    """One line of the picker."""

    pk: int
    name: str
    community: str
    is_own: bool


def community_choices(user: Any, *, whole: bool) -> list[tuple[str, str]]:
    """Communities for a filter: the whole street's, or those of the person's own posts. One query."""
    scope = Scope.of(user)
    places = Area.objects.active().communities()
    if not whole:
        places = places.filter(pk__in=scope.community_ids | scope.grid_community_ids)
    return [(str(pk), name) for pk, name in places.order_by("code").values_list("pk", "name")]


def unit_choices() -> list[tuple[str, str]]:
    """The departments, for a filter. One query."""
    return [(str(pk), name) for pk, name in Department.objects.order_by("pk").values_list("pk", "name")]


def pickable(user: Any) -> "QuerySet[Area]":
    """Buildings, or the estate when the building cannot be found, within the person's posts (domain.md B2)."""
    scope = Scope.of(user)
    places = (
        Area.objects.visible_to(user)
        .active()
        .filter(level__in=[AreaLevel.BUILDING, AreaLevel.ESTATE])
        .select_related("parent", "community")
    )
    if not scope.street:
        places = places.filter(community_id__in=scope.community_ids | scope.grid_community_ids)
    return places


def place_options(
    user: Any, text: str = "", chosen: Iterable[int] = (), limit: int = OPTIONS
) -> list[PlaceOption]:
    """Places whose full name holds every word typed; without words the own grids' buildings. Two queries."""
    own = set(
        GridBuilding.objects.filter(in_force(), grid_id__in=Scope.of(user).grid_ids).values_list(
            "building_id", flat=True
        )
    )
    places = pickable(user).annotate(full=Concat("parent__name", "name"))
    near = Case(
        When(pk__in=list(chosen), then=Value(0)),
        When(pk__in=own, then=Value(1)),
        When(level=AreaLevel.BUILDING, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    words = text.split()
    if words:
        wanted = Q()
        for word in words:
            wanted &= (
                Q(full__icontains=word) | Q(address__icontains=word) | Q(community__name__icontains=word)
            )
        places = places.filter(wanted | Q(pk__in=list(chosen)))
    elif own:
        places = places.filter(Q(pk__in=own) | Q(pk__in=list(chosen)))
    rows = places.annotate(near=near).order_by("near", "community__code", "parent__code", "code")[:limit]
    return [PlaceOption(one.pk, full_name(one), str(one.community), one.pk in own) for one in rows]


def full_name(place: Area) -> str:
    """铁路小区3号楼; an estate says that no building is known."""
    if place.level == AreaLevel.BUILDING and place.parent is not None:
        return f"{place.parent.name}{place.name}"
    return f"{place.name}（不知道哪栋）"


def places_of_grid(grid: Grid) -> "QuerySet[Area]":
    """Where a point of the grid may lie: its buildings, and the estates in which they stand."""
    houses = Area.objects.filter(in_force(None, "grid_links__"), grid_links__grid=grid).order_by()
    own = Q(pk__in=houses.values("pk")) | Q(level=AreaLevel.ESTATE, pk__in=houses.values("parent_id"))
    return (
        Area.objects.active().filter(own).select_related("parent").order_by("parent__code", "level", "code")
    )
