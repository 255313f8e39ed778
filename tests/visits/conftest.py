"""The street, its people, and a few homes to visit."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from core.accounts.models import User
from grids.models import Area, Grid
from residents.actions.visits import Door, Made, log_visit, plan_visit
from residents.choices_visits import Outcome
from residents.models import Dwelling, Household, Visit
from tests.cast import Cast, Town, cast, log, town
from tests.opinions.walk import HOUR, T0, Walk

__all__ = ["cast", "log", "town"]

As = Callable[[User], Client]
SINCE = datetime(2025, 1, 2, 2, 0, tzinfo=T0.tzinfo)


def make_home(building: Area, unit: str, room: str, *, since: date | None = None, **facts: Any) -> Household:
    """A door of the building with one household behind it."""
    dwelling, _ = Dwelling.objects.get_or_create(
        building=building,
        unit_no=unit,
        room_no=room,
        defaults={
            "community": building.community or building,
            "grid": Grid.for_building(building.pk),
            "created_at": SINCE,
        },
    )
    return Household.objects.create(
        dwelling=dwelling,
        building=building,
        community=dwelling.community,
        grid=dwelling.grid,
        ordinal=Household.objects.filter(dwelling=dwelling).count() + 1,
        members=2,
        created_at=SINCE,
        **facts,
    )


@dataclass
class Homes:
    """2单元201 of the worker's first building, its neighbour, and one in the other worker's grid."""

    mine: Household
    neighbour: Household
    next_grid: Household
    elsewhere: Household


@pytest.fixture
def homes(town: Town, cast: Cast) -> Homes:
    return Homes(
        make_home(town.building, "2", "201"),
        make_home(town.building, "2", "202"),
        make_home(town.tiebei.buildings[1][0], "1", "101"),
        make_home(town.dongyuan.buildings[0][0], "1", "101"),
    )


def door_of(home: Household) -> Door:
    return Door(home.dwelling.building, home.dwelling, home)


Go = Callable[..., Visit]


@pytest.fixture
def went(cast: Cast, homes: Homes) -> Go:
    """`went()` is a visit that the worker made at 2单元201; any fact may be said otherwise."""

    def visit(
        home: Household | None = None,
        *,
        actor: User | None = None,
        now: datetime = T0,
        outcome: str = Outcome.MET,
        door: Door | None = None,
        **facts: Any,
    ) -> Visit:
        made = {name: facts.pop(name) for name in list(facts) if name in Made.__dataclass_fields__}
        return log_visit(
            door or door_of(home or homes.mine),
            Made(outcome, **made),
            actor=actor or cast.worker,
            now=now,
            **facts,
        )

    return visit


@pytest.fixture
def planned(cast: Cast, homes: Homes) -> Go:
    """`planned()` is an appointment of the worker at 2单元201 for three hours later."""

    def visit(
        home: Household | None = None, *, actor: User | None = None, now: datetime = T0, **facts: Any
    ) -> Visit:
        facts.setdefault("planned_at", now + 3 * HOUR)
        return plan_visit(door_of(home or homes.mine), actor=actor or cast.worker, now=now, **facts)

    return visit


@pytest.fixture
def as_(db: None) -> As:
    """A signed-in client of somebody."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def walk(cast: Cast, town: Town) -> Walk:
    return Walk(cast, town)


@pytest.fixture
def at_ten(settings: Settings, tmp_path: Path, db: None) -> Any:
    settings.MEDIA_ROOT = tmp_path / "media"
    with time_machine.travel(T0, tick=False):
        yield


def body(answer: HttpResponse) -> str:
    return answer.content.decode()


def said(homes: Homes, **changes: Any) -> dict[str, Any]:
    return {
        "place": str(homes.mine.dwelling.building_id),
        "door": f"h{homes.mine.pk}",
        "outcome": "met",
        "idempotency_key": str(uuid.uuid4()),
        **changes,
    }
