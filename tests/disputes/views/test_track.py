"""/track/: what a resident reads with number and code, and what nobody learns without."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from disputes.choices import State
from disputes.models import Dispute
from tests.cast import Cast, Log
from tests.disputes.views.conftest import As, body
from tests.disputes.walk import HOUR, Walk

pytestmark = pytest.mark.django_db
Go = Callable[[], None]


def ask(client: Client, case: Dispute, **more: str) -> str:
    answer = client.get("/track/", {"no": case.no, "c": case.receipt_code, **more})
    assert answer.status_code == 200
    return body(answer)


def say(client: Client, case: Dispute, **said: str) -> object:
    return client.post(
        "/track/", {"no": case.no, "c": case.receipt_code, "idempotency_key": str(uuid.uuid4()), **said}
    )


def test_the_page_opens_without_sign_in_and_is_kept_by_nobody(client: Client, db: None) -> None:
    answer = client.get("/track/")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"] and 'content="noindex"' in body(answer)


def test_a_resident_reads_state_promise_and_what_was_meant_for_them(
    walk: Walk, client: Client, at_walk: Go
) -> None:
    case = walk.log(now=walk.now)
    walk.do(case, "note", "worker", text="对方态度不好")
    walk.do(case, "note", "worker", text="给居民", public_text="明天上午上门")
    at_walk()
    page = ask(client, case)
    for words in ("已登记，正在安排人联系您", "首次联系您", "明天上午上门", "下水堵塞"):
        assert words in page
    for secret in ("对方态度不好", "王秀兰", "王建国", "2207", "铁北1-01"):
        assert secret not in page


@pytest.mark.parametrize("state", [s for s in State if s != State.DRAFT], ids=str)
def test_every_state_has_plain_words(walk: Walk, client: Client, at_walk: Go, state: State) -> None:
    case = walk.to(state)
    at_walk()
    page = ask(client, case)
    assert state.value not in page


def test_a_late_promise_is_owned_up_to_and_a_pause_says_so(walk: Walk, client: Client, at_walk: Go) -> None:
    late = walk.log(now=walk.now)
    paused = walk.step(walk.mediating(), "suspend")
    walk.now += timedelta(days=2)
    at_walk()
    assert "我们已经晚了" in ask(client, late)
    assert "暂停期间不计时" in ask(client, paused)


def test_a_wrong_number_and_a_wrong_code_are_answered_alike(cast: Cast, log: Log, client: Client) -> None:
    case = log()
    wrong_code = client.get("/track/", {"no": case.no, "c": "23456789"})
    wrong_number = client.get("/track/", {"no": "2026-98765", "c": "23456789"})
    assert wrong_code.status_code == wrong_number.status_code == 404
    assert body(wrong_code).replace(case.no, "N") == body(wrong_number).replace("2026-98765", "N")
    assert "没有查到" in body(wrong_code) and case.title not in body(wrong_code)


def test_number_and_code_may_be_typed_carelessly(cast: Cast, log: Log, client: Client) -> None:
    case = log()
    code = case.receipt_code
    for no, c in (
        (f" {case.no} ", code.lower()),
        (case.no.replace("-", "－"), f"{code[:4]} {code[4:]}"),
        (case.no, f"{code[:4]}-{code[4:]}"),
    ):
        assert client.get("/track/", {"no": no, "c": c}).status_code == 200, (no, c)


@pytest.mark.parametrize(
    ("no", "c"),
    [("", ""), ("2026-00001", ""), ("x" * 500, "y" * 500), ("🔥", "🔥🔥"), ("𠮷", "２３４５"), ("' OR 1=1 --", "%"), ("2026-00001", "\u202e")],
)  # fmt: skip
def test_odd_input_is_answered_in_words(db: None, client: Client, no: str, c: str) -> None:
    answer = client.get("/track/", {"no": no, "c": c})
    assert answer.status_code in (404, 422)
    assert "错误：" in body(answer)


def test_a_draft_cannot_be_asked_for(walk: Walk, client: Client) -> None:
    walk.to(State.DRAFT)
    assert client.get("/track/", {"no": "", "c": ""}).status_code == 422
    assert client.get("/track/", {"no": "None", "c": "????????"}).status_code == 404


def test_a_restricted_case_tells_its_state_and_no_more(cast: Cast, log: Log, client: Client) -> None:
    case = log(involves_dv=True, actor=cast.clerk)
    page = ask(client, case)
    assert "已登记" in page and "为保护当事人" in page
    for secret in (case.title, "铁北", "办理经过", "我们会尽快"):
        assert secret not in page
    assert say(client, case, what="rate", satisfaction="good").status_code == 422
    assert case.events.count() == 1


def test_after_closing_the_resident_rates_and_the_last_word_counts(
    walk: Walk, client: Client, at_walk: Go
) -> None:
    case = walk.to(State.CLOSED)
    walk.now += HOUR
    at_walk()
    assert "请您评价" in ask(client, case)
    assert say(client, case, what="rate", satisfaction="bad", note="来得太慢").status_code == 302
    assert say(client, case, what="rate", satisfaction="good").status_code == 302
    case.refresh_from_db()
    assert (case.satisfaction, case.satisfaction_note) == ("good", "")
    assert "谢谢您的评价" in ask(client, case, said="rated")
    assert say(client, case, what="rate").status_code == 422
    assert say(client, case, what="rate", satisfaction="not_reached").status_code == 422


def test_not_settled_reaches_those_who_may_reopen(walk: Walk, client: Client, as_: As, at_walk: Go) -> None:
    case = walk.to(State.CLOSED)
    walk.now += HOUR
    at_walk()
    answer = say(client, case, what="reopen", text="又返水了")
    assert answer.status_code == 302
    assert "已经收到" in ask(client, case, said="asked")
    assert "又返水了" in body(as_(walk.cast.manager).get(f"{case.get_absolute_url()}?tab=timeline"))
    assert say(client, case, what="reopen", text="").status_code == 422


def test_after_thirty_days_there_is_no_asking_again(walk: Walk, client: Client, at_walk: Go) -> None:
    case = walk.to(State.CLOSED)
    walk.now += timedelta(days=31)
    at_walk()
    assert "办结已超过30天" in ask(client, case)
    refused = say(client, case, what="reopen", text="又返水了")
    assert refused.status_code == 422 and "办结已超过30天。还有问题请重新反映" in body(refused)


def test_an_open_case_is_not_rated(cast: Cast, log: Log, client: Client) -> None:
    case = log()
    assert "请您评价" not in ask(client, case)
    refused = say(client, case, what="rate", satisfaction="good")
    assert refused.status_code == 422 and "现在不能在这里评价" in body(refused)


def test_two_clicks_rate_once(walk: Walk, client: Client, at_walk: Go) -> None:
    case = walk.to(State.CLOSED)
    at_walk()
    client.get("/track/", {"no": case.no, "c": case.receipt_code})
    before = case.events.count()
    data = {
        "no": case.no,
        "c": case.receipt_code,
        "what": "rate",
        "satisfaction": "good",
        "idempotency_key": str(uuid.uuid4()),
    }
    first, second = client.post("/track/", data), client.post("/track/", data)
    assert first["Location"] == second["Location"]
    assert case.events.count() == before + 1


def test_words_of_the_page_come_from_us_only(cast: Cast, log: Log, client: Client) -> None:
    assert "坏话" not in ask(client, log(), said="坏话")
