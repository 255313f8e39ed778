"""What the map shows: outlines of grids, what quarrels with what, and a sketch that needs no script."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import cos, radians
from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from shapely.geometry.base import BaseGeometry

from grids import handover
from grids.models import Grid, GridBuilding, GridOutline
from grids.scope import Scope
from grids.selectors.staffing import GridStaff, staff_of_grids
from grids.shapes.judging import from_json, overlaps, solid, square_metres
from grids.shapes.reading import Feature, ShapeTrouble

SKETCH_WIDTH = 1000
_SHOWN = ("geometry", "source", "area", "grid_version", "since")


def latest_outline() -> int:
    """The newest outline in the house: what a form has seen when it is opened."""
    return int(GridOutline.objects.aggregate(newest=Max("pk"))["newest"] or 0)


def outlines_of(grids: "QuerySet[Grid] | Iterable[int]") -> dict[int, GridOutline]:
    """The present outline of each of the grids that has one, by grid. One query."""
    return {one.grid_id: one for one in GridOutline.objects.filter(until__isnull=True, grid__in=grids)}


def with_outline(grids: "QuerySet[Grid]") -> "QuerySet[Grid]":
    """Each with its present outline along, without a question of its own; read it by `outline_in`."""
    facts = JSONObject(**{name: name for name in _SHOWN})
    present = GridOutline.objects.now().filter(grid=OuterRef("pk")).values(facts=facts)[:1]
    return grids.annotate(drawn=Subquery(present))


def outline_in(grid: Grid) -> GridOutline | None:
    """What `with_outline` brought along, enough to show it."""
    drawn: dict[str, Any] | None = getattr(grid, "drawn", None)
    if drawn is None:
        return None
    return GridOutline(grid=grid, **{**drawn, "since": datetime.fromisoformat(drawn["since"])})


def quarrels(shapes: Mapping[Grid, BaseGeometry]) -> dict[Grid, list[str]]:
    """Land that would lie in two grids: for each of the new shapes the sentences that name the other. One query."""
    kept = GridOutline.objects.now().exclude(grid__in=[grid.pk for grid in shapes]).select_related("grid")
    others = {one.grid: from_json(one.geometry) for one in kept.order_by("grid__code")}
    names = {grid.pk: grid for grid in (*shapes, *others)}
    found = overlaps(
        {grid.pk: drawn for grid, drawn in shapes.items()},
        {grid.pk: drawn for grid, drawn in others.items()},
    )
    return {
        names[key]: [f"和{names[other]}重叠约{metres}平方米" for other, metres in hits]
        for key, hits in found.items()
    }


@dataclass(frozen=True)
class MapRow:
    """A grid on the map and in the list beside it: the same facts as in the tree."""

    staff: GridStaff
    outline: GridOutline | None
    open_matters: int

    @property
    def grid(self) -> Grid:
        return self.staff.grid

    @property
    def grid_url(self) -> str:
        return reverse("grids:detail", args=[self.grid.pk])

    @property
    def is_old(self) -> bool:
        return is_old(self.grid, self.outline)


def map_rows(
    grids: "QuerySet[Grid]", communities: frozenset[int] | None, text: str, *, with_load: bool
) -> list[MapRow]:
    """The grids of these communities (None for all) whose name holds the text. A fixed number of queries."""
    if communities is not None:
        grids = grids.filter(community_id__in=communities)
    if text:
        grids = grids.filter(name__icontains=text)
    found = list(grids.select_related("community").order_by("code"))
    ids = [grid.pk for grid in found]
    kept, waiting = outlines_of(ids), handover.open_counts(ids) if with_load else {}
    return [MapRow(one, kept.get(one.grid.pk), waiting.get(one.grid.pk, 0)) for one in staff_of_grids(found)]


def map_features(rows: Iterable[MapRow]) -> list[dict[str, Any]]:
    """What the browser draws: names, addresses of pages and lines; nobody and nothing else."""
    return [
        {"id": row.grid.pk, "name": row.grid.name, "url": row.grid_url, "geometry": row.outline.geometry}
        for row in rows
        if row.outline is not None
    ]


def neighbours(grid: Grid) -> list[dict[str, Any]]:
    """The other outlines of the street, to draw against. One query."""
    others = GridOutline.objects.now().exclude(grid=grid).select_related("grid").order_by("grid__code")
    return [{"id": one.grid_id, "name": one.grid.name, "geometry": one.geometry} for one in others]


def grids_around(user: Any) -> list[list[Any]]:
    """[id, name, buildings, polygon] of each drawn grid in the communities where the person has a grid. Two queries."""
    here = Scope.of(user).grid_community_ids
    kept = GridOutline.objects.now().filter(grid__community_id__in=here).select_related("grid")
    houses: dict[int, list[int]] = {}
    links = GridBuilding.objects.active().filter(grid__community_id__in=here).order_by("building__code")
    for grid_id, building_id in links.values_list("grid_id", "building_id"):
        houses.setdefault(grid_id, []).append(building_id)
    return [
        [one.grid_id, one.grid.name, houses.get(one.grid_id, []), one.geometry]
        for one in kept.order_by("grid__code")
    ]


def is_old(grid: Grid, outline: GridOutline | None) -> bool:
    """Whether the grid's buildings have changed since it was drawn."""
    return outline is not None and outline.grid_version != grid.version


@dataclass
class Judged:
    """A shape of a file beside the grid it means: new, changed or the same; or what is wrong with it."""

    feature: Feature
    grid: Grid | None = None
    drawn: BaseGeometry | None = None
    area: int = 0
    change: str = ""
    troubles: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        if self.grid is not None:
            return self.grid.name
        return self.feature.name or self.feature.code or f"第{self.feature.place}个图形"

    @property
    def hectares(self) -> float:
        return self.area / 10_000


def judge(features: Sequence[Feature], grids: "QuerySet[Grid]") -> list[Judged]:
    """Every shape of the file with its grid and all that is wrong, in the order of the file. Four queries."""
    known = list(grids.filter(is_active=True).select_related("community"))
    by_code = {grid.code: grid for grid in known}
    by_name = {grid.name: grid for grid in known}
    kept = outlines_of([grid.pk for grid in known])
    found = [_judged(one, by_code.get(one.code) or by_name.get(one.name), kept) for one in features]
    seen: dict[int, int] = {}
    for one in found:
        if one.grid is None:
            continue
        if one.grid.pk in seen:
            one.troubles.append(f"{one.grid}在文件里出现了两次，第一次是第{seen[one.grid.pk]}个图形")
        seen.setdefault(one.grid.pk, one.feature.place)
    sound = {one.grid: one.drawn for one in found if one.grid and one.drawn and not one.troubles}
    for grid, words in quarrels(sound).items():
        next(one for one in found if one.grid == grid).troubles += words
    return found


def _judged(feature: Feature, grid: Grid | None, kept: Mapping[int, GridOutline]) -> Judged:
    one = Judged(feature, grid)
    if grid is None:
        said = feature.code or feature.name
        one.troubles.append(
            f"没有在用的网格叫「{said}」"
            if said
            else "没有写是哪个网格，属性里要有编码（code）或名称（name）"
        )
    if feature.trouble:
        one.troubles.append(feature.trouble)
        return one
    try:
        one.drawn = solid(feature.polygons)
    except ShapeTrouble as trouble:
        one.troubles.append(str(trouble))
        return one
    one.area = square_metres(one.drawn)
    before = kept.get(grid.pk) if grid else None
    if before is None:
        one.change = "新画"
    else:
        one.change = "不变" if from_json(before.geometry).equals(one.drawn) else "改画"
    return one


@dataclass(frozen=True)
class Piece:
    """One grid in a sketch: an SVG path, where its name goes, and whether it is the one that the page is about."""

    name: str
    path: str
    x: int
    y: int
    is_main: bool


@dataclass(frozen=True)
class Sketch:
    """A drawing of outlines for a page without a script and for paper; empty when there is nothing to draw."""

    box: str = ""
    pieces: tuple[Piece, ...] = ()


def sketch(named: Iterable[tuple[str, dict[str, Any], bool]]) -> Sketch:
    """Names, geometries and which are meant, to scale, north at the top."""
    solids = [(name, from_json(geometry), is_main) for name, geometry, is_main in named]
    if not solids:
        return Sketch()
    west = min(one.bounds[0] for _, one, _ in solids)
    south = min(one.bounds[1] for _, one, _ in solids)
    east = max(one.bounds[2] for _, one, _ in solids)
    north = max(one.bounds[3] for _, one, _ in solids)
    flat = cos(radians((south + north) / 2))
    scale = SKETCH_WIDTH / max((east - west) * flat, north - south)

    def place(lon: float, lat: float) -> tuple[int, int]:
        return round((lon - west) * flat * scale), round((north - lat) * scale)

    pieces = []
    for name, one, is_main in solids:
        middle = place(one.representative_point().x, one.representative_point().y)
        pieces.append(Piece(name, _path(one, place), *middle, is_main))
    width, height = place(east, south)
    return Sketch(f"-10 -10 {width + 20} {height + 20}", tuple(pieces))


def _path(one: BaseGeometry, place: Any) -> str:
    parts = one.geoms if hasattr(one, "geoms") else [one]
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    return "".join(
        "M" + " ".join("{},{}".format(*place(*point)) for point in ring.coords) + "Z" for ring in rings
    )
