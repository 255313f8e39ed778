"""Several administrators at once: a post has one holder, a plan is saved once, a hand-over happens once."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core.accounts.models import User
from core.audit.models import Entry
from core.errors import RuleBroken
from grids.actions.plans import apply_due, open_plan, save_plan, stage_change
from grids.actions.postings import Place, assign_grid_post, grant_posting
from grids.choices import Role
from grids.models import Handover, Posting
from tests.grids.conftest import Recorder, Town, build_town, person

pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(*deeds: Callable[[], object]) -> list[BaseException | None]:
    """Run the deeds in threads that start together; what each raised."""
    start = threading.Barrier(len(deeds))
    outcomes: list[BaseException | None] = [None] * len(deeds)

    def run(place: int, deed: Callable[[], object]) -> None:
        try:
            start.wait()
            deed()
        except Exception as error:
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, deed)) for place, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def refused(outcomes: list[BaseException | None]) -> int:
    """How many were refused by a rule; any other error fails the test."""
    assert all(error is None or isinstance(error, RuleBroken) for error in outcomes), outcomes
    return sum(error is not None for error in outcomes)


@pytest.fixture
def town() -> Town:
    return build_town()


def test_eight_who_fill_one_post_at_once_leave_one_holder_a_day(town: Town) -> None:
    people = [person(f"人{number}") for number in range(8)]

    def fill(user: User) -> Callable[[], object]:
        return lambda: assign_grid_post(
            town.east, role=Role.GRID_WORKER, user=user, on=timezone.localdate(), actor=town.admin
        )

    refused(all_at_once(*(fill(user) for user in people)))
    assert Posting.objects.filter(grid=town.east, role=Role.GRID_WORKER).active().count() == 1


def test_one_person_for_two_grids_at_once_gets_one(town: Town) -> None:
    day, somebody = timezone.localdate(), person("抢手的")
    outcomes = all_at_once(
        *(
            lambda grid=grid: assign_grid_post(
                grid, role=Role.GRID_WORKER, user=somebody, on=day, actor=town.admin
            )
            for grid in (town.one, town.two, town.east)
        )
    )
    assert refused(outcomes) == 2
    assert Posting.objects.filter(user=somebody).active().count() == 1


def test_two_kinds_of_administrator_at_once_in_one_person_is_one(town: Town) -> None:
    somebody = person("两头都要")
    outcomes = all_at_once(
        *(
            lambda role=role: grant_posting(somebody, role=role, place=Place(street=True), actor=None)
            for role in (Role.SYSADMIN, Role.SECURITY_ADMIN, Role.AUDITOR, Role.CENTRE_MANAGER)
        )
    )
    assert refused(outcomes) == 3
    assert Posting.objects.filter(user=somebody).count() == 1


def test_a_plan_saved_by_two_clicks_at_once_is_saved_once(town: Town) -> None:
    plan = open_plan(town.admin)
    stage_change(plan, grid=town.one, role=Role.GRID_WORKER, user=town.chen, actor=town.admin)
    day = timezone.localdate()
    outcomes = all_at_once(
        *[lambda: save_plan(plan, effective_on=day, mode="follow", reason="", actor=town.admin)] * 4
    )
    assert refused(outcomes) == 3
    assert Entry.objects.filter(action="grid.plan").count() == 1


def test_two_nightly_runs_at_once_hand_over_once(town: Town, work: Recorder) -> None:
    day = timezone.localdate() + timedelta(days=2)
    assign_grid_post(town.one, role=Role.GRID_WORKER, user=town.chen, on=day, actor=town.admin)
    later = timezone.now() + timedelta(days=2)
    assert refused(all_at_once(*[lambda: apply_due(later)] * 4)) == 0
    assert len(work.calls) == 1
    assert Handover.objects.get().moved == 3
    assert Entry.objects.filter(action="grid.handover").count() == 1
