"""The pages of patrols: the tick list, the month, the log, the route; who opens which."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from core.files.models import StoredFile
from core.papers.models import Paper, PrintLog
from grids.actions.hazards import Finding, report_hazard
from grids.actions.patrol_days import KEPT_DAYS, purge_patrols
from grids.actions.patrols import check_point, write_log
from grids.choices import Role
from grids.models import PatrolCheck, PatrolDay, PatrolPoint, PatrolRoute, Posting
from grids.scope import Scope
from grids.selectors.patrols import counts_today
from tests.cast import Cast, Town
from tests.hazards.said import picture
from tests.hazards.walk import PHOTO, T0, item
from tests.patrols.conftest import As, Route

pytestmark = pytest.mark.django_db
Go = Callable[[datetime], None]
# Wednesday: the power box falls behind.
WEDNESDAY = T0 + timedelta(days=2)
HTMX = {"HTTP_HX_REQUEST": "true"}


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def test_the_list_has_what_is_due_first_and_the_rest_folded(
    route: Route, cast: Cast, as_: As, at: Go
) -> None:
    at(WEDNESDAY)
    page = text(as_(cast.worker), "/patrols/today/")
    assert "0/3" in page and "今天不用查的（1）" in page
    assert page.index("1号楼配电箱") < page.index("燃气调压箱")
    assert "重点，本周还差2次" in page and "按燃气清单查" in page
    assert "不执法" in page and "90天后删除" in page


def test_one_tap_ticks_a_point_off_with_and_without_scripts(
    route: Route, cast: Cast, as_: As, at: Go
) -> None:
    at(T0)
    client = as_(cast.worker)
    part = client.post(f"/patrols/points/{route.hall.pk}/fine/", **HTMX)
    assert part.status_code == 200 and "<html" not in part.content.decode()
    assert "1/2" in part.content.decode() and "撤回" in part.content.decode()
    plain = client.post(f"/patrols/points/{route.yard.pk}/fine/")
    assert (plain.status_code, plain["Location"]) == (302, f"/patrols/today/?grid={route.grid.pk}")
    assert "2/2" in text(client, plain["Location"])


def test_the_same_tap_sent_twice_is_one(route: Route, cast: Cast, as_: As, at: Go) -> None:
    at(T0)
    said = {"idempotency_key": str(uuid.uuid4()), "recorded_at": "2026-03-02T09:30:00+08:00"}
    client = as_(cast.worker)
    first, second = (client.post(f"/patrols/points/{route.hall.pk}/fine/", said, **HTMX) for _ in range(2))
    assert first.content == second.content
    assert PatrolCheck.objects.get().at == datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def test_a_tap_is_taken_back(route: Route, cast: Cast, as_: As, at: Go) -> None:
    at(T0)
    check = check_point(route.hall, actor=cast.worker, now=T0)
    assert as_(cast.leader).post(f"/patrols/checks/{check.pk}/undo/").status_code == 404
    part = as_(cast.worker).post(f"/patrols/checks/{check.pk}/undo/", **HTMX)
    assert "0/2" in part.content.decode() and not PatrolCheck.objects.exists()


def test_a_word_and_a_photo_at_a_point(route: Route, cast: Cast, as_: As, at: Go) -> None:
    at(T0)
    client, address = as_(cast.worker), f"/patrols/points/{route.hall.pk}/note/"
    assert "1号楼门厅：正常" in text(client, address)
    assert client.post(address, {"note": "灯换过了", "photos": [picture()]}).status_code == 302
    assert PatrolCheck.objects.get().note == "灯换过了"
    photo = StoredFile.objects.get()
    for key, status in (
        ("worker", 200),
        ("leader", 200),
        ("clerk", 200),
        ("manager", 404),
        ("outsider", 404),
    ):
        assert as_(getattr(cast, key)).get(f"/files/{photo.public_id}/").status_code == status, key
    asked = client.post(address, {"note": "打 13893712207"})
    assert asked.status_code == 422 and "138****2207" in asked.content.decode()


def test_the_days_log_prints_what_was_done(route: Route, cast: Cast, as_: As, at: Go) -> None:
    at(T0)
    check_point(route.hall, actor=cast.worker, note="灯亮", photos=[PHOTO], now=T0)
    hazard = report_hazard(
        Finding(place=route.yard.place, item=item(), point=route.yard), actor=cast.worker, now=T0
    )
    client = as_(cast.worker)
    assert (
        client.post(f"/patrols/{route.grid.pk}/words/", {"weather": "wind", "note": "风大"}).status_code
        == 302
    )
    page = text(client, f"/patrols/{route.grid.pk}/2026-03-02/")
    for words in (
        "网格巡查日志",
        "2026年3月2日",
        "大风",
        "王秀兰",
        "1号楼门厅",
        "灯亮",
        "照片1张",
        hazard.official_no,
        "风大",
    ):
        assert words in page, words


@pytest.mark.parametrize(
    ("key", "status"),
    [("worker", 200), ("leader", 200), ("clerk", 200), ("secretary", 200), ("manager", 404), ("supervisor", 404),
     ("outsider", 404), ("other_worker", 404), ("auditor", 404)],
)  # fmt: skip
def test_the_log_names_who_walked_so_only_the_grid_and_its_community_read_it(
    route: Route, cast: Cast, as_: As, at: Go, key: str, status: int
) -> None:
    at(T0)
    write_log(route.grid, actor=cast.worker, note="风大", now=T0)
    answer = as_(getattr(cast, key)).get(f"/patrols/{route.grid.pk}/2026-03-02/")
    assert answer.status_code == status


def test_the_log_goes_out_as_word_and_pdf_and_no_copy_outlives_it(
    route: Route, cast: Cast, as_: As, at: Go
) -> None:
    """domain.md H6: what is printed is read from the walk; ninety days later there is neither."""
    at(T0)
    check_point(route.hall, actor=cast.worker, note="灯坏了", photos=[PHOTO], now=T0)
    patrol = write_log(route.grid, actor=cast.worker, weather="sunny", note="已报物业", now=T0)
    base, client = f"/docs/L19/{patrol.pk}/", as_(cast.clerk)
    assert f"{base}preview/" in text(client, patrol.get_absolute_url())
    shown = text(client, f"{base}preview/")
    for words in ("网格巡查日志", "晴", "1号楼门厅", "灯坏了（照片1张）", "已报物业", "王秀兰", "照记录打印"):
        assert words in shown, words
    for form in ("pdf", "docx"):
        assert client.post(f"{base}print/", {"purpose": "归档", "format": form}).status_code == 200
    assert PrintLog.objects.filter(kind="L19", by=cast.clerk, purpose="归档").count() == 2
    assert not Paper.objects.exists()
    for key in ("other_worker", "outsider", "manager", "street_lead"):
        assert as_(getattr(cast, key)).get(f"{base}preview/").status_code == 404, key
    purge_patrols(now=T0 + timedelta(days=KEPT_DAYS + 1))
    assert client.get(f"{base}preview/").status_code == 404


@pytest.mark.parametrize("key", ["worker", "leader", "clerk", "manager", "street_lead", "supervisor"])
def test_the_month_counts_days_of_the_grid_and_names_nobody(
    route: Route, cast: Cast, as_: As, at: Go, key: str
) -> None:
    at(WEDNESDAY)
    for point in (route.hall, route.yard):
        check_point(point, actor=cast.worker, now=T0)
    check_point(route.hall, actor=cast.worker, now=T0 + timedelta(days=1))
    page = text(as_(getattr(cast, key)), f"/patrols/{route.grid.pk}/?month=2026-03")
    assert "应查2天，查满1天" in page and "✓ 2/2" in page and "◐ 1/2" in page
    assert "王秀兰" not in page[page.index('id="content"') :].split("print-foot")[0]
    linked = f"/patrols/{route.grid.pk}/2026-03-02/" in page
    assert linked == (key in ("worker", "leader", "clerk"))


def test_other_areas_and_other_posts_do_not_open(route: Route, cast: Cast, as_: As) -> None:
    for key in ("outsider", "other_worker"):
        client = as_(getattr(cast, key))
        for address in ("", "route/", "route/new/", "words/"):
            assert client.get(f"/patrols/{route.grid.pk}/{address}").status_code == 404, (key, address)
    for key in ("mediator", "liaison", "auditor", "sysadmin", "nobody"):
        for address in ("/patrols/", "/patrols/today/"):
            assert as_(getattr(cast, key)).get(address).status_code == 403, key


def test_the_overview_is_ordered_by_place_whatever_the_days(
    route: Route, cast: Cast, as_: As, town: Town
) -> None:
    for grid, done in zip(town.tiebei.grids, (0, 2, 1), strict=True):
        PatrolDay.objects.create(grid=grid, day=date.today(), points_due=2, points_done=done)
    page = as_(cast.clerk).get("/patrols/")
    assert [(one.grid.name, one.days_done, one.days_due) for one in page.context["rows"]] == [
        ("铁北1-01格", 0, 1), ("铁北1-02格", 1, 1), ("铁北1-03格", 0, 1),
    ]  # fmt: skip
    assert len(as_(cast.manager).get("/patrols/").context["rows"]) == 6
    east = as_(cast.manager).get(f"/patrols/?community={town.dongyuan.area.pk}").context["rows"]
    assert {one.grid.community for one in east} == {town.dongyuan.area}
    assert [one.grid for one in as_(cast.worker).get("/patrols/").context["rows"]] == [route.grid]
    assert as_(cast.clerk).get("/patrols/today/").context["rows"]


def test_no_page_of_patrols_ranks_or_lists_people(route: Route, cast: Cast, as_: As, at: Go) -> None:
    """Principle 7: no league table, no score, no points."""
    at(T0)
    check_point(route.hall, actor=cast.worker, now=T0)
    for address in ("/patrols/", f"/patrols/{route.grid.pk}/", f"/patrols/{route.grid.pk}/route/"):
        page = text(as_(cast.clerk), address)
        body = page[page.index('id="content"') :]
        assert "王秀兰" not in body
        assert not any(word in body for word in ("积分", "排行", "得分", "第1名"))


def test_a_leader_walks_each_grid_they_lead(route: Route, cast: Cast, as_: As, town: Town, at: Go) -> None:
    at(T0)
    page = text(as_(cast.leader), "/patrols/today/")
    assert "铁北1-01格" in page and "铁北1-02格" in page
    one = text(as_(cast.leader), f"/patrols/today/?grid={town.tiebei.grids[1].pk}")
    assert "还没有巡查路线" in one and "我的其他网格" in one
    assert as_(cast.leader).get(f"/patrols/today/?grid={town.dongyuan.grids[0].pk}").context["walks"] == []


def test_the_route_is_edited_on_its_page(route: Route, cast: Cast, as_: As, town: Town) -> None:
    client, base = as_(cast.leader), f"/patrols/{route.grid.pk}/route/"
    version = PatrolRoute.objects.get().version
    said = {"name": "楼顶平台", "place": town.building.pk, "weekly": "3", "checklist": "", "version": version}
    assert client.post(f"{base}new/", said).status_code == 302
    point = PatrolPoint.objects.get(name="楼顶平台")
    assert (point.weekly, point.order) == (3, 5)
    assert client.post(f"{base}new/", {**said, "name": "再一个"}).status_code == 409
    answer = client.post(f"{base}new/", {**said, "version": version + 1})
    assert answer.status_code == 422 and "已经有「楼顶平台」" in answer.content.decode()
    foreign = client.post(f"{base}new/", {**said, "place": town.dongyuan.buildings[0][0].pk, "name": "x"})
    assert foreign.status_code == 422 and "现在不能选了" in foreign.content.decode()
    moved = client.post(f"/patrols/points/{point.pk}/do/up/", {"version": version + 1})
    assert moved.status_code == 302
    assert client.post(f"/patrols/points/{point.pk}/do/retire/", {"version": version}).status_code == 409
    assert client.post(f"/patrols/points/{point.pk}/do/retire/").status_code == 409
    assert "楼顶平台" in text(client, base)
    assert as_(cast.worker).get(f"{base}new/").status_code == 403
    assert "增加点位" not in text(as_(cast.worker), base)


def test_a_form_of_the_route_brings_its_point_back(route: Route, cast: Cast, as_: As) -> None:
    page = text(as_(cast.clerk), f"/patrols/points/{route.gas.pk}/change/")
    assert 'value="燃气调压箱"' in page and "重点，每周1次" in page
    version = PatrolRoute.objects.get().version
    said: dict[str, Any] = {"name": "调压箱", "place": route.gas.place_id, "weekly": "", "version": version}
    assert as_(cast.clerk).post(f"/patrols/points/{route.gas.pk}/change/", said).status_code == 302
    route.gas.refresh_from_db()
    assert (route.gas.name, route.gas.weekly, route.gas.checklist) == ("调压箱", None, None)


def test_the_grids_page_says_what_field_work_there_is(route: Route, cast: Cast, as_: As, at: Go) -> None:
    at(T0)
    check_point(route.hall, actor=cast.worker, now=T0)
    report_hazard(Finding(place=route.yard.place, item=item()), actor=cast.worker, now=T0)
    page = text(as_(cast.clerk), f"/grids/{route.grid.pk}/")
    assert "巡查和隐患" in page and "4个点位" in page and "应查1天，查满0天" in page and ">1件</a>" in page
    assert "巡查和隐患" not in text(as_(cast.outsider), f"/grids/{route.grid.pk}/")


def test_a_substitute_of_two_grids_walks_both_on_one_page(route: Route, cast: Cast, as_: As, at: Go) -> None:
    at(T0)
    Posting.objects.create(
        user=cast.other_worker,
        role=Role.GRID_WORKER,
        grid=route.grid,
        is_cover=True,
        valid_from=T0.date(),
        valid_to=T0.date(),
    )
    page = as_(cast.other_worker).get("/patrols/today/")
    assert [walk.grid.name for walk in page.context["walks"]] == ["铁北1-01格", "铁北1-02格"]


def test_the_workbench_is_told_how_far_the_walk_is_in_three_queries(
    route: Route, cast: Cast, django_assert_num_queries: Any
) -> None:
    check_point(route.hall, actor=cast.worker, now=T0)
    check_point(route.gas, actor=cast.leader, now=T0)
    Scope.of(cast.worker)
    with django_assert_num_queries(3):
        told = counts_today(cast.worker, T0.date())
    assert [(one.grid, one.done, one.total) for one in told] == [(route.grid, 2, 3)]
    assert counts_today(cast.clerk, T0.date()) == []
