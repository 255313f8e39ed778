"""Homes and people follow their building, whatever becomes of open work; a broken link heals overnight."""

from datetime import date, timedelta

import pytest

from grids.actions.areas import move_area, retire_area
from grids.actions.boundaries import NewGrid, merge_grids, move_buildings, split_grid
from grids.actions.merging import merge_areas
from grids.actions.plans import apply_due
from grids.choices import HandoverMode
from grids.models import Area, Grid
from residents.actions import give_units_to_grid, register_rental
from residents.models import Dwelling, Household, Rental, Resident
from residents.placing import follow_places
from tests.residents.conftest import NOW, TODAY, Homes, noon

pytestmark = pytest.mark.django_db
NO = "雄街〔2026〕7号"


def grids_of(homes: Homes) -> set[int | None]:
    """The grids that the rows of the family carry; one, if all is well."""
    door = set(Dwelling.objects.filter(pk=homes.door.pk).values_list("grid", flat=True))
    home = set(Household.objects.filter(pk=homes.home.pk).values_list("grid", flat=True))
    return door | home | set(Resident.objects.filter(household=homes.home).values_list("grid", flat=True))


def communities_of(homes: Homes) -> set[int]:
    home = set(Household.objects.filter(pk=homes.home.pk).values_list("community", flat=True))
    door = set(Dwelling.objects.filter(pk=homes.door.pk).values_list("community", flat=True))
    return (
        home | door | set(Resident.objects.filter(household=homes.home).values_list("community", flat=True))
    )


@pytest.mark.parametrize("mode", HandoverMode.values)
def test_homes_follow_a_moved_building_in_either_mode(homes: Homes, mode: str) -> None:
    target = homes.town.tiebei.grids[1]
    move_buildings(
        target,
        buildings=[homes.town.building],
        approval_no=NO,
        version=1,
        actor=homes.cast.sysadmin,
        mode=mode,
        now=NOW,
    )
    assert grids_of(homes) == {target.pk}
    assert Resident.objects.visible_to(homes.cast.other_worker).count() == 3
    assert not Resident.objects.visible_to(homes.cast.worker).exists()


def test_homes_follow_a_split_and_a_merge(homes: Homes) -> None:
    first = homes.town.tiebei.grids[0]
    new = split_grid(
        first,
        plan=NewGrid(name="铁北1-09格", leave_vacant_reason="待招"),
        buildings=[homes.town.building],
        approval_no=NO,
        version=1,
        actor=homes.cast.sysadmin,
        now=NOW,
    )
    assert grids_of(homes) == {new.pk}
    merge_grids(
        new,
        first,
        approval_no=NO,
        version=1,
        actor=homes.cast.sysadmin,
        on=TODAY + timedelta(days=1),
        now=NOW,
    )
    assert grids_of(homes) == {new.pk}, "tomorrow is not today"


def test_a_change_dated_ahead_moves_them_on_its_day(homes: Homes, at_now: object) -> None:
    target = homes.town.tiebei.grids[1]
    move_buildings(
        target,
        buildings=[homes.town.building],
        approval_no=NO,
        version=1,
        actor=homes.cast.sysadmin,
        on=date(2026, 3, 9),
        now=NOW,
    )
    assert grids_of(homes) == {homes.town.tiebei.grids[0].pk}
    at_now.move_to(noon("2026-03-09"))  # type: ignore[attr-defined]
    apply_due()
    assert grids_of(homes) == {target.pk}


def test_homes_follow_their_building_into_another_community(homes: Homes) -> None:
    there = homes.town.dongyuan
    Area.objects.filter(pk=homes.town.building.pk).update(name="7号楼")
    building = Area.objects.get(pk=homes.town.building.pk)
    move_area(
        building,
        parent=there.estate,
        version=building.version,
        actor=homes.cast.sysadmin,
        grid=there.grids[0],
        approval_no=NO,
        now=NOW,
    )
    assert communities_of(homes) == {there.area.pk} and grids_of(homes) == {there.grids[0].pk}
    assert Resident.objects.visible_to(homes.cast.outsider).count() == 3
    assert not Household.objects.visible_to(homes.cast.clerk).exists()


def test_when_two_communities_become_one_its_people_see_the_homes(homes: Homes) -> None:
    Area.objects.filter(parent=homes.town.tiebei.area).update(name="铁路小区东区")
    merge_areas(
        homes.town.tiebei.area,
        homes.town.dongyuan.area,
        approval_no=NO,
        version=homes.town.tiebei.area.version,
        actor=homes.cast.sysadmin,
        now=NOW,
    )
    assert communities_of(homes) == {homes.town.dongyuan.area.pk}
    assert Resident.objects.visible_to(homes.cast.outsider).count() == 3


def test_a_units_own_grid_outlives_moves_inside_the_community_and_ends_outside(homes: Homes) -> None:
    third, second = homes.town.tiebei.grids[2], homes.town.tiebei.grids[1]
    give_units_to_grid(
        homes.town.building, units=["2"], grid=third, approval_no=NO, actor=homes.cast.secretary, now=NOW
    )
    move_buildings(
        second, buildings=[homes.town.building], approval_no=NO, version=1, actor=homes.cast.sysadmin, now=NOW
    )
    assert grids_of(homes) == {third.pk}
    merge_grids(third, second, approval_no=NO, version=third.version, actor=homes.cast.sysadmin, now=NOW)
    assert grids_of(homes) == {second.pk}
    Grid.objects.filter(pk=second.pk).update(valid_to=date(2026, 3, 1))
    follow_places(on=TODAY)
    assert not Dwelling.objects.filter(grid_override__isnull=False).exists()


def test_a_retired_building_leaves_its_homes_to_the_community(homes: Homes) -> None:
    building = Area.objects.get(pk=homes.town.building.pk)
    retire_area(building, reason="拆除", version=building.version, actor=homes.cast.sysadmin, now=NOW)
    assert grids_of(homes) == {None}
    assert Household.objects.visible_to(homes.cast.clerk).exists()
    assert not Household.objects.visible_to(homes.cast.worker).exists()


def test_what_went_astray_is_brought_home_and_nothing_else_is_touched(homes: Homes) -> None:
    register_rental(homes.door, facts={"landlord_name": "钱多多"}, actor=homes.cast.worker, now=NOW)
    assert follow_places(on=TODAY) == 0
    Resident.objects.filter(pk=homes.child.pk).update(grid=homes.town.dongyuan.grids[0])
    Rental.objects.update(community=homes.town.dongyuan.area)
    assert follow_places([homes.town.dongyuan.buildings[0][0].pk], on=TODAY) == 0
    assert follow_places(on=TODAY) == 2
    assert grids_of(homes) == {homes.town.tiebei.grids[0].pk}
