"""People by sheet: brought behind their doors, corrected, taken out again."""

from datetime import date
from pathlib import Path

import pytest
from pytest_django import Settings

from core.audit.selectors import verify
from core.sheets.choices import State
from residents.models import Dwelling, Household, Resident
from tests.residents.conftest import TODAY, Homes, numbered
from tests.residents.sheets import bring, child, commit, numbers, person, said, undo

pytestmark = pytest.mark.django_db
HEAD_ID = numbered(date(1980, 2, 3), 31)
WIFE_ID = numbered(date(1982, 4, 5), 42)


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.SHEETS_ROOT = tmp_path / "sheets"


def family() -> list[dict[str, str]]:
    return [
        person("张大力", id_number=HEAD_ID, phone="13893712207", moved_in_on="2015-03-01"),
        person(
            "王秀英",
            "配偶",
            id_number=WIFE_ID,
            residence_status="人在户不在",
            registered_place="甘肃省酒泉市",
        ),
        child("张小满"),
        person("李四", room="302室", unit_no="1单元", birth="1955", building="铁路小区1号楼"),
    ]


def test_people_stand_in_their_homes_as_if_entered_by_hand(homes: Homes) -> None:
    found = bring(family(), homes.cast.clerk)
    assert (found.error, numbers(found)) == ("", {"new": 4}), said(found)
    commit(found, homes.cast.clerk)
    assert (found.state, numbers(found)) == (State.DONE, {"applied": 4}), said(found)
    door = Dwelling.objects.get(room_no="301")
    assert (door.building, door.unit_no, door.floor) == (homes.town.building, "1", 3)
    assert (door.community, door.grid) == (homes.town.tiebei.area, homes.town.tiebei.grids[0])
    home = door.households.get()
    head, wife, small = home.residents.order_by("pk")
    assert (home.head, home.members, home.source, home.confirmed_on) == (head, 3, "import", None)
    assert home.confirm_due_on is not None and home.confirm_due_on > TODAY
    assert (head.open_sealed("id_number"), head.open_sealed("phone")) == (HEAD_ID, "13893712207")
    assert (head.birth_date, head.sex, head.id_type) == (date(1980, 2, 3), "1", "111")
    assert (wife.is_floating, wife.registered_place, wife.sex) == (True, "甘肃省酒泉市", "2")
    assert (small.guardian, small.guardian_name, small.birth_year, small.birth_date) == (head, "", 2018, None)
    assert Resident.objects.get(name="李四").household.dwelling.door == "1单元302"
    assert Resident.objects.visible_to(homes.cast.worker).with_identity(WIFE_ID).exists() and verify() == []


def test_the_same_file_again_adds_nobody_and_changes_nothing(homes: Homes) -> None:
    commit(bring(family(), homes.cast.clerk), homes.cast.clerk)
    again = bring(family(), homes.cast.clerk)
    assert numbers(again) == {"same": 4}, said(again)


def test_undo_leaves_the_register_as_it_was(homes: Homes) -> None:
    before = [model.objects.count() for model in (Dwelling, Household, Resident)]
    found = commit(bring(family(), homes.cast.clerk), homes.cast.clerk)
    undo(found, homes.cast.clerk)
    assert (found.state, found.number("undone"), found.number("kept")) == (State.UNDONE, 4, 0)
    assert [model.objects.count() for model in (Dwelling, Household, Resident)] == before
    assert verify() == []
