"""Which points are due, what a day counts, and what is left after ninety days."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.audit.models import Entry
from core.clocks.calendar import WorkCalendar
from core.clocks.store import load_calendar
from core.files.models import StoredFile
from core.files.store import root
from grids.actions.patrol_days import KEPT_DAYS, close_days, count_day, purge_patrols
from grids.actions.patrols import check_point
from grids.actions.routes import retire_point
from grids.models import Patrol, PatrolCheck, PatrolDay, PatrolPoint
from grids.selectors.patrolling import Week, due_points, looked_days
from tests.cast import Cast
from tests.hazards.walk import PHOTO, T0
from tests.patrols.conftest import Route
from xiongguan.tasks import PARTS, nightly_checks

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)


def at_noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


@pytest.fixture
def calendar(db: None) -> WorkCalendar:
    return load_calendar()


def due_on(route: Route, day: date, calendar: WorkCalendar) -> set[str]:
    looked = looked_days([route.grid.pk], day)
    due = due_points(route.points, Week.of(day, calendar), looked)
    return {point.name for point in route.points if point.pk in due}


def test_ordinary_points_are_due_on_working_days_and_key_points_when_they_fall_behind(
    route: Route, calendar: WorkCalendar
) -> None:
    plain = {"1号楼门厅", "2号楼前空地"}
    days = [due_on(route, MONDAY + n * DAY, calendar) for n in range(7)]
    assert days[:2] == [plain, plain]
    assert days[2] == days[3] == plain | {"1号楼配电箱"}
    assert days[4] == plain | {"1号楼配电箱", "燃气调压箱"}
    assert days[5] == days[6] == set()


def test_a_look_early_in_the_week_spares_the_later_day(
    route: Route, cast: Cast, calendar: WorkCalendar
) -> None:
    check_point(route.power, actor=cast.worker, now=T0)
    assert "1号楼配电箱" not in due_on(route, MONDAY + 2 * DAY, calendar)
    assert "1号楼配电箱" in due_on(route, MONDAY + 4 * DAY, calendar)
    assert "1号楼配电箱" not in due_on(route, MONDAY + 7 * DAY, calendar)


def test_a_short_week_and_a_make_up_saturday_are_weeks_like_any_other(
    route: Route, calendar: WorkCalendar
) -> None:
    """National Day 2026: 1-7 October off, Saturday the 10th and Sunday the 20th of September worked."""
    week = Week.of(date(2026, 10, 8), calendar)
    assert week.workdays == (date(2026, 10, 8), date(2026, 10, 9), date(2026, 10, 10))
    assert due_on(route, date(2026, 10, 9), calendar) == {"1号楼门厅", "2号楼前空地", "1号楼配电箱"}
    assert "燃气调压箱" in due_on(route, date(2026, 10, 10), calendar)
    assert due_on(route, date(2026, 10, 5), calendar) == set()


def test_a_point_done_though_not_due_counts_on_both_sides(route: Route, cast: Cast) -> None:
    for point in route.points:
        check_point(point, actor=cast.worker, now=T0)
    day = PatrolDay.objects.get()
    assert (day.points_done, day.points_due, day.is_complete) == (4, 4, True)


def test_two_walkers_of_one_grid_count_a_point_once(route: Route, cast: Cast) -> None:
    check_point(route.hall, actor=cast.worker, now=T0)
    check_point(route.hall, actor=cast.leader, now=T0)
    assert (PatrolCheck.objects.count(), PatrolDay.objects.get().points_done) == (2, 1)


def test_the_night_writes_the_days_on_which_nobody_walked_once(route: Route) -> None:
    tuesday = at_noon(MONDAY + DAY)
    assert (close_days(now=tuesday), close_days(now=tuesday)) == (1, 0)
    day = PatrolDay.objects.get()
    assert (day.day, day.points_due, day.points_done) == (MONDAY, 2, 0)


def test_a_night_missed_is_made_good_and_days_before_the_route_ask_nothing(route: Route) -> None:
    assert close_days(now=at_noon(MONDAY + 4 * DAY)) == 4
    assert [row.day for row in PatrolDay.objects.order_by("day")] == [MONDAY + n * DAY for n in range(4)]
    assert PatrolDay.objects.order_by("day").last().points_due == 3


def test_the_night_leaves_a_counted_day_and_a_rest_day_alone(route: Route, cast: Cast) -> None:
    check_point(route.hall, actor=cast.worker, now=T0)
    assert close_days(now=at_noon(MONDAY + DAY)) == 0
    assert PatrolDay.objects.get().points_done == 1
    close_days(now=at_noon(MONDAY + 8 * DAY))
    days = set(PatrolDay.objects.values_list("day", flat=True))
    assert days == {MONDAY + n * DAY for n in (0, 1, 2, 3, 4, 7)}


def test_after_ninety_days_the_steps_are_gone_and_the_count_stays(route: Route, cast: Cast) -> None:
    old, young = at_noon(MONDAY), at_noon(MONDAY + DAY)
    check_point(route.hall, actor=cast.worker, note="灯坏了", photos=[PHOTO], now=old)
    check_point(route.hall, actor=cast.worker, photos=[PHOTO], now=young)
    paths = [one.path for one in StoredFile.objects.order_by("pk")]
    assert purge_patrols(now=at_noon(MONDAY + KEPT_DAYS * DAY)) == 0
    assert purge_patrols(now=at_noon(MONDAY + (KEPT_DAYS + 1) * DAY)) == 1
    assert [patrol.day for patrol in Patrol.objects.all()] == [MONDAY + DAY]
    assert [one.path for one in StoredFile.objects.all()] == paths[1:]
    assert list(PatrolDay.objects.order_by("day").values_list("day", "points_done")) == [
        (MONDAY, 1),
        (MONDAY + DAY, 1),
    ]
    line = Entry.objects.filter(action="patrol.purge").get()
    assert line.detail == {"patrols": 1, "before": (MONDAY + DAY).isoformat()}


@pytest.mark.django_db(transaction=True)
def test_the_files_of_erased_photos_leave_the_folder(route: Route, cast: Cast) -> None:
    check_point(route.hall, actor=cast.worker, photos=[PHOTO], now=T0)
    path = root() / StoredFile.objects.get().path
    assert path.is_file()
    purge_patrols(now=T0 + timedelta(days=KEPT_DAYS + 1))
    assert not path.exists()


def test_a_retired_point_goes_with_its_last_check(route: Route, cast: Cast) -> None:
    check_point(route.hall, actor=cast.worker, now=T0)
    retire_point(route.hall, actor=cast.leader, now=T0)
    purge_patrols(now=T0 + timedelta(days=KEPT_DAYS + 1))
    assert not PatrolPoint.objects.filter(pk=route.hall.pk).exists()


def test_both_run_every_night(route: Route) -> None:
    assert {"close_patrol_days", "purge_patrols"} <= set(PARTS)
    nightly_checks()


def test_counting_again_gives_the_same(route: Route, cast: Cast) -> None:
    check_point(route.hall, actor=cast.worker, now=T0)
    first = PatrolDay.objects.values().get()
    count_day(route.grid, MONDAY)
    assert PatrolDay.objects.values().get() == first
