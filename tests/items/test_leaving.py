"""What leaves the lists: L17 as Word from the body's tasks alone, Excel in the person's scope, a whistle of a task."""

import io

import pytest
import time_machine
from docx import Document

from core import subjects
from core.errors import NotAllowed
from core.flow.models import Event
from core.papers.actions.issuing import issue_paper
from core.papers.drafting import draft_of
from core.papers.kinds import KINDS
from core.sheets.actions import ask_export, download_export
from disputes.models import Whistle
from disputes.whistles.actions import Slip, Where, blow
from disputes.whistles.origins import get as origin_of
from grids import handover
from partybuilding.choices_items import ItemState
from partybuilding.items.papers import duty_rows
from partybuilding.models import ActionItem
from tests.items.board import HOUR, Board, decided
from tests.items.conftest import As
from tests.papers.test_layout import check_layout
from tests.sheets.conftest import file_of

pytestmark = pytest.mark.django_db
S = ItemState


def test_the_list_of_duties_is_issued_as_word_from_the_tasks_alone(board: Board, as_: As) -> None:
    board.to(S.IN_PROGRESS)
    board.to(S.CLEARED, what="疏通下水")
    board.to(S.VOID, what="不办了")
    board.made(what="待认领的", lead=None, assisting=(), responsible="")
    with time_machine.travel(board.now, tick=False):
        draft = draft_of(KINDS["L17"], board.body.pk, 0, {})
        assert draft.facts.is_complete and not draft.to_type
        with pytest.raises(NotAllowed, match="会议秘书"):
            issue_paper(KINDS["L17"], board.body.pk, actor=board.cast.street_lead, now=board.now)
        paper = issue_paper(KINDS["L17"], board.body.pk, actor=board.cast.meeting_secretary, now=board.now)
        data = bytes(paper.files.get(format="docx").data)
        client = as_(board.cast.meeting_secretary)
        assert client.get(f"/docs/L17/{board.body.pk}/preview/").status_code == 200
        assert as_(board.cast.outsider).get(f"/docs/L17/{board.body.pk}/preview/").status_code == 404
        assert subjects.get("joint_body").visible_ids(board.cast.clerk, [board.own_body.pk])
    check_layout(data, landscape=True)
    cells = [
        cell.text for table in Document(io.BytesIO(data)).tables for row in table.rows for cell in row.cells
    ]
    assert {"装路灯", "疏通下水", "待认领的", "已销号", "等成员单位认领", "张工 市政科科长"} <= set(cells)
    assert "不办了" not in cells and str(board.decision.meeting).removeprefix(board.body.name) in cells
    assert [row["evidence"] for row in duty_rows(board.body)] == ["", "验收单〔2026〕8号", ""]


def test_the_lists_leave_as_excel_for_the_meeting_office(board: Board) -> None:
    board.to(S.IN_PROGRESS)
    board.to(S.CLEARED, what="疏通下水")
    with time_machine.travel(board.now, tick=False):
        export = ask_export(
            "action_items", actor=board.cast.meeting_secretary, purpose="给联席会议准备材料", chosen={}
        )
        assert export.row_count == 1
        assert file_of(download_export(export, actor=board.cast.meeting_secretary))
        with pytest.raises(NotAllowed):
            ask_export("action_items", actor=board.cast.liaison, purpose="想看一看大家的", chosen={})


def test_a_task_follows_its_community_when_two_become_one(board: Board) -> None:
    item = board.made()
    new = board.town.dongyuan.area
    handover.community_changed(
        grids=[], old=board.town.tiebei.area, new=new, actor=board.cast.sysadmin, now=board.now
    )
    assert board.fresh(item).community == new
    assert ActionItem.objects.visible_to(board.cast.outsider).filter(pk=item.pk).exists()


def test_a_task_of_a_community_s_own_body_is_led_through_by_its_people(board: Board) -> None:
    """大党委: the community lists it, its secretary grants time; striking off stays with the street."""
    own = decided(board.own_body, 1, board.now, "硬化背街小巷")
    item = board.step(board.made(decision=own, by="clerk"), "take")
    item = board.step(board.step(item, "ask_extension"), "approve_extension", "secretary")
    item = board.step(board.step(item, "claim_done"), "verify", "clerk")
    with pytest.raises(NotAllowed):
        board.step(item, "clear", "secretary")
    assert board.step(item, "clear", "meeting_secretary").state == S.CLEARED


def test_a_whistle_may_come_of_a_task_which_takes_note_and_goes_on(board: Board, as_: As) -> None:
    item = board.to(S.IN_PROGRESS)
    page = as_(board.cast.street_lead).get(item.get_absolute_url()).content.decode()
    address = f"/whistles/new/?origin=action_item%3A{item.no}"
    assert address in page
    form = as_(board.cast.street_lead).get(address)
    assert form.status_code == 200 and "装路灯" in form.content.decode()
    assert "/whistles/new/" not in as_(board.cast.clerk).get(item.get_absolute_url()).content.decode()
    origin = origin_of("action_item")
    assert origin.given(board.cast.outsider, item.no) is None
    given = origin.given(board.cast.street_lead, item.no)
    where = Where(given.place, given.place_detail, given.kind, given.pk)
    slip = Slip("hard", given.title, "派电工装灯", "职责清单第3条", board.housing, asks_resident=False)
    blow(slip, where, actor=board.cast.street_lead, now=board.now + HOUR)
    line = Event.objects.filter(subject_kind="action_item", subject_id=item.pk).latest("version")
    assert (line.act, line.actor) == ("whistle_news", None) and Whistle.objects.get().no in line.text
    fresh = board.fresh(item)
    assert (fresh.state, fresh.version) == (S.IN_PROGRESS, item.version + 1)
    assert "已销号" in origin.refuses(board.to(S.CLEARED).pk)
    assert "没有地点" in origin.refuses(board.made(community=None).pk)
