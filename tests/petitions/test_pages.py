"""The pages of petition matters without JavaScript: list, form, every act, the figures, and what outsiders get."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.http import HttpResponse

from core.audit.models import Reveal
from disputes.models import Accusation, PetitionMatter
from disputes.petitions.choices import PetitionState
from disputes.petitions.flow import PETITIONS
from disputes.petitions.forms.acts import FORMS
from tests.cast import PHONE
from tests.petitions.conftest import As
from tests.petitions.walk import ACCUSED, HOUR, NAME, OPINION, WHO, Walk, first_state

pytestmark = pytest.mark.django_db
S, TABLE = PetitionState, PETITIONS.table
_RULED = {"verdict": "upheld", "replied_on": "2026-03-02", "document": "嘉政信复〔2026〕3号"}
_REASON = {"reason": "说清楚的理由"}
SAID: dict[str, dict[str, str]] = {
    "accept": {}, "answer": {"text": "已采纳", "mode": "written"}, "ask_extension": {"days": "10", **_REASON},
    "ask_review": {"asked_on": "2026-03-02"}, "ask_second": {"asked_on": "2026-03-02"},
    "begin_hearing": {}, "chase": {"template": "请按时限办理，有困难请在到期前申请延期"},
    "decide_extension": {"approved": "yes"}, "decline": {"advice": "到法院", **_REASON}, "draft_opinion": OPINION,
    "end_hearing": {}, "finish": {"satisfaction": "good", "waived": "on"}, "forward": {"receipt_by": "2026-03-20"},
    "give_notice": {"mode": "written", "told_on": "2026-03-02"},
    "guide": {"route": "1", "agency": "市法院", "advice": "去立案庭"}, "note": {"text": "问过情况"}, "objection": _REASON,
    "objection_back": _REASON, "propose": {}, "receipt": {"receipt_on": "2026-03-02"}, "record_review": _RULED,
    "record_second": _RULED, "recuse": _REASON, "refuse": _REASON, "relieve": {"relief": "送了应急灯"},
    "reopen": {"agency": "市政府", "document": "8号", **_REASON}, "report_urgent": {"told": "市委值班室"},
    "send_back": _REASON, "serve": {"served_on": "2026-03-02", "mode": "post"},
    "settle_objection": {"agreed": "no", "note": "归你们"}, "sign_opinion": {},
    "tell_extension": {"mode": "post", "told_on": "2026-03-02"}, "withdraw": _REASON,
}  # fmt: skip
# What the form names by a number of a row made in the test.
FILLED = {"assign", "reassign", "join_open", "link_case"}
FREE = {"accept", "propose", "sign_opinion", "begin_hearing", "end_hearing"}


def body(answer: HttpResponse) -> str:
    return answer.content.decode()


def said(walk: Walk, act: str) -> dict[str, str]:
    if act == "assign":
        return {"handler": str(walk.cast.secretary.pk)}
    if act == "reassign":
        return {"handler": str(walk.cast.clerk.pk), **_REASON}
    if act == "join_open":
        return {"same_as": str(walk.registered().no)}
    if act == "link_case":
        return {"case": str(walk.case().no)}
    return {**SAID[act], **({"department": str(walk.housing.pk)} if act == "forward" else {})}


@pytest.mark.parametrize("state", [one for one in S if one in {first_state(act) for act in FORMS}], ids=str)
def test_every_act_is_done_through_its_page_refused_empty_and_kept_in_a_conflict(
    walk: Walk, as_: As, state: PetitionState
) -> None:
    assert set(FORMS) == set(SAID) | FILLED
    built, began = walk.to(state), walk.now
    for act in sorted(act for act in FORMS if first_state(act) == state):
        with transaction.atomic():
            walk.now = began
            through_its_page(walk, as_, walk.ready(built, act), act)
            transaction.set_rollback(True)


def through_its_page(walk: Walk, as_: As, matter: PetitionMatter, act: str) -> None:
    typed = {"version": str(matter.version), **said(walk, act)}
    client, url = as_(getattr(walk.cast, WHO[act])), matter.act_url(act)
    with time_machine.travel(walk.now + HOUR, tick=False):
        page = client.get(url)
        assert page.status_code == 200 and TABLE[act].label in body(page), act
        empty = client.post(url, {"version": str(matter.version)})
        assert empty.status_code == (302 if act in FREE else 422), (act, empty.status_code)
        if act not in FREE:
            assert re.search("有[0-9]+处需要修改", body(empty)), act
            stale = client.post(url, {**typed, "version": "1", "idempotency_key": _key()})
            assert stale.status_code == 409 and "按现在的情况再提交" in body(stale), act
            answer = client.post(url, {**typed, "idempotency_key": _key()})
            assert answer.status_code == 302, (act, body(answer)[:3000])
    assert PetitionMatter.objects.get(pk=matter.pk).version == matter.version + 1, act


def _key() -> str:
    return str(uuid.uuid4())


NEW = {
    "channel": "visit", "received_on": "2026-03-02", "kind": "appeal", "content": "construction", "title": "路灯不亮",
    "summary": "路灯不亮一个月", "demand": "恢复照明", "name": NAME, "phone": PHONE, "accused": ACCUSED,
}  # fmt: skip


def test_a_matter_is_taken_in_at_the_desk_and_told_on_the_spot(walk: Walk, as_: As) -> None:
    client = as_(walk.cast.intake)
    typed = {**NEW, "place": str(walk.town.building.pk)}
    with time_machine.travel(walk.now, tick=False):
        assert "登记检举控告" in body(client.get("/petitions/new/"))
        found = client.post("/petitions/new/", {**typed, "step": "find", "place_q": "铁路小区2号楼"})
        assert found.status_code == 200 and "路灯不亮一个月" in body(found) and "需要修改" not in body(found)
        wrong = client.post("/petitions/new/", {**typed, "title": "", "representatives": "6"})
        assert wrong.status_code == 422 and "最多5人" in body(wrong) and "恢复照明" in body(wrong)
        answer = client.post("/petitions/new/", {**typed, "tell_now": "on", "idempotency_key": _key()})
        matter = PetitionMatter.objects.get()
        assert (answer.status_code, answer["Location"]) == (302, matter.get_absolute_url())
        page = body(client.get(answer["Location"]))
    assert "XF-2026-00001 已登记，已当场告知" in page and "当场告知" in page
    assert NAME not in page and PHONE not in page and ACCUSED not in page
    assert "王*国" in page and "138****2207" in page


def test_the_same_place_and_class_shows_only_the_number_and_asks_once(walk: Walk, as_: As) -> None:
    open_one = walk.registered(title="特别的标题", summary="特别的情况")
    client = as_(walk.cast.intake)
    typed = {**NEW, "place": str(walk.town.building.pk)}
    with time_machine.travel(walk.now, tick=False):
        hint = client.post("/petitions/new/", {**typed, "idempotency_key": _key()})
        assert hint.status_code == 422
        assert open_one.no in body(hint) and "特别的" not in body(hint)
        again = client.post("/petitions/new/", {**typed, "other_matter": "on", "idempotency_key": _key()})
    assert again.status_code == 302 and PetitionMatter.objects.count() == 2


def test_an_accusation_asks_for_day_and_body_alone(walk: Walk, as_: As) -> None:
    client = as_(walk.cast.intake)
    with time_machine.travel(walk.now, tick=False):
        form = body(client.get("/petitions/accusations/new/"))
        assert not re.search('<textarea|type="text"', form.split("<main")[1])
        typed = {"received_on": "2026-03-02", "body": "police", "name": NAME, "summary": "某某收钱"}
        answer = client.post("/petitions/accusations/new/", {**typed, "idempotency_key": _key()})
        assert answer.status_code == 302
        listed = body(client.get("/petitions/accusations/"))
        assert client.post("/petitions/accusations/new/", {"body": "我邻居"}).status_code == 422
    kept = Accusation.objects.get()
    assert "雄信〔2026〕0001号" in listed and "公安机关" in listed
    assert {kept.body, kept.serial, kept.year} == {"police", 1, 2026}


def test_out_of_scope_is_answered_like_what_never_was(walk: Walk, as_: As) -> None:
    matter = walk.to(S.HANDLING)
    for key in ("clerk", "liaison", "supervisor", "outsider"):
        stranger = as_(walk.cast.all[key])
        nothing = stranger.get("/petitions/XF-2026-99999/")
        assert nothing.status_code == 404
        for path in (
            matter.get_absolute_url(),
            matter.act_url("note"),
            f"{matter.get_absolute_url()}reveal/?field=phone",
        ):
            assert (stranger.get(path).status_code, stranger.get(path).content) == (404, nothing.content), (
                path
            )


@pytest.mark.parametrize("key", ["clerk", "mediator", "worker", "sysadmin", "auditor", "nobody"])
def test_whose_work_it_is_not_is_told_whose_it_is(walk: Walk, as_: As, key: str) -> None:
    walk.registered()
    client = as_(walk.cast.all[key])
    for path in ("/petitions/", "/petitions/new/", "/petitions/accusations/", "/petitions/figures/"):
        answer = client.get(path)
        assert answer.status_code == 403 and "综治中心" in body(answer), path


def test_desk_and_handler_see_the_contact_covered_and_look_with_a_reason(walk: Walk, as_: As) -> None:
    matter = walk.to(S.HANDLING)
    with time_machine.travel(walk.now, tick=False):
        for key, sees in (("intake", True), ("secretary", True), ("manager", False), ("street_lead", False)):
            client = as_(walk.cast.all[key])
            page = body(client.get(matter.get_absolute_url()))
            assert ("138****2207" in page) == sees, key
            assert NAME not in page and PHONE not in page
            look = client.get(f"{matter.get_absolute_url()}reveal/?field=phone")
            assert look.status_code == (200 if sees else 404)
        client = as_(walk.cast.secretary)
        path = f"{matter.get_absolute_url()}reveal/"
        assert client.post(path, {"field": "phone"}).status_code == 422
    assert not Reveal.objects.exists()


def test_whoever_stepped_aside_reads_the_state_alone(walk: Walk, as_: As) -> None:
    matter = walk.step(walk.to(S.HANDLING), "reassign", handler=walk.cast.manager)
    walk.do(matter, "recuse", "manager", reason="亲戚")
    page = body(as_(walk.cast.manager).get(matter.get_absolute_url()))
    assert "已经回避" in page and matter.summary not in page and matter.title not in page.split("<main")[1]


def test_the_workbench_and_the_lists_tabs_say_whose_turn_it_is(walk: Walk, as_: As) -> None:
    for state in (S.RECEIVED, S.PROPOSED, S.HANDLING, S.SIGNING, S.FORWARDED):
        walk.to(state)
    with time_machine.travel(walk.now + timedelta(hours=1), tick=False):
        for key, number in (
            ("intake", 5),
            ("manager", 1),
            ("street_lead", 2),
            ("secretary", 1),
            ("liaison", 1),
        ):
            client = as_(walk.cast.all[key])
            home, listed = body(client.get("/")), body(client.get("/petitions/?tab=todo"))
            assert "信访待办" in home, key
            assert len(set(re.findall(r"/petitions/(XF-[0-9-]+)/", listed))) == number, key
        assert "信访待办" not in body(as_(walk.cast.clerk).get("/"))


def test_a_matter_of_a_review_shows_its_whole_way(walk: Walk, as_: As) -> None:
    matter = walk.step(walk.to(S.SECOND), "begin_hearing")
    page = body(as_(walk.cast.manager).get(matter.get_absolute_url()))
    for words in ("嘉峪关市人民政府", "甘肃省人民政府", "维持原意见", "听证", "处理意见", "按期"):
        assert words in page, words


def hostile() -> dict[str, Any]:
    return dict.fromkeys(("place", "version", "department", "handler", "route", "representatives"), "9" * 40)


def test_odd_choices_are_answered_in_words(walk: Walk, as_: As) -> None:
    matter = walk.to(S.RECEIVED)
    client = as_(walk.cast.manager)
    for act in ("forward", "guide", "join_open"):
        answer = client.post(
            matter.act_url(act), {**hostile(), "same_as": "x'; DROP", "version": str(matter.version)}
        )
        assert answer.status_code == 422, act
    assert as_(walk.cast.intake).post("/petitions/new/", hostile()).status_code == 422
    for odd in ("?tab=x&unit=99999999999&light=x", "?q=%F0%A0%AE%B7&community=abc&page=999"):
        assert client.get(f"/petitions/{odd}").status_code == 200
    assert client.get("/petitions/figures/?year=99999999999999999999").status_code == 200
    assert client.get(matter.act_url("register")).status_code == 404


def test_the_desk_whistles_out_of_a_matter_and_the_unit_learns_nobodys_name(walk: Walk, as_: As) -> None:
    matter = walk.to(S.HANDLING)
    with time_machine.travel(walk.now, tick=False):
        client = as_(walk.cast.street_lead)
        path = f"/whistles/new/?origin=petition:{matter.no}"
        assert path in body(client.get(matter.get_absolute_url()))
        typed = {
            "lead": str(walk.housing.pk), "kind": "hard", "title": matter.title, "task": "到场修好", "basis": "职责清单",
            "share_address": "on", "step": "submit", "idempotency_key": _key(),
        }  # fmt: skip
        answer = client.post(path, typed)
        assert (answer.status_code, answer["Location"]) == (302, matter.get_absolute_url()), body(answer)[
            :2000
        ]
        page = body(client.get(matter.get_absolute_url()))
        assert "吹哨进展" in page
        slip = body(as_(walk.cast.liaison).get("/whistles/?tab=all"))
    assert matter.title in slip and NAME not in slip and matter.no not in slip
