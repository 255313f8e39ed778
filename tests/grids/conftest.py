"""A small town: two communities, each with an estate and a courtyard, two grids, and people at their posts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from core.accounts.models import User
from core.errors import RuleBroken
from grids import handover
from grids.actions.boundaries import NewGrid, open_grid
from grids.actions.postings import Place, grant_posting
from grids.actions.tree import AreaSpec, build_areas
from grids.choices import EstateKind, Role
from grids.models import Area, Grid
from grids.selectors import responsible_on

NOON = datetime(2026, 4, 1, 4, tzinfo=UTC)
TODAY = date(2026, 4, 1)


def person(name: str, **fields: Any) -> User:
    """An account; the user name is unlike any other."""
    username = f"u{User.objects.count() + 1}"
    return User.objects.create(username=username, display_name=name, password="!", **fields)


def estate(code: str, name: str, buildings: int, kind: EstateKind = EstateKind.ESTATE) -> AreaSpec:
    below: list[AreaSpec] = [
        {"code": f"{code}{number:03}", "name": f"{number}号楼", "household_count": 60}
        for number in range(1, buildings + 1)
    ]
    return {"code": code, "name": name, "estate_kind": kind.value, "children": below}


def town_spec() -> AreaSpec:
    return {
        "code": "620201001",
        "name": "雄关街道",
        "valid_from": date(2026, 1, 1),
        "children": [
            {
                "code": "620201001001",
                "name": "铁北社区",
                "short_name": "铁北",
                "children": [
                    estate("620201001001E001", "铁路小区", 6),
                    estate("620201001001Y001", "东大院", 2, EstateKind.COURTYARD),
                ],
            },
            {
                "code": "620201001002",
                "name": "德惠社区",
                "short_name": "德惠",
                "children": [estate("620201001002E001", "德惠东苑", 4)],
            },
        ],
    }


@dataclass
class Town:
    """What the tests name."""

    street: Area
    tiebei: Area
    dehui: Area
    railway: Area
    yard: Area
    garden: Area
    one: Grid
    two: Grid
    east: Grid
    admin: User
    security: User
    wang: User
    zhou: User
    chen: User
    leader: User
    clerk: User

    def building(self, estate: Area, number: int) -> Area:
        return Area.objects.get(parent=estate, name=f"{number}号楼")

    def buildings(self, estate: Area, *numbers: int) -> list[Area]:
        return [self.building(estate, number) for number in numbers]


def worker_on(grid: Grid, day: date) -> User | None:
    """Who answers for the grid on the day."""
    worker = responsible_on(grid, day).worker
    return worker.user if worker else None


class Recorder:
    """Stands for an app above that has open work in the grids."""

    def __init__(self, waiting: int = 0) -> None:
        self.calls: list[tuple[Grid, Grid, User | None, User | None, str, frozenset[int] | None]] = []
        self.waiting = waiting
        self.broken_for: Grid | None = None

    def __call__(
        self,
        *,
        grid_from: Grid,
        grid_to: Grid,
        old_user: User | None,
        new_user: User | None,
        mode: str,
        buildings: frozenset[int] | None,
        actor: User,
        now: datetime,
    ) -> int:
        if grid_from == self.broken_for:
            raise RuleBroken("test", "交不了")
        self.calls.append((grid_from, grid_to, old_user, new_user, mode, buildings))
        return self.waiting

    def preview(self, *, grid: Grid, old_user: User | None, buildings: frozenset[int] | None) -> int:
        return self.waiting


@pytest.fixture
def work() -> Iterator[Recorder]:
    recorder = Recorder(waiting=3)
    handover.register("test", recorder, preview=recorder.preview)
    yield recorder
    handover.unregister("test")


@pytest.fixture
def frozen() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def town(db: None) -> Town:
    return build_town()


def build_town() -> Town:
    build_areas(town_spec(), now=NOON)
    by_name = {area.name: area for area in Area.objects.exclude(level="building")}
    start: Any = {"actor": None, "now": datetime(2026, 3, 1, 4, tzinfo=UTC)}
    wang, zhou, leader = person("王秀兰"), person("周敏"), person("赵强")
    tiebei, dehui = by_name["铁北社区"], by_name["德惠社区"]
    railway = list(Area.objects.filter(parent=by_name["铁路小区"]).order_by("code"))
    yard = list(Area.objects.filter(parent=by_name["东大院"]).order_by("code"))
    garden = list(Area.objects.filter(parent=by_name["德惠东苑"]).order_by("code"))
    one = open_grid(
        tiebei,
        plan=NewGrid("铁北3-01格", worker=wang, leader=leader),
        buildings=railway[:4],
        approval_no="雄街发1号",
        **start,
    )
    two = open_grid(
        tiebei,
        plan=NewGrid("铁北3-02格", worker=zhou, leader=leader),
        buildings=railway[4:] + yard,
        approval_no="雄街发1号",
        **start,
    )
    east = open_grid(
        dehui,
        plan=NewGrid("德惠1-01格", leave_vacant_reason="招聘中"),
        buildings=garden,
        approval_no="雄街发1号",
        **start,
    )
    admin, security, clerk, chen = person("管系统"), person("管安全"), person("李静"), person("陈洁")
    for user, role, place in (
        (admin, Role.SYSADMIN, Place(street=True)),
        (security, Role.SECURITY_ADMIN, Place(street=True)),
        (clerk, Role.COMMUNITY_CLERK, Place(community=tiebei)),
    ):
        grant_posting(user, role=role, place=place, **start)
    return Town(
        street=by_name["雄关街道"],
        tiebei=tiebei,
        dehui=dehui,
        railway=by_name["铁路小区"],
        yard=by_name["东大院"],
        garden=by_name["德惠东苑"],
        one=one,
        two=two,
        east=east,
        admin=admin,
        security=security,
        wang=wang,
        zhou=zhou,
        chen=chen,
        leader=leader,
        clerk=clerk,
    )


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def admin(town: Town) -> Client:
    return signed_in(town.admin)


@pytest.fixture
def security(town: Town) -> Client:
    return signed_in(town.security)
