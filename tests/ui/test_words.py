from datetime import UTC, date, datetime, timedelta

import pytest

from core.ui import words

NOW = datetime(2026, 1, 9, 2, 12, tzinfo=UTC)
TODAY = date(2026, 1, 9)


def test_a_time_of_this_year_goes_without_its_year() -> None:
    assert words.local_dt(datetime(2026, 1, 6, 2, 12, tzinfo=UTC), today=TODAY) == "1月6日10:12"
    assert words.local_dt(datetime(2025, 12, 31, 15, 59, tzinfo=UTC), today=TODAY) == "2025年12月31日23:59"


def test_the_day_is_the_day_in_shanghai() -> None:
    assert words.local_date(datetime(2025, 12, 31, 16, 0, tzinfo=UTC), today=TODAY) == "1月1日"


def test_near_days_have_names() -> None:
    assert words.near_dt(datetime(2026, 1, 8, 8, 20, tzinfo=UTC), today=TODAY) == "昨天16:20"
    assert words.near_dt(datetime(2026, 1, 9, 1, 5, tzinfo=UTC), today=TODAY) == "今天09:05"
    assert words.near_dt(datetime(2026, 1, 10, 1, 0, tzinfo=UTC), today=TODAY) == "明天09:00"
    assert words.near_dt(datetime(2026, 1, 12, 1, 0, tzinfo=UTC), today=TODAY) == "1月12日09:00"
    assert words.near_dt(None) == words.local_dt(None) == words.local_date(None) == ""


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(seconds=40), "剩不到1分钟"),
        (timedelta(minutes=40), "剩40分钟"),
        (timedelta(hours=2, minutes=10), "剩2小时10分"),
        (timedelta(hours=3), "剩3小时"),
        (timedelta(hours=21, minutes=50), "剩21小时"),
        (timedelta(days=4, hours=3), "剩4天"),
        (-timedelta(hours=21), "超21小时"),
        (-timedelta(days=2, hours=1), "超2天"),
        (timedelta(0), "剩不到1分钟"),
    ],
)
def test_what_is_left_is_said_as_exactly_as_it_matters(left: timedelta, said: str) -> None:
    assert words.due_words(NOW + left, now=NOW) == said


@pytest.mark.parametrize(
    ("name", "masked"),
    [("张三", "张*"), ("张小三", "张*三"), ("欧阳小明", "欧**明"), ("𠮷", "*"), ("𠮷田", "𠮷*"), ("", "")],
)
def test_names_are_masked_as_the_office_does(name: str, masked: str) -> None:
    assert words.mask_name(name) == masked


def test_phones_keep_three_and_four_digits_and_short_ones_nothing() -> None:
    assert words.mask_phone("13812345678") == "138****5678"
    assert words.mask_phone("12345") == "*****"
