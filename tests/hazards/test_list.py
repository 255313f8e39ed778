"""/hazards/: tabs count true, filters live in the address, urgent things come first."""

from datetime import timedelta

import pytest
from django.utils import timezone

from grids.choices_field import HazardState
from grids.models import Hazard
from grids.selectors import hazards as listing
from tests.cast import Town
from tests.hazards.conftest import As
from tests.hazards.walk import HOUR, Walk

pytestmark = pytest.mark.django_db


def shown(as_: As, walk: Walk, key: str, query: str) -> list[str]:
    page = as_(getattr(walk.cast, key)).get(f"/hazards/?{query}")
    assert page.status_code == 200
    return [row.hazard.no for row in page.context["rows"]]


@pytest.fixture
def one_of_each(walk: Walk) -> dict[str, Hazard]:
    walk.now = timezone.now() - timedelta(days=1)
    return {str(state): walk.to(state) for state in HazardState}


def test_tabs_hold_what_they_say_and_count_what_they_hold(
    walk: Walk, as_: As, one_of_each: dict[str, Hazard]
) -> None:
    wanted = {
        "right": {"found", "graded", "ordered", "referred"},
        "look": {"rectified", "rechecked"},
        "done": {"closed", "dismissed"},
        "all": set(one_of_each),
    }
    for tab, states in wanted.items():
        page = as_(walk.cast.secretary).get(f"/hazards/?tab={tab}")
        found = {row.hazard.state for row in page.context["rows"]}
        assert found == states, tab
        counts = {one.key: one.count for one in page.context["tabs"]}
        assert counts[tab] == len(page.context["rows"])


@pytest.mark.parametrize(
    ("key", "states"),
    [
        ("worker", {"graded", "ordered"}),
        ("leader", {"found", "graded", "ordered", "rectified"}),
        ("clerk", {"found", "graded", "referred", "rectified"}),
        ("secretary", {"found", "graded", "referred", "rectified", "rechecked"}),
        ("manager", {"rechecked"}),
        ("intake", set()),
        ("supervisor", set()),
    ],
)
def test_what_waits_for_me_is_what_i_may_do(
    walk: Walk, one_of_each: dict[str, Hazard], key: str, states: set[str]
) -> None:
    user = getattr(walk.cast, key)
    mine = Hazard.objects.visible_to(user).filter(listing.todo(user))
    assert set(mine.values_list("state", flat=True)) == states


def test_what_i_put_right_does_not_wait_for_my_own_look(walk: Walk) -> None:
    walk.step(walk.to(HazardState.ORDERED), "rectify", "leader")
    assert not Hazard.objects.filter(listing.todo(walk.cast.leader)).exists()
    assert Hazard.objects.filter(listing.todo(walk.cast.clerk)).count() == 1


def test_overdue_comes_first_and_has_a_tab(walk: Walk, as_: As) -> None:
    walk.now = timezone.now() - timedelta(days=30)
    old = walk.report()
    walk.now = timezone.now() - 2 * HOUR
    new = walk.report()
    assert shown(as_, walk, "worker", "tab=all") == [old.no, new.no]
    assert shown(as_, walk, "worker", "tab=overdue") == [old.no]
    assert shown(as_, walk, "worker", "tab=all&sort=new") == [new.no, old.no]


def test_filters_narrow_and_say_how_to_take_them_off(walk: Walk, as_: As, town: Town) -> None:
    walk.now = timezone.now() - HOUR
    clutter, cracks = walk.report(), walk.report(code="house.cracks")
    east = walk.report(by="intake", place=town.dongyuan.buildings[0][0])
    for query, found in (
        ("kind=fire", {clutter.no, east.no}),
        ("grade=major", {cracks.no}),
        (f"community={town.dongyuan.area.pk}", {east.no}),
        (f"grid={town.tiebei.grids[0].pk}", {clutter.no, cracks.no}),
        ("state=found", {cracks.no}),
        ("light=green", {clutter.no, cracks.no, east.no}),
        ("light=red&light=none", set()),
        ("q=开裂", {cracks.no}),
        ("q=东苑小区1号楼", {east.no}),
        ("q=雄隐〔2026〕0002号".replace("2026", str(cracks.year)), {cracks.no}),
        (f"q={clutter.no}", {clutter.no}),
        ("kind=fire&grade=&q=%20", {clutter.no, east.no}),
    ):
        assert set(shown(as_, walk, "manager", f"tab=all&{query}")) == found, query
    page = as_(walk.cast.manager).get(f"/hazards/?tab=all&kind=fire&grid={town.tiebei.grids[0].pk}")
    assert [(one.label, one.value) for one in page.context["chips"]] == [
        ("类别", "消防"),
        ("网格", "铁北1-01格"),
    ]
    assert page.context["chips"][1].without == "?tab=all&kind=fire"


def test_values_that_mean_nothing_are_left_out(walk: Walk, as_: As) -> None:
    walk.now = timezone.now() - HOUR
    hazard = walk.report()
    for query in (
        "tab=nothing", "tab=all&kind=x&grade=9&community=abc&grid=zz&state=q&light=blue&sort=9",
        "tab=all&page=-1", "tab=all&page=99999999999", "tab=all&community=99999999999999999999999", "tab=all&q=%25_%5C",
    ):  # fmt: skip
        page = as_(walk.cast.clerk).get(f"/hazards/?{query}")
        assert page.status_code == 200, query
    assert shown(as_, walk, "clerk", "tab=all&kind=x&grade=9") == [hazard.no]


def test_a_community_does_not_meet_its_neighbour(walk: Walk, as_: As) -> None:
    walk.report()
    assert shown(as_, walk, "outsider", "tab=all") == []
    assert shown(as_, walk, "other_worker", "tab=all") == []
    page = as_(walk.cast.outsider).get("/hazards/?tab=all")
    assert [one.count for one in page.context["tabs"]] == [0] * len(listing.TABS)
