"""Doors by sheet: entered, changed with the household behind them, taken out again."""

from pathlib import Path

import pytest
from pytest_django import Settings

from core.audit.selectors import verify
from core.sheets.choices import State
from residents.actions import change_dwelling
from residents.models import Dwelling
from tests.residents.conftest import NOW, Homes, grandmother
from tests.residents.sheets import Row, bring, commit, numbers, said, undo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.SHEETS_ROOT = tmp_path / "sheets"


def door(room: str = "301", unit: str = "1", **more: str) -> Row:
    return {"estate": "铁路小区", "building": "1号楼", "unit_no": unit, "room_no": room, **more}


def test_doors_are_entered_and_taken_out_again(homes: Homes) -> None:
    rows = [
        door(use="空置", owner_name="钱多多", owner_phone="13893712207"),
        door("1203", floor="-1"),
        door("东2", unit=""),
    ]
    found = commit(bring(rows, homes.cast.clerk, "households"), homes.cast.clerk)
    assert (found.state, found.number("last_new")) == (State.DONE, 3), said(found)
    first = Dwelling.objects.get(room_no="301")
    assert (first.use, first.owner_name, first.open_sealed("owner_phone"), first.floor) == (
        "vacant",
        "钱多多",
        "13893712207",
        3,
    )
    assert (first.community, first.grid) == (homes.town.tiebei.area, homes.town.tiebei.grids[0])
    assert list(
        Dwelling.objects.filter(room_no__in=["1203", "东2"]).values_list("floor", "use").order_by("pk")
    ) == [
        (-1, "own"),
        (None, "own"),
    ]
    assert numbers(bring(rows, homes.cast.clerk, "households")) == {"same": 3}
    homes.add_home(Dwelling.objects.get(room_no="1203"), grandmother(relation="0"))
    undo(found, homes.cast.clerk)
    assert (found.number("undone"), found.number("kept")) == (2, 1)
    assert list(Dwelling.objects.values_list("room_no", flat=True).order_by("pk")) == ["201", "1203"]
    assert verify() == []


def test_a_door_and_its_household_are_changed_and_changed_back(homes: Homes) -> None:
    lead = homes.cast.secretary
    rows = [
        door("201", "2", home_no=homes.home.no, use="出租", tenure="租住", head="王建国"),
        door("305", floor="4"),
    ]
    homes.add_door("305", unit="1")
    clerk = bring(rows, homes.cast.clerk, "households")
    assert numbers(clerk) == {"update": 2, "held": 2}
    found = commit(bring(rows, lead, "households"), lead)
    assert (found.state, found.number("last_update")) == (State.DONE, 2), said(found)
    homes.door.refresh_from_db()
    other = Dwelling.objects.get(room_no="305")
    assert (homes.door.use, homes.family().tenure, homes.family().head, other.floor) == (
        "let",
        "rented",
        homes.father,
        4,
    )
    change_dwelling(other, changes={"use": "office"}, actor=lead, now=NOW)
    undo(found, lead)
    homes.door.refresh_from_db()
    other.refresh_from_db()
    assert (homes.door.use, homes.family().tenure, homes.family().head) == ("own", "owned", homes.father)
    assert (other.floor, found.number("undone"), found.number("kept")) == (4, 1, 1)


def test_two_households_behind_one_door_say_the_same_of_it(homes: Homes) -> None:
    second = homes.add_home(homes.door, grandmother(relation="0"))
    lead = homes.cast.secretary
    rows = [
        door("201", "2", home_no=one.no, use="出租", tenure="租住", ordinal=str(one.ordinal))
        for one in (homes.home, second)
    ]
    found = commit(bring(rows, lead, "households"), lead, "all")
    second.refresh_from_db()
    assert (found.state, homes.family().tenure, second.tenure) == (State.DONE, "rented", "rented"), said(
        found
    )


def test_what_a_row_of_doors_may_not_say_is_told(homes: Homes) -> None:
    homes.add_home(homes.door, grandmother(relation="0"))
    nobody = "这处房屋还没有登记人，这一列请空着。先用「居民」表导入人员"
    rows = [
        (door(estate="东苑小区"), "小区", "没有这个小区，请核对"),
        (door(building="9号楼"), "楼栋", "铁路小区里没有这栋楼，请核对"),
        (door("302", tenure="租住"), "居住方式", nobody),
        (door("303", head="王建国"), "户主", nobody),
        (door("304", ordinal="2"), "同址第几户", nobody),
        (door("305", use="仓库"), "用途", "这里只能填自住、出租、空置、经营、办公、其他"),
        (door("306", floor="顶"), "楼层", "楼层写-3到60的整数，地下一层写 -1"),
        (door("307", owner_phone="1389"), "房主电话", "手机号是11位，现在是4位"),
        (door("308", home_no="H-000001"), "系统编号", "没有这一户，或者已经搬走。新增的行系统编号请空着"),
        (door("309", owner_name="钱*多"), "房主", "这里带*，看不出完整的内容。新增的行请填完整"),
        (door("201", "2"), "同址第几户", "这处房屋登记了2户，请写是第几户"),
        (door("201", "2", ordinal="3"), "同址第几户", "这处房屋登记了2户，没有这一户，请核对"),
        (
            door("201", "2", ordinal="1", head="王建军"),
            "户主",
            "换户主请到住户页修改，这里请和登记的一样或者空着",
        ),
        (
            door("201", "2", home_no="H-999999"),
            "系统编号",
            "系统编号和地址对不上，或者这一户已经搬走。搬家请到住户页办；新增的行请空着",
        ),
    ]
    found = bring([row for row, *_ in rows], homes.cast.clerk, "households")
    assert said(found) == [(at + 2, *wrong) for at, (_, *wrong) in enumerate(rows)]
