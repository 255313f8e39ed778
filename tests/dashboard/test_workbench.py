"""Each role's start page: what is due, whose it is, and nothing beyond the person's area."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.accounts.models import User
from dashboard.selectors.board import Board, board_for
from disputes.actions import route_up
from disputes.models import Dispute
from grids.models import Posting
from grids.scope import Scope
from tests.cast import Cast
from tests.dashboard.conftest import NOW

Open = Callable[[User], Client]
Cases = dict[str, Dispute]


def board(user: User, *, mine: bool = False) -> Board:
    return board_for(user, Scope.of(user), now=NOW, mine_only=mine)


def numbers(found: Board) -> dict[str, int]:
    return {figure.label: figure.count for figure in [*found.lights, *found.figures]}


def titles(found: Board) -> list[str]:
    return [row.title for row in found.urgent]


def test_the_most_urgent_stands_first_by_time_left_not_by_arrival(cast: Cast, cases: Cases) -> None:
    rows = board(cast.worker).urgent
    assert [row.title for row in rows] == ["下水堵塞", "楼道堆物"]
    assert rows[0].clock_state == "overdue" and rows[0].clock_words.startswith("超")
    assert rows[1].clock_words.startswith("剩")


def test_numbers_are_true_to_the_persons_area(cast: Cast, cases: Cases) -> None:
    assert numbers(board(cast.worker))["待受理"] == 2
    assert numbers(board(cast.worker))["超期"] == 1
    assert numbers(board(cast.clerk))["待受理"] == 1
    assert numbers(board(cast.outsider)).get("超期") == 0
    assert board(cast.street_lead).open_count == 4
    assert board(cast.clerk).open_count == 3
    assert board(cast.outsider).open_count == 1


def test_the_neighbouring_community_shows_in_no_part_of_the_page(
    cast: Cast, cases: Cases, sign_in: Open
) -> None:
    page = sign_in(cast.clerk).get("/").content.decode()
    assert "东苑停车" not in page
    assert "下水堵塞" in page


def test_a_case_sent_up_lies_on_the_upper_desk(cast: Cast, cases: Cases) -> None:
    route_up(cases["small"], actor=cast.clerk, trigger="beyond", reason="要物业公司出面", now=NOW)
    assert numbers(board(cast.intake))["待签收"] == 1
    assert numbers(board(cast.clerk))["待签收"] == 0
    assert numbers(board(cast.clerk))["待受理"] == 0


def test_only_mine_narrows_numbers_and_rows(cast: Cast, cases: Cases) -> None:
    late = cases["late"]
    Dispute.objects.filter(pk=late.pk).update(holder=cast.clerk)
    found = board(cast.clerk, mine=True)
    assert titles(found) == ["下水堵塞"]
    assert numbers(found)["超期"] == 1
    assert all("holder=me" in light.url for light in found.lights)


def test_the_street_sees_where_overdue_cases_lie_by_place_not_by_person(cast: Cast, cases: Cases) -> None:
    held = board(cast.street_lead).held
    assert [(row.place, row.tier, row.count) for row in held] == [("铁北社区", "网格", 1)]
    assert board(cast.clerk).held == []


def test_a_supervisor_reads_headers_and_no_content(cast: Cast, cases: Cases, sign_in: Open) -> None:
    page = sign_in(cast.supervisor).get("/").content.decode()
    assert "漏水排水" in page
    assert "下水堵塞" not in page and "铁路小区" not in page
    assert "征询意愿" not in page


def test_a_row_offers_only_what_its_reader_may_do(cast: Cast, cases: Cases) -> None:
    def acts(user: User) -> dict[str, list[str]]:
        return {row.title: [act.label for act in row.acts] for row in board(user).urgent}

    assert acts(cast.clerk)["邻里噪声"] == ["征询意愿"]
    assert "催办" in acts(cast.secretary)["下水堵塞"]
    assert acts(cast.supervisor) == {"漏水排水": [], "楼道堆物": [], "施工扰民/噪声": [], "停车": []}


def test_a_restricted_case_stays_with_handler_and_lead(cast: Cast, cases: Cases) -> None:
    Dispute.objects.filter(pk=cases["late"].pk).update(confidentiality="restricted", holder=cast.worker)
    assert "下水堵塞" in titles(board(cast.worker))
    assert "下水堵塞" not in titles(board(cast.clerk))
    assert board(cast.clerk).open_count == 2


def test_a_field_worker_starts_with_the_camera(cast: Cast, cases: Cases, sign_in: Open) -> None:
    page = sign_in(cast.worker).get("/").content.decode()
    assert page.index("拍照上报问题") < page.index("待办事项") < page.index("未读消息")
    assert "铁北1-01格" in page


ROLES = [name for name in Cast.__dataclass_fields__ if name != "all"]


@pytest.mark.parametrize("role", ROLES)
def test_every_role_gets_a_page_within_twelve_queries(
    cast: Cast, cases: Cases, sign_in: Open, role: str
) -> None:
    client = sign_in(getattr(cast, role))
    client.get("/")
    with CaptureQueriesContext(connection) as seen:
        answer = client.get("/")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert len(seen) <= 12, [query["sql"][:90] for query in seen.captured_queries]


def test_numbers_do_not_cost_more_with_more_cases(
    cast: Cast, cases: Cases, log: Callable[..., Dispute], sign_in: Open
) -> None:
    client = sign_in(cast.street_lead)
    client.get("/")
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    for number in range(12):
        log(title=f"漏水{number}", now=NOW)
    with CaptureQueriesContext(connection) as many:
        client.get("/")
    assert len(many) == len(few)


@pytest.mark.parametrize(
    "role", ["liaison", "support_worker", "meeting_secretary", "privacy_officer", "auditor"]
)
def test_posts_without_cases_are_told_so_and_see_none(
    cast: Cast, cases: Cases, sign_in: Open, role: str
) -> None:
    page = sign_in(getattr(cast, role)).get("/").content.decode()
    assert "你的岗位不办理案件" in page
    assert not any(case.title in page for case in cases.values())
    assert "待办事项" not in page


def test_somebody_without_a_post_is_told_whom_to_call(cast: Cast, sign_in: Open) -> None:
    page = sign_in(cast.nobody).get("/").content.decode()
    assert "还没有岗位" in page


def test_a_grid_without_a_worker_alarms_those_who_can_fill_it(
    cast: Cast, cases: Cases, sign_in: Open
) -> None:
    page = sign_in(cast.sysadmin).get("/").content.decode()
    assert "没有网格员的网格 4 个" in page
    own = sign_in(cast.secretary).get("/").content.decode()
    assert "没有网格员的网格 1 个" in own and "东苑2-" not in own
    assert "没有网格员的网格" not in sign_in(cast.worker).get("/").content.decode()


def test_an_ended_posting_ends_the_numbers_too(cast: Cast, cases: Cases) -> None:
    Posting.objects.filter(user=cast.clerk).update(valid_to=NOW.date().replace(day=1))
    fresh = User.objects.get(pk=cast.clerk.pk)
    assert board(fresh).open_count == 0


def test_a_refresh_brings_the_part_only(cast: Cast, cases: Cases, sign_in: Open) -> None:
    answer = sign_in(cast.clerk).get("/", headers={"HX-Request": "true"})
    assert b"<html" not in answer.content
    assert "待办事项" in answer.content.decode()


def test_the_chip_says_mark_and_word(cast: Cast, cases: Cases, sign_in: Open) -> None:
    page = sign_in(cast.worker).get("/").content.decode()
    assert re.search(r'clock-overdue".*?■.*?超期.*?超\d+', page, re.S)


def test_a_page_that_refreshes_itself_does_not_keep_the_session_alive(
    cast: Cast, sign_in: Open, settings: Any
) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = sign_in(cast.clerk)
        client.get("/")
        answers = []
        for _ in range(4):
            clock.shift(timedelta(seconds=settings.SESSION_IDLE_SECONDS / 4))
            answers.append(client.get("/", headers={"HX-Request": "true", "X-Background": "1"}).status_code)
    assert answers == [200, 200, 200, 401]
