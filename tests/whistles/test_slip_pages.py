"""The form of a whistle: filled in, checked, blown; who may not blow lays it before the leadership. And bad input."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from core.flow.models import Event
from disputes.models import CommunityCall, Whistle
from disputes.whistles.choices import WhistleState
from tests.whistles.units import Street

pytestmark = pytest.mark.django_db
W = WhistleState


def answers(street: Street, **changes: Any) -> dict[str, Any]:
    said = {
        "lead": str(street.summon.housing.pk),
        "assisting": [str(street.summon.resources.pk)],
        "kind": "hard",
        "title": "北门没有路灯",
        "task": "装好路灯并反馈照片",
        "basis": "职责清单第3条「公共照明」",
        "share_address": "on",
    }
    return {**said, **changes}


def url_of(street: Street, **facts: Any) -> str:
    return f"/whistles/new/?case={street.case(title='北门没有路灯', **facts).no}"


def test_the_street_checks_and_blows(street: Street, client: Client) -> None:
    case = street.case(title="北门没有路灯")
    client.force_login(street.cast.street_lead)
    url = f"/whistles/new/?case={case.no}"
    page = client.get(url).content.decode()
    assert "推荐住建局主办。职责清单第3条「公共照明」" in page
    assert "下水返了两天" not in page
    checked = client.post(url, {**answers(street), "step": "check"})
    assert checked.status_code == 200
    assert "确认向住建局吹哨？对方会马上收到，须1小时内签收，24小时内联系" in checked.content.decode()
    assert not Whistle.objects.exists()
    done = client.post(url, {**answers(street), "step": "submit"})
    assert done.status_code == 302
    assert done["Location"] == f"{case.get_absolute_url()}?tab=whistles"
    assert Whistle.objects.get().state == W.APPROVED


def test_who_may_not_blow_this_kind_lays_it_before_the_leadership(street: Street, client: Client) -> None:
    client.force_login(street.cast.manager)
    url = url_of(street)
    assert "提交分管领导" in client.post(url, {**answers(street), "step": "check"}).content.decode()
    assert client.post(url, {**answers(street), "step": "submit"}).status_code == 403
    done = client.post(url, {**answers(street), "step": "lay"})
    draft = Whistle.objects.get()
    assert done["Location"] == draft.get_absolute_url()
    assert draft.state == W.DRAFT and draft.no is None
    assert any("提交分管领导" in one.title for one in street.notices(street.cast.street_lead))
    client.force_login(street.cast.street_lead)
    page = client.get(draft.get_absolute_url()).content.decode()
    assert ">吹哨</a>" in page
    done = client.post(draft.act_url("issue"), {"version": draft.version})
    draft.refresh_from_db()
    assert (done.status_code, draft.state) == (302, W.APPROVED)
    assert draft.no == f"{timezone.localdate().year}-0001"


def test_a_draft_is_written_anew_by_its_form(street: Street, client: Client) -> None:
    draft = street.draft(street.case())
    client.force_login(street.cast.manager)
    url = draft.act_url("edit")
    assert "到场查看，装好路灯并反馈照片" in client.get(url).content.decode()
    changed = answers(
        street,
        lead=str(street.summon.sanitation.pk),
        basis="《城市市容和环境卫生管理条例》",
        title="垃圾没人清",
    )
    changed["version"] = draft.version
    assert client.post(url, {**changed, "assisting": [], "step": "lay"}).status_code == 302
    draft.refresh_from_db()
    assert draft.title == "垃圾没人清"
    assert [one.department for one in draft.units.all()] == [street.summon.sanitation]
    stale = client.post(url, {**changed, "step": "lay"})
    assert stale.status_code == 409
    event = Event.objects.filter(subject_kind="whistle", act="edit").get()
    # What people wrote stays out of the diff, which cannot be erased.
    assert event.changes["title"] == []


def test_the_ground_belongs_to_the_unit_that_is_chosen(street: Street, client: Client) -> None:
    client.force_login(street.cast.street_lead)
    other = client.post(
        url_of(street),
        {**answers(street, lead=str(street.summon.sanitation.pk), assisting=[]), "step": "check"},
    )
    assert other.status_code == 422
    assert "环卫处的清单里没有这件事，请写法规依据" in other.content.decode()
    own_words = answers(
        street, lead=str(street.summon.sanitation.pk), assisting=[], basis="《市容条例》第10条"
    )
    checked = client.post(url_of(street), {**own_words, "step": "check"}).content.decode()
    assert "不在环卫处的职责清单里，不能当作它的职责压下去" in checked


def test_what_no_list_names_is_said_so_and_nobody_is_proposed(street: Street, client: Client) -> None:
    client.force_login(street.cast.street_lead)
    case = street.case(title="导游加价", cause="16")
    page = client.get(f"/whistles/new/?case={case.no}").content.decode()
    assert "「旅游」不在任何部门的职责清单里，不能当作部门的职责压下去" in page
    assert not re.search(r'name="lead"[^>]*checked', page)


def test_a_whistle_from_a_call_carries_place_and_matter_and_answers_the_call(
    street: Street, client: Client
) -> None:
    call = street.call(street.case())
    client.force_login(street.cast.street_lead)
    url = f"/whistles/new/?call={call.no}"
    page = client.get(url).content.decode()
    assert "已报物业两次，产权属市政" in page
    assert client.post(url, {**answers(street), "step": "submit"}).status_code == 302
    whistle = Whistle.objects.get()
    call.refresh_from_db()
    assert (whistle.call, whistle.origin_kind, call.state) == (call, "dispute", "whistled")
    # What the community wrote for the street is not copied to the departments by itself.
    assert whistle.problem == ""


def test_without_a_case_the_place_is_chosen_first(street: Street, client: Client) -> None:
    client.force_login(street.cast.intake)
    assert "选吹哨的地点" in client.get("/whistles/new/?place_q=铁路小区1号楼").content.decode()
    url = f"/whistles/new/?place={street.town.building.pk}"
    assert client.get(url).status_code == 200
    said = answers(street, kind="emergency", title="井盖塌了", basis="《城市道路管理条例》")
    assert client.post(url, {**said, "step": "submit"}).status_code == 302
    whistle = Whistle.objects.get()
    assert (whistle.kind, whistle.origin_kind, whistle.place) == ("emergency", "", street.town.building)


def test_numbers_of_people_in_the_text_are_asked_about_once(street: Street, client: Client) -> None:
    client.force_login(street.cast.street_lead)
    url, said = url_of(street), answers(street, task="找13893712207开门，装灯")
    warned = client.post(url, {**said, "step": "check"})
    assert warned.status_code == 422
    assert "像是有手机号 138****2207" in warned.content.decode()
    masked = client.post(url, {**said, "step": "mask"})
    assert "找138****2207开门" in masked.content.decode()
    assert "13893712207" not in masked.content.decode().split("<dl")[1]


def test_sent_twice_it_is_blown_once(street: Street, client: Client) -> None:
    client.force_login(street.cast.street_lead)
    url, body = url_of(street), {**answers(street), "step": "submit", "idempotency_key": str(uuid4())}
    first, second = client.post(url, body), client.post(url, body)
    assert first["Location"] == second["Location"]
    assert Whistle.objects.count() == 1


BAD: dict[str, dict[str, Any]] = {
    "no lead": {"lead": ""},
    "a lead that is none": {"lead": "999999"},
    "a word for a lead": {"lead": "住建"},
    "the lead assists": {"assisting": "lead"},
    "no kind": {"kind": "loud"},
    "an empty task": {"task": "   "},
    "a task too long": {"task": "灯" * 201},
    "invisible signs": {"title": "路灯\u202e不亮"},
    "no ground": {"basis": ""},
    "a tough one without a day": {"kind": "tough"},
    "a day that is past": {"kind": "tough", "result_by": "2020-01-01T10:00"},
    "a day that is none": {"kind": "tough", "result_by": "2026-02-30T10:00"},
    "a photo of nobody": {"photos": ["12345"]},
}


def test_bad_input_is_answered_by_the_field_and_blows_nothing(street: Street, client: Client) -> None:
    street.head()
    client.force_login(street.cast.street_lead)
    url = url_of(street)
    for name, change in BAD.items():
        said = answers(street, **change)
        if change.get("assisting") == "lead":
            said["assisting"] = [said["lead"]]
        for step in ("check", "submit"):
            if (
                name in ("the lead assists", "a day that is past", "a tough one without a day")
                and step == "check"
            ):
                continue
            answer = client.post(url, {**said, "step": step})
            # A photo that belongs to nobody is no field here, so it is simply not there.
            expected = (200, 302) if name == "a photo of nobody" else (422,)
            assert answer.status_code in expected, (name, step)
    assert Whistle.objects.count() == 1
    for address in ("?case=9999-99999", "?case=%00", "?call=x", "?origin=dispute:0", "?origin=nothing:1"):
        assert client.get(f"/whistles/new/{address}").status_code in (400, 404), address
    for address in ("?place=abc", "?place=99999999999999999999", ""):
        assert client.get(f"/whistles/new/{address}").status_code == 200


def test_who_does_not_whistle_is_told_the_way(street: Street, client: Client) -> None:
    url = url_of(street)
    client.force_login(street.cast.clerk)
    answer = client.get(url)
    assert answer.status_code == 403
    assert "社区请先「社区呼叫」" in answer.content.decode()
    client.force_login(street.cast.liaison)
    assert client.get(url).status_code == 403


def test_a_community_calls_from_its_case(street: Street, client: Client) -> None:
    case = street.case(title="北门没有路灯")
    client.force_login(street.cast.clerk)
    url = f"/whistles/calls/new/?case={case.no}"
    said = {"title": "北门没有路灯", "problem": "报过物业两次", "asked": "请住建装灯"}
    assert client.post(url, {**said, "problem": ""}).status_code == 422
    assert "像是有手机号" in client.post(url, {**said, "problem": "打13893712207"}).content.decode()
    done = client.post(url, said)
    call = CommunityCall.objects.get()
    assert done["Location"] == call.get_absolute_url()
    assert (call.origin_id, call.community) == (case.pk, street.town.tiebei.area)
    client.force_login(street.cast.outsider)
    assert client.get(url).status_code == 404
    restricted = street.log(actor=street.cast.clerk, involves_dv=True, now=street.now)
    client.force_login(street.cast.clerk)
    page = client.get(f"/whistles/calls/new/?case={restricted.no}").content.decode()
    assert "限制知悉的案件不吹哨" in page


def test_acts_of_a_liaison_work_by_plain_forms_and_a_stale_one_shows_what_happened(
    street: Street, client: Client
) -> None:
    whistle = street.blow()
    unit = street.unit(whistle)
    client.force_login(street.cast.liaison)
    page = client.get(whistle.get_absolute_url()).content.decode()
    assert f'action="{unit.act_url("sign")}"' in page
    old = unit.version
    assert client.post(unit.act_url("sign"), {"version": old}).status_code == 302
    stale = client.post(unit.act_url("arrive"), {"version": old})
    assert stale.status_code == 409
    text = stale.content.decode()
    assert "签收" in text and "按现在的情况再提交" in text
    unit.refresh_from_db()
    for version in ("x", "-1", "99999999999"):
        assert client.post(unit.act_url("arrive"), {"version": version}).status_code == 422
    late = client.post(unit.act_url("arrive"), {"version": unit.version, "arrived_at": "2999-01-01T10:00"})
    assert late.status_code == 422
    assert client.post(unit.act_url("arrive"), {"version": unit.version}).status_code == 302
    missing = client.post(
        unit.act_url("answer"), {"version": street.unit(whistle).version, "result": "solved"}
    )
    assert missing.status_code == 422 and "怎么办的" in missing.content.decode()
    assert client.post(unit.act_url("nothing"), {}).status_code == 404
    assert client.get(f"/whistles/{whistle.no}/units/999999/do/sign/").status_code == 404
