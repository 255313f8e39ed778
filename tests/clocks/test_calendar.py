"""The chain that decides a day, and what stays open until the yearly notice is out."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from core.clocks.calendar import Override, WorkCalendar
from core.clocks.counting import Span, count
from core.clocks.fallback import LUNAR, free_days, statutory_days
from core.clocks.words import ZONE

START = datetime(2026, 12, 10, 16, tzinfo=ZONE)


def settled(year: int, *, more: dict[date, Override] | None = None) -> WorkCalendar:
    """A calendar in which the year's notice was typed in, all statutory days on their own dates."""
    rows = {day: Override("off", name) for day, name in statutory_days(year).items()}
    return WorkCalendar({**rows, **(more or {})})


def test_the_published_arrangement_is_final() -> None:
    fact = WorkCalendar().fact(date(2026, 2, 14))
    assert (fact.is_workday, fact.is_made_up, fact.source, fact.provisional) == (True, True, "package", False)
    assert WorkCalendar().fact(date(2026, 9, 25)).name_zh == "中秋节"


def test_the_offices_own_table_is_asked_first() -> None:
    calendar = WorkCalendar(
        {date(2026, 9, 24): Override("off", "城市纪念日"), date(2026, 9, 25): Override("work")}
    )
    assert calendar.fact(date(2026, 9, 24)).name_zh == "城市纪念日"
    assert not calendar.is_workday(date(2026, 9, 24))
    assert calendar.is_workday(date(2026, 9, 25))


def test_a_year_without_notice_follows_the_statutory_days_provisionally() -> None:
    fact = WorkCalendar().fact(date(2027, 2, 5))
    assert (fact.is_workday, fact.source, fact.name_zh, fact.provisional) == (False, "fallback", "春节", True)
    assert WorkCalendar().fact(date(2027, 3, 3)).provisional


def test_a_statutory_day_on_a_weekend_moves_to_the_next_working_day() -> None:
    # 2027: 6 and 7 February are a weekend, so 9 and 10 February are free instead.
    assert [day for day in free_days(2027) if day.month == 2] == [
        date(2027, 2, day) for day in (5, 6, 7, 8, 9, 10)
    ]
    # 1 May 2027 is a Saturday, 2 May a Sunday.
    assert {date(2027, 5, 3), date(2027, 5, 4)} <= free_days(2027).keys()


@pytest.mark.parametrize("year", sorted(LUNAR))
def test_every_year_of_the_table_has_thirteen_free_working_days_or_shares_one(year: int) -> None:
    # 中秋 on a day of 国庆 (2028, 2031) is one day less, which the law leaves open.
    expected = 12 if year in (2028, 2031) else 13
    assert sum(day.weekday() < 5 for day in free_days(year)) == expected


@pytest.mark.parametrize("year", [1990, 2003, 2033, 2050])
def test_outside_the_known_years_weekends_and_fixed_days_remain(year: int) -> None:
    fact = WorkCalendar().fact(date(year, 10, 1))
    assert (fact.is_workday, fact.provisional) == (False, True)


def test_one_local_day_does_not_settle_a_year() -> None:
    calendar = WorkCalendar({date(2027, 3, 1): Override("off", "市庆")})
    assert calendar.fact(date(2027, 3, 2)).provisional
    assert not calendar.is_settled(2027)
    assert "春节" in calendar.missing_days(2027).values()


def test_a_typed_in_notice_settles_its_year_and_decides_the_swaps() -> None:
    calendar = settled(2027, more={date(2027, 2, 13): Override("work", "春节调休")})
    assert calendar.is_settled(2027)
    assert calendar.fact(date(2027, 2, 13)).is_made_up
    # No longer moved by the rule: the notice says which days are free.
    assert calendar.is_workday(date(2027, 2, 10))
    assert not calendar.fact(date(2027, 3, 3)).provisional


def test_a_due_time_is_provisional_only_when_an_undecided_day_mattered() -> None:
    assert count(Span(Decimal(60), "cal"), START, WorkCalendar()).provisional
    assert not count(Span(Decimal(60), "cal"), START, settled(2027)).provisional
    assert not count(Span(Decimal(15), "cal"), START, WorkCalendar()).provisional
    assert not count(Span(Decimal(60), "cal", roll_forward=False), START, WorkCalendar()).provisional
    assert not count(Span(Decimal(1000), "hour"), START, WorkCalendar()).provisional
    assert count(Span(Decimal(20), "wd"), START, WorkCalendar()).provisional
    assert "先按法定节假日推算" in count(Span(Decimal(60), "cal"), START, WorkCalendar()).in_words()


def test_working_days_are_found_forwards_and_backwards() -> None:
    calendar = WorkCalendar()
    assert calendar.next_workday(date(2026, 2, 15)) == date(2026, 2, 24)
    assert calendar.previous_workday(date(2026, 2, 24)) == date(2026, 2, 14)
    assert calendar.add_workdays(date(2026, 2, 13), 2) == date(2026, 2, 24)
    assert calendar.workdays_between(date(2026, 2, 13), date(2026, 2, 13) + timedelta(days=11)) == 2
