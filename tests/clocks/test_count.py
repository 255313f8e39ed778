"""Periods: the vectors of the reference, a second opinion over the holidays, and what must hold of any calendar."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.clocks.calendar import Override, WorkCalendar
from core.clocks.counting import Due, Pause, Span, count, extend, shift
from core.clocks.words import ZONE, due_day, format_due
from tests.clocks import day_by_day

CALENDAR = WorkCalendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def last(number: float, unit: str, start: str, **rest: object) -> date:
    return count(Span(Decimal(str(number)), unit, **rest), at(start), CALENDAR).last_on  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("number", "unit", "start", "expected"),
    [
        (15, "cal", "2026-01-20", "2026-02-04"),
        (30, "cal", "2026-01-20", "2026-02-24"),
        (60, "cal", "2026-08-03", "2026-10-08"),
        (15, "cal", "2026-09-10", "2026-09-28"),
        (15, "cal", "2026-04-16", "2026-05-06"),
        (5, "wd", "2026-09-24", "2026-10-09"),
        (3, "wd", "2026-02-12", "2026-02-24"),
        (1, "month", "2026-01-31", "2026-02-28"),  # month end, and a make-up Saturday: no roll
        (1, "month", "2026-02-28", "2026-03-30"),  # 28 March is a Saturday
        (6, "month", "2025-08-31", "2026-02-28"),
        (3, "year", "2022-02-28", "2025-02-28"),
        (1, "year", "2024-02-29", "2025-02-28"),
        (1, "wd", "2026-02-27", "2026-02-28"),
        (0, "wd", "2026-10-01", "2026-10-01"),
    ],
)
def test_a_period_ends_on_the_day_of_the_reference(number: int, unit: str, start: str, expected: str) -> None:
    assert last(number, unit, f"{start}T10:05") == date.fromisoformat(expected)


def _around(year: int, month: int, day: int) -> list[date]:
    """Ten start days from eleven days before a festival to sixteen after it."""
    return [date(year, month, day) + timedelta(days=step) for step in range(-11, 17, 3)]


FESTIVALS = [(2024, 2, 10), (2025, 1, 29), (2026, 2, 17), (2024, 10, 1), (2025, 10, 1), (2026, 10, 1)]
STARTS = [day for festival in FESTIVALS for day in _around(*festival)]
LENGTHS = [(15, "cal"), (30, "cal"), (60, "cal"), (1, "wd"), (3, "wd"), (5, "wd"), (10, "wd"), (1, "month")]


def test_sixty_start_days_are_tried() -> None:
    assert len(set(STARTS)) == 60


@pytest.mark.parametrize("start", STARTS, ids=str)
def test_the_second_opinion_agrees_around_the_festivals(start: date) -> None:
    ours = [last(number, unit, f"{start}T09:30") for number, unit in LENGTHS]
    assert ours == [day_by_day.last_day(start, number, unit) for number, unit in LENGTHS]


def test_the_second_opinion_agrees_on_every_day_of_three_years() -> None:
    day = date(2024, 1, 1)
    while day < date(2026, 12, 31):
        assert CALENDAR.is_workday(day) is day_by_day.works(day), day
        day += timedelta(days=1)


@given(
    start=st.dates(date(2024, 1, 1), date(2026, 6, 1)),
    length=st.sampled_from([("cal", 30), ("cal", 15), ("wd", 2), ("wd", 5), ("wd", 10)]),
    gap=st.integers(0, 20),
    pauses=st.lists(st.tuples(st.integers(0, 8), st.integers(0, 9)), max_size=3),
)
@settings(max_examples=300, deadline=None)
def test_paused_days_do_not_count(
    start: date, length: tuple[str, int], gap: int, pauses: list[tuple[int, int]]
) -> None:
    unit, number = length
    span = Span(Decimal(number), unit)
    made: list[Pause] = []
    excluded: set[date] = set()
    moment = at(f"{start}T10:00") + timedelta(days=gap % number)
    for wait, took in pauses:
        since = moment + timedelta(days=wait)
        moment = since + timedelta(days=took)
        ends_on = count(span, at(f"{start}T10:00"), CALENDAR, pauses=made).due.nominal_on
        assert ends_on is not None
        if since.date() >= ends_on:
            break  # a pause on the last day or later: see the next test
        made.append(Pause(since, moment))
        excluded |= {since.date() + timedelta(days=step) for step in range(1, took + 1)}
    total = count(span, at(f"{start}T10:00"), CALENDAR, pauses=made)
    assert total.last_on == day_by_day.last_day(start, number, unit, frozenset(excluded))


def test_a_pause_on_the_last_day_leaves_as_much_time_as_there_was() -> None:
    span = Span(Decimal(5), "wd")
    pause = Pause(at("2024-01-08T10:00"), at("2024-01-10T10:00"))
    assert count(span, at("2024-01-01T10:00"), CALENDAR).last_on == date(2024, 1, 8)
    assert count(span, at("2024-01-01T10:00"), CALENDAR, pauses=[pause]).last_on == date(2024, 1, 10)


spans = st.one_of(
    st.builds(
        lambda number, unit, end, excluded, roll: Span(Decimal(number), unit, end, excluded, roll),
        st.integers(0, 70),
        st.sampled_from(["cal", "wd", "month"]),
        st.sampled_from(["midnight", "business"]),
        st.booleans(),
        st.booleans(),
    ),
    st.builds(
        lambda half, unit: Span(Decimal(half) / 2, unit),
        st.integers(0, 90),
        st.sampled_from(["hour", "work_hour"]),
    ),
)
moments = st.datetimes(datetime(2010, 1, 1), datetime(2025, 6, 1)).map(
    lambda moment: moment.replace(tzinfo=ZONE)
)
free_days = st.lists(st.integers(0, 120), max_size=25)


@given(span=spans, start=moments, more=free_days)
@settings(max_examples=400, deadline=None)
def test_more_holidays_never_bring_a_due_time_nearer(span: Span, start: datetime, more: list[int]) -> None:
    fewer = count(span, start, CALENDAR).due_at
    off = {start.date() + timedelta(days=step): Override("off", "加放") for step in more}
    assert count(span, start, WorkCalendar(off)).due_at >= fewer


@given(span=spans, start=moments, later=st.timedeltas(timedelta(0), timedelta(days=40)))
@settings(max_examples=400, deadline=None)
def test_a_later_start_is_never_due_earlier(span: Span, start: datetime, later: timedelta) -> None:
    assert count(span, start, CALENDAR).due_at <= count(span, start + later, CALENDAR).due_at


@given(span=spans, start=moments)
@settings(max_examples=200, deadline=None)
def test_nothing_is_due_before_it_starts_and_all_is_kept_in_utc(span: Span, start: datetime) -> None:
    due_at = count(span, start, CALENDAR).due_at
    assert due_at >= start
    assert due_at.tzinfo is UTC


@given(number=st.integers(1, 60), start=moments)
@settings(max_examples=200, deadline=None)
def test_exactly_n_working_days_lie_between_start_and_due(number: int, start: datetime) -> None:
    total = count(Span(Decimal(number), "wd"), start, CALENDAR)
    assert CALENDAR.workdays_between(start.date(), total.last_on) == number
    assert sum(step.kind != "skipped" for step in total.steps) == number


def test_the_end_of_a_day_is_kept_as_midnight_and_said_as_24_00() -> None:
    total = count(Span(Decimal(15), "cal"), at("2026-01-20T10:05"), CALENDAR)
    assert total.due_at.astimezone(ZONE) == at("2026-02-05T00:00")
    assert format_due(total.due_at, this_year=2026) == "2月4日24:00"
    assert due_day(total.due_at) == date(2026, 2, 4)


def test_an_office_budget_ends_when_the_office_closes() -> None:
    total = count(Span(Decimal(1), "wd", "business"), at("2026-09-30T20:00"), CALENDAR)
    assert total.due_at.astimezone(ZONE) == at("2026-10-08T18:00")


def test_a_period_of_no_days_that_starts_after_close_of_business_ends_at_midnight() -> None:
    total = count(Span(Decimal(0), "wd", "business"), at("2026-09-30T20:00"), CALENDAR)
    assert total.due_at.astimezone(ZONE) == at("2026-10-01T00:00")


def test_a_period_that_counts_its_start_day_still_rolls_over_a_rest() -> None:
    assert last(1, "cal", "2026-10-01T10:00", start_day_excluded=False) == date(2026, 10, 8)
    assert last(1, "wd", "2026-09-30T10:00", start_day_excluded=False) == date(2026, 9, 30)


@pytest.mark.parametrize(
    ("hours", "start", "expected"),
    [
        ("4", "2026-09-30T16:00", "2026-10-08T11:00"),  # two hours left, then the holiday
        ("4", "2026-09-29T08:00", "2026-09-29T15:30"),  # over the midday break
        ("3", "2026-09-29T09:00", "2026-09-29T12:00"),
        ("0.5", "2026-10-10T17:45", "2026-10-12T09:15"),  # a make-up Saturday, then Monday
    ],
)
def test_working_hours_run_only_while_the_office_works(hours: str, start: str, expected: str) -> None:
    total = count(Span(Decimal(hours), "work_hour"), at(start), CALENDAR)
    assert total.due_at.astimezone(ZONE) == at(expected)


def test_hours_run_round_the_clock_and_over_holidays() -> None:
    assert count(Span(Decimal(24), "hour"), at("2026-09-30T16:00"), CALENDAR).due_at == at("2026-10-01T16:00")
    assert count(Span(Decimal("0.5"), "hour"), at("2026-09-30T23:45"), CALENDAR).due_at == at(
        "2026-10-01T00:15"
    )


def test_a_pause_within_one_day_costs_the_period_nothing() -> None:
    due = Due(at("2026-03-10T18:00"), date(2026, 3, 10))
    pause = Pause(at("2026-03-04T09:00"), at("2026-03-04T17:00"))
    assert shift(Span(Decimal(5), "wd", "business"), due, pause, CALENDAR) == due


def test_two_holidays_are_not_given_for_one_period() -> None:
    """30 days from 20 January fall into 春节 and roll to the 24th; ten paused days are added to the 19th."""
    span = Span(Decimal(30), "cal")
    rolled = count(span, at("2026-01-20T10:00"), CALENDAR)
    pause = Pause(at("2026-01-25T10:00"), at("2026-02-04T10:00"))
    assert rolled.last_on == date(2026, 2, 24)
    assert due_day(shift(span, rolled.due, pause, CALENDAR).due_at) == date(2026, 3, 2)


def test_hours_and_working_hours_get_back_what_a_pause_took() -> None:
    pause = Pause(at("2026-03-04T11:00"), at("2026-03-05T10:00"))
    day_and_night = Due(at("2026-03-05T09:00"), None)
    assert shift(Span(Decimal(24), "hour"), day_and_night, pause, CALENDAR).due_at == at("2026-03-06T08:00")
    office = Due(at("2026-03-04T11:30").astimezone(UTC), None)
    # 11-12, 14:30-18, 9-10: five and a half working hours
    assert shift(Span(Decimal(4), "work_hour"), office, pause, CALENDAR).due_at == at("2026-03-05T10:30")


def test_an_extension_adds_the_kind_of_day_that_the_period_counts() -> None:
    calendar_days = count(Span(Decimal(60), "cal"), at("2026-08-03T09:00"), CALENDAR, extended=30)
    assert calendar_days.last_on == date(2026, 11, 2)  # 90 days: a Sunday, rolls to Monday
    working_days = Span(Decimal(5), "wd")
    due = count(working_days, at("2026-09-21T09:00"), CALENDAR).due
    assert due_day(extend(working_days, due, 2, CALENDAR).due_at) == date(2026, 10, 8)


@pytest.mark.parametrize(
    "span", [Span(Decimal(-1), "cal"), Span(Decimal("1.5"), "wd"), Span(Decimal(9**9), "cal")]
)
def test_impossible_lengths_are_refused(span: Span) -> None:
    with pytest.raises(ValueError, match=r"period|whole"):
        count(span, at("2026-01-01T00:00"), CALENDAR)


def test_a_start_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        count(Span(Decimal(1), "cal"), datetime.combine(date(2026, 1, 1), time()), CALENDAR)


def test_the_sum_names_what_was_counted_skipped_and_made_up() -> None:
    words = count(Span(Decimal(3), "wd"), at("2026-02-12T09:00"), CALENDAR).in_words()
    assert words == (
        "从2026年2月12日（星期四）09:00起算，当天不计，3个工作日；计入2月13日、2月14日、2月24日；"
        "2月14日（星期六）调休上班，计入；跳过2月15日至2月23日（春节）；截止2026年2月24日（星期二）24:00。"
    )


def test_the_sum_names_the_rest_over_which_the_last_day_rolled() -> None:
    words = count(Span(Decimal(60), "cal"), at("2026-08-03T09:00"), CALENDAR).in_words()
    assert "最后一天是10月2日（星期五），10月2日至10月7日（国庆节）不上班，顺延到休息后的第一天" in words


def test_the_sum_of_a_paused_period_lists_the_days_that_really_counted() -> None:
    pause = Pause(at("2026-03-03T10:00"), at("2026-03-05T10:00"))
    words = count(Span(Decimal(3), "wd"), at("2026-03-02T09:00"), CALENDAR, pauses=[pause]).in_words()
    assert "计入3月3日、3月6日、3月9日" in words
    assert "3月3日至3月5日暂停，不计" in words
