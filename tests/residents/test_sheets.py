"""People by sheet: brought behind their doors, corrected, taken out again."""

from datetime import date
from pathlib import Path

import pytest
from pytest_django import Settings

from core.audit.selectors import verify
from core.flow.models import Event
from core.sheets import kinds
from core.sheets.actions import ask_commit, mend
from core.sheets.choices import State
from core.sheets.fixing import Order
from core.sheets.selectors import groups, kept_rows, shown_groups
from residents.actions import add_service, change_resident, confirm_household
from residents.actions.arriving import NO_HEAD
from residents.models import Dwelling, Household, Resident
from tests.residents.conftest import NOW, TODAY, Homes, father, numbered
from tests.residents.sheets import bring, child, commit, numbers, person, said, undo
from tests.sheets.conftest import work

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


def test_new_people_join_a_household_that_stands(homes: Homes) -> None:
    rows = [
        person(
            "王小宝",
            "子",
            "201",
            unit_no="2",
            birth="2020",
            guardian="李秀兰",
            guardian_agreed_on="2026-02-01",
        ),
        person("赵老太", "父母", "201", unit_no="2", birth="1941"),
    ]
    found = commit(bring(rows, homes.cast.clerk), homes.cast.clerk)
    home = homes.family()
    assert (found.number("last_new"), home.members, home.head, home.version) == (2, 5, homes.father, 2)
    assert Resident.objects.get(name="王小宝").guardian == homes.mother
    line = Event.objects.get(subject_kind="household", subject_id=home.pk, version=2)
    assert (line.act, line.text, line.actor) == ("person_in", "表格导入增加2人", homes.cast.clerk)
    undo(found, homes.cast.clerk)
    assert (homes.family().members, found.number("undone")) == (3, 2) and verify() == []


def test_the_members_may_come_in_any_order_over_many_batches(
    homes: Homes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two rows at a time: the child first, the head last, strangers between them."""
    monkeypatch.setattr("core.sheets.applying.BATCH", 2)
    heads = [person(f"陈{'一二三四五'[n]}", room=f"40{n}", birth="1960") for n in range(5)]
    rows = [child("张小满"), *heads[:3], person("王秀英", "配偶", birth="1982"), *heads[3:]]
    rows.append(person("张大力", birth="1980"))
    found = commit(bring(rows, homes.cast.clerk), homes.cast.clerk, "all")
    assert (found.state, found.number("applied")) == (State.DONE, 8), said(found)
    home = Household.objects.get(dwelling__room_no="301")
    assert (home.members, home.head.name, home.version) == (3, "张大力", 1)
    assert Resident.objects.get(name="张小满").guardian == home.head
    undo(found, homes.cast.clerk)
    assert found.number("undone") == 8 and not Dwelling.objects.filter(unit_no="1").exists()


def test_a_household_whose_head_comes_first_takes_the_others_in_later(
    homes: Homes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.sheets.applying.BATCH", 1)
    rows = [person("张大力", birth="1980"), person("王秀英", "配偶", birth="1982"), child("张小满")]
    commit(bring(rows, homes.cast.clerk), homes.cast.clerk)
    home = Household.objects.get(dwelling__room_no="301")
    assert (home.members, home.version, Resident.objects.get(name="张小满").guardian) == (3, 1, home.head)


def test_a_household_without_a_head_goes_back_whole(homes: Homes) -> None:
    rows = [person("王秀英", "配偶", birth="1982"), child("张小满"), person("李四", room="302", birth="1955")]
    found = commit(bring(rows, homes.cast.clerk), homes.cast.clerk)
    assert (found.number("last_new"), numbers(found)) == (1, {"error": 2, "applied": 1})
    assert {(column, words) for _, column, words in said(found)} == {("与户主关系", NO_HEAD)}
    assert not Dwelling.objects.filter(room_no="301").exists()
    mend(found, Order("set", rows=(2,), column="relation", value="户主"), actor=homes.cast.clerk)
    mend(found, Order("set", rows=(3,), column="relation", value="女"), actor=homes.cast.clerk)
    found.refresh_from_db()
    commit(found, homes.cast.clerk)
    assert (found.state, Household.objects.get(dwelling__room_no="301").members) == (State.DONE, 2), said(
        found
    )


def test_an_empty_flat_is_lived_in_and_empty_again_after_undo(homes: Homes) -> None:
    door = homes.add_door("305", unit="1", use="vacant")
    found = commit(bring([person("李四", room="305", birth="1955")], homes.cast.clerk), homes.cast.clerk)
    door.refresh_from_db()
    assert (door.use, door.version, found.number("last_new")) == ("own", 2, 1)
    undo(found, homes.cast.clerk)
    door.refresh_from_db()
    assert (door.use, door.version, door.households.count()) == ("vacant", 3, 0)


def test_several_households_behind_one_door_are_told_apart(homes: Homes) -> None:
    rows = [person("李四", birth="1955"), person("赵六", birth="1966", ordinal="2")]
    found = commit(bring(rows, homes.cast.clerk), homes.cast.clerk)
    assert found.state == State.DONE
    door = Dwelling.objects.get(room_no="301")
    assert list(door.households.values_list("ordinal", "head__name").order_by("ordinal")) == [
        (1, "李四"),
        (2, "赵六"),
    ]
    assert numbers(bring(rows, homes.cast.clerk)) == {"same": 2}


def test_whom_somebody_went_on_with_stays_after_undo(homes: Homes) -> None:
    rows = [
        person("张大力", birth="1980"),
        person("李四", room="302", birth="1955"),
        person("赵六", room="303", birth="1966"),
        person("孙七", room="304", birth="1977"),
    ]
    found = commit(bring(rows, homes.cast.clerk), homes.cast.clerk)
    zhang, li, zhao, sun = Resident.objects.filter(household__dwelling__unit_no="1").order_by("pk")
    change_resident(zhang, changes={"phone": "13893712207"}, actor=homes.cast.worker, now=NOW)
    confirm_household(li.household, actor=homes.cast.worker, now=NOW)
    add_service(zhao.household, service="errands", agreed_on=TODAY, actor=homes.cast.worker, now=NOW)
    undo(found, homes.cast.clerk)
    assert (found.number("undone"), found.number("kept")) == (1, 3)
    assert [(row.row_no, row.kept_because[:8]) for row in kept_rows(found)] == [
        (2, "导入以后有人改过"),
        (3, "导入以后有人上门"),
        (4, "这一户导入以后有"),
    ]
    assert not Resident.objects.filter(pk=sun.pk).exists() and verify() == []


def test_a_post_that_ended_stops_the_commit(homes: Homes) -> None:
    found = bring(family(), homes.cast.clerk)
    ask_commit(found, mode="all", actor=homes.cast.clerk)
    homes.cast.clerk.postings.update(valid_to=date(2026, 3, 1))
    work(found)
    assert "没有这项权限" in found.error and not Dwelling.objects.filter(room_no="301").exists()


def test_who_imports_the_register(homes: Homes) -> None:
    kind, cast = kinds.get("residents"), homes.cast
    adders = {"clerk", "second_clerk", "secretary", "outsider", "other_secretary", "intake", "manager"}
    assert {name for name, user in cast.all.items() if kind.may_add(user)} == adders
    changers = adders - {"clerk", "second_clerk", "outsider"}
    assert {name for name, user in cast.all.items() if kind.may_change(user)} == changers
    assert {name for name, user in cast.all.items() if kind.may_take_over(user, cast.clerk)} == {
        "secretary",
        "intake",
        "manager",
    }
    assert list(kind.changers_of(cast.clerk)) == [cast.secretary]
    assert not kind.may_take_over(cast.secretary, cast.manager)


def test_a_number_entered_meanwhile_sends_the_row_back(homes: Homes) -> None:
    found = bring(family(), homes.cast.clerk)
    homes.add_home(homes.add_door("501"), father(id_number=HEAD_ID, name="张大力"))
    commit(found, homes.cast.clerk)
    # Without its head the rest of the household goes back too.
    assert (found.number("last_new"), numbers(found)["applied"]) == (1, 1)
    assert "这个证件号刚才已经登记了，请再看一眼" in [words for *_, words in said(found)]


def test_a_mistake_of_a_repeated_word_is_mended_once_for_all(homes: Homes) -> None:
    rows = [person(f"陈{n}", room=f"40{i}", birth="1960", estate="铁路小曲") for i, n in enumerate("甲乙丙")]
    found = bring(rows, homes.cast.clerk)
    (group,) = shown_groups(found, groups(found))
    assert (group.rows, group.sentence, group.suggestions) == (
        3,
        "没有这个小区，你是想填「铁路小区」吗？",
        ["铁路小区"],
    )
    mend(found, Order("set", mark=group.mark, column="estate", value="铁路小区"), actor=homes.cast.clerk)
    found.refresh_from_db()
    assert numbers(found) == {"new": 3}
