"""Where grids lie: kept by one act, refused in words, shown beside the list."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from core.audit.models import Entry
from core.errors import Conflict, NotAllowed, RuleBroken
from grids.actions.outlines import keep_outlines
from grids.models import Grid, GridEvent, GridOutline
from grids.shapes.gcj import to_gcj
from grids.shapes.judging import from_json, solid
from tests.grids.conftest import TODAY, Town, signed_in
from tests.grids.test_boundary_pages import split_form
from tests.grids.test_shapes import collection, polygon, square

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

APPROVAL = "雄街发〔2026〕9号"
WEST, MIDDLE, EAST = square(98.28, 39.77), square(98.29, 39.77), square(98.30, 39.77)


def of(ring: list[list[float]]) -> Any:
    return solid([[[(x, y) for x, y in ring]]])


def typed(ring: list[list[float]]) -> str:
    return "\n".join(f"{x},{y}" for x, y in ring[:-1])


def sent(town: Town, ring: list[list[float]], **more: Any) -> dict[str, Any]:
    newest = max(GridOutline.objects.values_list("pk", flat=True), default=0)
    said = {"text": typed(ring), "crs": "wgs84", "approval_no": APPROVAL, "version": newest, "step": "save"}
    return {**said, **more}


def keep(town: Town, shapes: dict[Grid, list[list[float]]], **more: Any) -> list[GridOutline]:
    newest = max(GridOutline.objects.values_list("pk", flat=True), default=0)
    given = {"approval_no": APPROVAL, "version": newest, "actor": town.admin, **more}
    return keep_outlines({grid: of(ring) for grid, ring in shapes.items()}, **given)


def test_a_drawing_is_kept_with_history_ledger_and_the_one_before(town: Town, admin: Client) -> None:
    address = reverse("grids:outline", args=[town.one.pk])
    assert "还没有画" in admin.get(reverse("grids:detail", args=[town.one.pk])).content.decode()
    look = admin.post(address, sent(town, WEST, step="preview"))
    assert look.status_code == 200 and "<svg" in look.content.decode() and not GridOutline.objects.exists()
    assert admin.post(address, sent(town, WEST)).status_code == 302
    shifted = [list(to_gcj(*point)) for point in MIDDLE]
    assert admin.post(address, sent(town, shifted, crs="gcj02")).status_code == 302
    first, second = GridOutline.objects.order_by("pk")
    assert first.until == second.since and second.until is None
    assert (second.crs, second.area // 1000) == ("gcj02", 952)
    assert from_json(second.geometry).symmetric_difference(of(MIDDLE)).area < 1e-8
    page = admin.get(reverse("grids:detail", args=[town.one.pk])).content.decode()
    assert "约95.2公顷" in page and "<svg" in page
    lines = GridEvent.objects.filter(grid=town.one, text__startswith="边界图")
    assert [(one.approval_no, one.actor) for one in lines] == [(APPROVAL, town.admin)] * 2
    entries = Entry.objects.filter(action="grid.outline").order_by("pk")
    assert [(one.subject_id, one.detail["outlines"]) for one in entries] == [
        (town.one.pk, {town.one.code: one.pk}) for one in (first, second)
    ]
    assert "98.29,39.77" in admin.get(address).content.decode()


def test_what_the_rules_forbid_is_said_by_the_field_and_nothing_typed_is_lost(
    town: Town, admin: Client
) -> None:
    keep(town, {town.two: MIDDLE})
    address = reverse("grids:outline", args=[town.one.pk])
    for more, words in (
        ({"text": typed(square(98.285, 39.77))}, "铁北3-01格：和铁北3-02格重叠约"),
        ({"text": "98.28,39.77\n98.29,39.78\n98.29,39.77\n98.28,39.78"}, "边线自己交叉了"),
        ({"text": "<svg onload=alert(1)>"}, "第1行看不懂"),
        ({"approval_no": ""}, "街道批准文号"),
        ({"crs": "bd09"}, "这些坐标是哪一种"),
    ):
        answer = admin.post(address, sent(town, WEST, **more))
        page = answer.content.decode()
        assert answer.status_code == 422 and words in page, words
        assert "<svg onload" not in page
        assert (
            more.get("text", typed(WEST)).splitlines()[-1].replace("<", "&lt;").replace(">", "&gt;") in page
        )
    assert GridOutline.objects.filter(grid=town.one).count() == 0
    ended = Grid.objects.get(pk=town.one.pk)
    Grid.objects.filter(pk=ended.pk).update(is_active=False)
    with pytest.raises(RuleBroken, match="已经停用"):
        keep(town, {ended: WEST})


def test_somebody_elses_drawing_in_between_is_a_conflict(town: Town, admin: Client) -> None:
    seen = sent(town, WEST)
    keep(town, {town.one: EAST})
    address = reverse("grids:outline", args=[town.one.pk])
    answer = admin.post(address, seen)
    assert answer.status_code == 409 and "刚被别人改过" in answer.content.decode()
    with pytest.raises(Conflict):
        keep(town, {town.one: WEST}, version=0)
    # Of another grid it is none.
    keep(town, {town.two: MIDDLE}, version=seen["version"])
    assert from_json(GridOutline.objects.get(grid=town.one).geometry).equals(of(EAST))


def test_only_the_administrator_draws_and_only_the_office_looks(town: Town) -> None:
    with pytest.raises(NotAllowed):
        keep(town, {town.one: WEST}, actor=town.clerk)
    clerk = signed_in(town.clerk)
    for name, args in (("grids:outline", [town.one.pk]), ("grids:outlines", [])):
        assert clerk.get(reverse(name, args=args)).status_code == 403
        assert clerk.post(reverse(name, args=args), sent(town, WEST)).status_code == 403
    assert clerk.get(reverse("grids:map")).status_code == 200
    assert signed_in(town.chen).get(reverse("grids:map")).status_code == 403  # no post at all
    assert signed_in(town.admin).get(reverse("grids:outline", args=[10**9])).status_code == 404
    assert not GridOutline.objects.exists()


def test_a_file_is_looked_at_first_and_kept_as_a_whole(town: Town, admin: Client) -> None:
    keep(town, {town.east: EAST})
    text = collection(
        ({"code": int(town.one.code)}, polygon(WEST)),
        ({"name": town.two.name}, polygon(MIDDLE)),
        ({"name": town.east.name}, polygon(EAST[::-1])),
    )
    address = reverse("grids:outlines")
    common = {"crs": "wgs84", "approval_no": APPROVAL, "version": GridOutline.objects.get().pk}
    upload = SimpleUploadedFile("边界.geojson", b"\xef\xbb\xbf" + text.encode())
    look = admin.post(address, {**common, "file": upload, "step": "preview"})
    assert look.status_code == 200
    assert [(one.label, one.change) for one in look.context["judged"]] == [
        (town.one.name, "新画"),
        (town.two.name, "新画"),
        (town.east.name, "不变"),
    ]
    assert GridOutline.objects.count() == 1
    again = look.context["form"]["text"].value()  # the second step needs no file
    assert admin.post(address, {**common, "text": again, "step": "save"}).status_code == 302
    assert GridOutline.objects.filter(until=None).count() == GridOutline.objects.count() == 3
    entry = Entry.objects.filter(action="grid.outline").latest("pk")
    assert entry.subject_id is None and set(entry.detail["outlines"]) == {town.one.code, town.two.code}
    assert GridEvent.objects.filter(text__startswith="边界图导入").count() == 2


def test_a_file_with_one_bad_shape_keeps_none_and_tells_of_each(town: Town, admin: Client) -> None:
    keep(town, {town.east: EAST})
    text = collection(
        ({"code": town.one.code}, polygon(WEST)),
        ({"code": town.one.code}, polygon(WEST)),
        ({"name": town.two.name}, polygon(square(98.295, 39.77))),
        ({"name": "<b>没有的格</b>"}, polygon(square(98.4, 39.77))),
        ({}, None),
    )
    said = {"text": text, "crs": "wgs84", "approval_no": APPROVAL, "version": 0, "step": "save"}
    answer = admin.post(reverse("grids:outlines"), said)
    page = answer.content.decode()
    assert answer.status_code == 422 and "5个图形里有4个要改" in page
    for words in (
        "在文件里出现了两次，第一次是第1个图形",
        f"和{town.east.name}重叠约",
        "没有在用的网格叫「&lt;b&gt;没有的格&lt;/b&gt;」",
        "没有写是哪个网格",
        "没有图形",
    ):
        assert words in page, words
    assert "<b>没有" not in page and GridOutline.objects.count() == 1
    for file, words in (
        (SimpleUploadedFile("a.geojson", "界".encode("gbk")), "不是 UTF-8"),
        (SimpleUploadedFile("a.geojson", b" " * 1_000_001), "超过1MB"),
        (SimpleUploadedFile("a.geojson", b""), "请选边界文件"),
    ):
        answer = admin.post(reverse("grids:outlines"), {**said, "text": "", "file": file})
        assert answer.status_code == 422 and words in answer.content.decode(), words


def test_the_map_shows_ones_own_communities_their_lines_and_what_the_tree_shows(
    town: Town, admin: Client, settings: Settings
) -> None:
    keep(town, {town.one: WEST, town.east: EAST})
    page = signed_in(town.clerk).get(reverse("grids:map"))
    assert [row.grid for row in page.context["rows"]] == [town.one, town.two]
    assert [sorted(one) for one in page.context["features"]] == [["geometry", "id", "name", "url"]]
    text = page.content.decode()
    assert "1个没有边界图" in text and "员 王秀兰" in text and "在办" not in text and "data-tiles" not in text
    whole = signed_in(town.clerk).get(reverse("grids:map"), {"community": "all", "q": "1-01"})
    assert [row.grid for row in whole.context["rows"]] == [town.east]
    settings.MAP_TILES, settings.MAP_TILE_KEY = "https://t{s}.example/{z}/{x}/{y}?tk={key}", "abc"
    planner = admin.get(reverse("grids:map")).content.decode()
    assert "tk=abc" in planner and "在办0件" in planner
    assert admin.get(reverse("grids:map"), {"community": "999"}).status_code == 422


def test_a_grid_whose_buildings_changed_says_that_its_outline_is_old(town: Town, admin: Client) -> None:
    keep(town, {town.one: WEST})
    address = reverse("grids:detail", args=[town.one.pk])
    assert "边界图可能不准了" not in admin.get(address).content.decode()
    assert admin.post(reverse("grids:split", args=[town.one.pk]), split_form(town)).status_code == 302
    assert "边界图可能不准了" in admin.get(address).content.decode()
    assert "边界图可能旧了" in admin.get(reverse("grids:map")).content.decode()


@pytest.mark.parametrize("more", [0, 30])
def test_the_map_costs_the_same_at_any_size(
    town: Town, more: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = Grid.objects.bulk_create(
        Grid(code=f"X{n:03}", name=f"新{n}格", community=town.tiebei, valid_from=TODAY) for n in range(more)
    )
    rings = {grid: square(98.31 + at * 0.012, 39.77) for at, grid in enumerate(made)}
    keep(town, {town.one: WEST, **rings})
    client = signed_in(town.admin)
    client.get(reverse("grids:map"))
    with django_assert_num_queries(11):
        page = client.get(reverse("grids:map"))
    assert len(page.context["rows"]) == 3 + more
