"""Every writing page of opinions and visits against what people paste and what attackers send (trust.md 5)."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from residents.models import Opinion, Visit
from tests.cast import Cast, Town
from tests.opinions.conftest import As
from tests.opinions.test_pages import SAID, body, first_state, send
from tests.opinions.walk import HOUR, WHO, Walk

pytestmark = pytest.mark.django_db
FIELDS = {"note": "text", "handle": "handled", "reply": "public_text", "rework": "reason", "chase": "text",
          "return_opinion": "reason", "tell_progress": "public_text", "reclassify": "reason"}  # fmt: skip
FINE = [
    "𠮷野家🔥",
    "👨‍👩‍👧",
    "阿依古丽·买买提",
    "{{7*7}}",
    "{% now 'Y' %}",
    "<svg onload=1>&amp;'\"",
    "'; DROP TABLE x;--",
    "%s_\\%",
    "=cmd|x",
]
REFUSED = ["上\u202e下", "零\u200b宽", "a" + "\u0301" * 9, "\u0007铃", "   "]


@pytest.mark.parametrize("act", sorted(FIELDS))
@pytest.mark.parametrize("text", FINE, ids=range(len(FINE)))
def test_text_comes_through_as_it_was_typed(walk: Walk, as_: As, act: str, text: str) -> None:
    opinion = walk.to(first_state(act))
    with time_machine.travel(walk.now + HOUR, tick=False):
        client = as_(getattr(walk.cast, WHO[act]))
        answer = send(client, opinion, act, **{FIELDS[act]: text})
        assert answer.status_code == 302, body(answer)[:500]
        page = body(client.get(opinion.get_absolute_url()))
    assert "<svg onload" not in page and "DROP TABLE x;--'" not in page
    assert "49" not in page.split("时间线")[-1].split("谁反映的")[0] or "{{7*7}}" not in text


@pytest.mark.parametrize("act", sorted(FIELDS))
@pytest.mark.parametrize("text", REFUSED, ids=range(len(REFUSED)))
def test_text_that_breaks_the_order_of_reading_is_refused_in_words(
    walk: Walk, as_: As, act: str, text: str
) -> None:
    opinion = walk.to(first_state(act))
    with time_machine.travel(walk.now + HOUR, tick=False):
        typed = {FIELDS[act]: text, "template": ""}
        answer = send(as_(getattr(walk.cast, WHO[act])), opinion, act, **typed)
    assert answer.status_code == 422 and "需要修改" in body(answer)
    assert Opinion.objects.get(pk=opinion.pk).version == opinion.version


def test_words_too_long_are_counted_for_the_person(walk: Walk, as_: As) -> None:
    opinion = walk.to(first_state("reply"))
    answer = send(as_(walk.cast.clerk), opinion, "reply", public_text="字" * 201)
    assert answer.status_code == 422 and "最多200个字，现在是201个" in body(answer)


ODD_CHOICES: list[tuple[str, dict[str, Any]]] = [
    ("classify", {"category": "zzz"}),
    ("classify", {"desk": "9"}),
    ("classify", {"desk": "x"}),
    ("classify", {"holder": "999999"}),
    ("classify", {"holder": "1' OR 1=1"}),
    ("classify", {"topic": ""}),
    ("reply", {"reply_way": "pigeon"}),
    ("rate", {"satisfaction": "0"}),
    ("mark_general", {"is_general": "maybe"}),
]


@pytest.mark.parametrize(("act", "change"), ODD_CHOICES)
def test_a_choice_that_was_not_offered_is_refused(
    walk: Walk, as_: As, act: str, change: dict[str, Any]
) -> None:
    opinion = walk.to(first_state(act))
    answer = send(as_(getattr(walk.cast, WHO[act])), opinion, act, **change)
    assert answer.status_code == 422
    assert Opinion.objects.get(pk=opinion.pk).version == opinion.version


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
def test_a_version_that_is_none_is_refused(walk: Walk, as_: As, version: str) -> None:
    opinion = walk.to(first_state("note"))
    assert send(as_(walk.cast.clerk), opinion, "note", version=version).status_code in (409, 422)


def test_fields_nobody_asked_for_change_nothing(walk: Walk, as_: As) -> None:
    opinion = walk.to(first_state("note"))
    extra = {
        "state": "closed",
        "holder": str(walk.cast.outsider.pk),
        "no": "OP-1",
        "is_demo": "1",
        "community": "1",
    }
    assert send(as_(walk.cast.clerk), opinion, "note", **extra).status_code == 302
    fresh = Opinion.objects.get(pk=opinion.pk)
    assert (fresh.state, fresh.no, fresh.community_id) == (opinion.state, opinion.no, opinion.community_id)


PAGES = ("/opinions/new/", "/visits/new/", "/visits/plan/", "/visits/campaigns/new/", "/visits/leaders/new/")


def everybody(cast: Cast, as_: As) -> list[tuple[str, Client]]:
    """Each page by somebody whose page it is."""
    return [(page, as_(cast.manager)) for page in PAGES]


def test_a_nul_byte_stops_before_any_page(cast: Cast, walk: Walk, as_: As) -> None:
    opinion = walk.raised()
    pages = [*everybody(cast, as_), (opinion.act_url("note"), as_(cast.clerk))]
    for page, client in pages:
        for field in ("text", "note", "name", "\x00"):
            answer = client.post(page, {field: "a\x00b"})
            assert answer.status_code == 400 and "看不见的控制字符" in body(answer), page
    for address in (
        "/opinions/?q=a%00b",
        "/visits/all/?q=%00",
        "/visits/doors/?place=%00",
        "/opinions/OP%00/",
    ):
        assert as_(cast.clerk).get(address).status_code in (400, 404), address


def test_ten_megabytes_and_unreadable_bodies_are_refused(cast: Cast, as_: As) -> None:
    for page, client in everybody(cast, as_):
        form = "application/x-www-form-urlencoded"
        answer = client.post(page, data="text=" + "x" * 10_000_000, content_type=form)
        assert answer.status_code == 413, page
        assert client.post(page, data=b"\xff\xfe=\xff", content_type=form).status_code in (400, 422), page
        assert client.put(page).status_code == 405, page
        assert client.delete(page).status_code == 405, page


def test_an_empty_form_of_every_page_says_what_is_missing(cast: Cast, as_: As) -> None:
    for page, client in everybody(cast, as_):
        answer = client.post(page, {})
        assert answer.status_code == 422 and "需要修改" in body(answer), page
    assert not Opinion.objects.exists() and not Visit.objects.exists()


def test_addresses_that_mean_nothing_open_the_plain_form(town: Town, cast: Cast, as_: As) -> None:
    client = as_(cast.worker)
    outside = town.dongyuan.buildings[0][0].pk
    for query in ("place=x", "place=-1", f"place={outside}", "household=H-999999", "household=zz", "contact=9",
                  "contact=x", f"contact={'9' * 30}", "household=H-" + "9" * 30):  # fmt: skip
        for page in ("/visits/new/", "/visits/plan/"):
            assert client.get(f"{page}?{query}").status_code == 200, query
    assert client.get("/opinions/new/?visit=V-999999").status_code == 404
    for pk in ("0", "999999", "9" * 25):
        assert client.get(f"/visits/campaigns/{pk}/").status_code == 404


def test_every_act_is_covered_here_or_has_no_words() -> None:
    assert set(SAID) - set(FIELDS) == {"classify", "mark_general", "rate", "withdraw"}
