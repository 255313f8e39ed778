"""When a thing was noted: believed for three days, never from the future, and no text breaks it."""

from datetime import UTC, datetime, timedelta

import pytest

from core.replay.recorded import PLAUSIBLE, plausible, read_recorded

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("noted", "counts"),
    [
        (None, NOW),
        (NOW, NOW),
        (NOW - PLAUSIBLE, NOW - PLAUSIBLE),
        (NOW - PLAUSIBLE - SECOND, NOW),
        (NOW + SECOND, NOW),
    ],
)
def test_a_moment_counts_while_it_is_believable(noted: datetime | None, counts: datetime) -> None:
    assert plausible(noted, NOW) == counts


def test_a_phone_may_say_its_zone_or_leave_it_out() -> None:
    assert read_recorded("2026-03-02T10:00:00+08:00") == read_recorded("2026-03-02T02:00:00Z") == NOW
    assert read_recorded("2026-03-02T10:00") == NOW


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "昨天",
        "2026-02-30T10:00",
        "2026-13-01",
        "1e400",
        "x" * 10_000,
        "\x00",
        "24:00",
        "0000-00-00T00:00",
    ],
)
def test_what_is_no_moment_is_left_out(text: str) -> None:
    assert read_recorded(text) is None


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00", "0001-01-01T00:00:00+14:00"])
def test_the_ends_of_time_are_moments_that_nobody_believes(text: str) -> None:
    assert plausible(read_recorded(text), NOW) == NOW
