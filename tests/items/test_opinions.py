"""What a resident said, or a leader took along, becomes a task, and its end comes back to who owes the answer (H4, J20)."""

from typing import Any

import pytest

from core.flow.models import Event
from partybuilding.choices_items import ItemState
from partybuilding.items.actions import Source, make
from partybuilding.models import ActionItem
from residents import conversions
from residents.choices_visits import OpinionState
from residents.models import Opinion
from tests.items.board import Board
from tests.items.conftest import As
from tests.opinions.walk import Walk

pytestmark = pytest.mark.django_db
P, S = OpinionState, ItemState


@pytest.fixture
def opinion(board: Board) -> Opinion:
    walk = Walk(board.cast, board.town, now=board.now)
    return walk.to(P.HANDLING)


def task_of(board: Board, opinion: Opinion, by: str = "manager", **changes: Any) -> ActionItem:
    source = Source(board.body, kind="opinion", pk=opinion.pk)
    item = make(board.task(**changes), source, actor=board.people[by], now=board.now)
    opinion.refresh_from_db()
    return item


def test_an_opinion_becomes_a_task_and_waits_for_its_end(board: Board, opinion: Opinion, as_: As) -> None:
    address = f"/meetings/items/new/?source=opinion:{opinion.pk}"
    ways = as_(board.cast.clerk).get(opinion.act_url("convert"))
    assert "转为会议任务" in ways.content.decode(), ways.status_code
    form = as_(board.cast.clerk).get(address).content.decode()
    assert opinion.text in form and opinion.title in form
    item = task_of(board, opinion)
    assert (opinion.state, opinion.target_kind, opinion.target_no) == (P.CONVERTED, "action_item", item.no)
    seen = conversions.target_of(opinion, board.cast.clerk)
    assert seen and (seen.label, seen.words, seen.url) == ("会议任务", "待接办", item.get_absolute_url())
    for act in ("take", "claim_done", "verify", "clear"):
        item = board.step(item, act)
    opinion.refresh_from_db()
    assert (opinion.state, opinion.target_result) == (P.HANDLING, "已销号")


def test_a_task_set_aside_is_an_answer_and_taken_up_again_it_is_waited_for(
    board: Board, opinion: Opinion
) -> None:
    item = board.step(task_of(board, opinion), "put_on_account")
    opinion.refresh_from_db()
    assert (opinion.state, opinion.target_result) == (P.HANDLING, "挂账：今年没有资金")
    item = board.step(item, "resume")
    opinion.refresh_from_db()
    assert (opinion.state, opinion.target_result) == (P.CONVERTED, "")
    board.step(item, "void")
    opinion.refresh_from_db()
    assert opinion.state == P.HANDLING and opinion.target_result.startswith("作废")


def test_who_works_no_opinions_makes_the_task_all_the_same_and_an_answered_one_stays_answered(
    board: Board, opinion: Opinion
) -> None:
    task_of(board, opinion, "meeting_secretary")
    line = Event.objects.get(subject_kind="opinion", subject_id=opinion.pk, act="convert")
    assert opinion.state == P.CONVERTED and line.actor is None
    answered = Walk(board.cast, board.town, now=board.now).to(P.REPLIED)
    item = task_of(board, answered, "meeting_secretary")
    assert answered.state == P.REPLIED and item.source_id == answered.pk
    board.step(item, "put_on_account")
    answered.refresh_from_db()
    assert answered.state == P.REPLIED


def test_a_task_of_the_whole_street_is_a_units_alone_and_the_centre_looks(board: Board) -> None:
    """No community: the lead unit does it, the street's centre verifies, another there clears."""
    item = board.made(community=None, place="", by_residents=False)
    assert item.where == "全街道"
    item = board.step(board.step(item, "take"), "claim_done")
    item = board.do(item, "verify", "intake", text="看过台账", residents=0)
    assert board.step(item, "clear").state == S.CLEARED
