"""Two hands on one route at the same moment: every tick counts once and nobody waits for ever."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from core.audit.models import Entry
from grids.actions.hazards import Finding, report_hazard
from grids.actions.patrols import check_point
from grids.models import Hazard, Patrol, PatrolCheck, PatrolDay
from tests.cast import Cast
from tests.hazards.walk import T0, item
from tests.patrols.conftest import Route

pytestmark = pytest.mark.django_db(transaction=True)


def together(*jobs: Callable[[], Any]) -> list[Any]:
    """All at once, each on its own connection; answers in order, errors are raised."""

    def run(job: Callable[[], Any]) -> Any:
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_the_first_tap_sent_by_eight_tabs_is_one_patrol_and_one_check(route: Route, cast: Cast) -> None:
    together(*[lambda: check_point(route.hall, actor=cast.worker, now=T0)] * 8)
    assert (Patrol.objects.count(), PatrolCheck.objects.count()) == (1, 1)
    assert PatrolDay.objects.get().points_done == 1
    assert Entry.objects.filter(action="patrol.begin").count() == 1


def test_worker_and_leader_tick_and_report_at_once_without_a_ring_of_waiting(
    route: Route, cast: Cast
) -> None:
    jobs: list[Callable[[], Any]] = []
    for point in route.points:
        for who in (cast.worker, cast.leader):
            jobs.append(lambda point=point, who=who: check_point(point, actor=who, now=T0))  # type: ignore[misc]
        told = Finding(place=point.place, item=item(), point=point)
        jobs.append(lambda told=told: report_hazard(told, actor=cast.worker, now=T0))  # type: ignore[misc]
    together(*jobs)
    day = PatrolDay.objects.get()
    assert (day.points_done, day.points_due) == (4, 4)
    assert PatrolCheck.objects.count() == 8
    assert sorted(Hazard.objects.values_list("serial", flat=True)) == [1, 2, 3, 4]
    assert PatrolCheck.objects.filter(result="found", hazard__isnull=False).count() == 4
