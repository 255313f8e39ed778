"""What the meetings' rules say beside the table: who may make, the doer kept out, a later meeting alone sets aside, one
extension, the ladder of time (domain.md E6-E10). Due at the office's close, 18:00."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.clocks.models import Clock
from core.clocks.sweeper import sweep
from core.errors import NotAllowed, RuleBroken
from core.notices.models import Notice
from disputes.models import SupervisionOrder
from disputes.supervision.actions import reply
from grids.choices import Role
from grids.models import Posting
from grids.scope import forget
from partybuilding.choices_items import ItemState
from partybuilding.items.actions import Source, make
from partybuilding.items.flow import ITEMS, KIND
from partybuilding.items.later import later_decisions
from partybuilding.items.report import standings
from partybuilding.models import ActionItem
from tests.cast import SINCE
from tests.items.board import DAY, DUE, HOUR, ROADS, T0, Board, decided

pytestmark = pytest.mark.django_db
S = ItemState
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def running(item: ActionItem) -> dict[str, datetime]:
    return {one.code: one.due_at for one in Clock.objects.live().of(KIND, item.pk)}


def heard(item: ActionItem, words: str) -> set[str]:
    rows = Notice.objects.filter(subject_kind=KIND, subject_id=item.pk, title__contains=words)
    return set(rows.values_list("recipient__username", flat=True))


# --- making -----------------------------------------------------------------------------------------


def test_a_decision_becomes_tasks_with_numbers_without_gaps_and_a_clock_to_the_day_given(
    board: Board,
) -> None:
    first, second = board.made(), board.made(what="破路审批", lead=board.resources, assisting=())
    assert (first.no, second.no) == ("T-2026-001", "T-2026-002")
    assert first.official_no == "雄任〔2026〕0001号"
    assert running(first) == {"meeting.action": at(3, 31, 18)} and first.due_at == at(3, 31, 18)
    assert list(board.decision.items.order_by("pk")) == [first, second]
    assert {"liaison", "resources", "clerk"} <= heard(first, "列入清单")
    for wrong, name in (
        ({"due_on": T0.date() - DAY}, "due_on"),
        ({"assisting": (board.housing,)}, "assisting"),
        ({"lead": None, "is_public": False}, "lead"),
        ({"problem": ""}, "problem"),
    ):
        with pytest.raises(RuleBroken) as caught:
            board.made(**wrong)
        assert caught.value.field == name
    assert ActionItem.objects.count() == 2


def test_the_street_makes_for_every_body_and_a_community_for_its_own(board: Board) -> None:
    own = decided(board.own_body, 1, T0, "大党委议定硬化背街小巷")
    makers = {"street": {"meeting_secretary", "manager"}, "own": {"clerk", "second_clerk", "secretary"}}
    for key, user in board.people.items():
        for decision, allowed in (
            (board.decision, makers["street"]),
            (own, makers["street"] | makers["own"]),
        ):
            source = Source(decision.meeting.body, decision)
            if key in allowed:
                assert make(board.task(), source, actor=user, now=board.now).state == S.OPEN
            else:
                with pytest.raises(NotAllowed):
                    make(board.task(), source, actor=user, now=board.now)
    with pytest.raises(RuleBroken, match="议定事项"):
        make(board.task(), Source(board.body), actor=board.cast.manager, now=board.now)


def test_a_task_without_a_unit_is_claimed_by_a_member_unit_unless_it_is_internal(board: Board) -> None:
    item = board.made(lead=None, assisting=(board.resources,))
    assert ActionItem.objects.visible_to(board.cast.liaison).filter(pk=item.pk).exists()
    with pytest.raises(NotAllowed):
        board.do(item, "take", "liaison", responsible="张工")
    item = board.do(item, "claim", "helper", responsible="曹规划 科长")
    assert (item.state, item.lead, item.responsible) == (S.IN_PROGRESS, board.resources, "曹规划 科长")
    assert not item.assisting.exists()
    assert not ActionItem.objects.visible_to(board.cast.liaison).filter(pk=item.pk).exists()
    hidden = board.made(assisting=())
    ActionItem.objects.filter(pk=hidden.pk).update(lead=None, is_public=False)
    assert not ActionItem.objects.visible_to(board.helper).filter(pk=hidden.pk).exists()


# --- the doer and the others ------------------------------------------------------------------------


def test_the_doer_neither_verifies_nor_clears_whatever_other_posts_they_hold(board: Board) -> None:
    """A liaison who is also the community's clerk and the street's case manager stays a doer; a colleague of the unit too."""
    doer = board.cast.liaison
    Posting.objects.create(
        user=doer, role=Role.COMMUNITY_CLERK, community=board.town.tiebei.area, valid_from=SINCE
    )
    Posting.objects.create(user=doer, role=Role.CENTRE_MANAGER, street=True, valid_from=SINCE)
    Posting.objects.create(
        user=board.cast.second_clerk, role=Role.DEPT_LIAISON, department=board.housing, valid_from=SINCE
    )
    for user in (doer, board.cast.second_clerk):
        forget(user)
    item = board.to(S.CLAIMED_DONE)
    for by in ("liaison", "second_clerk"):
        for act in ("verify", "refuse"):
            with pytest.raises(NotAllowed, match="自己办的"):
                board.step(item, act, by)
    item = board.step(item, "verify")
    with pytest.raises(NotAllowed, match="自己办的"):
        board.step(item, "clear", "liaison")
    # Nor does whoever found it done strike it off.
    Posting.objects.create(user=board.cast.clerk, role=Role.MEETING_SECRETARY, street=True, valid_from=SINCE)
    forget(board.cast.clerk)
    with pytest.raises(NotAllowed):
        board.step(item, "clear", "clerk")
    item = board.step(item, "clear", "meeting_secretary")
    assert (item.state, item.cleared_by) == (S.CLEARED, board.cast.meeting_secretary)
    assert running(item) == {} and item.due_at is None


def test_what_was_refused_goes_back_under_its_old_day_with_its_old_progress(board: Board) -> None:
    item = board.step(board.to(S.IN_PROGRESS), "progress", percent=40)
    item = board.step(item, "claim_done")
    assert (item.percent, set(running(item))) == (100, {"meeting.check"})
    item = board.step(item, "refuse")
    assert (item.state, item.percent, item.done_by, item.evidence) == (S.IN_PROGRESS, 40, None, "")
    assert running(item)["meeting.action"] == at(3, 31, 18)
    assert [one.passed for one in item.checks.all()] == [False]


def test_a_task_of_the_whole_street_is_looked_at_by_the_centre_and_cleared_by_another(board: Board) -> None:
    item = board.made(community=None, place="", by_residents=False)
    item = board.step(board.step(item, "take"), "claim_done")
    with pytest.raises(NotAllowed):
        board.step(item, "verify", "clerk")
    item = board.step(item, "verify", "manager", residents=0, way="")
    with pytest.raises(NotAllowed):
        board.step(item, "clear", "manager")
    assert board.step(item, "clear", "meeting_secretary").state == S.CLEARED


# --- set aside --------------------------------------------------------------------------------------


def test_only_a_later_meeting_sets_a_task_aside(board: Board) -> None:
    item = board.to(S.IN_PROGRESS)
    same = decided(board.body, 1, T0 + 40 * DAY, "同一次会议补记", number=2)
    other = decided(board.own_body, 2, T0 + 40 * DAY, "别的大党委的决定")
    before = decided(board.body, 4, T0 - 90 * DAY, "更早的会议")
    assert set(later_decisions(item)) == {board.later}
    for decision in (board.decision, same, other, before):
        with pytest.raises(RuleBroken) as caught:
            board.step(item, "put_on_account", decision=decision)
        assert caught.value.field == "decision"
    item = board.step(item, "put_on_account")
    assert (item.state, item.set_aside_by, running(item)) == (S.ON_ACCOUNT, board.later, {})
    item = board.step(item, "resume", due_on=DUE + 60 * DAY)
    assert (item.state, item.set_aside_by) == (S.IN_PROGRESS, None)
    assert running(item) == {"meeting.action": at(5, 30, 18)}
    last = board.made(decision=board.later)
    with pytest.raises(RuleBroken, match="之后的会议"):
        board.step(last, "void", decision=board.later)


# --- time -------------------------------------------------------------------------------------------


def test_more_time_is_given_once_before_it_is_due_and_thirty_days_at_most(board: Board) -> None:
    item = board.to(S.IN_PROGRESS)
    for day in (DUE, DUE + 31 * DAY):
        with pytest.raises(RuleBroken, match="最多延30天") as caught:
            board.step(item, "ask_extension", asked_on=day)
        assert caught.value.field == "asked_on"
    item = board.step(board.step(item, "ask_extension"), "refuse_extension")
    assert (item.due_on, item.asked_on) == (DUE, None)
    item = board.step(board.step(item, "ask_extension"), "approve_extension")
    assert (item.state, item.due_on) == (S.IN_PROGRESS, DUE + 10 * DAY)
    assert running(item)["meeting.action"] == at(4, 10, 18)
    with pytest.raises(RuleBroken, match="已经延期过"):
        board.step(item, "ask_extension", asked_on=DUE + 15 * DAY)
    late = board.to(S.EXTENDED)
    board.now = at(3, 31, 19)
    with pytest.raises(RuleBroken, match="已经到期"):
        board.step(late, "approve_extension")
    assert board.step(late, "refuse_extension").state == S.IN_PROGRESS


def test_the_ladder_reminds_after_a_day_and_orders_after_seven_and_fourteen(board: Board) -> None:
    """E8 by the real sweeper on frozen time: 31 March 18:00 is the day."""
    item = board.to(S.IN_PROGRESS)
    Notice.objects.all().delete()
    for moment, late, orders, flagged in (
        (at(3, 31, 17, 59), False, 0, False),
        (at(3, 31, 18, 1), True, 0, False),
        (at(4, 1, 18, 1), True, 0, False),
        (at(4, 7, 17, 59), True, 0, False),
        (at(4, 7, 18, 1), True, 1, False),
        (at(4, 14, 18, 1), True, 2, True),
        (at(5, 30, 18, 1), True, 2, True),
    ):
        sweep(now=moment)
        sweep(now=moment)
        item = board.fresh(item)
        assert ActionItem.objects.overdue(moment).filter(pk=item.pk).exists() == late, moment
        assert (item.order_count, item.is_to_report) == (orders, flagged), moment
    assert {"liaison", "meeting_secretary"} <= heard(item, "已超期1天")
    rows = SupervisionOrder.objects.filter(subject_kind=KIND, subject_id=item.pk)
    assert [(one.department, one.basis) for one in rows.order_by("pk")] == [
        (board.housing, "会议任务超期7天"),
        (board.housing, "会议任务超期14天"),
    ]
    assert {"liaison", "street_lead", "meeting_secretary"} <= heard(item, "已两次督办，报下次会议")
    told = standings([board.decision], at(6, 1, 9))[board.decision.pk]
    assert not told.is_done and "已督办2次" in told.words


def test_an_open_order_spares_the_first_by_time_but_not_the_second(board: Board) -> None:
    item = board.step(board.to(S.IN_PROGRESS), "supervise")
    sweep(now=at(4, 7, 18, 1))
    assert board.fresh(item).order_count == 1
    order = SupervisionOrder.objects.get()
    reply(order, actor=board.cast.liaison, text="灯杆在路上", now=at(4, 8, 9))
    sweep(now=at(4, 14, 18, 1))
    assert board.fresh(item).order_count == 2
    unled = board.made()
    ActionItem.objects.filter(pk=unled.pk).update(lead=None)
    sweep(now=at(4, 30, 9))
    assert board.fresh(unled).order_count == 0
    with pytest.raises(RuleBroken, match="还没有牵头单位"):
        board.step(unled, "supervise")


def test_a_month_without_a_word_is_reminded_of_each_month_and_turns_nothing_red(board: Board) -> None:
    item = board.to(S.IN_PROGRESS, due_on=DUE + 180 * DAY)
    first = running(item)["meeting.progress"]
    assert first.astimezone(SHANGHAI).date() == (T0 + 31 * DAY).date()
    item = board.step(item, "progress")
    Notice.objects.all().delete()
    sweep(now=first + HOUR)
    assert "liaison" in heard(item, "每月进展")
    assert board.fresh(item).due_at == at(9, 27, 18) and board.fresh(item).due_code == "meeting.action"
    second = running(item)["meeting.progress"]
    assert second > first + 27 * DAY
    sweep(now=second + HOUR)
    rows = Notice.objects.filter(recipient=board.cast.liaison, title__contains="每月进展")
    assert rows.count() == 2


def test_whose_turn_it_is_to_look_is_reminded_and_the_day_of_the_unit_rests(board: Board) -> None:
    item = board.to(S.CLAIMED_DONE)
    assert running(item) == {"meeting.check": at(3, 9, 18)}
    Notice.objects.all().delete()
    sweep(now=at(3, 9, 18, 1))
    assert {"clerk", "second_clerk"} <= heard(item, "核实会议任务")
    assert "liaison" not in heard(item, "核实会议任务")


def test_thirty_odd_tasks_go_through_every_state_and_the_next_meeting_hears_of_each(board: Board) -> None:
    made = [board.to(state, what=f"任务{number}") for number in range(4) for state in ROADS]
    assert len(made) == 32
    cleared = [one for one in made if one.state == S.CLEARED]
    told = standings([board.decision], board.now + timedelta(days=1))
    words = "；".join(standing.words for standing in told.values())
    assert all(one.what in words for one in made)
    assert words.count("已销号") == len(cleared) == 4
    assert not any(standing.is_done for standing in told.values())
    assert ITEMS.queryset().live().count() == 20
