"""The whole town: pages ask a fixed number of questions, whatever its size (baselines below)."""

from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.accounts.models import User
from core.audit.actions import record
from grids.actions.boundaries import NewGrid, open_grid
from grids.actions.postings import Place, grant_posting
from grids.actions.tree import AreaSpec, build_areas
from grids.choices import AreaLevel, Role
from grids.models import Area, Grid, Posting
from grids.scope import Scope
from grids.selectors import partition_faults, tree_faults
from tests.grids.conftest import NOON, TODAY, estate, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


def lay(communities: int, estates: int, grids: int) -> User:
    spec: list[AreaSpec] = [
        {
            "code": f"620201001{number:03}",
            "name": f"社区{number}",
            "children": [
                estate(f"620201001{number:03}E{index:03}", f"小区{index}", 8)
                for index in range(1, estates + 1)
            ],
        }
        for number in range(1, communities + 1)
    ]
    build_areas({"code": "620201001", "name": "雄关街道", "children": spec})
    for place in Area.objects.communities().order_by("code"):
        houses = list(Area.objects.buildings().filter(community_id=place.pk).order_by("code"))
        for number in range(grids):
            plan = NewGrid(f"{place}{number:02}格", worker=person(f"王{number}"))
            mine = houses[number::grids]
            open_grid(place, plan=plan, buildings=mine, approval_no="雄街发1号", actor=None)
    admin = person("管系统")
    grant_posting(admin, role=Role.SYSADMIN, place=Place(street=True), actor=None)
    return admin


def counted(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def pages() -> dict[str, str]:
    grid = Grid.objects.order_by("code").first()
    community = Area.objects.communities().order_by("code").first()
    home = Area.objects.filter(level=AreaLevel.ESTATE).order_by("code").first()
    assert grid and community and home
    return {
        "tree": reverse("grids:tree"),
        "below": reverse("grids:below", args=[community.pk]),
        "lacking": reverse("grids:tree") + "?show=lacking",
        "heavy": reverse("grids:tree") + "?show=heavy",
        "search": reverse("grids:tree") + "?q=社区",
        "grid": reverse("grids:detail", args=[grid.pk]),
        "estate": reverse("grids:area", args=[home.pk]),
        "people": reverse("people:list"),
        "departments": reverse("grids:departments"),
    }


def test_pages_ask_as_little_at_full_size_as_at_small_size() -> None:
    admin = lay(communities=2, estates=2, grids=2)
    client = Client()
    client.force_login(admin, backend="django.contrib.auth.backends.ModelBackend")
    client.get("/grids/")
    small = {name: counted(client, address) for name, address in pages().items()}
    grow(communities=15, estates=26, grids=11)
    large = {name: counted(client, address) for name, address in pages().items()}
    assert large == small
    # A grid's own page shows its posts, helpers, buildings, history and what is to come: a detail page (12).
    most = {name: 12 if name == "grid" else 10 for name in large}
    assert {name: count for name, count in large.items() if count > most[name]} == {}


def grow(communities: int, estates: int, grids: int) -> None:
    """More of the same beside what is there."""
    street = Area.objects.get(level=AreaLevel.STREET)
    for number in range(101, 101 + communities):
        code = f"620201001{number}"
        homes = [estate(f"{code}E{index:03}", f"小区{index}", 8) for index in range(1, estates + 1)]
        build_areas({"code": code, "name": f"社区{number}", "children": homes}, parent=street)
        place = Area.objects.get(code=code)
        houses = list(Area.objects.buildings().filter(community_id=place.pk).order_by("code"))
        for index in range(grids):
            plan = NewGrid(f"{place}{index:02}格", worker=person(f"王{number}-{index}"))
            open_grid(place, plan=plan, buildings=houses[index::grids], approval_no="雄街发1号", actor=None)


def test_a_whole_town_is_laid_in_few_questions_and_proved_sound() -> None:
    spec: list[AreaSpec] = [
        {
            "code": f"620201001{number:03}",
            "name": f"社区{number}",
            "children": [
                estate(f"620201001{number:03}E{index:03}", f"小区{index}", 11) for index in range(1, 27)
            ],
        }
        for number in range(1, 18)
    ]
    with transaction.atomic():
        record("test.begin", actor=None)  # the ledger's very first line writes its end too
    with CaptureQueriesContext(connection) as laid:
        places = build_areas({"code": "620201001", "name": "雄关街道", "children": spec})
    assert len(places) == 5322
    with CaptureQueriesContext(connection) as proved:
        assert tree_faults() == []
    assert len(laid) == 11
    assert len(proved) == 8  # one for each rule, however many places


def test_scope_is_one_question_and_then_none() -> None:
    admin = lay(communities=1, estates=1, grids=2)
    worker = Posting.objects.filter(role=Role.GRID_WORKER).select_related("user")[0].user
    for user in (admin, worker):
        fresh = User.objects.get(pk=user.pk)
        with CaptureQueriesContext(connection) as queries:
            scope = Scope.of(fresh)
            assert scope.roles
            assert Scope.of(fresh) is scope
        assert len(queries) == 1
        assert "lft" not in queries[0]["sql"]
    assert Scope.of(worker, TODAY.replace(year=2020)).roles == frozenset()
    assert partition_faults() == []
