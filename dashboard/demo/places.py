"""The tree of the town and its partition into grids.

Every 小区 is as many grids wide as makes the community's count right, so a grid lies in one 小区 and in one or two
rental courtyards beside it. A leader has three grids in a row; the first figure of 铁北3-07 is that row."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from core.accounts.models import User
from core.audit.actions import record
from dashboard.demo.figures import STREET_CODE, STREET_NAME, CommunityFigures, communities
from grids.actions.tree import AreaSpec, build_areas
from grids.models import Area, Grid, GridBuilding

GRIDS_OF_A_LEADER = 3
_FIRST_WORDS = (
    "明珠", "锦绣", "祥和", "福瑞", "和平", "建设", "文化", "昌明", "朝阳", "新华", "惠民", "安居", "康乐", "阳光",
    "长青", "紫轩", "兰新", "双拥", "东苑", "南苑", "西苑", "北苑", "丰泽", "金桥",
)  # fmt: skip
_LAST_WORDS = ("小区", "家园", "花园", "公寓", "新村", "嘉苑")
# Places that the source text or the screens' drawings name: community, which 小区 of it, name.
_KNOWN = {("铁北", 5): "铁路小区", ("德惠", 2): "白马公寓", ("铁北", 1): "东苑小区"}
_BUILDINGS_OF = {"铁路小区": 3}
# One grid each that has outgrown 500 households, so that the warning of domain.md B3 is seen.
_CROWDED = ("德惠", "福民")


@dataclass
class GridPlan:
    """One grid before it is built: its name, how many households, and the codes of its buildings."""

    code: str
    name: str
    number: int
    households: int
    buildings: list[AreaSpec] = field(default_factory=list)


def grid_name(short: str, number: int) -> str:
    return f"{short}{(number - 1) // GRIDS_OF_A_LEADER + 1}-{number:02}格"


def _shares(total: int, weights: list[int]) -> list[int]:
    """Whole parts of the total in proportion to the weights; they add up exactly."""
    whole, given, parts = sum(weights), 0, []
    reached = 0
    for weight in weights:
        reached += weight
        upto = total * reached // whole
        parts.append(upto - given)
        given = upto
    return parts


def _widths(figures: CommunityFigures) -> list[int]:
    """How many grids each 小区 fills; the wide ones lie apart."""
    widths = [1] * figures.estates
    for at in (2, 5, 6)[: figures.grids - figures.estates]:
        widths[at] = 2
    return widths


def _estate_names(chance: Random) -> Iterator[str]:
    known = set(_KNOWN.values())
    names = [first + last for first in _FIRST_WORDS for last in _LAST_WORDS if first + last not in known]
    chance.shuffle(names)
    return iter(names)


def _courtyard(figures: CommunityFigures, number: int, chance: Random) -> AreaSpec:
    rows = ("东排平房", "西排平房") if chance.random() < 0.3 else ("平房",)
    code = f"{figures.code}Y{number:03}"
    return AreaSpec(
        code=code,
        name=f"{figures.short}{number}号院",
        estate_kind="courtyard",
        children=[AreaSpec(code=f"{code}{at + 1:03}", name=row) for at, row in enumerate(rows)],
    )


def plan_community(
    figures: CommunityFigures, names: Iterator[str], chance: Random
) -> tuple[AreaSpec, list[GridPlan]]:
    """The community's branch of the tree and its grids with their buildings."""
    grids = [
        GridPlan(f"{figures.code}{number:03}", grid_name(figures.short, number), number, 0)
        for number in range(1, figures.grids + 1)
    ]
    weights = [chance.randint(94, 108) for _ in grids]
    if figures.short in _CROWDED:
        weights[4] = 136
    sizes = _shares(figures.households, weights)
    for grid, size in zip(grids, sizes, strict=True):
        grid.households = size
    estates, upcoming = [], iter(grids)
    for at, width in enumerate(_widths(figures)):
        name = _KNOWN.get((figures.short, at)) or next(names)
        code = f"{figures.code}E{at + 1:03}"
        buildings: list[AreaSpec] = []
        for grid in (next(upcoming) for _ in range(width)):
            own = _BUILDINGS_OF.get(name) or chance.randint(6, 8)
            first = len(buildings) + 1
            made = [AreaSpec(code=f"{code}{n:03}", name=f"{n}号楼") for n in range(first, first + own)]
            grid.buildings += made
            buildings += made
        estates.append(AreaSpec(code=code, name=name, estate_kind="estate", children=buildings))
    for number in range(1, figures.courtyards + 1):
        yard = _courtyard(figures, number, chance)
        grids[(number - 1) % len(grids)].buildings += yard.get("children", ())
        estates.append(yard)
    for grid in grids:
        _share_households(grid, chance)
    branch = AreaSpec(
        code=figures.code,
        name=figures.name,
        short_name=figures.short,
        is_placeholder=figures.is_placeholder,
        children=estates,
    )
    return branch, grids


def _share_households(grid: GridPlan, chance: Random) -> None:
    """A courtyard's row holds a dozen households, a house several dozen."""
    weights = [
        chance.randint(10, 16) if "平房" in spec["name"] else chance.randint(48, 60)
        for spec in grid.buildings
    ]
    for spec, count in zip(grid.buildings, _shares(grid.households, weights), strict=True):
        spec["household_count"] = count


@dataclass
class Places:
    """What later steps need of the built town."""

    communities: list[Area]
    grids: dict[int, list[Grid]]
    buildings: dict[int, list[Area]]
    grid_of: dict[int, Grid]
    by_code: dict[str, Area]


def _mark(spec: AreaSpec, since: date) -> AreaSpec:
    spec["is_demo"], spec["valid_from"] = True, since
    for child in spec.get("children", ()):
        _mark(child, since)
    return spec


def build_places(chance: Random, *, since: date, now: datetime, actor: User | None = None) -> Places:
    """Lay the tree and the partition, in force since the day."""
    names = _estate_names(chance)
    planned = [plan_community(figures, names, chance) for figures in communities()]
    street = AreaSpec(code=STREET_CODE, name=STREET_NAME, children=[branch for branch, _ in planned])
    areas = {area.code: area for area in build_areas(_mark(street, since), actor=actor, now=now)}
    for area in areas.values():
        # One object a place, so that reading a building's 小区 later asks the database nothing.
        area.parent = next((areas[code] for code in _parent_codes(area) if code in areas), None)
    places = Places([areas[branch["code"]] for branch, _ in planned], {}, {}, {}, areas)
    for (_, plans), community in zip(planned, places.communities, strict=True):
        _open_grids(places, community, plans, since)
    record(
        "grid.partition",
        actor=actor,
        detail={"buildings": len(places.grid_of), "since": since.isoformat()},
        now=now,
    )
    return places


def _parent_codes(area: Area) -> tuple[str, ...]:
    return {
        "building": (area.code[:-3],),
        "estate": (area.code[:-4],),
        "community": (STREET_CODE,),
    }.get(area.level, ())


def _open_grids(places: Places, community: Area, plans: list[GridPlan], since: date) -> None:
    grids = Grid.objects.bulk_create(
        Grid(
            code=plan.code,
            name=plan.name,
            number=plan.number,
            community=community,
            valid_from=since,
            household_target=plan.households,
            is_demo=True,
        )
        for plan in plans
    )
    links = []
    for grid, plan in zip(grids, plans, strict=True):
        places.buildings[grid.pk] = [places.by_code[spec["code"]] for spec in plan.buildings]
        places.grid_of |= {building.pk: grid for building in places.buildings[grid.pk]}
        links += [GridBuilding(grid=grid, building=b, valid_from=since) for b in places.buildings[grid.pk]]
    GridBuilding.objects.bulk_create(links)
    places.grids[community.pk] = grids
