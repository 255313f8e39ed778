"""From what people send (a file, pasted text, typed points) to polygons in WGS-84, or a sentence on what is wrong.

What is refused here needs no other grid to see: size, kind, unclosed rings, swapped or projected coordinates, points
outside the street (trust.md section 5, GeoJSON)."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

from django.conf import settings

from grids.choices import MapCrs
from grids.shapes.gcj import to_wgs

MOST_BYTES = 1_000_000
MOST_FEATURES = 500
MOST_POINTS = 2_000
# A tenth of a metre.
_DIGITS = 6
_LEAST_OF_A_RING = 4
_WORLD_LON, _WORLD_LAT = 180, 90
_CODE_NAMES = ("code", "grid_code", "编码", "网格编码")
_NAME_NAMES = ("name", "grid_name", "名称", "网格", "网格名称")
_SHOWN = 40

Point = tuple[float, float]
Rings = list[list[Point]]


class ShapeTrouble(Exception):
    """What is wrong with one shape, or with the whole file, in a sentence for people."""


@dataclass(frozen=True)
class Feature:
    """One shape of a file: its place in it, which grid it says to be, its polygons or what is wrong with them."""

    place: int
    code: str
    name: str
    polygons: list[Rings]
    trouble: str = ""


def read_features(text: str, crs: str) -> list[Feature]:
    """The shapes of a GeoJSON FeatureCollection. Raises ShapeTrouble when the file as a whole is none."""
    told = _parse(text)
    if told.get("type") != "FeatureCollection" or not isinstance(told.get("features"), list):
        raise ShapeTrouble("这不是边界文件：最外层要是 FeatureCollection。请在地图软件里选「导出 GeoJSON」")
    _refuse_other_crs(told)
    features = told["features"]
    if not features:
        raise ShapeTrouble("文件里一个图形也没有")
    if len(features) > MOST_FEATURES:
        raise ShapeTrouble(f"文件里有{len(features)}个图形，一次最多{MOST_FEATURES}个，请分开导入")
    return [_feature(place, one, crs) for place, one in enumerate(features, start=1)]


def read_shape(text: str, crs: str) -> list[Rings]:
    """One grid's polygons: a line for each point (`经度,纬度`), or GeoJSON. Raises ShapeTrouble."""
    if not text.lstrip().startswith("{"):
        return _checked([[_typed_ring(text)]], crs)
    whole = _parse(text)
    _refuse_other_crs(whole)
    told: Any = whole
    if whole.get("type") == "FeatureCollection" and isinstance(whole.get("features"), list):
        if len(whole["features"]) != 1:
            raise ShapeTrouble("这里只要一个网格的图形；多个网格请用「导入边界」")
        told = whole["features"][0]
    if isinstance(told, dict) and told.get("type") == "Feature":
        told = told.get("geometry")
    return _geometry(told, crs)


def _parse(text: str) -> dict[str, Any]:
    if len(text.encode(errors="replace")) > MOST_BYTES:
        raise ShapeTrouble("内容超过1MB。把边界简化一些（每个网格几十个点就够），或分几次导入")

    def refuse(word: str) -> float:
        raise ValueError(word)

    try:
        told = json.loads(text.lstrip("\ufeff"), parse_int=float, parse_constant=refuse)
    except (ValueError, RecursionError):
        raise ShapeTrouble("内容读不出来，不是完整的 GeoJSON。请从地图软件重新导出") from None
    if not isinstance(told, dict):
        raise ShapeTrouble("内容读不出来，不是完整的 GeoJSON。请从地图软件重新导出")
    return told


def _refuse_other_crs(told: dict[str, Any]) -> None:
    """Old files name their system; ours are degrees of WGS-84 (or what the person says, GCJ-02)."""
    named = told.get("crs")
    if named is None:
        return
    name = str(named.get("properties", {}).get("name", "") if isinstance(named, dict) else named)
    if not any(known in name for known in ("CRS84", "4326", "4490")):
        raise ShapeTrouble(
            f"文件写明的坐标系是「{name[:_SHOWN]}」。请先转成经纬度（WGS-84 或 CGCS2000）再导入"
        )


def _feature(place: int, told: Any, crs: str) -> Feature:
    said = told.get("properties") if isinstance(told, dict) else None
    said = said if isinstance(said, dict) else {}
    code, name = _said(said, _CODE_NAMES), _said(said, _NAME_NAMES)
    try:
        polygons = _geometry(told.get("geometry") if isinstance(told, dict) else None, crs)
    except ShapeTrouble as trouble:
        return Feature(place, code, name, [], str(trouble))
    return Feature(place, code, name, polygons)


def _said(properties: dict[str, Any], names: tuple[str, ...]) -> str:
    """Codes are digits, and programs like to write them as numbers."""
    for name in names:
        value = properties.get(name)
        if isinstance(value, float) and isfinite(value) and value == int(value):
            return str(int(value))
        if isinstance(value, str) and value.strip():
            return value.strip()[:_SHOWN]
    return ""


def _geometry(told: Any, crs: str) -> list[Rings]:
    if not isinstance(told, dict):
        raise ShapeTrouble("没有图形（geometry 是空的）")
    parts = told.get("coordinates")
    if told.get("type") == "Polygon":
        parts = [parts]
    elif told.get("type") != "MultiPolygon":
        raise ShapeTrouble("要的是面（Polygon），不是点或线")
    if not isinstance(parts, list) or not parts:
        raise ShapeTrouble("图形里没有点")
    polygons: list[Rings] = []
    for part in parts:
        if not isinstance(part, list) or not part:
            raise ShapeTrouble("图形里没有点")
        polygons.append([_ring(number, ring) for number, ring in enumerate(part, start=1)])
    return _checked(polygons, crs)


def _ring(number: int, told: Any) -> list[Point]:
    if not isinstance(told, list) or len(told) < _LEAST_OF_A_RING:
        raise ShapeTrouble(f"第{number}圈的点太少，至少要三个角")
    if len(told) > MOST_POINTS:
        raise ShapeTrouble(f"一圈有{len(told)}个点，最多{MOST_POINTS}个，请先简化")
    points = [_point(place, one) for place, one in enumerate(told, start=1)]
    if points[0] != points[-1]:
        raise ShapeTrouble(f"第{number}圈没有闭合：第一个点和最后一个点要一样")
    return points


def _point(place: int, told: Any) -> Point:
    if isinstance(told, list) and 2 <= len(told) <= 3:
        lon, lat = told[0], told[1]
        if isinstance(lon, float) and isinstance(lat, float) and isfinite(lon) and isfinite(lat):
            return lon, lat
    raise ShapeTrouble(f"第{place}个点不是「经度,纬度」两个数")


def _typed_ring(text: str) -> list[Point]:
    """A line for each point; the first need not be repeated."""
    points: list[Point] = []
    for number, line in enumerate(text.splitlines(), start=1):
        parts = line.replace("，", ",").replace("\t", ",").split(",")
        if not line.strip():
            continue
        try:
            lon, lat = (float(part) for part in parts)
        except ValueError:
            raise ShapeTrouble(
                f"第{number}行看不懂。一行一个点，写成「经度,纬度」，例如 98.289110,39.772100"
            ) from None
        if not (isfinite(lon) and isfinite(lat)):
            raise ShapeTrouble(f"第{number}行不是「经度,纬度」两个数")
        points.append((lon, lat))
    if points and points[0] != points[-1]:
        points.append(points[0])
    if len(points) < _LEAST_OF_A_RING:
        raise ShapeTrouble("至少要三个点，才围得成一块地方")
    return points


def _checked(polygons: list[Rings], crs: str) -> list[Rings]:
    """Every point lies on the earth, in our street, and is put into WGS-84."""
    if sum(len(ring) for rings in polygons for ring in rings) > MOST_POINTS:
        raise ShapeTrouble(f"一个网格最多{MOST_POINTS}个点，请先简化")
    convert = to_wgs if crs == MapCrs.GCJ02 else _same
    return [[list(_placed(ring, convert)) for ring in rings] for rings in polygons]


def _same(lon: float, lat: float) -> Point:
    return lon, lat


def _placed(ring: list[Point], convert: Callable[[float, float], Point]) -> Iterator[Point]:
    for place, (lon, lat) in enumerate(ring, start=1):
        _refuse_elsewhere(place, lon, lat)
        east, north = convert(lon, lat)
        if not _is_here(east, north):
            raise ShapeTrouble(f"第{place}个点（{lon:.5f},{lat:.5f}）在本街道范围之外")
        yield round(east, _DIGITS), round(north, _DIGITS)


def _refuse_elsewhere(place: int, lon: float, lat: float) -> None:
    if _is_here(lat, lon):
        raise ShapeTrouble(f"第{place}个点的经度和纬度像是写反了，要经度在前")
    if abs(lon) > _WORLD_LON or abs(lat) > _WORLD_LAT:
        raise ShapeTrouble(
            f"第{place}个点的数太大，不是经纬度，像是以米为单位的投影坐标。请先在地图软件里转成经纬度"
        )


def _is_here(lon: float, lat: float) -> bool:
    west, south, east, north = settings.MAP_BOUNDS
    return bool(west <= lon <= east and south <= lat <= north)
