"""Who reads which lines, and that lines tell numbers and not contents."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client

from core.accounts import roles
from core.accounts.models import User
from core.audit.actions import record
from core.audit.models import Entry
from core.audit.words import KINDS, VERBS, action_words, subject_words

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 23, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
ACTS = [
    "dispute.escalate",
    "dispute.reveal_phone",
    "dispute.reveal",
    "dispute.export",
    "account.disable",
    "posting.grant",
    "revealing.create",
]


@pytest.fixture
def held() -> Iterator[dict[str, set[str]]]:
    by_name: dict[str, set[str]] = {}
    before = roles._answer
    roles.register_roles(lambda user: frozenset(by_name.get(user.username, ())))
    yield by_name
    roles._answer = before


@pytest.fixture
def page(client: Client, worker: User) -> Client:
    client.force_login(worker, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def history(worker: User, clerk: User) -> None:
    record(
        "dispute.create",
        actor=worker,
        subject_kind="dispute",
        subject_id=1,
        detail={"text": "张三家漏水"},
        now=NOW,
    )
    for n, action in enumerate(ACTS, start=2):
        record(action, actor=clerk, subject_kind="dispute", subject_id=n, detail={"text": "李四"}, now=NOW)


def seen(client: Client, query: str = "", url: str = "/audit/") -> list[str]:
    answer = client.get(f"{url}{query}")
    assert answer.status_code == 200
    return [row.action for row in answer.context["rows"]]


@pytest.mark.parametrize(
    ("role", "acts"),
    [
        ("auditor", [*ACTS, "dispute.create"]),
        ("privacy_officer", ["dispute.reveal_phone", "dispute.reveal", "dispute.export", "dispute.create"]),
        ("security_admin", ["account.disable", "posting.grant", "dispute.create"]),
        ("grid_worker", ["dispute.create"]),
        ("street_lead", ["dispute.create"]),
        ("sysadmin", ["dispute.create"]),
        ("", ["dispute.create"]),
    ],
)
def test_each_duty_opens_its_own_lines(
    page: Client, held: dict[str, set[str]], history: None, role: str, acts: list[str]
) -> None:
    held["worker"] = {role} if role else set()
    assert sorted(seen(page)) == sorted(acts)
    assert seen(page, url="/audit/my/") == ["dispute.create"]


def test_numbers_are_shown_and_contents_are_not(
    page: Client, held: dict[str, set[str]], history: None
) -> None:
    held["worker"] = {"auditor"}
    shown = page.get("/audit/").content.decode()
    assert "案件 1" in shown and "王社区" in shown and "3月2日" in shown
    assert "张三" not in shown and "李四" not in shown
    assert "dispute" not in shown.split("<tbody>")[1].split("</tbody>")[0]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?actor=worker", 1),
        ("?actor=李网格", 1),
        ("?actor=nobody", 0),
        ("?action=dispute", 5),
        ("?action=posting", 1),
        ("?since=2026-03-02&until=2026-03-02", 8),
        ("?since=2026-03-03", 0),
        ("?until=2026-03-01", 0),
        ("?kind=dispute&subject_id=3", 1),
        ("?kind=grid", 0),
        ("?before=4", 3),
        ("?before=1", 0),
        ("?before=x", 8),
        ("?before=99999999999999999999", 8),
    ],
)
def test_lines_are_found_by_who_what_when_and_about_what(
    page: Client, held: dict[str, set[str]], history: None, query: str, found: int
) -> None:
    held["worker"] = {"auditor"}
    assert len(seen(page, query)) == found


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?since=2026-02-30", "日期写成"),
        ("?since=2026-03-02&until=2026-03-01", "请换一下"),
        ("?subject_id=x", "编号只写数字"),
        ("?subject_id=-1", "编号从1开始"),
        ("?actor=%E2%80%AEx", "看不见的排版字符"),
        ("?action=nothing", "选"),
    ],
)
def test_a_filter_that_cannot_be_is_answered_with_words(
    page: Client, held: dict[str, set[str]], history: None, query: str, words: str
) -> None:
    held["worker"] = {"auditor"}
    answer = page.get(f"/audit/{query}")
    assert answer.status_code == 422 and words in answer.content.decode()
    assert answer.context["rows"] == []


def test_fifty_a_page_and_then_the_older_ones(page: Client, held: dict[str, set[str]], worker: User) -> None:
    held["worker"] = {"auditor"}
    for n in range(1, 121):
        record(
            "dispute.note", actor=worker, subject_kind="dispute", subject_id=n, now=NOW + timedelta(minutes=n)
        )
    first = page.get("/audit/")
    second = page.get(f"/audit/?before={first.context['older']}")
    third = page.get(f"/audit/?before={second.context['older']}")
    numbers = [[row.seq for row in answer.context["rows"]] for answer in (first, second, third)]
    assert [len(one) for one in numbers] == [50, 50, 20]
    assert [seq for one in numbers for seq in one] == list(range(120, 0, -1))
    assert third.context["older"] is None and "更早的" not in third.content.decode()


def test_a_person_filter_does_not_open_others_lines(
    page: Client, held: dict[str, set[str]], history: None
) -> None:
    held["worker"] = {"grid_worker"}
    assert seen(page, "?actor=clerk") == []
    assert seen(page, "?actor=clerk", url="/audit/my/") == ["dispute.create"]


def test_the_auditor_checks_and_that_is_noted(page: Client, held: dict[str, set[str]], history: None) -> None:
    held["worker"] = {"auditor"}
    assert "记录完整" in page.post("/audit/verify/").content.decode()
    entry = Entry.objects.latest("seq")
    assert (entry.action, entry.detail) == ("audit.verify", {"since": 1, "faults": 0})


def test_the_check_shows_each_fault(page: Client, held: dict[str, set[str]], history: None) -> None:
    held["worker"] = {"auditor"}
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_no_change")
        cursor.execute("UPDATE audit_entry SET subject_id = 99 WHERE seq = 3")
        cursor.execute("DELETE FROM audit_entry WHERE seq = 6")
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_no_change")
    shown = page.post("/audit/verify/").content.decode()
    assert "有2处不对" in shown and "这一行被改过" in shown and "这里少了记录" in shown


@pytest.mark.parametrize(
    "role", ["", "grid_worker", "street_lead", "sysadmin", "privacy_officer", "security_admin"]
)
def test_nobody_else_checks(page: Client, held: dict[str, set[str]], history: None, role: str) -> None:
    held["worker"] = {role} if role else set()
    assert page.post("/audit/verify/").status_code == 403
    assert "检查记录是否完整" not in page.get("/audit/").content.decode()
    assert not Entry.objects.filter(action="audit.verify").exists()


@pytest.mark.parametrize("url", ["/audit/", "/audit/my/", "/audit/verify/"])
def test_nobody_without_signing_in(client: Client, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 302 and "/login/" in answer["Location"]


@pytest.mark.parametrize("action", ["dispute.escalate", "unheard.of", "x", "", "dispute.unheard_of"])
def test_no_code_is_shown_as_it_is(action: str) -> None:
    words = action_words(action)
    assert words and not any(letter.isascii() and letter.isalpha() for letter in words)
    assert subject_words("unheard", 3) == "对象 3" and subject_words("", None) == ""


def test_the_words_are_chinese() -> None:
    assert not [word for word in (*KINDS.values(), *VERBS.values()) if word.isascii()]
