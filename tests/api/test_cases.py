"""Cases for programs: found as on the pages, done by the same actions, refused in the same words."""

import json
import uuid
from typing import Any

import pytest
from django.test import Client

from core.audit.models import Entry
from core.replay.models import Answer
from disputes.models import Dispute
from tests.api.conftest import As
from tests.cast import PHONE, Cast, Log, Town

pytestmark = pytest.mark.django_db


def told(town: Town, **changes: Any) -> dict[str, Any]:
    return {
        "source": "resident",
        "place": town.building.pk,
        "cause": "01",
        "title": "下水堵塞",
        "summary": "三单元下水返水",
        "people_involved": 2,
        "households_involved": 2,
        "severity": "micro",
        "party": [
            {"role": "applicant", "name": "王建国", "phone": PHONE},
            {"role": "respondent", "name": "李秀英"},
        ],
        **changes,
    }


def test_a_case_is_logged_read_and_moved(program: As, cast: Cast, town: Town) -> None:
    clerk = program(cast.clerk)
    made = clerk.post("cases/", told(town))
    assert made.status_code == 201, made.content.decode()
    body = made.json()
    no = body["no"]
    assert made["Location"].endswith(f"/api/v1/cases/{no}/") and made["ETag"] == f'"{body["version"]}"'
    assert [one["phone"] for one in body["parties"]] == ["138****2207", ""]
    assert PHONE not in made.content.decode()
    assert {one["act"] for one in body["acts"] if one["allowed"]} >= {"contact", "ask_consent"}
    assert body["amount_claimed"] == "0.00"
    assert body["clocks"] and body["community"]["name"] == town.tiebei.area.name
    form = clerk.get(f"cases/{no}/forms/contact/").json()
    assert form["allowed"] and {one["name"] for one in form["fields"]} >= {"note", "mode"}, form
    done = clerk.act(f"cases/{no}", "contact", body["version"], note="电话里问清楚了", mode="phone")
    assert done.status_code == 200, done.content.decode()
    assert done.json()["version"] == body["version"] + 1
    events = clerk.get(f"cases/{no}/events/").json()["results"]
    assert events[0]["act"] == "contact" and events[0]["actor"] == cast.clerk.display_name
    line = Entry.objects.filter(action="dispute.contact").latest("seq")
    assert line.detail["via"].startswith("token:") and line.actor == cast.clerk


def test_what_is_wrong_is_said_by_field_and_writes_nothing(
    program: As, cast: Cast, town: Town, log: Log
) -> None:
    clerk, case = program(cast.clerk), log(actor=cast.clerk, severity="small", severity_reason="多户")
    wrong = clerk.post(
        "cases/", told(town, place=999999, amount_claimed="很多", party=[{"name": "王建国", "phone": "139"}])
    )
    assert wrong.status_code == 422 and wrong["Content-Type"] == "application/problem+json"
    assert {one["field"] for one in wrong.json()["errors"]} >= {"place", "amount_claimed", "party-0-phone"}
    for body, code in (
        (told(town, sumary="x"), "unknown_field"),
        (told(town, summary=f"找他 {PHONE}"), "numbers_found"),
        (told(town, danger="gas"), "call_first"),
        (told(town, place={"id": 1}), "shape"),
    ):
        said = clerk.post("cases/", body)
        assert (said.status_code, said.json()["code"]) == (422, code), said.content.decode()
    assert clerk.post("cases/", told(town, summary=f"找他 {PHONE}", numbers="mask")).status_code == 201
    assert Dispute.objects.latest("pk").summary == "找他 138****2207"
    path = f"cases/{case.no}/acts/contact/"
    assert clerk.post(path, {"note": "x"}).status_code == 428
    assert clerk.post(path, {"note": "x"}, **{"If-Match": "abc"}).status_code == 400
    for raw in (
        b"{",
        b"[]",
        b'{"note": NaN}',
        b'{"note": "\\u0000"}',
        b'{"note": "\\ud800"}',
        b"[" * 100_000,
    ):
        sent = clerk.client.post(
            f"/api/v1/{path}",
            raw,
            content_type="application/json",
            headers=clerk._headers() | {"If-Match": '"1"'},
        )
        assert sent.status_code == 400, raw[:20]
    text = clerk.client.post(
        f"/api/v1/{path}",
        "text=x",
        content_type="application/x-www-form-urlencoded",
        headers=clerk._headers() | {"If-Match": '"1"'},
    )
    assert text.status_code == 415
    assert clerk.client.put(f"/api/v1/{path}", headers=clerk._headers()).status_code == 405
    for query in ({"statee": "x"}, {"state": "nowhere"}, {"page_size": "0"}, {"sort": "new"}):
        assert clerk.get("cases/", **query).status_code == 400, query
    assert clerk.get("cases/", cursor="xyz").status_code == 404
    assert clerk.get("nothing/").json()["code"] == "not_found"


def test_a_stale_version_is_told_what_happened_meanwhile(program: As, cast: Cast, log: Log) -> None:
    clerk, case = program(cast.clerk), log(actor=cast.clerk, severity="small", severity_reason="多户")
    read = clerk.get(f"cases/{case.no}/").json()["version"]
    assert clerk.act(f"cases/{case.no}", "contact", read, note="第一次", mode="phone").status_code == 200
    late = clerk.act(f"cases/{case.no}", "contact", read, note="第二次", mode="phone")
    body = late.json()
    assert late.status_code == 409 and body["mine"]["note"] == "第二次" and body["theirs"]["state"]
    assert [one["text"] for one in body["since"]["acts"]] == ["电话联系：第一次"]
    assert body["since"]["version"] == read + 1


def test_the_same_key_is_answered_with_the_same_bytes_and_done_once(
    program: As, cast: Cast, town: Town
) -> None:
    clerk, key = program(cast.clerk), {"Idempotency-Key": str(uuid.uuid4())}
    first, again = clerk.post("cases/", told(town), **key), clerk.post("cases/", told(town), **key)
    assert (first.status_code, first.content, first["ETag"]) == (201, again.content, again["ETag"])
    assert Dispute.objects.count() == 1 and Answer.objects.count() == 1
    other = clerk.post("cases/", told(town, title="别的"), **key)
    assert (other.status_code, other.json()["code"]) == (422, "replay_other_body")


def test_the_session_of_a_page_needs_the_pages_token(cast: Cast, log: Log) -> None:
    case, page = log(actor=cast.clerk), Client(enforce_csrf_checks=True)
    page.force_login(cast.clerk)
    assert page.get(f"/api/v1/cases/{case.no}/").status_code == 200
    refused = page.post(
        f"/api/v1/cases/{case.no}/acts/contact/", json.dumps({"note": "x"}), content_type="application/json"
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
    assert Client().get("/api/v1/cases/").status_code == 401


def test_a_case_is_taken_along_in_the_exchange_format_and_the_copy_is_in_the_ledger(
    program: As, cast: Cast, log: Log, client: Client
) -> None:
    """GB/T 31000, domain.md C1b: item names of the standard, numbers covered, three items about a person empty."""
    case = log(actor=cast.clerk, severity="small", severity_reason="多户", summary="三天了还在漏")
    answer = program(cast.clerk).get(f"cases/{case.no}/exchange/")
    told = answer.json()
    assert answer["Content-Disposition"] == f'attachment; filename="{case.no}-exchange.json"'
    assert (told["事件名称"], told["事件简述"], told["化解是否成功"]) == (case.title, "三天了还在漏", "")
    assert told["发生地点"] == case.address and told["涉及人数"] == 2
    first = told["主要当事人"][0]
    assert (first["联系方式"], first["民族"], first["学历"], first["人员类别"]) == ("138****2207", "", "", "")
    assert PHONE not in answer.content.decode()
    assert Entry.objects.filter(action="dispute.exchange", actor=cast.clerk, subject_id=case.pk).count() == 1
    for user, status in ((cast.supervisor, 404), (cast.outsider, 404), (cast.liaison, 403)):
        assert program(user).get(f"cases/{case.no}/exchange/").status_code == status
    Dispute.objects.filter(pk=case.pk).update(result="failed", citizen_told="电话里说了")
    client.force_login(cast.secretary)
    page = client.get(case.get_absolute_url()).content.decode()
    assert f"/api/v1/cases/{case.no}/exchange/" in page
    later = client.get(f"/api/v1/cases/{case.no}/exchange/").json()
    assert (later["化解是否成功"], later["化解情况"]) == ("否", "调解不成：电话里说了")
