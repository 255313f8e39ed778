"""Search finds by number, place and words, and never outside the person's area."""

from collections.abc import Callable

import pytest
from django.test import Client

from core.accounts.models import User
from dashboard.selectors.search import tidy
from disputes.models import Dispute
from tests.cast import PHONE, Cast

Open = Callable[[User], Client]
Cases = dict[str, Dispute]


def text(client: Client, query: str, **headers: str) -> str:
    return client.get("/search/", {"q": query}, headers=headers).content.decode()


def test_a_number_finds_its_case_whole_or_by_its_end(cast: Cast, cases: Cases, sign_in: Open) -> None:
    client, number = sign_in(cast.clerk), cases["late"].no
    assert number
    assert "下水堵塞" in text(client, number)
    assert "下水堵塞" in text(client, number.split("-")[1])


def test_full_width_digits_are_digits(cast: Cast, cases: Cases, sign_in: Open) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in str(cases["late"].no))
    assert "下水堵塞" in text(sign_in(cast.clerk), wide)


def test_words_of_the_address_and_the_matter_find_together(cast: Cast, cases: Cases, sign_in: Open) -> None:
    client = sign_in(cast.clerk)
    assert "下水堵塞" in text(client, "铁路小区 下水")
    assert "楼道堆物" not in text(client, "铁路小区 下水")


@pytest.mark.parametrize("query", ["东苑停车", "停车"])
def test_what_lies_outside_is_not_found(cast: Cast, cases: Cases, sign_in: Open, query: str) -> None:
    assert "东苑停车" not in text(sign_in(cast.clerk), query).replace(f"「{query}」", "").replace(
        f'value="{query}"', ""
    )
    assert str(cases["outside"].no) not in text(sign_in(cast.clerk), query)


def test_outside_and_never_existing_numbers_get_the_same_answer(
    cast: Cast, cases: Cases, sign_in: Open
) -> None:
    client, outside = sign_in(cast.clerk), str(cases["outside"].no)
    answers = [
        client.get("/search/", {"q": query}, headers={"HX-Request": "true"})
        .content.decode()
        .replace(query, "?")
        for query in (outside, "2026-99999")
    ]
    assert answers[0] == answers[1]


def test_a_phone_or_a_name_of_a_party_finds_nothing(cast: Cast, cases: Cases, sign_in: Open) -> None:
    client = sign_in(cast.clerk)
    for query in (PHONE, PHONE[-4:], "王建国"):
        assert "下水堵塞" not in text(client, query)


def test_a_supervisor_finds_by_number_only_and_reads_no_title(
    cast: Cast, cases: Cases, sign_in: Open
) -> None:
    client = sign_in(cast.supervisor)
    assert str(cases["late"].no) not in text(client, "下水堵塞")
    page = text(client, str(cases["late"].no))
    assert "漏水排水" in page and "下水堵塞" not in page


def test_grids_places_and_pages_are_found_too(cast: Cast, cases: Cases, sign_in: Open) -> None:
    client = sign_in(cast.clerk)
    assert "东苑2-01格" in text(client, "东苑2-01")
    assert "东苑小区" in text(client, "东苑小区")
    assert 'href="/messages/"' in text(client, "消息", **{"HX-Request": "true"})


def test_who_has_no_cases_and_no_places_finds_only_pages(cast: Cast, cases: Cases, sign_in: Open) -> None:
    page = text(sign_in(cast.liaison), "铁路小区", **{"HX-Request": "true"})
    assert "没有找到" in page
    assert "task-list" not in page


def test_an_empty_question_lists_the_own_menu(cast: Cast, sign_in: Open) -> None:
    page = text(sign_in(cast.clerk), "  ", **{"HX-Request": "true"})
    assert "工作台" in page and "人员与岗位" not in page


@pytest.mark.parametrize(
    "query", ["%", "_", "\\", "'; drop table", "<svg onload=1>", "𠮷", "a" * 5000, "2026-", "((", "＝"]
)
def test_hostile_questions_are_answered(cast: Cast, cases: Cases, sign_in: Open, query: str) -> None:
    answer = sign_in(cast.clerk).get("/search/", {"q": query})
    assert answer.status_code == 200
    assert "<svg onload" not in answer.content.decode()


def test_signs_of_the_database_are_only_signs(cast: Cast, cases: Cases, sign_in: Open) -> None:
    assert "没有找到" in text(sign_in(cast.clerk), "%")
    assert "没有找到" in text(sign_in(cast.clerk), "_______")


def test_a_question_is_tidied() -> None:
    assert tidy("  ２０２６－１ \n 铁路 ") == "2026-1 铁路"
    assert len(tidy("长" * 500)) == 60


def test_search_needs_a_sign_in() -> None:
    assert Client().get("/search/").status_code == 302
