"""Every writing page of hazards, checklists and patrols against what people paste and what attackers send."""

import uuid
from typing import Any

import pytest
from django.test import Client

from core.files.models import StoredFile
from core.flow.models import Event
from grids.actions.routes import add_point
from grids.choices_field import HazardState
from grids.engine import KIND
from grids.models import Checklist, Hazard, PatrolCheck, PatrolPoint
from tests.files.nasty import jpeg_of
from tests.hazards.conftest import As
from tests.hazards.said import picture
from tests.hazards.walk import T0, Walk, item

pytestmark = pytest.mark.django_db
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


@pytest.fixture
def pages(walk: Walk) -> list[str]:
    """Everything of the field that takes a POST."""
    hazard = walk.to(HazardState.ORDERED)
    point = add_point(
        walk.town.tiebei.grids[0], place=walk.town.building, name="门厅", actor=walk.cast.leader, now=T0
    )
    fire, grid = Checklist.objects.get(code="fire"), walk.town.tiebei.grids[0]
    return [
        "/hazards/new/", f"/hazards/checks/new/?checklist={fire.pk}", f"{hazard.get_absolute_url()}do/note/",
        f"{hazard.get_absolute_url()}do/rectify/", f"/patrols/points/{point.pk}/fine/", f"/patrols/points/{point.pk}/note/",
        f"/patrols/points/{point.pk}/change/", f"/patrols/points/{point.pk}/do/up/", f"/patrols/{grid.pk}/words/",
        f"/patrols/{grid.pk}/route/new/", "/settings/checklists/new/", f"/settings/checklists/{fire.pk}/change/",
        f"/settings/checklists/{fire.pk}/items/new/", f"/settings/checklists/items/{item().pk}/",
    ]  # fmt: skip


@pytest.mark.parametrize("text", FINE, ids=range(len(FINE)))
def test_text_comes_through_as_it_was_typed(walk: Walk, as_: As, text: str) -> None:
    client = as_(walk.cast.worker)
    said = {"place": str(walk.town.building.pk), "item": str(item().pk), "way": "report", "summary": text}
    said |= {"place_detail": text}
    assert client.post("/hazards/new/", said).status_code == 302
    hazard = Hazard.objects.get()
    assert (hazard.summary, hazard.place_detail) == (text, text)
    ordered = {"version": hazard.version, "responsible": text, "requirement": text}
    assert as_(walk.cast.clerk).post(hazard.act_url("order"), ordered).status_code == 302
    paper = f"/docs/L20/{hazard.pk}/preview/?part={hazard.rounds.get().pk}"
    for address in (hazard.get_absolute_url(), paper, "/hazards/?tab=all"):
        page = client.get(address)
        assert page.status_code == 200 and "<b>x</b>" not in page.content.decode()


@pytest.mark.parametrize("text", REFUSED, ids=range(len(REFUSED)))
def test_text_that_breaks_the_order_of_reading_is_refused_in_words(walk: Walk, as_: As, text: str) -> None:
    said = {"place": str(walk.town.building.pk), "item": str(item().pk), "way": "report", "summary": text}
    answer = as_(walk.cast.worker).post("/hazards/new/", said)
    assert answer.status_code == 422 and "需要修改" in answer.content.decode()
    hazard = walk.report()
    answer = as_(walk.cast.worker).post(hazard.act_url("note"), {"version": hazard.version, "text": text})
    assert answer.status_code == 422
    assert Hazard.objects.count() == 1


def test_a_nul_byte_stops_before_any_page(pages: list[str], walk: Walk, as_: As) -> None:
    for client in (as_(walk.cast.worker), as_(walk.cast.sysadmin)):
        for page in pages:
            for field in ("text", "summary", "name", "\x00"):
                answer = client.post(page, {field: "a\x00b"})
                assert answer.status_code == 400 and "看不见的控制字符" in answer.content.decode(), page
    for address in ("/hazards/?q=a%00b", "/hazards/2026-0001%00/", "/hazards/places/?place_q=%00"):
        assert as_(walk.cast.worker).get(address).status_code in (400, 404)


def test_ten_megabytes_are_refused_in_words(pages: list[str], walk: Walk, as_: As) -> None:
    client, form = as_(walk.cast.worker), "application/x-www-form-urlencoded"
    for page in pages:
        answer = client.post(page, data="text=" + "x" * 10_000_000, content_type=form)
        assert answer.status_code == 413 and "内容太大" in answer.content.decode(), page


UNREADABLE = {
    "bytes": (b"\xff\xfe\xfd", "application/x-www-form-urlencoded"),
    "multipart": (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
    "json": (b"{", "application/json"),
    "empty": (b"", "text/plain"),
}


@pytest.mark.parametrize(("content", "kind"), UNREADABLE.values(), ids=UNREADABLE)
def test_an_unreadable_body_is_no_fault_of_ours(
    pages: list[str], walk: Walk, as_: As, content: bytes, kind: str
) -> None:
    for client in (as_(walk.cast.worker), as_(walk.cast.leader), as_(walk.cast.sysadmin)):
        for page in pages:
            assert client.post(page, data=content, content_type=kind).status_code < 500, page


@pytest.mark.parametrize("junk", ["-1", "abc", "1.5", "99999999999999999999", "２", "", "1' OR '1'='1"])
def test_keys_that_are_none_find_nothing(pages: list[str], walk: Walk, as_: As, junk: str) -> None:
    client = as_(walk.cast.worker)
    names = (
        "place",
        "item",
        "item_more",
        "point",
        "checklist",
        "version",
        "grid",
        "community",
        "round",
        "weekly",
    )
    for page in pages:
        assert client.post(page, dict.fromkeys(names, junk)).status_code < 500, page
        assert client.get(page, dict.fromkeys(names, junk)).status_code < 500, page
    hazard = Hazard.objects.get()
    assert client.get(f"{hazard.get_absolute_url()}notice/?round={junk}").status_code in (200, 404)
    assert not PatrolCheck.objects.exclude(result="fine").exists()


@pytest.mark.parametrize("version", ["", "-1", "abc", "1.5", "99999999999999999999"])
def test_a_version_that_is_none_keeps_the_form(walk: Walk, as_: As, version: str) -> None:
    hazard = walk.report()
    answer = as_(walk.cast.worker).post(hazard.act_url("note"), {"text": "留着", "version": version})
    assert answer.status_code == 422 and "留着" in answer.content.decode()
    assert Event.objects.filter(subject_kind=KIND, subject_id=hazard.pk).count() == 1


@pytest.mark.parametrize(
    "day", ["9999-12-31", "0001-01-01", "2026-02-30", "99999-01-01", "今天", "2026-1-9'"]
)
def test_a_day_that_is_none_stands_by_its_field(walk: Walk, as_: As, day: str) -> None:
    hazard = walk.to(HazardState.ORDERED)
    said = {"version": hazard.version, "department": "1", "reason": "refused", "referred_on": day}
    answer = as_(walk.cast.clerk).post(hazard.act_url("refer"), said)
    assert answer.status_code == 422 and "id_referred_on_error" in answer.content.decode()


def test_a_day_of_a_log_that_is_none_is_no_page(walk: Walk, as_: As) -> None:
    grid = walk.town.tiebei.grids[0]
    for day in ("2026-02-30", "2026-13-01", "2026-3-2", "20260302", "9999-99-99"):
        assert as_(walk.cast.worker).get(f"/patrols/{grid.pk}/{day}/").status_code == 404
    for month in ("2026-13", "x", "0000-01", "9999-12", "2026-03-02", "%00"):
        assert as_(walk.cast.worker).get(f"/patrols/{grid.pk}/?month={month}").status_code in (200, 400)


def test_what_is_no_picture_is_refused_by_its_field(walk: Walk, as_: As) -> None:
    hazard = walk.to(HazardState.ORDERED)
    fakes: list[Any] = [
        _file("x.jpg", b"<svg onload=alert(1)>"), _file("x.jpg", b""), _file("x.php", b"<?php"), _file("x.png", b"PK\x03\x04"),
    ]  # fmt: skip
    for fake in fakes:
        said = {"version": hazard.version, "what": "已清走", "after": [fake]}
        answer = as_(walk.cast.worker).post(hazard.act_url("rectify"), said)
        assert answer.status_code == 422, fake
    many = {"version": hazard.version, "what": "已清走", "after": [picture() for _ in range(7)]}
    assert as_(walk.cast.worker).post(hazard.act_url("rectify"), many).status_code == 422
    assert not StoredFile.objects.exists()
    cut = {"version": hazard.version, "what": "已清走", "after": [_file("x.jpg", jpeg_of(400, 300)[:200])]}
    assert as_(walk.cast.worker).post(hazard.act_url("rectify"), cut).status_code == 422


def _file(name: str, content: bytes) -> Any:
    file = picture(name)
    file.file.seek(0)
    file.file.truncate()
    file.file.write(content)
    file.file.seek(0)
    file.size = len(content)
    return file


def test_a_key_of_one_person_gives_another_nothing(walk: Walk, as_: As) -> None:
    hazard, key = walk.report(), str(uuid.uuid4())
    for person in (walk.cast.worker, walk.cast.leader):
        said = {"version": Hazard.objects.get().version, "text": "同一句", "idempotency_key": key}
        assert as_(person).post(hazard.act_url("note"), said).status_code == 302
    assert Event.objects.filter(subject_kind=KIND, act="note").count() == 2


def test_without_the_token_nothing_is_written(walk: Walk, pages: list[str]) -> None:
    for person in (walk.cast.worker, walk.cast.leader, walk.cast.sysadmin):
        client = Client(enforce_csrf_checks=True)
        client.force_login(person)
        for page in pages:
            assert client.post(page, {"text": "x"}).status_code == 403, page
    assert not PatrolCheck.objects.exists()


def test_a_foreign_point_and_a_foreign_check_do_not_exist(walk: Walk, as_: As) -> None:
    grid = walk.town.dongyuan.grids[0]
    point = add_point(
        grid, place=walk.town.dongyuan.buildings[0][0], name="门厅", actor=walk.cast.other_secretary, now=T0
    )
    for key in ("worker", "leader", "clerk"):
        client = as_(getattr(walk.cast, key))
        for address in ("fine/", "note/", "change/", "do/retire/"):
            assert client.post(f"/patrols/points/{point.pk}/{address}").status_code == 404, (key, address)
        assert client.get(f"/patrols/{grid.pk}/").status_code == 404
        assert client.get(f"/patrols/{grid.pk}/route/").status_code == 404
    assert PatrolPoint.objects.get(pk=point.pk).is_active
