"""A clock from its start to its end: pause, resume, extend, send back, stop, cancel."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core.accounts.models import User
from core.clocks.actions import (
    cancel_clock,
    extend_clock,
    pause_clock,
    resume_clock,
    revive_clock,
    start_clock,
    stop_clock,
)
from core.clocks.choices import State
from core.clocks.models import Clock, DeadlineRule
from core.clocks.selectors import clocks_for, live_clock
from core.errors import RuleBroken
from tests.clocks.owners import KIND, at

pytestmark = pytest.mark.django_db

START = at("2026-03-02T10:00")  # a Monday


def start(code: str, **more: Any) -> Clock:
    more.setdefault("now", START)
    return start_clock(code, subject_kind=KIND, subject_id=more.pop("subject_id", 1), **more)


def test_a_started_clock_knows_its_due_time_its_yellow_line_and_its_first_reminder() -> None:
    clock = Clock.objects.get(pk=start("CK4").pk)
    assert clock.due_at == at("2026-04-02T00:00")
    assert clock.yellow_at == clock.due_at - (clock.due_at - START) / 4
    assert clock.next_fire_at == START + (clock.due_at - START) / 2
    assert "30个日历日" in clock.explain()


def test_an_office_budget_ends_at_close_of_business() -> None:
    assert start("CK3.grid").due_at == at("2026-03-04T18:00")


def test_red_takes_the_shorter_length_where_the_rule_has_one() -> None:
    assert start("CK1").due_at == START + timedelta(hours=24)
    assert start("CK1", urgent=True, subject_id=2).due_at == START + timedelta(hours=2)
    assert start("CK2", urgent=True).urgent is False


def test_a_clock_may_begin_before_it_is_recorded() -> None:
    clock = start("CK1", now=START, at=START - timedelta(hours=20))
    assert clock.due_at == START + timedelta(hours=4)


def test_an_agreed_date_is_taken_as_it_is() -> None:
    clock = start("PERFORM", due_at=at("2026-05-01T00:00"))
    assert clock.due_at == at("2026-05-01T00:00")
    assert "按约定或交办的时间" in clock.explain()


def test_an_agreed_date_before_the_start_is_refused() -> None:
    with pytest.raises(RuleBroken, match="早于开始"):
        start("PERFORM", due_at=START - timedelta(days=1))


def test_a_rule_with_an_agreed_end_needs_it() -> None:
    with pytest.raises(ValueError, match="agreed"):
        start("PERFORM")


def test_a_figure_that_is_no_deadline_cannot_run() -> None:
    with pytest.raises(DeadlineRule.DoesNotExist):
        start("petition.representatives")


def test_the_same_duty_runs_once() -> None:
    first = start("CK2")
    with pytest.raises(RuleBroken, match="已经在走"):
        start("CK2")
    with pytest.raises(IntegrityError), transaction.atomic():
        first.pk = None
        first.save(force_insert=True)
    stop_clock(Clock.objects.get(), now=START)
    assert start("CK2").is_live


@pytest.mark.parametrize(
    ("moment", "state", "words"),
    [
        ("2026-03-02T12:00", State.NORMAL, "剩2天"),
        ("2026-03-04T15:00", State.DUE_SOON, "剩3小时"),
        ("2026-03-05T15:00", State.OVERDUE, "超21小时"),
        ("2026-03-08T18:00", State.BADLY_OVERDUE, "超4天"),
    ],
)
def test_the_state_follows_the_time(moment: str, state: State, words: str) -> None:
    clock = start("CK3.grid")
    assert (clock.state(at(moment)), clock.words(at(moment))) == (state, words)


def test_a_reply_owed_by_law_is_grave_from_the_first_minute() -> None:
    clock = start("petition.notice")
    assert clock.state(clock.due_at) == State.DUE_SOON
    assert clock.state(clock.due_at + timedelta(minutes=1)) == State.BADLY_OVERDUE


def test_stopping_in_time_is_met_and_after_it_is_late() -> None:
    in_time = stop_clock(start("CK2"), now=at("2026-03-05T18:00"))
    late = stop_clock(start("CK2", subject_id=2), now=at("2026-03-07T18:00"))
    not_done = stop_clock(start("CK2", subject_id=3), now=START, met=False)
    assert (in_time.state(START), in_time.words(START)) == (State.MET, "按期")
    assert (late.state(START), late.words(START)) == (State.MET_LATE, "逾期2天")
    assert not_done.met is False
    assert in_time.next_fire_at is None


def test_stopping_twice_keeps_the_first_end() -> None:
    clock = start("CK2")
    stop_clock(clock, now=START)
    stop_clock(clock, now=START + timedelta(days=30))
    assert Clock.objects.get().stopped_at == START


def test_a_cancelled_clock_is_silent_and_neither_met_nor_missed() -> None:
    clock = cancel_clock(start("CK2"), now=START)
    assert (clock.state(START), clock.met, clock.next_fire_at) == (State.CANCELLED, None, None)


def test_a_pause_gives_back_its_working_days_and_says_so() -> None:
    clock = pause_clock(start("CK3.community"), now=at("2026-03-03T10:00"), review_at=at("2026-03-10T10:00"))
    assert (clock.state(START), clock.words(START)) == (State.PAUSED, "满7天提醒")
    assert clock.next_fire_at == at("2026-03-10T10:00")
    resume_clock(clock, now=at("2026-03-06T10:00"))
    clock = Clock.objects.get()
    assert clock.due_at == at("2026-03-12T18:00")
    assert clock.paused_total == timedelta(days=3)
    assert "停算的时间补回，截止3月12日18:00" in clock.explain()
    # Half of the period is still to come, so the reminder moved along with the due time.
    assert clock.next_fire_at == clock.due_at - clock.period / 2


def test_a_statutory_period_does_not_pause() -> None:
    for code in ("CK5", "CK7"):
        with pytest.raises(RuleBroken, match="不能暂停"):
            pause_clock(start(code), now=START)


def test_a_pause_is_refused_twice_and_a_resume_without_pause() -> None:
    clock = start("CK4")
    with pytest.raises(RuleBroken, match="没有暂停"):
        resume_clock(clock, now=START)
    pause_clock(clock, now=START)
    with pytest.raises(RuleBroken, match="已经暂停"):
        pause_clock(clock, now=START)


def test_a_clock_stopped_while_paused_gets_its_pause_back_first() -> None:
    clock = pause_clock(start("CK3.grid"), now=at("2026-03-03T10:00"))
    stop_clock(clock, now=at("2026-03-05T10:00"))
    assert clock.due_at == at("2026-03-06T18:00")
    assert clock.met is True


def test_a_returned_case_takes_its_old_clock_up_again() -> None:
    clock = stop_clock(start("CK3.community"), now=at("2026-03-03T10:00"))
    revive_clock(clock, now=at("2026-03-05T10:00"))
    assert clock.is_live
    assert clock.met is None
    assert clock.due_at == at("2026-03-09T18:00")
    assert "接着算，截止仍是3月9日18:00" in clock.explain()
    with pytest.raises(RuleBroken, match="没有停"):
        revive_clock(clock, now=START)


def test_an_extension_moves_the_due_time_and_names_who_gave_it(clerk: User) -> None:
    clock = extend_clock(start("CK4"), days=10, actor=clerk, reason="双方同意", now=at("2026-03-20T10:00"))
    assert clock.due_at == at("2026-04-14T00:00")  # 41 days from 2 March: 11 April is a Saturday
    assert "王社区延长10天（双方同意），截止4月13日24:00" in clock.explain()
    assert clock.next_fire_at == clock.due_at - clock.period / 2


def test_a_reminder_that_lies_ahead_again_after_an_extension_is_given_again(clerk: User) -> None:
    clock = start("CK4")
    Clock.objects.update(fired=2)
    extend_clock(clock, days=30, actor=clerk, reason="双方同意", now=at("2026-03-28T10:00"))
    assert clock.fired == 0
    assert clock.next_fire_at == START + clock.period / 2


def test_extensions_end_at_the_maximum_of_the_rule(clerk: User) -> None:
    clock = extend_clock(start("CK4"), days=20, actor=clerk, reason="双方同意", now=START)
    with pytest.raises(RuleBroken, match="最多还能延长10天"):
        extend_clock(clock, days=11, actor=clerk, reason="双方同意", now=START)
    extend_clock(clock, days=10, actor=clerk, reason="双方同意", now=START)
    with pytest.raises(RuleBroken, match="不能再延"):
        extend_clock(clock, days=1, actor=clerk, reason="双方同意", now=START)


def test_an_extension_is_refused_after_expiry_and_where_the_law_knows_none(clerk: User) -> None:
    clock = start("CK4")
    with pytest.raises(RuleBroken, match="到期之前提出"):
        extend_clock(clock, days=1, actor=clerk, reason="双方同意", now=clock.due_at + timedelta(seconds=1))
    with pytest.raises(RuleBroken, match="不能延长"):
        extend_clock(start("CK5"), days=1, actor=clerk, reason="双方同意", now=START)


def test_nothing_is_done_to_a_clock_that_has_ended(clerk: User) -> None:
    clock = stop_clock(start("CK4"), now=START)
    for act in (pause_clock, resume_clock):
        with pytest.raises(RuleBroken, match="已经结束"):
            act(clock, now=START)
    with pytest.raises(RuleBroken, match="已经结束"):
        extend_clock(clock, days=1, actor=clerk, reason="双方同意", now=START)


def test_a_stale_copy_does_not_overwrite_what_others_did(clerk: User) -> None:
    clock = start("CK4")
    stale = Clock.objects.get(pk=clock.pk)
    extend_clock(clock, days=10, actor=clerk, reason="双方同意", now=START)
    pause_clock(stale, now=at("2026-03-05T10:00"))
    resume_clock(stale, now=at("2026-03-05T12:00"))
    assert Clock.objects.get().due_at == at("2026-04-14T00:00")


def test_the_clocks_of_a_matter_come_running_ones_first_in_one_query(django_assert_num_queries: Any) -> None:
    stop_clock(start("CK1"), now=START)
    start("CK4")
    start("CK2")
    start("CK2", subject_id=2)
    with django_assert_num_queries(1):
        found = clocks_for(KIND, 1)
        words = [clock.rule.title for clock in found]
    assert [clock.code for clock in found] == ["CK2", "CK4", "CK1"]
    assert words[0] == "决定是否受理"
    assert live_clock("CK1", KIND, 1) is None
    assert live_clock("CK4", KIND, 1) == found[1]
