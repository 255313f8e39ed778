"""Each household that a file founds has one head, told when the file is checked and not when it is committed."""

from datetime import date
from pathlib import Path

import pytest
from pytest_django import Settings

from core.accounts.models import User
from core.sheets.actions import mend, take_errors, upload_again
from core.sheets.child import limits, rows_of
from core.sheets.fixing import Order
from core.sheets.models import SheetImport
from core.sheets.selectors import groups
from residents.actions.arriving import NO_HEAD
from residents.models import Household
from tests.residents.conftest import Homes, numbered
from tests.residents.sheets import bring, commit, numbers, person, said
from tests.sheets.conftest import file_of, work, workbook

pytestmark = pytest.mark.django_db
RELATION = "与户主关系"
SECOND = "这一户在第{}行已经写了户主，只能有一个"


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.SHEETS_ROOT = tmp_path / "sheets"


def couple(first: str = "配偶", second: str = "父母", room: str = "301") -> list[dict[str, str]]:
    return [person("王秀英", first, room, birth="1982"), person("李桂兰", second, room, birth="1955")]


def order(found: SheetImport, actor: User, op: str, *rows: int, **said: str) -> SheetImport:
    mend(found, Order(op, rows=rows, **said), actor=actor)
    found.refresh_from_db()
    return found


def relate(found: SheetImport, actor: User, row: int, relation: str) -> SheetImport:
    return order(found, actor, "set", row, column="relation", value=relation)


def test_a_household_without_a_head_is_told_at_each_of_its_rows(homes: Homes) -> None:
    found = bring([*couple(), person("张三", room="302", birth="1970")], homes.cast.clerk)
    assert (numbers(found), said(found)) == (
        {"new": 1, "error": 2},
        [(2, RELATION, NO_HEAD), (3, RELATION, NO_HEAD)],
    )


def test_naming_the_head_clears_the_whole_household(homes: Homes) -> None:
    clerk = homes.cast.clerk
    found = relate(bring(couple(), clerk), clerk, 3, "户主")
    assert (numbers(found), said(found)) == ({"new": 2}, [])
    commit(found, clerk, "all")
    assert Household.objects.get(dwelling__room_no="301").head.name == "李桂兰"


def test_the_same_missing_head_of_many_households_is_mended_once_for_all(homes: Homes) -> None:
    clerk = homes.cast.clerk
    rows = [person(f"张{name}", "其他", f"31{at}", birth="1970") for at, name in enumerate("甲乙丙")]
    found = bring(rows, clerk)
    (group,) = groups(found)
    assert group["rows"] == 3
    mend(
        found,
        Order("set", mark=bytes(group["value_mark"]).hex(), column="relation", value="户主"),
        actor=clerk,
    )
    found.refresh_from_db()
    assert numbers(found) == {"new": 3}


def test_the_head_may_stand_a_thousand_rows_further_on(homes: Homes) -> None:
    others = [person("张三", room=str(1000 + at), birth="1970") for at in range(1_000)]
    rows = [person("王秀英", "配偶", birth="1982"), *others, person("张大力", birth="1980")]
    assert numbers(bring(rows, homes.cast.clerk)) == {"new": 1_002}
    second = [person("王秀英", birth="1982"), *others, person("张大力", birth="1980")]
    assert said(bring(second, homes.cast.clerk)) == [(1_003, RELATION, SECOND.format(2))]


def test_a_household_that_stands_needs_no_head_from_the_file(homes: Homes) -> None:
    """One with a head takes no other; one without takes whoever comes, but only one head."""
    clerk, there = homes.cast.clerk, {"unit_no": "2"}
    assert numbers(bring([person("王大宝", "子", "201", birth="1995", **there)], clerk)) == {"new": 1}
    Household.objects.filter(pk=homes.home.pk).update(head=None)
    assert numbers(bring([person("王大宝", "子", "201", birth="1995", **there)], clerk)) == {"new": 1}
    two = [
        person("王大宝", room="201", birth="1995", **there),
        person("王二宝", room="201", birth="1996", **there),
    ]
    assert said(bring(two, clerk)) == [(3, RELATION, SECOND.format(2))]


def test_of_two_heads_the_second_is_told_until_either_is_mended(homes: Homes) -> None:
    clerk = homes.cast.clerk
    for row, relation in ((3, "配偶"), (2, "配偶")):
        found = bring(couple("户主", "户主"), clerk)
        assert said(found) == [(3, RELATION, SECOND.format(2))]
        # Another cell of the second head says nothing about the first.
        order(found, clerk, "set", 3, column="phone", value="13893712207")
        assert said(found) == [(3, RELATION, SECOND.format(2))]
        assert numbers(relate(found, clerk, row, relation)) == {"new": 2}
    found = bring(couple("户主", "户主"), clerk)
    relate(found, clerk, 2, "配偶")
    assert said(relate(found, clerk, 3, "父母")) == [(2, RELATION, NO_HEAD), (3, RELATION, NO_HEAD)]


def test_leaving_the_head_out_is_missed_by_the_others(homes: Homes) -> None:
    clerk = homes.cast.clerk
    found = order(bring(couple("户主"), clerk), clerk, "skip", 2)
    assert said(found) == [(3, RELATION, NO_HEAD)]
    assert numbers(order(found, clerk, "restore", 2)) == {"new": 2}
    order(found, clerk, "skip", 2)
    assert numbers(order(found, clerk, "skip", 3)) == {"skip": 2}


def test_a_doubtful_head_leads_until_it_is_left_out(homes: Homes) -> None:
    clerk = homes.cast.clerk
    rows = couple("户主")
    rows[0] |= {"id_number": numbered(date(1980, 2, 3), 31), "birth": "1981-02-03"}
    found = bring(rows, clerk)
    assert numbers(found) == {"new": 1, "doubtful": 1}
    assert numbers(order(found, clerk, "decide", 2, decision="skip")) == {"error": 1, "skip": 1}
    assert numbers(order(found, clerk, "decide", 2, decision="new")) == {"new": 2}


def test_moving_a_row_into_or_out_of_a_household_is_seen_there(homes: Homes) -> None:
    clerk = homes.cast.clerk
    rows = [
        *couple(),
        person("张大力", room="302", birth="1980"),
        person("李小花", "女", "302", birth="2001"),
    ]
    found = order(bring(rows, clerk), clerk, "set", 4, column="room_no", value="301")
    assert (numbers(found), said(found)) == ({"new": 3, "error": 1}, [(5, RELATION, NO_HEAD)])


def test_who_cannot_be_read_may_be_the_head(homes: Homes) -> None:
    clerk = homes.cast.clerk
    found = bring(couple("戶长"), clerk)
    assert [(row, column) for row, column, _ in said(found)] == [(2, RELATION)]
    assert said(relate(found, clerk, 2, "子")) == [(2, RELATION, NO_HEAD), (3, RELATION, NO_HEAD)]


def test_a_head_with_another_mistake_is_still_the_head(homes: Homes) -> None:
    rows = [person("张大力", phone="138"), person("王秀英", "配偶", birth="1982")]
    assert [one[:2] for one in said(bring(rows, homes.cast.clerk))] == [(2, "手机")]


def test_whoever_lost_the_head_since_goes_back_with_the_reason_once(homes: Homes) -> None:
    """The head's number was entered elsewhere between the check and the commit."""
    clerk, number = homes.cast.clerk, numbered(date(1980, 2, 3), 31)
    found = bring([person("张大力", id_number=number), person("王秀英", "配偶", birth="1982")], clerk)
    commit(bring([person("张大力", room="302", id_number=number)], clerk), clerk)
    commit(found, clerk)
    assert numbers(found) == {"error": 2}
    assert [one for one in said(found) if one[0] == 3] == [(3, RELATION, NO_HEAD)]
    assert not Household.objects.filter(dwelling__room_no="301").exists()


def test_the_corrected_file_mends_the_household(homes: Homes, tmp_path: Path) -> None:
    """The file that is given back says it at the cell; sent again with a head, the others are right as well."""
    clerk = homes.cast.clerk
    found = bring([*couple(), person("张三", "其他", "302", birth="1970")], clerk)
    path = tmp_path / "errors.xlsx"
    path.write_bytes(take_errors(found, actor=clerk))
    with rows_of(path, limits()) as stream:
        heads, *rows = [cells for _, cells, _ in stream]
    assert [row[-1] for row in rows] == [f"{RELATION}：{NO_HEAD}"] * 3
    place = heads.index(RELATION)
    rows[0][place] = "户主"
    upload_again(
        found,
        file_of(workbook([["" if one is None else one for one in row] for row in rows[:1]], heads)),
        actor=clerk,
    )
    assert (numbers(work(found)), said(found)) == ({"new": 2, "error": 1}, [(4, RELATION, NO_HEAD)])
