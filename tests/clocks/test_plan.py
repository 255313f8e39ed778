"""When a clock turns yellow, when it is badly overdue, when it reminds, and in which words."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.clocks.calendar import WorkCalendar
from core.clocks.counting import Span, count
from core.clocks.plan import badly_overdue_from, point_kind, points, yellow_from
from core.clocks.rules_data import PARTY_REMINDERS, USUAL_REMINDERS
from core.clocks.words import ZONE, finished_words, format_due, late_words, remaining_words, review_words

CALENDAR = WorkCalendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def due(number: str, unit: str, start: str, end: str = "midnight") -> datetime:
    return count(Span(Decimal(number), unit, end), at(start), CALENDAR).due_at


@pytest.mark.parametrize(
    ("number", "unit", "start", "expected"),
    [
        # a quarter of 30 days and a bit is longer than one working day
        ("30", "cal", "2026-03-02T00:00", "2026-03-25T06:00"),
        # the last working day of five: Friday to Monday counts as one, so it is longer than a quarter
        ("5", "wd", "2026-03-09T00:00", "2026-03-14T00:00"),
        # one working day would be the whole period: half of it at most
        ("24", "hour", "2026-03-11T08:00", "2026-03-11T20:00"),
        ("2", "hour", "2026-03-11T08:00", "2026-03-11T09:00"),
    ],
)
def test_the_yellow_line_is_a_quarter_or_a_working_day_but_never_over_half(
    number: str, unit: str, start: str, expected: str
) -> None:
    assert yellow_from(at(start), due(number, unit, start), CALENDAR) == at(expected)


def test_badly_overdue_is_past_twice_the_period() -> None:
    start, end = at("2026-03-11T08:00"), at("2026-03-11T10:00")
    assert badly_overdue_from(end - start, end) == at("2026-03-11T12:00")


def test_the_usual_reminders_fall_at_half_at_four_fifths_at_expiry_and_three_working_days_later() -> None:
    start = at("2026-09-21T00:00")
    end = due("9", "cal", "2026-09-21T00:00")
    found = points(USUAL_REMINDERS, start, end, CALENDAR)
    assert [point.planned_at.astimezone(ZONE) for point in found] == [
        at("2026-09-26T00:00"),
        at("2026-09-29T00:00"),
        at("2026-10-01T00:00"),
        at("2026-10-11T00:00"),  # 30 September 24:00 and three working days: 8, 9 and the make-up 10 October
    ]
    assert [point.to for point in found] == [
        ("handler",),
        ("handler", "lead"),
        ("lead", "next_tier"),
        ("supervision",),
    ]
    assert [point.is_due for point in found] == [False, False, True, False]
    assert [point.is_escalation for point in found] == [False, False, False, True]


def test_parties_are_reminded_at_once_and_then_in_the_morning_of_days_7_20_and_27() -> None:
    start = at("2026-03-02T16:20")
    found = points(PARTY_REMINDERS, start, due("30", "cal", "2026-03-02T16:20"), CALENDAR)
    assert [point.planned_at for point in found] == [
        start,
        at("2026-03-09T09:00"),
        at("2026-03-22T09:00"),
        at("2026-03-29T09:00"),
        at("2026-04-02T00:00"),
    ]
    assert [point.to for point in found] == [("parties",)] * 4 + [("handler",)]


def test_moments_never_run_backwards() -> None:
    specs: list[dict[str, Any]] = [{"due": True, "to": ["lead"]}, {"share": "0.5", "to": ["handler"]}]
    found = points(specs, at("2026-03-02T08:00"), at("2026-03-02T10:00"), CALENDAR)
    assert [point.planned_at for point in found] == [at("2026-03-02T10:00")] * 2


def test_an_unknown_reminder_is_refused() -> None:
    with pytest.raises(ValueError, match="needs share"):
        point_kind({"whenever": 1})


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-01-31T23:00", "剩4天"),
        ("2026-02-04T21:00", "剩3小时"),
        ("2026-02-04T23:40", "剩20分钟"),
        ("2026-02-04T23:59:40", "剩1分钟"),
        ("2026-02-05T21:00", "超21小时"),
        ("2026-02-07T00:10", "超2天"),
    ],
)
def test_time_left_is_said_in_whole_units(now: str, words: str) -> None:
    assert remaining_words(at("2026-02-05T00:00"), at(now)) == words


def test_pauses_ends_and_delays_have_their_words() -> None:
    start = at("2026-02-05T00:00")
    assert review_words(start, start + timedelta(days=7)) == "满7天提醒"
    assert review_words(start, None) == "已暂停"
    assert finished_words(start, start - timedelta(hours=1), met=True) == "按期"
    assert finished_words(start, start + timedelta(days=2), met=False) == "逾期2天"
    assert finished_words(start, start - timedelta(hours=1), met=False) == "未办成"
    assert late_words(timedelta(hours=6)) == "晚到6小时"


def test_a_due_time_names_its_year_only_when_it_is_another() -> None:
    assert format_due(at("2027-01-05T18:00"), this_year=2026) == "2027年1月5日18:00"
    assert format_due(at("2027-01-01T00:00"), this_year=2026) == "12月31日24:00"
