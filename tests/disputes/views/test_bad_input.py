"""Every writing page of cases against what people paste and what attackers send."""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from disputes.choices import State
from disputes.models import Dispute
from tests.cast import Cast, Log, Town
from tests.disputes.views.conftest import As, act_url, body
from tests.disputes.views.said import SAID, before
from tests.disputes.walk import HOUR, WHO, Walk, ready_for

pytestmark = pytest.mark.django_db
Go = Callable[[], None]
TEXT_ACTS = ("note", "contact", "chase", "fail", "escalate", "rework", "close")
# What may be typed and must come through as it is.
FINE = [
    "𠮷野家🔥",
    "👨‍👩‍👧",
    "阿依古丽·买买提",
    "{{7*7}}",
    "{% now 'Y' %}",
    "<b>x</b>&amp;'\"",
    "'; DROP TABLE x;--",
    "%s%n",
    "ﬁ①",
]
# What is refused in words, the form kept.
REFUSED = ["上\u202e下", "零\u200b宽", "a" + "\u0301" * 9, "\u0007铃"]


def text_field(act: str) -> str:
    return {
        "note": "text",
        "contact": "note",
        "chase": "text",
        "fail": "reason",
        "escalate": "work_done",
        "rework": "reason",
        "close": "public_text",
    }[act]


@pytest.mark.parametrize("act", TEXT_ACTS)
@pytest.mark.parametrize("text", FINE, ids=range(len(FINE)))
def test_text_comes_through_as_it_was_typed(walk: Walk, as_: As, at_walk: Go, act: str, text: str) -> None:
    case = ready_for(walk, act, before(act))
    said = {**SAID[act](case, walk), text_field(act): text, "version": case.version}
    walk.now += HOUR
    at_walk()
    client = as_(getattr(walk.cast, WHO[act]))
    answer = client.post(act_url(case, act), said)
    assert answer.status_code == 302, body(answer)
    page = client.get(f"{case.get_absolute_url()}?tab=timeline")
    assert page.status_code == 200
    assert ("<b>x</b>" not in body(page) and "DROP TABLE" not in body(page)) or "&#x27;; DROP TABLE" in body(
        page
    )


@pytest.mark.parametrize("act", TEXT_ACTS)
@pytest.mark.parametrize("text", REFUSED, ids=range(len(REFUSED)))
def test_text_that_breaks_the_order_of_reading_is_refused_in_words(
    walk: Walk, as_: As, at_walk: Go, act: str, text: str
) -> None:
    case = ready_for(walk, act, before(act))
    said = {**SAID[act](case, walk), text_field(act): text, "version": case.version}
    walk.now += HOUR
    at_walk()
    answer = as_(getattr(walk.cast, WHO[act])).post(act_url(case, act), said)
    assert answer.status_code == 422 and "需要修改" in body(answer)
    assert Dispute.objects.get(pk=case.pk).version == case.version


def writing_pages(case: Dispute, draft: Dispute) -> list[str]:
    base = case.get_absolute_url()
    return [
        "/cases/new/", "/cases/new/look/", "/cases/bulk/", "/cases/views/", "/cases/taste/", "/m/new/", "/track/",
        f"/cases/draft/{draft.pk}/", *(f"{base}{part}" for part in ("note/", "photos/", "reveal/", "watch/", "do/note/")),
    ]  # fmt: skip


@pytest.fixture
def pages(walk: Walk, at_walk: Go) -> list[str]:
    found = writing_pages(walk.registered(), walk.to(State.DRAFT))
    at_walk()
    return found


def test_a_nul_byte_stops_before_any_page(pages: list[str], walk: Walk, as_: As) -> None:
    client = as_(walk.cast.clerk)
    for page in pages:
        for field in ("text", "q", "party-0-name", "no", "\x00"):
            answer = client.post(page, {field: "a\x00b"})
            assert answer.status_code == 400 and "看不见的控制字符" in body(answer), page
    for address in (
        "/cases/?q=a%00b",
        "/track/?no=a%00b&c=1",
        "/cases/places/?place_q=%00",
        "/cases/2026-00001%00/",
    ):
        assert client.get(address).status_code in (400, 404), address


def test_ten_megabytes_are_refused_in_words(pages: list[str], walk: Walk, as_: As) -> None:
    client = as_(walk.cast.clerk)
    for page in pages:
        answer = client.post(
            page, data="text=" + "x" * 10_000_000, content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code == 413 and "内容太大" in body(answer), page


FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
UNREADABLE = {
    "bytes": (b"\xff\xfe\xfd", FORM),
    "multipart": (b"--x\r\nbroken", PARTS),
    "json": (b"{", "application/json"),
    "empty": (b"", "text/plain"),
}


@pytest.mark.parametrize(("content", "kind"), UNREADABLE.values(), ids=UNREADABLE)
def test_an_unreadable_body_is_no_fault_of_ours(
    pages: list[str], walk: Walk, as_: As, content: bytes, kind: str
) -> None:
    client = as_(walk.cast.clerk)
    for page in pages:
        assert client.post(page, data=content, content_type=kind).status_code < 500, page


def test_a_broken_key_is_told_and_a_used_key_with_other_words_too(cast: Cast, log: Log, as_: As) -> None:
    case = log()
    client, url = as_(cast.worker), f"{case.get_absolute_url()}note/"
    assert client.post(url, {"text": "x", "idempotency_key": "no-key"}).status_code == 422
    key = str(uuid.uuid4())
    assert client.post(url, {"text": "第一次", "idempotency_key": key}).status_code == 302
    other = client.post(url, {"text": "第二次", "idempotency_key": key})
    assert other.status_code == 422 and "内容和这次不一样" in body(other)
    assert case.events.filter(act="note").count() == 1


def test_a_key_of_one_person_gives_another_nothing(cast: Cast, log: Log, as_: As) -> None:
    case, key = log(), str(uuid.uuid4())
    url = f"{case.get_absolute_url()}note/"
    as_(cast.worker).post(url, {"text": "同一句", "idempotency_key": key})
    as_(cast.leader).post(url, {"text": "同一句", "idempotency_key": key})
    assert case.events.filter(act="note").count() == 2


@pytest.mark.parametrize("version", ["", "-1", "abc", "1.5", "99999999999999999999", "２"])
def test_a_version_that_is_none_keeps_the_form(cast: Cast, log: Log, as_: As, version: str) -> None:
    case = log()
    answer = as_(cast.worker).post(act_url(case, "note"), {"text": "留着", "version": version})
    assert answer.status_code in (302, 409, 422)
    assert version == "２" or ("留着" in body(answer) and case.events.count() == 1)


def test_without_the_token_nothing_is_written(cast: Cast, log: Log) -> None:
    case = log()
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.worker)
    for page in ("note/", "do/note/", "watch/", "reveal/"):
        assert client.post(f"{case.get_absolute_url()}{page}", {"text": "x", "on": "1"}).status_code == 403
    assert client.post("/cases/bulk/", {"act": "chase"}).status_code == 403
    assert case.events.count() == 1


def test_a_promise_to_a_stranger_to_the_case_is_no_choice(walk: Walk, as_: As, at_walk: Go, log: Log) -> None:
    case, other = walk.mediating(), log()
    said = {
        **SAID["agree"](case, walk),
        "item-0-debtor": str(other.parties.first().pk),
        "version": case.version,
    }
    at_walk()
    answer = as_(walk.cast.clerk).post(act_url(case, "agree"), said)
    assert answer.status_code == 422
    assert not case.agreements.exists()


def test_a_merge_into_what_one_does_not_see_finds_nothing(walk: Walk, as_: As, at_walk: Go) -> None:
    case = walk.mediating()
    hidden = walk.log(involves_dv=True, actor=walk.cast.clerk, now=walk.now)
    walk.now += HOUR
    at_walk()
    client = as_(walk.cast.manager)
    for target in (hidden.no, "2026-99999", "x", "2" * 30):
        answer = client.post(
            act_url(case, "merge"), {"target": target, "reason": "同一件", "version": case.version}
        )
        assert answer.status_code == 422 and "没有找到这个编号" in body(answer)


@pytest.mark.parametrize("field", ["resume_on", "parties_told_on"])
@pytest.mark.parametrize(
    "day", ["9999-12-31", "0001-01-01", "2026-02-30", "99999-01-01", "今天", "2026-1-9'"]
)
def test_a_day_that_is_none_stands_by_its_field(
    walk: Walk, as_: As, at_walk: Go, field: str, day: str
) -> None:
    case = walk.mediating()
    said = {**SAID["suspend"](case, walk), field: day, "version": case.version}
    at_walk()
    answer = as_(walk.cast.secretary).post(act_url(case, "suspend"), said)
    assert answer.status_code == 422 and f"id_{field}_error" in body(answer)


def test_twenty_rows_and_no_more_are_read(media: Path, town: Town, cast: Cast, as_: As) -> None:
    rows: dict[str, Any] = {f"party-{n}-name": f"甲乙{n}" for n in range(90)}
    data = {
        "place": town.building.pk,
        "cause": "23",
        "source": "resident",
        "people_involved": 2,
        "households_involved": 2,
    }
    roles = {f"party-{n}-role": "third" for n in range(90)}
    answer = as_(cast.clerk).post("/cases/new/", {**data, **rows, **roles, "step": "check"})
    assert answer.status_code == 200
    assert body(answer).count("第三人 甲乙") == 20
