"""Finding a place: by a fragment of its name, or the buildings a person may choose from."""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce

from core.accounts.models import User
from grids.models import Area, Grid
from grids.scope import Scope

if TYPE_CHECKING:
    from django.db.models import QuerySet

MATCH_LIMIT = 50


def grid_of_building(building_id: int, on: date | None = None) -> Grid | None:
    """The grid that serves the building on the day."""
    return Grid.for_building(building_id, on)


def areas_matching(user: User, text: str, *, limit: int = MATCH_LIMIT) -> "QuerySet[Area]":
    """Places whose name, address or code holds every word of the text; nearer to the top of the tree first."""
    found = Area.objects.visible_to(user).active().select_related("parent", "community")
    words = text.split()
    if not words:
        return found.none()
    for word in words:
        found = found.filter(
            Q(name__icontains=word)
            | Q(short_name__icontains=word)
            | Q(address__icontains=word)
            | Q(code__istartswith=word)
            | Q(parent__name__icontains=word)
        )
    return found.order_by("depth", "code")[:limit]


def grids_matching(user: User, text: str, *, limit: int = MATCH_LIMIT) -> "QuerySet[Grid]":
    """Grids whose name or code holds every word, or who is served by a person of that name."""
    found = Grid.objects.visible_to(user).active().select_related("community")
    words = text.split()
    if not words:
        return found.none()
    for word in words:
        found = found.filter(
            Q(name__icontains=word)
            | Q(code__istartswith=word)
            | Q(postings__user__display_name__icontains=word)
        )
    return found.distinct().order_by("code")[:limit]


def buildings_for(user: User) -> "QuerySet[Area]":
    """Buildings that the person may log a matter at: the own grids' first, then the rest of the own communities;
    who works for the whole street may choose any."""
    scope = Scope.of(user)
    buildings = Area.objects.visible_to(user).active().buildings().select_related("parent", "community")
    if not scope.street:
        buildings = buildings.filter(community_id__in=scope.community_ids | scope.grid_community_ids)
    own = Q(grid_links__grid_id__in=scope.grid_ids, grid_links__valid_to__isnull=True)
    near = Case(When(own, then=Value(0)), default=Value(1), output_field=IntegerField())
    return (
        buildings.annotate(nearness=near)
        .order_by("nearness", "community__code", "parent__code", "code")
        .distinct()
    )


def building_choices(user: User, text: str, *, limit: int = MATCH_LIMIT) -> "QuerySet[Area]":
    """Buildings for a picker, narrowed by what was typed: every word must be in the building's or estate's name."""
    found = buildings_for(user)
    for word in text.split():
        found = found.filter(
            Q(name__icontains=word) | Q(parent__name__icontains=word) | Q(address__icontains=word)
        )
    return found[:limit]


def household_total(buildings: "QuerySet[Area]") -> int:
    """Households known for the buildings; a building not counted yet adds none."""
    return sum(buildings.values_list(Coalesce(F("household_count"), Value(0)), flat=True))
