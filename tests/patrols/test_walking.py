"""Ticking points: one row a day, only one's own, nothing that lasts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import models

from core.audit.models import Entry
from core.errors import NotAllowed, RuleBroken
from core.files.models import StoredFile
from core.flow.models import Event
from grids.actions.hazards import Finding, report_hazard
from grids.actions.inspections import Inspection, inspect
from grids.actions.patrols import check_point, undo_check, write_log
from grids.actions.routes import retire_point
from grids.choices import Role
from grids.models import Checklist, Patrol, PatrolCheck, PatrolDay, PatrolPoint, PatrolRoute, Posting
from tests.cast import Cast, Town
from tests.hazards.walk import PHOTO, T0, item
from tests.patrols.conftest import Route

pytestmark = pytest.mark.django_db
DAY0 = date(2026, 3, 2)
MINUTE = timedelta(minutes=1)


def test_one_tap_writes_a_check_and_the_days_count(route: Route, cast: Cast) -> None:
    check = check_point(route.hall, actor=cast.worker, now=T0)
    assert (check.patrol.worker, check.patrol.day, check.result, check.at) == (cast.worker, DAY0, "fine", T0)
    day = PatrolDay.objects.get(grid=route.grid, day=DAY0)
    assert (day.points_done, day.points_due) == (1, 2)


def test_a_second_tap_changes_nothing_but_adds_word_and_photo(route: Route, cast: Cast) -> None:
    first = check_point(route.hall, actor=cast.worker, now=T0)
    again = check_point(route.hall, actor=cast.worker, note="灯换过了", photos=[PHOTO], now=T0 + MINUTE)
    assert (again.pk, again.at, again.note) == (first.pk, T0, "灯换过了")
    assert PatrolCheck.objects.count() == 1
    assert StoredFile.objects.get().subject_kind == "patrol_check"


def test_a_tick_of_the_phone_counts_from_when_it_was_made_if_that_is_believable(
    route: Route, cast: Cast
) -> None:
    yesterday = T0 + timedelta(days=1)
    late = check_point(route.hall, actor=cast.worker, recorded_at=T0, now=yesterday)
    assert (late.at, late.received_at, late.patrol.day) == (T0, yesterday, DAY0)
    for wrong in (T0 - timedelta(days=30), yesterday + timedelta(hours=1)):
        check = check_point(route.yard, actor=cast.worker, recorded_at=wrong, now=yesterday)
        assert check.at == yesterday
        check.delete()


@pytest.mark.parametrize(
    "who", ["other_worker", "clerk", "secretary", "manager", "supervisor", "outsider", "nobody"]
)
def test_nobody_ticks_a_route_that_is_not_their_own(route: Route, cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        check_point(route.hall, actor=getattr(cast, who), now=T0)
    assert not PatrolCheck.objects.exists() and not PatrolDay.objects.exists()


def test_a_substitute_walks_on_the_days_of_the_cover_only(route: Route, cast: Cast) -> None:
    Posting.objects.create(
        user=cast.other_worker, role=Role.GRID_WORKER, grid=route.grid, is_cover=True, valid_from=DAY0, valid_to=DAY0
    )  # fmt: skip
    assert check_point(route.hall, actor=cast.other_worker, now=T0)
    with pytest.raises(NotAllowed):
        check_point(route.hall, actor=cast.other_worker, now=T0 + timedelta(days=1))


def test_the_leader_may_walk_where_nobody_serves(route: Route, cast: Cast) -> None:
    assert check_point(route.hall, actor=cast.leader, now=T0).patrol.worker == cast.leader


def test_a_point_off_the_route_is_refused_and_its_checks_stay(route: Route, cast: Cast) -> None:
    check_point(route.hall, actor=cast.worker, now=T0)
    retire_point(route.hall, actor=cast.leader, now=T0)
    route.hall.refresh_from_db()
    with pytest.raises(RuleBroken, match="不在路线上"):
        check_point(route.hall, actor=cast.worker, now=T0)
    assert PatrolCheck.objects.count() == 1


def test_a_tap_is_taken_back_on_the_same_day_by_its_own_hand(route: Route, cast: Cast) -> None:
    check = check_point(route.hall, actor=cast.worker, photos=[PHOTO], now=T0)
    with pytest.raises(NotAllowed):
        undo_check(check, actor=cast.leader, now=T0)
    with pytest.raises(RuleBroken, match="当天"):
        undo_check(check, actor=cast.worker, now=T0 + timedelta(days=1))
    undo_check(check, actor=cast.worker, now=T0)
    assert not PatrolCheck.objects.exists() and not StoredFile.objects.exists()
    assert PatrolDay.objects.get().points_done == 0


def test_a_hazard_found_at_a_point_ticks_it_off_as_found(route: Route, cast: Cast, town: Town) -> None:
    finding = Finding(place=route.hall.place, item=item(), point=route.hall, recorded_at=T0 - MINUTE)
    hazard = report_hazard(finding, actor=cast.worker, now=T0)
    check = PatrolCheck.objects.get()
    assert (check.result, check.hazard, check.at) == ("found", hazard, T0 - MINUTE)
    assert (hazard.grid, hazard.source) == (route.grid, "patrol")
    with pytest.raises(RuleBroken, match="已经报了隐患"):
        undo_check(check, actor=cast.worker, now=T0)


def test_a_fine_point_may_turn_out_wrong_later_the_same_day(route: Route, cast: Cast) -> None:
    check_point(route.hall, actor=cast.worker, now=T0)
    finding = Finding(place=route.hall.place, item=item(), point=route.hall)
    hazard = report_hazard(finding, actor=cast.worker, now=T0 + MINUTE)
    assert list(PatrolCheck.objects.values_list("result", "hazard", "at")) == [("found", hazard.pk, T0)]


def test_a_hazard_reported_at_somebody_elses_point_is_refused_whole(route: Route, cast: Cast) -> None:
    finding = Finding(place=route.hall.place, item=item(), point=route.hall)
    with pytest.raises(NotAllowed):
        report_hazard(finding, actor=cast.clerk, now=T0)
    assert not PatrolCheck.objects.exists()


def test_an_inspection_at_a_point_ticks_it_and_reports_what_is_wrong(route: Route, cast: Cast) -> None:
    gas = Checklist.objects.get(code="gas")
    answers = {item("gas.hose").pk: "wrong", item("gas.changed").pk: "right", item("gas.leak").pk: "none"}
    told = Inspection(place=route.gas.place, checklist=gas, answers=answers, point=route.gas, note="接口发硬")
    row = inspect(told, actor=cast.worker, now=T0)
    check, hazard = PatrolCheck.objects.get(), row.hazards.get()
    assert (check.result, check.inspection, check.hazard) == ("found", row, hazard)
    assert (hazard.item.code, hazard.source, hazard.summary) == ("gas.hose", "check", "接口发硬")
    assert row.answers.count() == 3


def test_the_days_words_are_the_walkers_own(route: Route, cast: Cast) -> None:
    patrol = write_log(route.grid, actor=cast.worker, weather="wind", note="风大", now=T0)
    assert (patrol.get_weather_display(), patrol.note) == ("大风", "风大")
    with pytest.raises(NotAllowed):
        write_log(route.grid, actor=cast.clerk, note="x", now=T0)


def test_no_record_that_lasts_says_where_a_worker_was(route: Route, cast: Cast) -> None:
    """The ledger says once a day that a patrol of the grid began; no line of it or of a timeline names a point."""
    before = Event.objects.count()
    for number, point in enumerate(route.points):
        check_point(point, actor=cast.worker, now=T0 + number * MINUTE)
    lines = Entry.objects.filter(actor=cast.worker)
    assert list(lines.values_list("action", "subject_kind", "detail")) == [
        ("patrol.begin", "grid", {"day": "2026-03-02"})
    ]
    assert Event.objects.count() == before


def test_no_patrol_table_can_hold_a_position_of_a_person() -> None:
    words = ("lat", "lng", "lon", "coord", "track", "gps", "geo", "position", "speed", "score", "rank")
    for model in (PatrolRoute, PatrolPoint, Patrol, PatrolCheck, PatrolDay):
        for column in model._meta.concrete_fields:
            assert not any(word in column.name for word in words), column
            assert not isinstance(column, models.FloatField | models.DecimalField), column


def test_days_are_counted_by_grid_and_never_by_person() -> None:
    assert {one.name for one in PatrolDay._meta.concrete_fields} == {
        "id", "grid", "day", "points_due", "points_done",
    }  # fmt: skip


def test_midnight_in_the_town_begins_a_new_patrol(route: Route, cast: Cast) -> None:
    before = datetime(2026, 3, 2, 15, 59, tzinfo=UTC)
    for moment in (before, before + 2 * MINUTE):
        check_point(route.hall, actor=cast.worker, now=moment)
    assert list(Patrol.objects.order_by("day").values_list("day", flat=True)) == [DAY0, date(2026, 3, 3)]
