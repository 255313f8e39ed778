"""/cases/<no>/do/<act>/ for every act: opens, does it, refuses it, and keeps what was typed."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from core.audit.models import Entry
from disputes.actions import ACTIONS
from disputes.forms.acts import FORMS
from disputes.models import Dispute
from disputes.workflow import TRANSITIONS
from tests.cast import Cast, Log
from tests.disputes.views.conftest import As, act_url, body, send
from tests.disputes.views.said import SAID, Typed, before
from tests.disputes.walk import HOUR, WHO, Walk, ready_for, taken_back

pytestmark = pytest.mark.django_db
ACTS = sorted(FORMS)
Go = Callable[[], None]


def ready(walk: Walk, act: str, go: Go) -> tuple[Dispute, Typed]:
    case = ready_for(walk, act, before(act))
    said = SAID[act](case, walk)
    walk.now += HOUR
    go()
    return case, said


def test_every_act_of_a_person_has_a_form_but_the_reveal() -> None:
    assert set(FORMS) == set(ACTIONS) - {"reveal_phone"} == set(SAID)


@dataclass(frozen=True)
class Asked:
    """A case on which the act may be done, and what a person would type."""

    walk: Walk
    as_: As
    act: str
    case: Dispute
    said: Typed

    @property
    def doer(self) -> Client:
        return self.as_(getattr(self.walk.cast, WHO[self.act]))

    @property
    def url(self) -> str:
        return act_url(self.case, self.act)

    def send(self, client: Client, said: dict[str, Any] | None = None, **more: Any) -> HttpResponse:
        return send(client, self.case, self.act, self.said if said is None else said, **more)

    def nothing_happened(self) -> bool:
        return Dispute.objects.get(pk=self.case.pk).version == self.case.version


def the_form_opens_and_does_the_act(asked: Asked) -> None:
    client = asked.doer
    page = client.get(asked.url)
    assert page.status_code == 200
    assert f'name="version" value="{asked.case.version}"' in body(page)
    answer = asked.send(client)
    assert answer.status_code == 302, body(answer)
    event = Dispute.objects.get(pk=asked.case.pk).events.last()
    assert (event.act, event.version) == (asked.act, asked.case.version + 1)
    assert Entry.objects.latest("seq").action == f"dispute.{asked.act}"


def an_empty_form_comes_back_with_words_by_the_fields(asked: Asked) -> None:
    if not TRANSITIONS[asked.act].needs:
        return
    case = asked.case
    said = {"severity": case.severity, "alert": case.alert} if asked.act == "regrade" else {}
    answer = asked.send(asked.doer, said)
    assert answer.status_code == 422
    assert "需要修改" in body(answer)
    assert asked.nothing_happened()


def a_stale_form_shows_what_happened_and_keeps_what_was_typed(asked: Asked) -> None:
    case = asked.case
    answer = asked.doer.post(asked.url, {**asked.said, "version": str(case.version - 1)})
    text = body(answer)
    assert answer.status_code == 409
    assert "你打开之后，这件案件已经变了" in text and case.events.last().label in text
    assert f'name="version" value="{case.version}"' in text
    for typed in asked.said.values():
        assert all(one in text for one in (typed if isinstance(typed, list) else [typed]))
    assert asked.nothing_happened()


def who_does_not_see_the_case_gets_the_bytes_of_a_missing_one(asked: Asked) -> None:
    client = asked.as_(asked.walk.cast.outsider)
    missing = client.get(f"/cases/2026-99999/do/{asked.act}/")
    for answer in (client.get(asked.url), asked.send(client)):
        assert answer.status_code == 404
        assert answer.content == missing.content


def who_sees_the_case_without_the_role_is_refused_in_words(asked: Asked) -> None:
    if asked.act in ("warn", "visit_warned"):
        return  # after a warning letter the case is restricted: whoever sees it may also do these
    client = asked.as_(asked.walk.cast.supervisor)
    for answer in (client.get(asked.url), asked.send(client)):
        assert answer.status_code == 403
        assert TRANSITIONS[asked.act].label in body(answer)
    assert asked.nothing_happened()


def a_double_click_does_it_once_and_is_answered_alike(asked: Asked) -> None:
    client, key = asked.doer, str(uuid.uuid4())
    first = asked.send(client, idempotency_key=key)
    second = asked.send(client, idempotency_key=key)
    assert (first.status_code, first.content, first["Location"]) == (
        second.status_code,
        second.content,
        second["Location"],
    )
    later = Dispute.objects.get(pk=asked.case.pk).events.filter(version__gt=asked.case.version)
    assert later.count() == 1


FACTS: tuple[Callable[[Asked], None], ...] = (
    the_form_opens_and_does_the_act,
    an_empty_form_comes_back_with_words_by_the_fields,
    a_stale_form_shows_what_happened_and_keeps_what_was_typed,
    who_does_not_see_the_case_gets_the_bytes_of_a_missing_one,
    who_sees_the_case_without_the_role_is_refused_in_words,
    a_double_click_does_it_once_and_is_answered_alike,
)


@pytest.mark.parametrize("act", ACTS)
def test_of_every_act(walk: Walk, as_: As, at_walk: Go, subtests: pytest.Subtests, act: str) -> None:
    """The case is led there once; each fact is tried on it and undone."""
    case, said = ready(walk, act, at_walk)
    for fact in FACTS:
        with subtests.test(fact.__name__), taken_back(walk):
            fact(Asked(walk, as_, act, Dispute.objects.get(pk=case.pk), said))


def test_a_stale_form_shows_both_values_of_what_changed(walk: Walk, as_: As, at_walk: Go) -> None:
    case = walk.mediating()
    opened = case.version
    walk.step(case, "regrade")
    walk.now += HOUR
    at_walk()
    answer = as_(walk.cast.clerk).post(act_url(case, "note"), {"version": opened, "text": "我写的话"})
    text = body(answer)
    assert answer.status_code == 409
    assert "<td>蓝</td><td>黄</td>" in text
    assert "我写的话" in text and "按现在的情况再提交" in text
    again = as_(walk.cast.clerk).post(act_url(case, "note"), {"version": case.version, "text": "我写的话"})
    assert again.status_code == 302


def test_a_form_that_is_no_longer_possible_gives_the_typed_words_back(
    walk: Walk, as_: As, at_walk: Go
) -> None:
    case = walk.mediating()
    opened = case.version
    walk.step(case, "fail")
    walk.now += HOUR
    at_walk()
    answer = as_(walk.cast.clerk).post(
        act_url(case, "escalate"), {"version": opened, "trigger": "two_rounds", "work_done": "谈过两次都没成"}
    )
    assert answer.status_code == 409
    assert "谈过两次都没成" in body(answer) and "不能上报" in body(answer)


def test_an_act_that_is_not_possible_now_says_why_in_place_of_the_form(
    walk: Walk, as_: As, at_walk: Go
) -> None:
    case = walk.registered()
    at_walk()
    page = as_(walk.cast.clerk).get(act_url(case, "hold_session"))
    assert page.status_code == 200
    assert "现在是「已登记」，不能记录调解" in body(page) and "<textarea" not in body(page)


def test_an_unknown_act_and_a_strange_number_are_not_found(cast: Cast, log: Log, as_: As) -> None:
    case = log()
    client = as_(cast.worker)
    for address in (
        act_url(case, "explode"),
        act_url(case, "reveal_phone"),
        "/cases/" + "9" * 300 + "/do/note/",
    ):
        assert client.get(address).status_code == 404


def test_a_promise_more_keeps_what_was_typed_and_judges_nothing(walk: Walk, as_: As, at_walk: Go) -> None:
    case = walk.mediating()
    at_walk()
    answer = send(
        as_(walk.cast.clerk), case, "agree", {"terms": "三日内疏通", "item-0-what": "疏通", "add_row": "1"}
    )
    text = body(answer)
    assert answer.status_code == 200
    assert 'name="item-1-what"' in text and "三日内疏通" in text and 'value="疏通"' in text
    assert "需要修改" not in text and "field-error" not in text


def test_a_wrong_promise_is_marked_in_its_own_row(walk: Walk, as_: As, at_walk: Go) -> None:
    case = walk.mediating()
    said = {**SAID["agree"](case, walk), "item-0-due_on": "", "item-0-amount": "-3"}
    at_walk()
    answer = send(as_(walk.cast.clerk), case, "agree", said)
    assert answer.status_code == 422
    assert "请选「哪天前」" in body(answer) and "金额不能小于0" in body(answer)


def test_a_rule_of_the_action_stands_by_its_field(walk: Walk, as_: As, at_walk: Go) -> None:
    case = walk.mediating()
    late = (walk.now + timedelta(days=60)).date().isoformat()
    said = {**SAID["suspend"](case, walk), "resume_on": late, "note": "等鉴定报告"}
    at_walk()
    answer = send(as_(walk.cast.secretary), case, "suspend", said)
    text = body(answer)
    assert answer.status_code == 422
    assert text.index("id_resume_on_error") < text.index("累计中止最多30天", text.index("id_resume_on_error"))
    assert "等鉴定报告" in text


@pytest.mark.parametrize("choice", ["mask", "keep"])
def test_a_phone_in_the_text_is_asked_about_once(walk: Walk, as_: As, at_walk: Go, choice: str) -> None:
    case = walk.mediating()
    at_walk()
    client, said = as_(walk.cast.clerk), {"text": "已打13893712207，身份证11010519491231002X"}
    warned = send(client, case, "note", said)
    assert warned.status_code == 422
    assert "手机号 138****2207" in body(warned) and "身份证号 110***********002X" in body(warned)
    assert send(client, case, "note", {**said, "numbers": choice}).status_code == 302
    text = case.events.last().text
    assert ("13893712207" in text) == (choice == "keep")
    assert ("138****2207" in text) == (choice == "mask")


def test_htmx_gets_the_form_alone_and_is_sent_on_by_its_own_header(walk: Walk, as_: As, at_walk: Go) -> None:
    case = walk.mediating()
    at_walk()
    client = as_(walk.cast.clerk)
    part = client.get(act_url(case, "note"), headers={"HX-Request": "true"})
    assert "<html" not in body(part) and 'id="act-body"' in body(part)
    bad = client.post(act_url(case, "note"), {"version": case.version}, headers={"HX-Request": "true"})
    assert bad.status_code == 422 and "<html" not in body(bad)
    good = client.post(
        act_url(case, "note"), {"version": case.version, "text": "好"}, headers={"HX-Request": "true"}
    )
    assert (good.status_code, good["HX-Redirect"]) == (204, case.get_absolute_url())


def test_after_a_case_left_their_sight_people_come_to_the_list(walk: Walk, as_: As, at_walk: Go) -> None:
    case = walk.step(walk.registered(), "ask_consent")
    walk.do(case, "assign", "secretary", holder=walk.cast.mediator)
    walk.now += HOUR
    at_walk()
    answer = send(as_(walk.cast.mediator), case, "recuse", {"reason": "和一方是亲属"})
    assert answer["Location"] == "/cases/"


def test_a_page_of_an_act_is_never_kept_by_a_cache(cast: Cast, log: Log, client: Client) -> None:
    case = log()
    client.force_login(cast.worker)
    assert "no-store" in client.get(act_url(case, "contact"))["Cache-Control"]
