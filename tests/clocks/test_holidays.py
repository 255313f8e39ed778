"""Typing in the year's arrangement: what moves, what stays, what is on record."""

from datetime import date, datetime, timedelta

import pytest

from core.accounts.models import User
from core.audit.models import Entry
from core.clocks.actions import (
    add_holidays,
    extend_clock,
    pause_clock,
    remove_holiday,
    resume_clock,
    set_holiday,
    start_clock,
)
from core.clocks.fallback import statutory_days
from core.clocks.models import Clock, HolidayOverride
from core.clocks.pasted import Day
from core.clocks.selectors import calendar_gap, preview_holidays
from core.clocks.sweeper import sweep
from core.errors import NotAllowed, RuleBroken
from tests.clocks.owners import KIND, Notes, at

pytestmark = pytest.mark.django_db

START = at("2026-12-10T10:00")
ARRIVES = at("2026-12-20T09:00")
# As a notice might read: 春节 4 to 11 February, with two swapped Saturdays.
NOTICE = [
    *(Day(day, "off", name) for day, name in statutory_days(2027).items()),
    Day(date(2027, 2, 4), "off", "春节"),
    *(Day(date(2027, 2, day), "off", "春节") for day in (9, 10, 11)),
    Day(date(2027, 1, 30), "work", "春节调休"),
    Day(date(2027, 2, 13), "work", "春节调休"),
]


def start(code: str, subject_id: int = 1, moment: datetime = START) -> Clock:
    return start_clock(code, subject_kind=KIND, subject_id=subject_id, now=moment)


def arrive(sysadmin: User) -> None:
    add_holidays(NOTICE, source="国办发明电〔2026〕7号", actor=sysadmin, now=ARRIVES)


def test_a_provisional_due_time_is_worked_out_again_when_the_year_arrives(sysadmin: User) -> None:
    before = start("petition.finish")
    assert before.calendar_provisional
    assert before.due_at == at("2027-02-12T00:00")  # 8 February and its moved days by the statutory rule
    arrive(sysadmin)
    clock = Clock.objects.get()
    assert clock.due_at == at("2027-02-13T00:00")
    assert not clock.calendar_provisional
    assert "原来截止2027年2月11日24:00" in clock.explain()


def test_an_announced_due_time_stays_whatever_is_typed_in(sysadmin: User) -> None:
    clock = start("CK2", moment=at("2026-12-21T10:00"))
    assert not clock.calendar_provisional
    set_holiday(date(2026, 12, 23), "off", "停电", source="市政府通知", actor=sysadmin, now=ARRIVES)
    clock.refresh_from_db()
    assert clock.due_at == at("2026-12-24T18:00")
    assert start("CK2", 2, at("2026-12-21T10:00")).due_at == at("2026-12-25T18:00")


def test_pauses_and_extensions_survive_the_new_sum(sysadmin: User) -> None:
    clock = start("CK4", moment=at("2026-12-21T10:00"))
    pause_clock(clock, now=at("2026-12-22T10:00"))
    resume_clock(clock, now=at("2026-12-28T10:00"))
    extend_clock(clock, days=10, actor=sysadmin, reason="双方同意", now=at("2026-12-29T10:00"))
    assert clock.calendar_provisional
    assert clock.nominal_on == date(2027, 2, 5)  # 20 January, six paused days, ten more
    arrive(sysadmin)
    clock.refresh_from_db()
    assert clock.nominal_on == date(2027, 2, 5)
    assert clock.due_at == at("2027-02-13T00:00")


def test_every_move_has_its_own_audit_line(sysadmin: User) -> None:
    moving, steady = start("petition.finish"), start("CK2", 2)
    arrive(sysadmin)
    line = Entry.objects.get(action="clock.recompute")
    assert (line.subject_kind, line.subject_id) == (KIND, moving.subject_id)
    assert (
        line.detail["was"]
        == at("2027-02-12T00:00").astimezone().astimezone(tz=moving.due_at.tzinfo).isoformat()
    )
    total = Entry.objects.get(action="holiday.add")
    assert (total.detail["moved"], total.detail["source"]) == (1, "国办发明电〔2026〕7号")
    assert steady.is_live


def test_the_owner_of_the_matter_is_told_once_by_the_sweeper(sysadmin: User, notes: Notes) -> None:
    clock = start("petition.finish")
    arrive(sysadmin)
    assert sweep(now=ARRIVES + timedelta(seconds=5)) == 1
    assert sweep(now=ARRIVES + timedelta(seconds=20)) == 0
    assert Entry.objects.get(action="note.reminded").detail["kind"] == "moved"
    clock.refresh_from_db()
    assert clock.moved_at is None
    assert clock.next_fire_at == clock.due_at - clock.period / 2


def test_the_preview_shows_what_would_move_and_counts_what_stays(sysadmin: User) -> None:
    moving = start("petition.finish")
    start("CK2", 2, at("2026-12-21T10:00"))
    seen = preview_holidays([*NOTICE, Day(date(2026, 12, 23), "off", "停电")])
    assert [(move.clock, move.new_due_at) for move in seen.moving] == [(moving, at("2027-02-13T00:00"))]
    assert (seen.moving_count, seen.staying_count) == (1, 1)
    moving.refresh_from_db()
    assert moving.due_at == at("2027-02-12T00:00")
    assert preview_holidays([]).moving_count == 0


def test_a_day_typed_twice_keeps_the_later_word(sysadmin: User) -> None:
    for kind in ("off", "work"):
        set_holiday(date(2027, 3, 6), kind, "市庆", source="市政府通知", actor=sysadmin, now=ARRIVES)
    assert HolidayOverride.objects.get().kind == "work"


def test_a_removed_day_is_decided_by_the_rule_again(sysadmin: User) -> None:
    set_holiday(date(2026, 12, 23), "off", "停电", source="市政府通知", actor=sysadmin, now=ARRIVES)
    row = HolidayOverride.objects.get()
    remove_holiday(row, actor=sysadmin, now=ARRIVES)
    assert start("CK2", moment=at("2026-12-21T10:00")).due_at == at("2026-12-24T18:00")
    with pytest.raises(RuleBroken, match="已经被别人移除"):
        remove_holiday(row, actor=sysadmin, now=ARRIVES)


def test_only_the_system_administrator_changes_the_calendar(clerk: User) -> None:
    with pytest.raises(NotAllowed):
        set_holiday(date(2026, 12, 23), "off", "停电", source="通知", actor=clerk, now=ARRIVES)


def test_an_empty_list_is_refused(sysadmin: User) -> None:
    with pytest.raises(RuleBroken, match="没有读到日期"):
        add_holidays([], source="通知", actor=sysadmin, now=ARRIVES)


@pytest.mark.parametrize(
    ("today", "year"), [(date(2026, 10, 31), None), (date(2026, 11, 1), 2027), (date(2027, 3, 1), 2027)]
)
def test_the_missing_arrangement_is_asked_for_from_november(today: date, year: int | None) -> None:
    gap = calendar_gap(today)
    assert (gap.year if gap else None) == year


def test_nothing_is_asked_for_once_the_arrangement_is_in(sysadmin: User) -> None:
    gap = calendar_gap(date(2026, 11, 1))
    assert gap
    assert gap.missing == ["元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"]
    arrive(sysadmin)
    assert calendar_gap(date(2026, 11, 1)) is None
