"""Every act of an opinion through its page, the list, the reveal, and what outsiders get."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from core.audit.models import Reveal
from residents.choices_visits import OpinionState
from residents.flows.opinions_table import OPINION_ACTS
from residents.forms.opinions import FORMS
from residents.models import Opinion
from tests.cast import PHONE
from tests.opinions.conftest import As
from tests.opinions.walk import HOUR, WHO, Walk

pytestmark = pytest.mark.django_db
S = OpinionState
SAID: dict[str, dict[str, Any]] = {
    "chase": {"template": "请今天给居民回个话"},
    "classify": {"category": "request", "topic": "roof", "desk": "2", "holder": ""},
    "handle": {"handled": "物业补好了防水"},
    "mark_general": {"is_general": "yes"},
    "note": {"text": "物业说明天来"},
    "rate": {"satisfaction": "good"},
    "reclassify": {"category": "complaint", "topic": "property", "desk": "3", "reason": "要住建出面"},
    "reply": {"reply_way": "phone", "handled": "物业补好了防水", "public_text": "已补好，下雨再看"},
    "return_opinion": {"reason": "归街道改造项目管"},
    "rework": {"reason": "又漏了"},
    "tell_progress": {"reply_way": "in_person", "public_text": "已转案件，社区这周来谈"},
    "withdraw": {"reason": "重复登记"},
}


def body(answer: HttpResponse) -> str:
    return answer.content.decode()


def send(client: Client, opinion: Opinion, act: str, **changes: Any) -> HttpResponse:
    typed = {"version": str(opinion.version), "idempotency_key": str(uuid.uuid4()), **SAID[act], **changes}
    return client.post(opinion.act_url(act), typed)


def first_state(act: str) -> OpinionState:
    return next(s for s in S if s in OPINION_ACTS[act].from_states)


def test_every_act_has_a_form() -> None:
    assert set(FORMS) == set(SAID) == set(WHO)


@pytest.mark.parametrize("act", sorted(SAID))
def test_an_act_is_done_through_its_page_and_the_timeline_shows_it(walk: Walk, as_: As, act: str) -> None:
    opinion = walk.to(first_state(act))
    with time_machine.travel(walk.now + HOUR, tick=False):
        client = as_(getattr(walk.cast, WHO[act]))
        page = client.get(opinion.act_url(act))
        assert page.status_code == 200 and OPINION_ACTS[act].label in body(page)
        answer = send(client, opinion, act)
        assert answer.status_code == 302, body(answer)[:2000]
        after = client.get(answer["Location"])
    fresh = Opinion.objects.get(pk=opinion.pk)
    assert fresh.version == opinion.version + 1
    assert f"已{OPINION_ACTS[act].label}" in body(after)


@pytest.mark.parametrize("act", sorted(SAID))
def test_what_is_missing_is_said_beside_its_field_and_what_was_typed_stays(
    walk: Walk, as_: As, act: str
) -> None:
    opinion = walk.to(first_state(act))
    client = as_(getattr(walk.cast, WHO[act]))
    answer = client.post(opinion.act_url(act), {"version": str(opinion.version)})
    assert answer.status_code == 422
    assert re.search("有[0-9]+处需要修改", body(answer))
    assert Opinion.objects.get(pk=opinion.pk).version == opinion.version


@pytest.mark.parametrize("act", sorted(SAID))
def test_an_act_sent_at_an_old_version_shows_both_and_keeps_the_words(walk: Walk, as_: As, act: str) -> None:
    opinion = walk.to(first_state(act))
    old = opinion.version
    walk.step(opinion, "note")
    with time_machine.travel(walk.now + HOUR, tick=False):
        answer = send(as_(getattr(walk.cast, WHO[act])), opinion, act, version=str(old))
    assert answer.status_code == 409
    page = body(answer)
    assert "记一笔" in page and "按现在的情况再提交" in page
    assert f'value="{opinion.version}"' in page


def test_out_of_area_is_answered_like_what_never_was(walk: Walk, as_: As) -> None:
    opinion = walk.to(S.HANDLING)
    stranger = as_(walk.cast.outsider)
    paths = [
        opinion.get_absolute_url(),
        opinion.act_url("reply"),
        f"/opinions/{opinion.no}/reveal/?field=phone",
    ]
    nothing = stranger.get("/opinions/OP-2026-99999/")
    assert nothing.status_code == 404
    for path in paths:
        answer = stranger.get(path)
        assert (answer.status_code, answer.content) == (404, nothing.content), path
    for odd in ("/opinions/OP-2026-00001x/", "/opinions/none/", "/opinions/V-000001/"):
        assert stranger.get(odd).status_code == 404


@pytest.mark.parametrize(
    "key", ["mediator", "liaison", "support_worker", "sysadmin", "auditor", "supervisor", "nobody"]
)
def test_whose_work_it_is_not_is_told_whose_it_is(walk: Walk, as_: As, key: str) -> None:
    walk.raised()
    client = as_(getattr(walk.cast, key))
    for path in ("/opinions/", "/opinions/new/", "/visits/", "/visits/new/", "/visits/plan/", "/visits/all/",
                 "/visits/campaigns/", "/visits/leaders/", "/visits/doors/", "/visits/places/"):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 403 and "走访和居民意见由网格、社区和综治中心办理" in body(answer), path


def test_a_role_that_sees_but_does_not_act_is_told_whose_act_it_is(walk: Walk, as_: As) -> None:
    opinion = walk.to(S.HANDLING)
    answer = as_(walk.cast.worker).get(opinion.act_url("reply"))
    assert answer.status_code == 403 and "由负责答复的一级来做" in body(answer)
    assert as_(walk.cast.worker).get(opinion.get_absolute_url()).status_code == 200


def test_an_act_out_of_its_turn_shows_why_instead_of_the_form(walk: Walk, as_: As) -> None:
    opinion = walk.to(S.CONVERTED)
    page = body(as_(walk.cast.clerk).get(opinion.act_url("reply")))
    assert "还没有结果" in page and "<textarea" not in page
    assert "现在还不能做的（1）" in body(as_(walk.cast.clerk).get(opinion.get_absolute_url()))
    assert as_(walk.cast.clerk).get(opinion.act_url("hand_over")).status_code == 404


def test_a_number_in_the_text_is_masked_if_one_wants(walk: Walk, as_: As) -> None:
    opinion = walk.to(S.HANDLING)
    client = as_(walk.cast.clerk)
    warned = send(client, opinion, "handle", handled="联系了13893712207")
    assert warned.status_code == 422 and "138****2207" in body(warned)
    send(client, opinion, "handle", handled="联系了13893712207", numbers="mask")
    assert Opinion.objects.get(pk=opinion.pk).handled == "联系了138****2207"


def test_the_page_shows_who_spoke_covered_and_uncovers_one_field_with_a_reason(walk: Walk, as_: As) -> None:
    opinion = walk.to(S.HANDLING)
    client = as_(walk.cast.clerk)
    page = body(client.get(opinion.get_absolute_url()))
    assert "王*国" in page and "138****2207" in page
    assert "王建国" not in page and PHONE not in page
    url = f"/opinions/{opinion.no}/reveal/"
    assert PHONE not in body(client.get(f"{url}?field=phone"))
    without = client.post(url, {"field": "phone"})
    assert without.status_code == 422 and PHONE not in body(without)
    shown = client.post(url, {"field": "phone", "reason_choice": "联系居民答复"})
    assert PHONE in body(shown) and shown["Cache-Control"] == "no-store, private"
    assert Reveal.objects.get().field == "phone"
    for field in ("id_sealed", "", "text"):
        assert client.get(f"{url}?field={field}").status_code == 404
    anonymous = walk.raised(name="", phone="")
    assert client.get(f"/opinions/{anonymous.no}/reveal/?field=phone").status_code == 404
    assert "没有留姓名电话" in body(client.get(anonymous.get_absolute_url()))


def test_nobody_is_found_by_name_or_number(walk: Walk, as_: As) -> None:
    opinion = walk.raised()
    client = as_(walk.cast.clerk)
    for text in ("王建国", PHONE, "2207", "王*国"):
        assert opinion.no not in body(client.get("/opinions/", {"tab": "all", "q": text}))
    for text in ("楼顶 漏水", "铁路小区", opinion.no, "雄意〔2026〕0001号", "2026-1", "三户家里"):
        assert opinion.no in body(client.get("/opinions/", {"tab": "all", "q": text})), text


def test_tabs_hold_what_they_say_and_count_only_what_one_sees(walk: Walk, as_: As) -> None:
    made = {
        state: walk.to(state) for state in (S.RAISED, S.HANDLING, S.CONVERTED, S.REPLIED, S.CLOSED, S.VOID)
    }
    walk.raised(walk.cast.outsider, place=walk.town.dongyuan.buildings[0][0])
    late = walk.to(S.HANDLING)
    with time_machine.travel(late.due_at + timedelta(minutes=1), tick=False):
        client = as_(walk.cast.clerk)
        expected = {
            "sort": {S.RAISED},
            "owed": {S.HANDLING, S.CONVERTED},
            "answered": {S.REPLIED, S.CLOSED},
            "overdue": {S.RAISED, S.HANDLING, S.CONVERTED},
            "todo": {S.RAISED, S.HANDLING, S.CONVERTED, S.REPLIED},
            "all": set(made),
        }
        for tab, states in expected.items():
            page = body(client.get("/opinions/", {"tab": tab}))
            for state, opinion in made.items():
                assert (opinion.no in page) == (state in states), (tab, state)
        counts = dict(
            re.findall(r'tab=(\w+)"[^>]*>[^<]+<span class="num">(\d+)<', body(client.get("/opinions/")))
        )
        assert counts == {"todo": "5", "sort": "1", "owed": "3", "answered": "2", "overdue": "4", "all": "7"}


def test_filters_stand_in_the_address_and_a_senseless_one_is_left_out(walk: Walk, as_: As) -> None:
    roof, lamp = walk.to(S.HANDLING), walk.raised(text="3单元路灯不亮")
    with time_machine.travel(walk.now + HOUR, tick=False):
        client = as_(walk.cast.clerk)
        page = body(client.get("/opinions/?tab=all&topic=lamps"))
        assert lamp.no in page and roof.no not in page and "事项：路灯照明" in page
        page = body(client.get("/opinions/?tab=all&light=green&desk=2&category=request"))
        assert roof.no in page and lamp.no not in page
    client = as_(walk.cast.clerk)
    for odd in (
        "topic=zzz",
        "community=999999",
        "light=pink",
        "sort=;",
        "page=-1",
        "page=99999999999",
        "tab=x",
    ):
        assert client.get(f"/opinions/?{odd}").status_code == 200, odd
    assert "这些条件下没有意见" in body(client.get("/opinions/?tab=all&general=1"))


def test_most_urgent_first(walk: Walk, as_: As) -> None:
    later = walk.raised()
    walk.now += timedelta(days=3)
    latest = walk.raised()
    page = body(as_(walk.cast.clerk).get("/opinions/?tab=all"))
    assert page.index(later.no) < page.index(latest.no)
    page = body(as_(walk.cast.clerk).get("/opinions/?tab=all&sort=new"))
    assert page.index(latest.no) < page.index(later.no)


def test_only_what_was_said_to_the_resident_stands_under_what_they_heard(walk: Walk, as_: As) -> None:
    opinion = walk.to(S.CONVERTED)
    page = body(as_(walk.cast.clerk).get(opinion.get_absolute_url()))
    assert "还没有对居民说过什么" in page
    walk.step(opinion, "tell_progress")
    page = body(as_(walk.cast.clerk).get(opinion.get_absolute_url()))
    assert "「已转为案件，由社区调解」" in page
