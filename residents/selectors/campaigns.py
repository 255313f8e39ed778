"""How far a campaign has come, in households by community and grid. No rates, no order by number, nobody's name."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from grids.models import Area, Grid
from grids.scope import Scope
from residents.choices_visits import Outcome
from residents.models import Household, Visit, VisitCampaign
from residents.querysets import COMMUNITY_ROLES, GRID_ROLES
from residents.querysets_visits import STREET_READERS


@dataclass
class Progress:
    """One grid, or a community with its grids. `called` is every home where somebody rang, opened or not."""

    name: str
    households: int = 0
    called: int = 0
    met: int = 0
    moved: int = 0

    def add(self, other: "Progress") -> None:
        for name in ("households", "called", "met", "moved"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass
class CommunityProgress:
    total: Progress
    grids: list[Progress]


@dataclass
class CampaignProgress:
    total: Progress
    communities: list[CommunityProgress]
    # Visits at doors that the register does not know yet.
    without_home: int = 0


def target_of(campaign: VisitCampaign) -> Q:
    """Rows with community and grid that the campaign reaches, by what was prefetched."""
    communities = [area.pk for area in campaign.communities.all()]
    grids = [grid.pk for grid in campaign.grids.all()]
    return Q(community__in=communities) | Q(grid__in=grids)


def _within(user: Any) -> Q:
    """A worker reads the own grids, a community its own, the street all: counts, but of one's own doorstep."""
    scope = Scope.of(user)
    if scope.street_roles & STREET_READERS:
        return Q()
    grids, communities = scope.grids_as(*GRID_ROLES), scope.communities_as(*COMMUNITY_ROLES)
    return Q(grid__in=grids) | Q(community__in=communities)


def progress_of(campaign: VisitCampaign, user: Any) -> CampaignProgress:
    """Five queries at any size, beside the campaign's own places."""
    target, mine = target_of(campaign), _within(user)
    cells: dict[tuple[int, int | None], Progress] = {}
    homes = Household.objects.present().filter(target, mine).order_by().values_list("community_id", "grid_id")
    for community, grid, number in homes.annotate(number=Count("pk")):
        cells[community, grid] = Progress("", households=number)
    made = Visit.objects.done().filter(mine, campaign=campaign)
    known = made.filter(household__isnull=False).order_by().values_list("community_id", "grid_id")
    counted = known.annotate(
        called=Count("household", distinct=True),
        met=Count("household", distinct=True, filter=Q(outcome=Outcome.MET)),
        moved=Count("household", distinct=True, filter=Q(outcome=Outcome.MOVED)),
    )
    for community, grid, called, met, moved in counted:
        cell = cells.setdefault((community, grid), Progress(""))
        cell.called, cell.met, cell.moved = called, met, moved
    found = _by_place(cells)
    found.without_home = made.filter(household__isnull=True).count()
    return found


def _by_place(cells: dict[tuple[int, int | None], Progress]) -> CampaignProgress:
    """In the order of the places' codes."""
    places = Area.objects.filter(pk__in={community for community, _ in cells}).order_by("code")
    grids = {grid.pk: grid for grid in Grid.objects.filter(pk__in={grid for _, grid in cells if grid})}
    whole = CampaignProgress(Progress("合计"), [])
    for area in places:
        part = CommunityProgress(Progress(area.name), [])
        own = [(grid, cell) for (community, grid), cell in cells.items() if community == area.pk]
        for grid, cell in sorted(own, key=lambda pair: grids[pair[0]].code if pair[0] else "~"):
            cell.name = grids[grid].name if grid else "没有落到网格"
            part.grids.append(cell)
            part.total.add(cell)
        whole.communities.append(part)
        whole.total.add(part.total)
    return whole


def running_for(user: Any, on: date) -> list[VisitCampaign]:
    """Campaigns that a visit of the person may belong to today, with their places. Three queries, one without any."""
    seen = VisitCampaign.objects.visible_to(user).running(on).order_by("ends_on", "pk")
    return list(seen.prefetch_related("communities", "grids"))


def covers(campaign: VisitCampaign, *, community_id: int, grid_id: int | None) -> bool:
    """Whether the place is part of it, by what was prefetched."""
    if any(area.pk == community_id for area in campaign.communities.all()):
        return True
    return any(grid.pk == grid_id for grid in campaign.grids.all())
