"""Every rate against a count of its own in SQL, on small built data (domain.md I2, I5, I6)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum

from civics.models import Deliberation, OpenAffair, VolunteerActivity
from core.clocks.actions import start_clock, stop_clock
from dashboard.evaluation.actions import periods
from dashboard.evaluation.choices import Kind, Verdict
from dashboard.evaluation.formulas import FORMULAS, Count
from dashboard.evaluation.models import SampleDraw, SampleRecord
from dashboard.evaluation.subjects import Days, Stretch, subjects_of
from dashboard.models import UnitMonth
from disputes.choices import State
from disputes.models import Dispute, FollowUp
from disputes.whistles.choices import WhistleState
from grids.choices import Role
from grids.models import HazardRound, PatrolDay, Posting
from residents.choices_visits import VisitState
from residents.models import Visit
from tests.cast import Cast, Log, Town
from tests.disputes.walk import Walk
from tests.evaluation.conftest import MARCH, QUARTER, at, subject
from tests.hazards.walk import Walk as HazardWalk
from tests.visits.conftest import make_home
from tests.whistles.conftest import street, summon
from tests.whistles.units import Street

__all__ = ["street", "summon"]

pytestmark = pytest.mark.django_db


def counted(code: str, of: Any, days: Days = QUARTER) -> tuple[int | Decimal, int | Decimal]:
    found = FORMULAS[code].count(of, days)
    return found.numerator, found.denominator


def sql(text: str, **values: Any) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        row = cursor.fetchone()
    return tuple(row or ())


def test_e1_counts_days_on_which_every_point_was_looked_at(town: Town, cast: Cast) -> None:
    grid = town.tiebei.grids[0]
    for day, due, done in ((2, 4, 4), (3, 4, 3), (4, 0, 0), (5, 2, 2)):
        PatrolDay.objects.create(grid=grid, day=date(2026, 3, day), points_due=due, points_done=done)
    PatrolDay.objects.create(grid=grid, day=date(2025, 12, 31), points_due=1, points_done=1)
    PatrolDay.objects.create(grid=town.tiebei.grids[1], day=date(2026, 3, 2), points_due=1, points_done=1)
    own = sql(
        "SELECT count(*) FILTER (WHERE points_done = points_due), count(*) FROM grids_patrolday"
        " WHERE grid_id = %(g)s AND day >= '2026-01-01' AND day < '2026-04-01' AND points_due > 0",
        g=grid.pk,
    )
    assert counted("patrol_days", subject(Kind.GRID, grid.name)) == own == (2, 3)


def test_e1_leaves_out_the_days_on_which_somebody_stood_in(town: Town, cast: Cast) -> None:
    grid, own = town.tiebei.grids[0], cast.worker.postings.get()
    for day in (2, 3, 4, 5):
        PatrolDay.objects.create(grid=grid, day=date(2026, 3, day), points_due=4, points_done=4)
    Posting.objects.create(
        user=cast.other_worker, role=Role.GRID_WORKER, grid=grid, is_cover=True, covers=own,
        valid_from=date(2026, 3, 3), valid_to=date(2026, 3, 4),
    )  # fmt: skip
    worker = subject(Kind.WORKER, "王秀兰", MARCH)
    assert worker.stretches == (
        Stretch(grid.pk, Days(date(2026, 3, 1), date(2026, 3, 3))),
        Stretch(grid.pk, Days(date(2026, 3, 5), date(2026, 4, 1))),
    )
    assert counted("patrol_days", worker, MARCH) == (2, 2)


def test_a_worker_who_came_in_the_month_is_evaluated_from_that_day(town: Town, cast: Cast) -> None:
    posting = cast.worker.postings.get()
    posting.valid_from = date(2026, 3, 16)
    posting.save()
    (stretch,) = subject(Kind.WORKER, "王秀兰", MARCH).stretches
    assert stretch.days == Days(date(2026, 3, 16), date(2026, 4, 1))


def visited(home: Any, when: Any, outcome: str = "not_now") -> None:
    Visit.objects.create(
        state=VisitState.DONE, household=home, dwelling=home.dwelling, place=home.building, community=home.community, grid=home.grid,
        visited_at=when, outcome=outcome, created_at=at(3, 1),
    )  # fmt: skip


def test_e2_counts_a_door_that_stayed_shut_and_each_home_once(town: Town, cast: Cast) -> None:
    first, second = town.tiebei.buildings[0]
    homes = [make_home(first, "1", f"{n}01") for n in range(1, 5)]
    make_home(
        second, "1", "101", left_on=date(2026, 2, 1), hidden_on=date(2026, 3, 1), erase_on=date(2027, 2, 1)
    )
    make_home(town.tiebei.buildings[1][0], "1", "101")
    visited(homes[0], at(1, 5))
    visited(homes[0], at(2, 5), outcome="met")
    visited(homes[1], at(3, 31))
    visited(homes[2], at(12, 5).replace(year=2025))  # before the quarter
    Visit.objects.create(
        state=VisitState.PLANNED, household=homes[3], dwelling=homes[3].dwelling, place=homes[3].building,
        community=homes[3].community, grid=homes[3].grid, planned_at=at(3, 30), created_at=at(3, 1),
    )  # fmt: skip
    own = sql(
        "SELECT count(DISTINCT v.household_id), (SELECT count(*) FROM residents_household h WHERE h.grid_id = %(g)s"
        " AND (h.left_on IS NULL OR h.left_on >= '2026-04-01')) FROM residents_visit v"
        " JOIN residents_household h ON h.id = v.household_id WHERE h.grid_id = %(g)s AND v.state = 'done'"
        " AND v.visited_at >= '2026-01-01 00:00+08' AND v.visited_at < '2026-04-01 00:00+08'",
        g=town.tiebei.grids[0].pk,
    )
    assert counted("homes_visited", subject(Kind.GRID, town.tiebei.grids[0].name)) == own == (2, 4)
    # A month's worker is looked at over the quarter that ends with it.
    assert counted("homes_visited", subject(Kind.WORKER, "王秀兰", MARCH), MARCH) == (2, 4)


def test_e3_counts_what_another_community_found_and_not_what_it_could_not_find(
    town: Town, cast: Cast
) -> None:
    grid = town.tiebei.grids[0]
    draw = SampleDraw.objects.create(
        grid=grid,
        quarter=date(2026, 1, 1),
        checker=town.dongyuan.area,
        seed="s",
        drawn_from=5,
        drawn_at=at(1, 2),
    )
    told = (Verdict.RIGHT, Verdict.RIGHT, Verdict.WRONG, Verdict.UNREACHED, Verdict.WAITING)
    for order, verdict in enumerate(told):
        SampleRecord.objects.create(
            draw=draw, order=order, verdict=verdict, wrong=["tenure"] if verdict == Verdict.WRONG else [],
            checked_at=None if verdict == Verdict.WAITING else at(2, 2),
        )  # fmt: skip
    assert counted("records_right", subject(Kind.GRID, grid.name)) == (2, 3)
    assert counted("records_right", subject(Kind.GRID, town.tiebei.grids[1].name)) == (0, 0)


def limited(case: Dispute, start: Any, stop: Any | None) -> None:
    clock = start_clock("CK4", subject_kind="dispute", subject_id=case.pk, now=start)
    if stop is not None:
        stop_clock(clock, now=stop)


def test_e4_counts_limits_that_came_due_of_cases_the_grid_holds(town: Town, cast: Cast, log: Log) -> None:
    for start, stop in (
        (at(1, 5), at(1, 20)),
        (at(1, 6), at(3, 20)),
        (at(1, 7), None),
        (at(3, 20), at(3, 25)),
    ):
        limited(log(now=start), start, stop)
    upward = log(now=at(1, 8), severity="small", severity_reason="多户")
    Dispute.objects.filter(pk=upward.pk).update(tier=2)
    limited(upward, at(1, 8), at(1, 9))
    own = sql(
        "SELECT count(*) FILTER (WHERE c.met), count(*) FROM clocks_clock c JOIN disputes_dispute d ON d.id = c.subject_id"
        " WHERE c.subject_kind = 'dispute' AND c.code = 'CK4' AND d.grid_id = %(g)s AND d.tier = 1"
        " AND c.due_at >= '2026-01-01 00:00+08' AND c.due_at < '2026-04-01 00:00+08'",
        g=town.tiebei.grids[0].pk,
    )
    assert counted("closed_in_time", subject(Kind.GRID, town.tiebei.grids[0].name)) == own == (1, 3)
    assert counted("small_in_time", subject(Kind.COMMUNITY, "铁北社区")) == (1, 1)


def test_e5_leaves_refusals_and_lawful_referrals_out(town: Town, cast: Cast, log: Log) -> None:
    told = (
        ("oral", 1),
        ("on_spot", 1),
        ("failed", 1),
        ("written", 2),
        ("refused", 1),
        ("withdrawn", 1),
        ("to_court", 1),
    )
    for result, tier in told:
        case = log(now=at(2, 2))
        Dispute.objects.filter(pk=case.pk).update(
            state=State.CLOSED, closed_at=at(3, 2), result=result, tier=tier, severity="micro"
        )
    found = counted("settled_in_grid", subject(Kind.GRID, town.tiebei.grids[0].name))
    assert found == (2, 4)


def test_e7_counts_orders_whose_day_came(town: Town, cast: Cast) -> None:
    walk = HazardWalk(town, cast)
    one = walk.to("ordered")
    late = walk.to("ordered")
    gone = walk.to("ordered")
    HazardRound.objects.filter(hazard=one).update(
        due_at=at(3, 10), rectified_at=at(3, 9), passed=True, rechecked_at=at(3, 11)
    )
    HazardRound.objects.filter(hazard=late).update(due_at=at(3, 10), rectified_at=at(3, 12), passed=True)
    HazardRound.objects.filter(hazard=gone).update(due_at=at(3, 10))
    type(gone).objects.filter(pk=gone.pk).update(state="referred")
    assert counted("hazards_put_right", subject(Kind.GRID, town.tiebei.grids[0].name)) == (1, 2)


def test_e8_counts_the_first_two_of_those_who_answered(town: Town, cast: Cast, log: Log) -> None:
    case = log(now=at(2, 2))
    for said in ("very_good", "good", "fair", "bad", "not_reached", "no_answer"):
        FollowUp.objects.create(
            dispute=case, at=at(3, 3), visitor=cast.clerk, mode="phone", performed=True, satisfaction=said, recorded_at=at(3, 3)
        )  # fmt: skip
    assert counted("satisfied", subject(Kind.GRID, town.tiebei.grids[0].name)) == (2, 4)
    assert counted("satisfied", subject(Kind.COMMUNITY, "铁北社区")) == (2, 4)
    assert counted("satisfied", subject(Kind.COMMUNITY, "东苑社区")) == (0, 0)


def test_real_cases_closed_by_their_acts_are_counted(cast: Cast, log: Log) -> None:
    """From the register to the answer of the parties, through the actions themselves."""
    walk = Walk(cast, log)
    walk.to(State.CLOSED)
    days = Days(date(2026, 1, 1), date(2026, 7, 1))
    community = subject(Kind.COMMUNITY, "铁北社区", days)
    assert FORMULAS["small_in_time"].count(community, days) == Count(Decimal(1), Decimal(1))
    assert FORMULAS["satisfied"].count(community, days).denominator == FollowUp.objects.count() >= 1


def test_the_community_is_the_mean_of_its_grids(scored: Any, town: Town, cast: Cast) -> None:
    first = scored.of_grid()
    assert first.total is not None
    community = subject(Kind.COMMUNITY, "铁北社区")
    assert counted("mean_of_grids", community) == ((first.total / 100).quantize(Decimal("0.01")), 1)
    row = periods.open_period(Kind.COMMUNITY, QUARTER.since, actor=cast.supervisor)
    periods.draft(row, actor=cast.supervisor)
    line = row.results.get(community=town.tiebei.area).lines.get(code="C1")
    assert line.denominator == 1 and line.score is not None
    assert row.results.get(community=town.dongyuan.area).total is None


def test_affairs_and_service_are_rated_by_how_they_were_done(town: Town, cast: Cast) -> None:
    place, since = town.tiebei.area, date(2026, 2, 2)
    common: dict[str, Any] = {"community": place, "created_by": cast.clerk, "created_at": at(2, 2)}
    for days in (14, 10):
        OpenAffair.objects.create(
            name="收支", state="posted", kind="money", text="x", phone="0937-0000000", shown_from=since,
            shown_to=since + timedelta(days=days), **common,
        )  # fmt: skip
    for headcount in (12, None):
        Deliberation.objects.create(
            name="停车",
            state="noticed",
            source="residents",
            problem="x",
            meets_on=since,
            headcount=headcount,
            **common,
        )
    for serial, state in enumerate(("settled", "cancelled"), start=1):
        VolunteerActivity.objects.create(
            state=state, year=2026, serial=serial, no=f"A{serial}", title="x", text="x", place="x", starts_at=at(2, 2),
            ends_at=at(2, 3), places=3, risks="x", **common,
        )  # fmt: skip
    community = subject(Kind.COMMUNITY, "铁北社区")
    assert counted("affairs_held", community) == (2, 4)
    assert counted("served", community) == (1, 2)
    assert counted("items_cleared", community) == (0, 0)


def test_subjects_stand_by_place_and_code(town: Town, cast: Cast) -> None:
    names = [one.name for one in subjects_of(Kind.GRID, QUARTER)]
    assert names == [grid.name for grid in (*town.tiebei.grids, *town.dongyuan.grids)]
    assert [one.name for one in subjects_of(Kind.WORKER, MARCH)] == ["王秀兰", "陈洁"]


def test_every_formula_says_what_it_divides_and_is_used_by_a_kind_it_knows() -> None:
    for one in FORMULAS.values():
        assert one.above and one.below and one.kinds
        assert (one.sources is not None) or (one.counted is not None)


def test_departments_are_rated_as_the_sums_of_whistles_say(town: Town, cast: Cast, street: Street) -> None:
    """I5: the same figures by another road, the running count of dashboard.figures."""
    street.to(WhistleState.CLOSED)
    names = {"arrived_in_time": ("in_time", "arrivals"), "judged_solved": ("solved", "results"),
             "rated_satisfied": ("satisfied", "rated")}  # fmt: skip
    days = Days(date(2026, 1, 1), date(2026, 7, 1))
    seen = 0
    for one in subjects_of(Kind.DEPARTMENT, days):
        assert one.department is not None
        rows = UnitMonth.objects.filter(department=one.department.pk)
        for code, columns in names.items():
            sums = rows.aggregate(above=Sum(columns[0]), below=Sum(columns[1]))
            assert counted(code, one, days) == (sums["above"] or 0, sums["below"] or 0), (one.name, code)
            seen += sums["below"] or 0
    assert seen >= 3


def test_what_stands_on_account_leaves_the_departments_figures(
    town: Town, cast: Cast, street: Street
) -> None:
    whistle = street.to(WhistleState.CLOSED)
    type(whistle).objects.filter(pk=whistle.pk).update(state=WhistleState.ON_ACCOUNT)
    days = Days(date(2026, 1, 1), date(2026, 7, 1))
    for one in subjects_of(Kind.DEPARTMENT, days):
        assert counted("arrived_in_time", one, days) == counted("judged_solved", one, days) == (0, 0)
