"""Sixteen administrators at once: the tree and the partition stay sound, and nobody meets a deadlock."""

import random
import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from core.accounts.models import User
from core.audit.models import Entry
from core.errors import RuleBroken
from grids.actions.areas import create_area, move_area, retire_area
from grids.actions.boundaries import NewGrid, open_grid, split_grid
from grids.actions.merging import merge_areas
from grids.actions.postings import Place, grant_posting
from grids.actions.tree import AreaSpec, build_areas
from grids.choices import Role
from grids.models import Area, Grid, GridBuilding
from grids.querysets import today
from grids.selectors import partition_faults, tree_faults
from tests.grids.conftest import estate, person
from tests.long import rounds

THREADS, STEPS = 16, rounds(60, 200)
NUMBER = "雄街发1号"


class Planner(threading.Thread):
    """One administrator's random walk over the town; the seed makes it repeatable."""

    def __init__(self, seed: int, actor: User, steps: int) -> None:
        super().__init__(name=f"planner-{seed}")
        self.chance = random.Random(seed)
        self.seed, self.actor, self.steps = seed, actor, steps
        self.done: Counter[str] = Counter()
        self.broken: list[BaseException] = []

    def run(self) -> None:
        try:
            for step in range(self.steps):
                deed = self.chance.choices(
                    [
                        self.add_building,
                        self.add_estate,
                        self.move_building,
                        self.move_estate,
                        self.merge,
                        self.retire,
                    ],
                    [35, 10, 30, 10, 8, 7],
                )[0]
                self.attempt(deed, step)
        finally:
            connection.close()

    def attempt(self, deed: Callable[[str], None], step: int) -> None:
        try:
            deed(f"{self.seed}之{step}")
            self.done[deed.__name__] += 1
        except RuleBroken:
            self.done["refused"] += 1
        except Exception as error:  # every other error is what the test looks for
            self.broken.append(error)

    def pick(self, **wanted: object) -> Area:
        ids = Area.objects.filter(is_active=True, **wanted).order_by("pk").values_list("pk", flat=True)
        return Area.objects.get(pk=self.chance.choice(list(ids)))

    def grid_in(self, community_id: int | None) -> Grid:
        return Grid.objects.active().filter(community_id=community_id).order_by("pk").first() or Grid()

    def add_building(self, name: str) -> None:
        parent = self.pick(level="estate")
        create_area(parent, name=name, grid=self.grid_in(parent.community_id), actor=self.actor)

    def add_estate(self, name: str) -> None:
        create_area(self.pick(level="community"), name=name, actor=self.actor)

    def move_building(self, name: str) -> None:
        self.move(self.pick(level="building"), self.pick(level="estate"))

    def move_estate(self, name: str) -> None:
        self.move(self.pick(level="estate"), self.pick(level="community"))

    def move(self, node: Area, parent: Area) -> None:
        grid = self.grid_in(parent.community_id)
        move_area(node, parent=parent, version=None, grid=grid, approval_no=NUMBER, actor=self.actor)

    def merge(self, name: str) -> None:
        one, two = self.pick(level="estate"), self.pick(level="estate")
        grid = self.grid_in(two.community_id)
        merge_areas(one, two, approval_no=NUMBER, version=None, grid=grid, actor=self.actor)

    def retire(self, name: str) -> None:
        retire_area(self.pick(level="building"), reason="拆除", version=None, actor=self.actor)


def lay_town() -> User:
    communities: list[AreaSpec] = [
        {
            "code": f"620201001{number:03}",
            "name": f"社区{number}",
            "children": [
                estate(f"620201001{number:03}E{index:03}", f"小区{number}-{index}", 4)
                for index in range(1, 4)
            ],
        }
        for number in range(1, 5)
    ]
    # Buildings of one name would stop every merge, which is tested elsewhere.
    for community in communities:
        for home in community.get("children", ()):
            for house in home.get("children", ()):
                house["name"] = f"{house['code'][-10:]}号"
    build_areas({"code": "620201001", "name": "雄关街道", "children": communities})
    for place in Area.objects.communities():
        houses = list(Area.objects.buildings().filter(community_id=place.pk))
        plan = NewGrid(f"{place}1格", leave_vacant_reason="招聘中")
        open_grid(place, plan=plan, buildings=houses, approval_no=NUMBER, actor=None)
    admin = person("管系统")
    grant_posting(admin, role=Role.SYSADMIN, place=Place(street=True), actor=None)
    return admin


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_sixteen_threads_of_mixed_tree_changes_leave_no_fault() -> None:
    admin = lay_town()
    planners = [Planner(seed, admin, STEPS) for seed in range(THREADS)]
    for planner in planners:
        planner.start()
    for planner in planners:
        planner.join()
    assert [error for planner in planners for error in planner.broken] == []
    done: Counter[str] = sum((planner.done for planner in planners), Counter())
    assert sum(done.values()) == THREADS * STEPS
    assert (
        min(done[deed] for deed in ("add_building", "add_estate", "move_building", "move_estate", "merge"))
        > STEPS // 4
    )
    assert tree_faults() == []
    assert partition_faults() == []
    assert Entry.objects.filter(action="area.create").count() == done["add_building"] + done["add_estate"]
    assert Entry.objects.filter(action="area.merge").count() == done["merge"]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_walk_is_refused() -> None:
    lay_town()
    node = Area.objects.buildings().first()
    assert node is not None
    with pytest.raises(Exception, match="only through"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE grids_area SET parent_id = parent_id, lft = lft + 2 WHERE id = %s", [node.pk])


@pytest.mark.django_db(transaction=True)
def test_two_who_claim_one_building_at_once_give_it_one_grid() -> None:
    admin = lay_town()
    community = Area.objects.communities().first()
    assert community is not None
    house = Area.objects.buildings().filter(community_id=community.pk).first()
    assert house is not None
    first = Grid.objects.get(community=community)
    plans = [NewGrid(f"新格{number}", leave_vacant_reason="招聘中") for number in range(8)]
    won: list[Grid] = []

    def claim(plan: NewGrid) -> None:
        try:
            won.append(
                split_grid(first, plan=plan, buildings=[house], approval_no=NUMBER, version=None, actor=admin)
            )
        except RuleBroken:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=claim, args=(plan,)) for plan in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert Grid.for_building(house.pk) == won[0]
    assert partition_faults() == []


@pytest.mark.django_db(transaction=True)
def test_raw_inserts_from_two_connections_leave_one_link() -> None:
    lay_town()
    house = Area.objects.buildings().first()
    assert house is not None
    GridBuilding.objects.filter(building=house).delete()
    grid = Grid.objects.get(community_id=house.community_id)
    outcomes: list[str] = []

    def insert() -> None:
        try:
            GridBuilding.objects.create(grid=grid, building=house, valid_from=today())
            outcomes.append("in")
        except IntegrityError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=insert) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in", *["refused"] * 7]
