"""A page of the list is cut by short ways; here each is held against the plain one: all cases, put in order by hand."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db.models import Q
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from disputes.choices import OPEN_STATES, State
from disputes.models import Dispute
from disputes.selectors import listing
from tests.cast import Cast, Town
from tests.disputes.many import make_many
from tests.disputes.views.conftest import As, body
from tests.disputes.views.test_list import numbers

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.fixture
def many(town: Town, cast: Cast) -> Any:
    with time_machine.travel(NOW, tick=False):
        make_many(town, cast, 130)
        yield


def by_hand(keep: Callable[[Dispute], bool]) -> list[str]:
    """Overdue, nearly due, the rest with a clock, the rest; each by its due time, then the freshest act."""

    def urgency(case: Dispute) -> tuple[Any, ...]:
        rank = 3
        if case.due_at is not None:
            rank = 0 if case.due_at <= NOW else 1 if case.yellow_at <= NOW else 2
        return rank, case.due_at or LONG_AGO, -(case.last_act_at or LONG_AGO).timestamp(), -case.pk

    return [case.no or "" for case in sorted(filter(keep, Dispute.objects.all()), key=urgency)]


def pages(client: Client, query: str, cases: int) -> list[str]:
    """All pages of so many cases, one after the other."""
    return [no for page in range(1, (cases + 24) // 25 + 1) for no in numbers(client, f"{query}&page={page}")]


def said(client: Client, query: str) -> str:
    """「1–25，共 130」 and its like."""
    found = re.search(r'class="pager-count">([^<]+)<', body(client.get(f"/cases/?{query}")))
    return found[1] if found else ""


def is_late(case: Dispute) -> bool:
    return case.due_at is not None and case.due_at <= NOW


@pytest.mark.usefixtures("many")
def test_pages_of_overdue_ones_and_pages_beyond_them_join_without_a_gap(cast: Cast, as_: As) -> None:
    late = sum(map(is_late, Dispute.objects.all()))
    assert 25 < late < 100, "some pages are all overdue, one is mixed, some have none"
    client = as_(cast.manager)
    assert pages(client, "tab=all", 130) == by_hand(lambda case: True)
    open_and_late = by_hand(lambda case: is_late(case) and case.state in OPEN_STATES)
    assert pages(client, "tab=overdue", len(open_and_late)) == open_and_late
    assert (said(client, "tab=all"), said(client, "tab=all&page=6")) == ("1–25，共 130", "126–130，共 130")


@pytest.mark.usefixtures("many")
def test_a_filtered_first_page_knows_how_many_there_are(cast: Cast, as_: As) -> None:
    client = as_(cast.manager)
    chosen = by_hand(lambda case: case.state == State.MEDIATING)
    assert len(chosen) > 10
    assert numbers(client, "tab=all&state=mediating") == chosen[:25]
    assert said(client, "tab=all&state=mediating") == f"1–{min(25, len(chosen))}，共 {len(chosen)}"
    red = by_hand(is_late)
    assert pages(client, "tab=all&light=red", len(red)) == red
    assert said(client, "tab=all&light=red") == f"1–25，共 {len(red)}"
    assert said(client, "tab=all&light=red&page=2").endswith(f"共 {len(red)}")
    assert numbers(client, "tab=all&state=mediating&q=没有这样的事") == []


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("odd", ["page=0", "page=-3", "page=999", "page=x", "page=1&page=2", "page="])
def test_an_odd_page_is_answered_with_some_page_of_the_list(cast: Cast, as_: As, odd: str) -> None:
    client = as_(cast.manager)
    for query in ("tab=all", "tab=all&light=red", "tab=overdue", "tab=watched", "tab=all&q=没有这样的事"):
        assert client.get(f"/cases/?{query}&{odd}").status_code == 200
    assert numbers(client, f"tab=all&{odd}")


@pytest.mark.usefixtures("many")
def test_another_order_is_kept_on_every_page(cast: Cast, as_: As) -> None:
    newest = [case.no for case in sorted(Dispute.objects.all(), key=lambda one: (one.registered_at, one.pk))]
    assert pages(as_(cast.manager), "tab=all&sort=new", 130) == newest[::-1]


@pytest.mark.usefixtures("many")
def test_each_place_in_the_list_leads_to_the_case_and_back_to_its_neighbours(cast: Cast, as_: As) -> None:
    client, order = as_(cast.manager), by_hand(lambda case: True)
    link = re.findall(r'<th scope="row"><a href="([^"]+)"', body(client.get("/cases/?tab=all&page=2")))[3]
    page = body(client.get(link.replace("&amp;", "&")))
    assert f"/cases/{order[27]}/" in page and f"/cases/{order[29]}/" in page
    assert "第29件" in page or "29" in page


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("铁路小区1号楼", {"door", "house"}),
        ("1号楼2单元", {"door"}),
        ("2单元201", {"door"}),
        ("小区1号楼2", {"door"}),
        ("2单元 铁路", {"door"}),
        ("铁北", {"door", "house"}),
        ("2单元202", set()),
        ("1号楼铁路", set()),
    ],
)
def test_an_address_is_found_as_it_is_shown_across_estate_building_and_door(
    cast: Cast, log: Any, word: str, found: set[str]
) -> None:
    made = {"door": log(place_detail="2单元201", title="甲"), "house": log(title="乙")}
    assert made["door"].address.endswith("1号楼2单元201")
    seen = listing.matching(Dispute.objects.visible_to(cast.worker), word)
    assert {name for name, case in made.items() if seen.filter(pk=case.pk).exists()} == found


def test_the_list_costs_the_same_number_of_queries_whichever_way_its_page_is_cut(
    town: Town, cast: Cast, as_: As, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_many(town, cast, 130)
    client = as_(cast.manager)
    client.get("/cases/?tab=all")
    for query in ("tab=all", "tab=all&page=6", "tab=all&light=red", "tab=all&light=red&page=2", "tab=todo"):
        with django_assert_max_num_queries(9):
            client.get(f"/cases/?{query}")


def test_a_number_of_the_tabs_is_the_number_of_its_list_for_a_late_case_without_holder(
    town: Town, cast: Cast, as_: As
) -> None:
    """「办理人是我」 is unknown for a case that nobody holds, and unknown is no."""
    make_many(town, cast, 60)
    Dispute.objects.filter(Q(pk__lt=Dispute.objects.order_by("pk")[30].pk)).update(holder=None, mediator=None)
    Dispute.objects.update(due_at=NOW - timedelta(days=1), yellow_at=NOW - timedelta(days=2))
    for user in (cast.manager, cast.clerk, cast.worker, cast.secretary):
        client = as_(user)
        for tab in ("todo", "done", "overdue", "all", "finished"):
            page = body(client.get(f"/cases/?tab={tab}&size=100"))
            number = re.search(rf'tab={tab}[^"]*"[^>]*>[^<]+<span class="num">(\d+)', page)
            assert number and int(number[1]) == len(re.findall(r'<th scope="row">', page)), (user, tab)
