"""An import from upload to undo, by the actions alone."""

import pytest

from core.accounts.models import User
from core.sheets.actions import ask_commit, ask_undo, mend
from core.sheets.choices import State
from core.sheets.fixing import Order
from core.sheets.models import SheetImport, StagedProblem, StagedRow
from core.sheets.selectors import groups, shown_groups
from tests.sheets import people
from tests.sheets.conftest import Import, good_rows, id_number, phone, work

pytestmark = pytest.mark.django_db


def commit(sheet_import: SheetImport, actor: User, mode: str = "good") -> SheetImport:
    ask_commit(sheet_import, mode=mode, actor=actor)
    return work(sheet_import)


def lines(sheet_import: SheetImport) -> list[tuple[int, str, int, str]]:
    return [
        (g.row_no, g.header, g.rows, g.sentence) for g in shown_groups(sheet_import, groups(sheet_import))
    ]


def test_good_rows_are_staged_committed_and_the_same_file_adds_nothing(clerk: User, bring: Import) -> None:
    rows = good_rows(25)
    first = bring(rows, actor=clerk)
    assert (first.state, first.error) == (State.READY, "")
    assert (first.number("rows"), first.number("new"), first.number("pending")) == (25, 25, 0)
    assert people.everybody() == []
    commit(first, clerk, "all")
    assert (first.state, first.number("last_new")) == (State.DONE, 25)
    kept = people.everybody()
    assert [one["id_number"] for one in kept] == [id_number(n) for n in range(25)]
    assert [one["phone"] for one in kept] == [phone(n) for n in range(25)]
    again = bring(rows, actor=clerk)
    assert (again.number("same"), again.number("new"), again.number("update")) == (25, 0, 0)


def test_bad_rows_are_named_and_mended_once_for_all(clerk: User, bring: Import) -> None:
    rows = good_rows(12)
    for at in (2, 4, 6, 8):
        rows[at][0] = "铁北"
    rows[1][3] = "1380000"
    rows[5][2] = rows[5][2][:-1] + ("0" if rows[5][2][-1] != "0" else "1")
    found = bring(rows, actor=clerk)
    assert (found.number("new"), found.number("error")) == (6, 6)
    assert lines(found) == [
        (3, "手机", 1, "手机号是11位，现在是7位"),
        (4, "社区", 4, "这里只能填铁北社区"),
        (7, "身份证号", 1, "最后一位对不上，多半是有一位填错了，请对照证件核对"),
    ]
    group = shown_groups(found, groups(found))[1]
    assert group.suggestions == ["铁北社区"]
    done = mend(found, Order("set", mark=group.mark, column="community", value="铁北社区"), actor=clerk)
    assert (done.rows, done.still_wrong) == (4, 0)
    found.refresh_from_db()
    assert (found.number("new"), found.number("error")) == (10, 2)
    mend(found, Order("set", rows=(3,), column="phone", value="13800000000"), actor=clerk)
    mend(found, Order("skip", rows=(7,)), actor=clerk)
    found.refresh_from_db()
    assert (found.number("new"), found.number("error"), found.number("skip")) == (11, 0, 1)
    commit(found, clerk, "all")
    assert found.state == State.DONE
    assert len(people.everybody()) == 11


def test_good_rows_go_first_and_the_rest_waits(clerk: User, bring: Import) -> None:
    rows = good_rows(5)
    rows[3][3] = "12"
    found = bring(rows, actor=clerk)
    commit(found, clerk)
    assert (found.state, len(people.everybody()), found.number("pending")) == (State.PARTLY, 4, 1)
    mend(found, Order("set", rows=(5,), column="phone", value=phone(3)), actor=clerk)
    commit(found, clerk)
    assert (found.state, len(people.everybody())) == (State.DONE, 5)
    ask_undo(found, actor=clerk)
    work(found)
    assert (found.state, found.number("undone"), people.everybody()) == (State.UNDONE, 5, [])


def test_who_may_only_add_leaves_changes_to_the_lead(clerk: User, lead: User, bring: Import) -> None:
    commit(bring(good_rows(3), actor=clerk), clerk)
    rows = good_rows(5)
    rows[0][5] = "换了手机"
    rows[1][3] = phone(900)
    found = bring(rows, actor=clerk)
    assert (found.number("new"), found.number("update"), found.number("held"), found.number("same")) == (
        2,
        2,
        2,
        1,
    )
    commit(found, clerk)
    assert (found.state, found.number("held"), len(people.everybody())) == (State.PARTLY, 2, 5)
    assert people.everybody()[0]["note"] == ""
    assert SheetImport.objects.visible_to(lead).get() == found
    commit(found, lead)
    assert (found.state, found.number("last_update")) == (State.DONE, 2)
    assert (people.everybody()[0]["note"], people.everybody()[1]["phone"]) == ("换了手机", phone(900))


def test_nothing_personal_is_stored_in_the_open(clerk: User, bring: Import) -> None:
    rows = good_rows(3)
    rows[1][3] = "1380000123"
    found = bring(rows, actor=clerk)
    stored = " ".join(str(row) for row in StagedRow.objects.values_list()) + " ".join(
        str(row) for row in StagedProblem.objects.values_list()
    )
    for row in rows:
        assert row[1] not in stored and row[2] not in stored and row[3] not in stored
    assert found.stored_as == ""
