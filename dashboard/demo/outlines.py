"""Invented outlines of the demo's grids: a chequered town, whose lines meet as they would on a real map.

Communities lie in rows of a bent lattice; each is cut into rows of grids. Corners belong to all that meet there, so nothing
overlaps. The place is the real town's; no line is."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from math import ceil
from random import Random

from dashboard.demo.places import Places
from grids.actions.outlines import keep_outlines
from grids.models import Grid
from grids.shapes.judging import solid
from grids.shapes.reading import Point

_WEST, _NORTH = 98.245, 39.800
_WIDE, _HIGH = 0.0115, 0.0085  # degrees, about a kilometre
_IN_A_ROW = 5
_GRIDS_IN_A_ROW = 4
_BENT = 0.12  # of a side
_APPROVAL = "雄街发〔2024〕6号"

Corners = tuple[Point, Point, Point, Point]


def draw_outlines(places: Places, *, now: datetime) -> None:
    """One act, as an import of the whole street would be."""
    chance = Random("outlines")
    lines = ceil(len(places.communities) / _IN_A_ROW) + 1
    lattice = {
        (column, row): (
            _WEST + (column + chance.uniform(-_BENT, _BENT)) * _WIDE,
            _NORTH - (row + chance.uniform(-_BENT, _BENT)) * _HIGH,
        )
        for row in range(lines)
        for column in range(_IN_A_ROW + 1)
    }
    shapes = {}
    for at, community in enumerate(places.communities):
        row, column = divmod(at, _IN_A_ROW)
        corners = (
            lattice[column, row],
            lattice[column + 1, row],
            lattice[column, row + 1],
            lattice[column + 1, row + 1],
        )
        for grid, ring in _cut(corners, places.grids[community.pk], chance):
            shapes[grid] = solid([[[(round(lon, 6), round(lat, 6)) for lon, lat in ring]]])
    keep_outlines(shapes, approval_no=_APPROVAL, version=0, actor=None, now=now)


def _cut(corners: Corners, grids: list[Grid], chance: Random) -> Iterator[tuple[Grid, list[Point]]]:
    """The community's quarter in rows, the last one with what is left over. The lines between rows are straight."""
    rows = ceil(len(grids) / _GRIDS_IN_A_ROW)
    upcoming = iter(grids)
    for row in range(rows):
        count = len(grids) // rows + (row < len(grids) % rows)
        cuts = [0.0, *((one + chance.uniform(-_BENT, _BENT)) / count for one in range(1, count)), 1.0]
        top, bottom = row / rows, (row + 1) / rows
        for left, right in pairwise(cuts):
            ring = [
                _at(corners, *one) for one in ((left, top), (left, bottom), (right, bottom), (right, top))
            ]
            yield next(upcoming), [*ring, ring[0]]


def _at(corners: Corners, across: float, down: float) -> Point:
    """A point inside the quarter, by the shares of its width and height."""
    upper = _between(corners[0], corners[1], across)
    lower = _between(corners[2], corners[3], across)
    return _between(upper, lower, down)


def _between(one: Point, other: Point, share: float) -> Point:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share
