"""The three lists: tabs, filters, the same number of queries at any size, and what stands under a decision."""

import pytest
import time_machine
from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from grids.scope import Scope
from partybuilding.choices_items import ItemState
from partybuilding.items.selectors import listing
from partybuilding.models import ActionItem, MeetingDecision
from tests.items.board import DAY, Board, body
from tests.items.conftest import As

pytestmark = pytest.mark.django_db
S = ItemState


def counts(board: Board, key: str) -> dict[str, int]:
    return {tab.key: tab.count for tab in listing.tabs(board.people[key], "", board.now)}


def test_tabs_count_what_is_each_persons_to_do(board: Board) -> None:
    for state in (S.OPEN, S.IN_PROGRESS, S.EXTENDED, S.CLAIMED_DONE, S.VERIFIED, S.CLEARED, S.ON_ACCOUNT):
        board.to(state)
    board.made(lead=None, assisting=())
    todo = {
        key: counts(board, key)["todo"]
        for key in (
            "liaison",
            "helper",
            "clerk",
            "street_lead",
            "meeting_secretary",
            "manager",
            "intake",
            "outsider",
        )
    }
    assert todo == {
        "liaison": 3, "helper": 1, "clerk": 1, "street_lead": 1, "meeting_secretary": 1, "manager": 1, "intake": 0,
        "outsider": 0,
    }  # fmt: skip
    assert counts(board, "manager") == {"todo": 1, "task": 7, "problem": 7, "duty": 1, "late": 0}
    assert counts(board, "outsider")["task"] == 0


def test_the_three_lists_filter_by_their_address(board: Board, as_: As) -> None:
    lamp = board.to(S.IN_PROGRESS)
    road = board.made(
        what="硬化路面",
        problem="背街小巷积水",
        lead=board.resources,
        assisting=(),
        community=board.town.dongyuan.area,
    )
    gone = board.to(S.CLEARED, what="疏通下水")
    client = as_(board.cast.manager)
    both = {lamp, road}
    with time_machine.travel(board.now, tick=False):
        for query, expected in (
            ("tab=task", both),
            ("tab=problem", both),
            ("tab=task&state=all", {*both, gone}),
            ("tab=task&state=cleared", {gone}),
            (f"tab=task&unit={board.housing.pk}", {lamp}),
            (f"tab=task&unit={board.resources.pk}", both),
            (f"tab=task&unit={board.resources.pk}&part=assist", {lamp}),
            (f"tab=task&community={board.town.dongyuan.area.pk}", {road}),
            (f"tab=task&meeting={board.decision.meeting_id}", both),
            (f"tab=task&body={board.own_body.pk}", set()),
            ("tab=task&q=路灯", {lamp}),
            (f"tab=task&q={road.no}", {road}),
            ("tab=task&light=red", set()),
            ("tab=task&state=nonsense&unit=x&page=99", both),
        ):
            text = body(client.get(f"/meetings/lists/?{query}"))
            for one in (lamp, road, gone):
                assert (one.get_absolute_url() in text) == (one in expected), (query, one)
        duty = body(client.get("/meetings/lists/?tab=duty"))
        rows = {
            one.unit: (one.lead, one.assist, one.late)
            for one in listing.duties(ActionItem.objects.all(), board.now)
        }
        assert rows == {board.housing: (1, 0, 0), board.resources: (1, 1, 0)}
        assert f"unit={board.resources.pk}&amp;part=assist" in duty and "不排名次" in duty
        own = body(as_(board.helper).get("/meetings/lists/?tab=task"))
        assert "会议任务" in own and 'name="unit"' not in own
        late = listing.duties(ActionItem.objects.all(), board.now + 60 * DAY)
        assert [one.late for one in late] == [1, 1]


def test_a_list_asks_the_same_at_any_size(board: Board, as_: As) -> None:
    first = board.to(S.CLAIMED_DONE)
    board.to(S.IN_PROGRESS)
    client = as_(board.cast.manager)

    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    paths = [f"/meetings/lists/?tab={tab}" for tab in ("task", "problem", "duty")]
    queries(paths[0])
    few = [queries(path) for path in paths]
    drop = ("id", "year", "serial", "no")
    fields = ActionItem.objects.filter(pk=first.pk).values().get()
    shared = {name: value for name, value in fields.items() if name not in drop}
    many = ActionItem.objects.bulk_create(
        ActionItem(**shared, year=2026, serial=n, no=f"T-2026-{n:03}") for n in range(100, 400)
    )
    helped = ActionItem.assisting.through
    helped.objects.bulk_create(helped(actionitem=one, department=board.resources) for one in many)
    assert [queries(path) for path in paths] == few
    assert max(few) <= 12, few
    for state, key, most in (
        (S.CLAIMED_DONE, "clerk", 12),
        (S.IN_PROGRESS, "liaison", 12),
        (S.VERIFIED, "manager", 14),
    ):
        client, item = as_(board.people[key]), board.to(state)
        queries(item.get_absolute_url())
        assert queries(item.get_absolute_url()) <= most, (state, key)


def test_under_a_decision_stand_its_tasks_and_the_way_to_one_more(board: Board) -> None:
    """The part that a meeting's page shows; many decisions cost no query more."""
    board.made()
    request = RequestFactory().get("/")
    for key, offered in (("meeting_secretary", True), ("clerk", False)):
        request.user = board.people[key]
        rows = MeetingDecision.objects.select_related("meeting__body").prefetch_related("items__lead")
        decisions = list(rows.order_by("pk"))
        Scope.of(request.user)
        with CaptureQueriesContext(connection) as asked:
            first, second = (
                render_to_string("meetings/_after_decision.html", {"decision": one, "request": request})
                for one in decisions
            )
        assert len(asked) == 0
        assert "T-2026-001" in first and "T-2026-001" not in second
        assert ("再转一项" in first) == offered == ("转成任务" in second)
