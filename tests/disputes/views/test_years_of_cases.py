"""/cases/ after many years: finished cases are counted up to a number and paged up to it; order and filters stay exact."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from disputes.models import Dispute
from disputes.selectors import listing, tabs
from tests.cast import Cast, Town
from tests.disputes.many import make_many
from tests.disputes.views.conftest import As, body

pytestmark = pytest.mark.django_db
CASES, MOST = 120, 10


@pytest.fixture
def many(town: Town, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """More finished cases than are counted, in a town of 120."""
    make_many(town, cast, CASES)
    monkeypatch.setattr(listing, "MOST", MOST)


def numbers(client: Client, query: str) -> list[str]:
    page = client.get(f"/cases/?{query}")
    assert page.status_code == 200
    return re.findall(r'<th scope="row"><a href="[^"]*">([^<]+)</a>', body(page))


def in_order(cast: Cast, tab: str, sort: str = "") -> list[str]:
    """The whole tab by the plain order of the list, without any short way."""
    now = timezone.now()
    seen = Dispute.objects.visible_to(cast.manager)
    rows = listing.ordered(tabs.narrowed(seen, cast.manager, tab, now), sort, now)
    return [no or "" for no in rows.values_list("no", flat=True)]


@pytest.mark.parametrize("sort", ["", "new", "old", "act"])
@pytest.mark.parametrize("tab", ["all", "open", "finished"])
def test_every_page_holds_what_the_plain_order_holds(
    many: None, cast: Cast, as_: As, tab: str, sort: str
) -> None:
    client, whole = as_(cast.manager), in_order(cast, tab, sort)
    found: list[str] = []
    for page in range(1, 1 + -(-len(whole) // 25)):
        rows = numbers(client, f"tab={tab}&sort={sort}&page={page}&size=25")
        if rows and rows[0] in found:
            break  # past the last page the last one is shown
        found += rows
    assert found == whole[: len(found)]
    assert len(found) >= min(len(whole), MOST)


def test_more_than_are_counted_is_said_with_a_plus(many: None, cast: Cast, as_: As) -> None:
    client = as_(cast.manager)
    text = body(client.get("/cases/?tab=finished"))
    assert f'办结 <span class="num">{MOST}+</span>' in text
    assert f"1–{MOST}，共 {MOST}+" in text and "加筛选条件就能看到" in text
    is_open = len(in_order(cast, "open"))
    assert f'全部 <span class="num">{is_open + MOST}+</span>' in text
    assert len(numbers(client, "tab=finished")) == MOST


def test_numbers_of_what_is_open_are_never_cut(many: None, cast: Cast, as_: As) -> None:
    text = body(as_(cast.manager).get("/cases/?tab=open"))
    assert f'在办 <span class="num">{len(in_order(cast, "open"))}</span>' in text


def test_a_filter_finds_what_lies_behind_the_last_page(many: None, cast: Cast, as_: As) -> None:
    client = as_(cast.manager)
    last = in_order(cast, "finished")[-1]
    assert last not in numbers(client, "tab=finished")
    assert numbers(client, f"tab=finished&q={last}") == [last]


def test_a_broad_filter_is_counted_up_to_the_same_number_and_stays_in_order(
    many: None, cast: Cast, as_: As
) -> None:
    text = body(as_(cast.manager).get("/cases/?tab=all&q=件"))
    assert f"共 {MOST}+" in text
    assert numbers(as_(cast.manager), "tab=all&q=件") == in_order(cast, "all")[:25]


def test_the_neighbours_of_a_case_are_those_of_the_list(many: None, cast: Cast, as_: As) -> None:
    whole = in_order(cast, "all")
    page = body(as_(cast.manager).get(f"/cases/{whole[4]}/?list=tab%3Dall&at=5&of=100"))
    assert f"/cases/{whole[3]}/" in page and f"/cases/{whole[5]}/" in page


def test_part_of_a_word_across_building_and_door_is_found(cast: Cast, town: Town, as_: As) -> None:
    make_many(town, cast, 3)
    case = Dispute.objects.select_related("place").first()
    assert case is not None
    Dispute.objects.filter(pk=case.pk).update(place_detail="2单元201")
    client = as_(cast.manager)
    assert numbers(client, f"tab=all&q={case.place.name[-2:]}2单") == [case.no]
    assert numbers(client, "tab=all&q=单元201") == [case.no]
    assert numbers(client, f"tab=all&q={case.place.name[-2:]}3单") == []
