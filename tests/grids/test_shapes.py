"""Polygons as people send them: what is read, what is refused, and with which words."""

import json
from typing import Any

import pytest

from grids.choices import MapCrs
from grids.shapes.gcj import to_gcj, to_wgs
from grids.shapes.judging import overlaps, solid, square_metres
from grids.shapes.reading import MOST_BYTES, ShapeTrouble, read_features, read_shape

# lat, lon in WGS-84 and in GCJ-02: the public vectors of eviltransform (Shanghai, Shenzhen, Beijing).
VECTORS = [
    (31.1774276, 121.5272106, 31.17530398364597, 121.531541859215),
    (22.543847, 113.912316, 22.540796131694766, 113.9171764808363),
    (39.911954, 116.377817, 39.91334545536069, 116.38404722455657),
]
A, B, C, D = [98.28, 39.77], [98.29, 39.77], [98.29, 39.78], [98.28, 39.78]
SQUARE = [A, B, C, D, A]


def square(west: float, south: float, side: float = 0.01) -> list[list[float]]:
    east, north = west + side, south + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def collection(*features: tuple[Any, Any], **more: Any) -> str:
    found = [{"type": "Feature", "properties": said, "geometry": shape} for said, shape in features]
    return json.dumps({"type": "FeatureCollection", "features": found, **more})


def said(text: str, crs: str = MapCrs.WGS84) -> str:
    """What is wrong with one shape, in the words that people read."""
    with pytest.raises(ShapeTrouble) as trouble:
        solid(read_shape(text, crs))
    return str(trouble.value)


def test_gcj_is_the_published_shift_and_its_inverse_comes_back_to_a_millimetre() -> None:
    for lat, lon, shifted_lat, shifted_lon in VECTORS:
        assert to_gcj(lon, lat) == pytest.approx((shifted_lon, shifted_lat), abs=1e-9)
        assert to_wgs(shifted_lon, shifted_lat) == pytest.approx((lon, lat), abs=1e-8)


def test_a_shape_may_be_typed_pasted_or_taken_from_a_feature_and_gcj_is_converted_once() -> None:
    typed = "98.28,39.77\n98.29， 39.77\n\n98.29\t39.78\n98.28,39.78"
    whole = {"type": "Feature", "properties": {}, "geometry": polygon(SQUARE)}
    same = [typed, json.dumps(polygon(SQUARE)), json.dumps(whole), collection(({}, polygon(SQUARE)))]
    shapes = [solid(read_shape(text, MapCrs.WGS84)) for text in same]
    assert all(one.equals(shapes[0]) for one in shapes)
    assert square_metres(shapes[0]) == pytest.approx(1_113 * 856, rel=0.01)
    shifted = [list(to_gcj(*point)) for point in SQUARE]
    back = solid(read_shape(json.dumps(polygon(shifted)), MapCrs.GCJ02))
    assert square_metres(back.symmetric_difference(shapes[0])) < 300  # a tenth of a metre along the edges
    assert not solid(read_shape(json.dumps(polygon(shifted)), MapCrs.WGS84)).equals(shapes[0])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (json.dumps(polygon([A, C, B, D, A])), "边线自己交叉了，在（98.28500,39.77500）附近"),
        (json.dumps(polygon([A, B, C, D])), "没有闭合"),
        (json.dumps(polygon([A, B, A])), "点太少"),
        (json.dumps(polygon([[y, x] for x, y in SQUARE])), "写反了"),
        (json.dumps(polygon([[500_000 + x, 4_400_000 + y] for x, y in SQUARE])), "以米为单位"),
        (json.dumps(polygon([[x - 10, y] for x, y in SQUARE])), "在本街道范围之外"),
        (json.dumps(polygon(SQUARE, square(98.5, 39.9))), "洞在外圈之外"),
        (json.dumps({"type": "Point", "coordinates": A}), "要的是面"),
        (json.dumps({"type": "Polygon", "coordinates": []}), "没有点"),
        (json.dumps(polygon([A, B, ["x", 39.7], A])), "第3个点不是"),
        (json.dumps(polygon([A, B, [True, None], A])), "第3个点不是"),
        (json.dumps(polygon([A, B, C, A])).replace("39.78", "NaN"), "读不出来"),
        (json.dumps(polygon([A, B, C, A])).replace("39.78", "1e999"), "第3个点不是"),
        (json.dumps(polygon([A, B, C, A])).replace("39.78", "9" * 5000), "第3个点不是"),
        (json.dumps(polygon(square(98.28, 39.77, 0.00005))), "平方米，不像一个网格"),
        (json.dumps({**polygon(SQUARE), "crs": {"properties": {"name": "EPSG:3857"}}}), "EPSG:3857"),
        (json.dumps(polygon([A, *([B, C] * 1000), A])), "最多2000个"),
        ("[" * 100_000, "看不懂"),
        ('{"a":' * 100_000, "读不出来"),
        ('{"type":"Polygon","coordinates":' + "[" * 900 + "]" * 900 + "}", "点太少"),
        ("98.28,39.77\n98.29,39.77", "至少要三个点"),
        ("98.28,39.77\n98.29", "第2行看不懂"),
        ("nan,39\n1,2\n3,4", "第1行不是"),
        (" " * (MOST_BYTES + 1) + "{}", "超过1MB"),
        (collection(({}, polygon(SQUARE)), ({}, polygon(SQUARE))), "多个网格请用"),
    ],
)
def test_a_bad_shape_is_refused_in_words(text: str, words: str) -> None:
    assert words in said(text)


def test_a_file_tells_of_each_shape_and_a_file_that_is_none_of_itself() -> None:
    text = collection(
        ({"code": 620201001001001}, polygon(SQUARE)),
        ({"名称": " 铁北1-01格 "}, None),
        ({"name": ["x"]}, polygon([A, B, C, D])),
        (None, {"type": "MultiPolygon", "coordinates": [[SQUARE], [square(98.3, 39.77)]]}),
    )
    found = read_features(text, MapCrs.WGS84)
    assert [(one.code, one.name) for one in found] == [
        ("620201001001001", ""),
        ("", "铁北1-01格"),
        ("", ""),
        ("", ""),
    ]
    assert [one.trouble for one in found] == [
        "",
        "没有图形（geometry 是空的）",
        "第1圈没有闭合：第一个点和最后一个点要一样",
        "",
    ]
    assert solid(found[3].polygons).geom_type == "MultiPolygon"
    for text, words in (
        ("", "读不出来"),
        ("[]", "读不出来"),
        ('{"type":"Feature"}', "FeatureCollection"),
        (collection(), "一个图形也没有"),
        (collection(*[({}, None)] * 501), "一次最多500个"),
        (collection(({}, None), crs={"properties": {"name": "urn:ogc:def:crs:EPSG::4547"}}), "4547"),
    ):
        with pytest.raises(ShapeTrouble, match=words):
            read_features(text, MapCrs.WGS84)


def test_a_sliver_is_no_overlap_and_each_pair_is_named_once() -> None:
    def of(west: float, south: float = 39.77) -> Any:
        return solid([[[(x, y) for x, y in square(west, south)]]])

    new = {1: of(98.28), 2: of(98.285), 3: of(98.32)}
    found = overlaps(new, {9: of(98.28995), 8: of(98.29), 7: of(98.31)})
    assert {key: [other for other, _ in hits] for key, hits in found.items()} == {1: [2], 2: [9, 8]}
    assert found[1][0][1] == pytest.approx(952_000 / 2, rel=0.01)
    assert overlaps({}, new) == {}
