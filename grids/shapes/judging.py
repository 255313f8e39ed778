"""What is wrong with a polygon by itself and beside its neighbours; areas in square metres."""

from collections.abc import Mapping, Sequence
from math import cos, radians
from typing import Any

from shapely import STRtree, is_valid_reason
from shapely.geometry import MultiPolygon, Polygon, mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from grids.shapes.reading import Rings, ShapeTrouble

# Drawn by hand, two neighbours never meet to the metre: a sliver is no quarrel about land.
SLIVER_METRES = 50
SLIVER_SHARE = 0.01
LEAST_METRES = 100
_METRES_OF_A_DEGREE = 111_320
_WORDS = (
    ("Self-intersection", "边线自己交叉了"),
    ("Hole lies outside", "中间的洞在外圈之外"),
    ("Holes are nested", "洞里还有洞"),
    ("Nested shells", "一块套在另一块里面"),
    ("Interior is disconnected", "洞把这一块切断了"),
    ("Duplicate Rings", "同一圈写了两遍"),
    ("Too few points", "点太少，围不成一块地方"),
)


def solid(polygons: Sequence[Rings]) -> BaseGeometry:
    """The polygons as one geometry, outer rings against the clock (RFC 7946). Raises ShapeTrouble for what is no area."""
    parts = [Polygon(rings[0], rings[1:]) for rings in polygons]
    whole: BaseGeometry = parts[0] if len(parts) == 1 else MultiPolygon(parts)
    if not whole.is_valid:
        raise ShapeTrouble(_reason(str(is_valid_reason(whole))))
    turned = [orient(part) for part in parts]
    whole = turned[0] if len(turned) == 1 else MultiPolygon(turned)
    area = square_metres(whole)
    if area < LEAST_METRES:
        raise ShapeTrouble(f"面积只有{area}平方米，不像一个网格")
    return whole


def _reason(told: str) -> str:
    """ "Ring Self-intersection[98.2 39.7]" in words, with the place."""
    kind, _, place = told.partition("[")
    words = next((words for known, words in _WORDS if known in kind), "图形不成立")
    where = place.rstrip("]").split()
    return f"{words}，在（{float(where[0]):.5f},{float(where[1]):.5f}）附近" if len(where) == 2 else words


def square_metres(geometry: BaseGeometry) -> int:
    """On a plane around its middle: right to a thousandth for something as small as a street."""
    if geometry.is_empty:
        return 0
    north = geometry.centroid.y
    metres: int = round(geometry.area * _METRES_OF_A_DEGREE**2 * cos(radians(north)))
    return metres


def as_json(geometry: BaseGeometry) -> dict[str, Any]:
    """The geometry as GeoJSON keeps it, lists all the way down."""
    told = mapping(geometry)
    return {"type": told["type"], "coordinates": _lists(told["coordinates"])}


def from_json(told: Mapping[str, Any]) -> BaseGeometry:
    geometry: BaseGeometry = shape(told)
    return geometry


def _lists(value: Any) -> Any:
    return [_lists(one) for one in value] if isinstance(value, tuple | list) else value


def overlaps(
    shapes: Mapping[int, BaseGeometry], others: Mapping[int, BaseGeometry]
) -> dict[int, list[tuple[int, int]]]:
    """For each of the shapes by its key: which of the others, or of the shapes after it, lies under it, and how many
    square metres of it. Asks a tree, so a whole street is milliseconds."""
    keys = [*shapes, *others]
    solids = [*shapes.values(), *others.values()]
    found: dict[int, list[tuple[int, int]]] = {}
    if not shapes:
        return found
    tree = STRtree(solids)
    for place, key in enumerate(shapes):
        for near in sorted(int(one) for one in tree.query(solids[place], predicate="intersects")):
            if near <= place:
                continue
            shared = square_metres(solids[place].intersection(solids[near]))
            smaller = min(square_metres(solids[place]), square_metres(solids[near]))
            if shared > max(SLIVER_METRES, smaller * SLIVER_SHARE):
                found.setdefault(key, []).append((keys[near], shared))
    return found
