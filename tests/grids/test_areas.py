"""The tree changes only through its actions, and stays sound."""

from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from core.audit.models import Entry
from core.errors import Conflict, NotAllowed, RuleBroken
from grids.actions.areas import change_area, create_area, move_area, retire_area
from grids.actions.merging import merge_areas, split_estate
from grids.actions.tree import rebuild_tree
from grids.models import Area, Grid, GridBuilding, Posting
from grids.selectors import partition_faults, tree_faults
from grids.treelock import TreeWriteRefused, tree_writing
from tests.grids.conftest import TODAY, Town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def sound() -> None:
    assert tree_faults() == []
    assert partition_faults() == []


def test_a_town_laid_in_bulk_is_sound(town: Town) -> None:
    assert Area.objects.count() == 18
    assert town.tiebei.community_id == town.tiebei.pk
    assert set(Area.objects.filter(level="building").values_list("community_id", flat=True)) == {
        town.tiebei.pk,
        town.dehui.pk,
    }
    sound()


@pytest.mark.parametrize(
    "write",
    [
        lambda town: Area(parent=town.railway, level="building", code="x", name="x").save(),
        lambda town: Area.objects.filter(pk=town.railway.pk).update(lft=99),
        lambda town: Area.objects.filter(pk=town.railway.pk).delete(),
        lambda town: town.railway.delete(),
        lambda town: Area.objects.bulk_create(
            [Area(parent=town.railway, level="building", code="x", name="x")]
        ),
        lambda town: Area.objects.bulk_update([town.railway], ["parent"]),
    ],
)
def test_code_that_writes_the_tree_past_the_actions_is_refused(
    town: Town, write: Callable[[Town], object]
) -> None:
    with pytest.raises(TreeWriteRefused):
        write(town)


def test_a_node_given_another_parent_and_saved_is_refused(town: Town) -> None:
    building = town.building(town.railway, 1)
    building.parent = town.yard
    with pytest.raises(TreeWriteRefused):
        building.save()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE grids_area SET lft = lft + 1 WHERE level = 'estate'",
        "UPDATE grids_area SET parent_id = NULL WHERE level = 'building'",
        "UPDATE grids_area SET community_id = NULL WHERE level = 'building'",
        "DELETE FROM grids_area WHERE level = 'building'",
    ],
)
def test_the_database_itself_refuses_tree_writes_outside_the_lock(town: Town, statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="only through"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_plain_field_may_be_saved_without_the_lock(town: Town) -> None:
    Area.objects.filter(pk=town.railway.pk).update(address="新华路1号")
    town.railway.refresh_from_db()
    town.railway.short_name = "铁小"
    town.railway.save()
    sound()


def test_a_new_estate_gets_the_next_code_of_its_kind(town: Town) -> None:
    estate = create_area(town.tiebei, name="西苑", actor=town.admin)
    yard = create_area(town.tiebei, name="西大院", details={"estate_kind": "courtyard"}, actor=town.admin)
    assert (estate.code, yard.code) == ("620201001001E002", "620201001001Y002")
    assert estate.community_id == town.tiebei.pk
    sound()


def test_a_new_building_enters_a_grid_at_once(town: Town) -> None:
    with pytest.raises(RuleBroken, match="归哪个网格"):
        create_area(town.railway, name="7号楼", actor=town.admin)
    building = create_area(town.railway, name="7号楼", grid=town.one, actor=town.admin)
    assert Grid.for_building(building.pk) == town.one
    sound()


def test_a_new_building_cannot_enter_a_grid_of_another_community(town: Town) -> None:
    with pytest.raises(RuleBroken, match="不能跨社区"):
        create_area(town.railway, name="7号楼", grid=town.east, actor=town.admin)
    assert not Area.objects.filter(name="7号楼").exists()


def test_two_places_of_one_name_side_by_side_are_refused(town: Town) -> None:
    with pytest.raises(RuleBroken, match="已经有"):
        create_area(town.tiebei, name="铁路小区", actor=town.admin)


def test_only_the_system_administrator_changes_places(town: Town) -> None:
    for user in (town.clerk, town.wang, town.security):
        with pytest.raises(NotAllowed):
            create_area(town.tiebei, name="西苑", actor=user)


def test_a_rename_over_a_newer_change_shows_both(town: Town) -> None:
    change_area(town.railway, changes={"name": "铁路新村"}, version=1, actor=town.admin)
    with pytest.raises(Conflict) as caught:
        change_area(town.railway, changes={"name": "铁路家园"}, version=1, actor=town.admin)
    assert caught.value.theirs == {"name": "铁路新村", "version": 2}
    assert caught.value.mine == {"name": "铁路家园"}
    entry = Entry.objects.filter(action="area.change").get()
    assert entry.detail == {"old": {"name": "铁路小区"}, "new": {"name": "铁路新村"}}


def test_a_building_moved_inside_its_community_keeps_its_grid(town: Town) -> None:
    building = town.building(town.railway, 1)
    Area.objects.filter(pk=building.pk).update(name="临街楼")
    moved = move_area(building, parent=town.yard, version=1, actor=town.admin)
    assert moved.parent_id == town.yard.pk
    assert moved.version == 2
    assert Grid.for_building(building.pk) == town.one
    sound()


def test_a_building_moved_to_another_community_changes_its_grid_from_today(town: Town) -> None:
    building = town.building(town.railway, 6)
    with pytest.raises(RuleBroken, match="一个网格来接"):
        move_area(building, parent=town.garden, version=None, actor=town.admin)
    with pytest.raises(RuleBroken, match="批准文号"):
        move_area(building, parent=town.garden, version=None, grid=town.east, actor=town.admin)
    moved = move_area(
        building, parent=town.garden, version=None, grid=town.east, approval_no="雄街发9号", actor=town.admin
    )
    assert moved.community_id == town.dehui.pk
    assert Grid.for_building(building.pk) == town.east
    assert Grid.for_building(building.pk, TODAY.replace(month=3, day=31)) == town.two
    sound()


def test_an_estate_takes_its_buildings_along(town: Town) -> None:
    moved = move_area(
        town.yard, parent=town.dehui, version=None, grid=town.east, approval_no="雄街发9号", actor=town.admin
    )
    assert set(Area.objects.filter(parent=moved).values_list("community_id", flat=True)) == {town.dehui.pk}
    assert GridBuilding.objects.filter(grid=town.east).active().count() == 6
    sound()


@pytest.mark.parametrize("target", ["street", "railway", "building"])
def test_a_place_hangs_only_below_the_level_above_it(town: Town, target: str) -> None:
    parent = town.building(town.railway, 1) if target == "building" else getattr(town, target)
    with pytest.raises(RuleBroken):
        move_area(town.yard, parent=parent, version=None, actor=town.admin)
    sound()


def test_a_retired_building_leaves_its_grid_and_stays_for_old_days(town: Town) -> None:
    building = town.building(town.railway, 1)
    retire_area(building, reason="拆除", version=1, actor=town.admin)
    building.refresh_from_db()
    assert not building.is_active
    assert Grid.for_building(building.pk) is None
    assert Grid.for_building(building.pk, TODAY.replace(month=3, day=15)) == town.one
    sound()


def test_a_place_with_others_below_it_is_not_retired(town: Town) -> None:
    for place in (town.railway, town.tiebei, town.street):
        with pytest.raises(RuleBroken):
            retire_area(place, reason="撤销", version=None, actor=town.admin)


def test_merging_estates_brings_the_buildings_and_retires_the_empty_one(town: Town) -> None:
    Area.objects.filter(parent=town.yard, name="1号楼").update(name="院1号楼")
    Area.objects.filter(parent=town.yard, name="2号楼").update(name="院2号楼")
    merge_areas(town.yard, town.railway, approval_no="雄街发9号", version=None, actor=town.admin)
    town.yard.refresh_from_db()
    assert not town.yard.is_active
    assert Area.objects.filter(parent=town.railway, is_active=True).count() == 8
    sound()


def test_merging_estates_with_like_named_buildings_asks_to_rename_first(town: Town) -> None:
    with pytest.raises(RuleBroken, match="1号楼"):
        merge_areas(town.yard, town.railway, approval_no="雄街发9号", version=None, actor=town.admin)


def test_merging_communities_brings_estates_grids_and_staff(town: Town) -> None:
    merge_areas(town.tiebei, town.dehui, approval_no="雄街发9号", version=None, actor=town.admin)
    town.one.refresh_from_db()
    assert town.one.community_id == town.dehui.pk
    assert Posting.objects.filter(user=town.clerk).active().get().community_id == town.dehui.pk
    assert (
        Posting.objects.filter(user=town.clerk).active(TODAY.replace(month=3, day=31)).get().community
        == town.tiebei
    )
    assert Area.objects.filter(community=town.dehui, level="building").count() == 12
    sound()


def test_an_estate_across_two_communities_is_two_nodes_of_one_group(town: Town) -> None:
    twin = split_estate(
        town.railway,
        community=town.dehui,
        buildings=town.buildings(town.railway, 5, 6),
        grid=town.east,
        approval_no="雄街发9号",
        version=1,
        actor=town.admin,
    )
    town.railway.refresh_from_db()
    assert twin.estate_group == town.railway.estate_group == "620201001001E001"
    assert twin.community_id == town.dehui.pk
    assert list(Area.objects.filter(parent=twin).order_by("name").values_list("name", flat=True)) == [
        "5号楼",
        "6号楼",
    ]
    assert Grid.for_building(town.building(twin, 5).pk) == town.east
    sound()


def test_check_tree_names_what_is_wrong_and_fix_recounts(town: Town) -> None:
    with tree_writing(), connection.cursor() as cursor:
        cursor.execute("UPDATE grids_area SET lft = lft + 1 WHERE id = %s", [town.railway.pk])
    assert {fault.area_id for fault in tree_faults()} >= {town.railway.pk}
    with pytest.raises(CommandError):
        call_command("check_tree", verbosity=0)
    call_command("check_tree", "--fix", verbosity=0)
    sound()


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE grids_area SET parent_id = id WHERE name = '铁路小区'", "unreachable"),
        ("UPDATE grids_area SET depth = 9 WHERE name = '铁路小区'", "depth"),
        ("UPDATE grids_area SET level = 'building', estate_kind = '' WHERE name = '东大院'", "level"),
        ("UPDATE grids_area SET rght = rght + 2 WHERE name = '东大院'", "width"),
        (
            "UPDATE grids_area SET community_id = (SELECT id FROM grids_area WHERE name = '德惠社区')"
            " WHERE name = '铁路小区'",
            "community",
        ),
        ("UPDATE grids_area SET is_active = false WHERE name = '铁路小区'", "under_retired"),
        (
            "UPDATE grids_area a SET lft = b.lft, rght = b.rght FROM grids_area b"
            " WHERE a.name = '5号楼' AND b.name = '6号楼'",
            "number",
        ),
    ],
)
def test_each_kind_of_fault_is_found(town: Town, statement: str, kind: str) -> None:
    with tree_writing(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert kind in {fault.kind for fault in tree_faults()}


def test_recounting_leaves_a_sound_tree_as_it_is(town: Town) -> None:
    rebuild_tree(actor=None)
    sound()
