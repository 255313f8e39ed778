"""The field work of the demo town: routes everywhere, two weeks walked, hazards on every step with true histories."""

import itertools
from collections import Counter
from typing import Any

import pytest
from django.db.models import Count
from django.test import Client
from django.utils import timezone

from core.accounts.models import User
from core.audit.selectors import verify
from core.clocks.models import Clock
from core.files.models import StoredFile
from core.flow.models import Event
from core.notices.models import Notice
from dashboard.demo.town import Town
from grids.choices_field import OPEN_HAZARDS, HazardState
from grids.engine import KIND
from grids.models import Grid, Hazard, Patrol, PatrolCheck, PatrolDay, PatrolPoint
from grids.workflow import TRANSITIONS


def test_every_grid_has_a_route_of_three_to_six_places_of_its_own() -> None:
    counts = Counter(PatrolPoint.objects.values_list("route__grid", flat=True))
    assert len(counts) == Grid.objects.active().count() == 185
    assert set(counts.values()) == {3, 4, 5, 6}
    for point in PatrolPoint.objects.select_related("route__grid", "place")[:200]:
        assert Grid.for_building(point.place_id) == point.route.grid
    twice = PatrolPoint.objects.values("route", "name").annotate(n=Count("pk")).filter(n__gt=1)
    assert not twice.exists()


def test_two_weeks_are_walked_on_working_days_and_the_counts_are_those_of_the_checks() -> None:
    days = PatrolDay.objects.select_related("grid")
    assert {row["n"] for row in days.order_by().values("grid").annotate(n=Count("pk"))} == {10}
    assert Patrol.objects.values("grid").distinct().count() == 4
    for row in days:
        checked = PatrolCheck.objects.filter(patrol__grid=row.grid, patrol__day=row.day)
        assert checked.count() == row.points_done <= row.points_due
    today = timezone.localdate()
    assert not Patrol.objects.filter(day__gte=today).exists()


def test_there_are_hazards_in_every_state() -> None:
    states = Counter(Hazard.objects.values_list("state", flat=True))
    assert set(states) == {state.value for state in HazardState}
    assert 28 <= sum(states.values()) <= 34
    assert Hazard.objects.open().filter(due_at__lt=timezone.now()).exists()
    assert not Hazard.objects.filter(is_demo=False).exists()
    assert Hazard.objects.filter(grid__name="铁北3-07格").count() >= 8


def test_their_histories_follow_the_table_and_the_time(town: Town) -> None:
    for hazard in Hazard.objects.all():
        events = list(Event.objects.filter(subject_kind=KIND, subject_id=hazard.pk).order_by("version"))
        assert [event.act for event in events][:1] == ["report"]
        state: str = HazardState.FOUND
        for event in events:
            row = TRANSITIONS[event.act]
            assert state in row.from_states, (hazard, event.act, state)
            state = event.to_state or state
        assert state == hazard.state
        assert all(a.at <= b.at for a, b in itertools.pairwise(events))
        assert events[-1].at <= timezone.now()
        assert hazard.is_open == (hazard.closed_at is None) == (hazard.state in OPEN_HAZARDS)


def test_numbers_follow_the_time_of_finding() -> None:
    found = list(Hazard.objects.order_by("year", "serial").values_list("found_at", flat=True))
    assert found == sorted(found)
    assert [row.serial for row in Hazard.objects.order_by("serial")] == list(range(1, len(found) + 1))


def test_nobody_rechecked_their_own_work_and_photos_show_before_and_after() -> None:
    for hazard in Hazard.objects.prefetch_related("rounds"):
        for one in hazard.rounds.all():
            assert one.rechecked_by_id is None or one.rechecked_by_id != one.rectified_by_id
    purposes = Counter(StoredFile.objects.filter(subject_kind=KIND).values_list("purpose", flat=True))
    assert purposes["before"] and purposes["after"]


def test_time_has_reminded_in_between_and_nothing_waits_in_the_past() -> None:
    assert Notice.objects.filter(subject_kind=KIND, kind="remind").exists()
    assert Notice.objects.filter(subject_kind=KIND, kind="chase").exists()
    assert not Clock.objects.filter(subject_kind=KIND).to_fire(timezone.now()).exists()
    assert not Notice.objects.filter(created_at__gt=timezone.now()).exists()


def test_the_ledger_holds() -> None:
    assert verify() == []


@pytest.mark.parametrize(
    ("username", "pages"),
    [
        ("wanggeyuan", ("/patrols/today/", "/hazards/", "/hazards/new/")),
        ("wanggezhang", ("/patrols/today/", "/hazards/", "/patrols/")),
        ("zhuangan", ("/patrols/", "/hazards/?tab=right")),
        ("fenguan", ("/patrols/", "/hazards/?tab=overdue")),
        ("ducha", ("/patrols/", "/hazards/?tab=all")),
        ("xitong", ("/settings/checklists/",)),
    ],
)
def test_the_demo_people_find_something_on_their_pages(client: Client, username: str, pages: Any) -> None:
    client.force_login(User.objects.get(username=username))
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
    if "/hazards/" in pages:
        assert client.get("/hazards/").context["rows"]
