"""What goes wrong around an import: faults of ours, corrected files that do not fit, people who act too early or too late."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from core.accounts.models import User
from core.audit.models import Entry
from core.crypto import rotation
from core.errors import Conflict, NotAllowed, RuleBroken
from core.sheets import kinds
from core.sheets.actions import ask_commit, ask_undo, discard, match_columns, mend, start_import, upload_again
from core.sheets.choices import State
from core.sheets.fixing import Order
from core.sheets.models import AppliedRow, SheetImport, StagedProblem, StagedRow
from core.sheets.selectors import groups, shown_groups
from core.sheets.work.reading import merged_span
from core.sheets.work.run import work_once
from tests.sheets import people
from tests.sheets.conftest import HEADS, Import, file_of, good_rows, id_number, phone, work, workbook
from tests.sheets.workbooks import packed, parts, row_xml, sheet_xml

pytestmark = pytest.mark.django_db


def commit(sheet_import: SheetImport, actor: User, mode: str = "good") -> SheetImport:
    ask_commit(sheet_import, mode=mode, actor=actor)
    return work(sheet_import)


def test_a_fault_of_ours_changes_nothing_and_tells_the_log_no_value(
    clerk: User, bring: Import, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(people.People):
        def commit(self, context: Any, batches: Any) -> None:
            rows = next(iter(batches))
            super().commit(context, iter([rows]))
            raise ValueError(f"invalid input for {rows[0].values['id_number']}")

        def prepare(self, context: Any) -> Any:
            if context.user.display_name == "坏":
                raise KeyError(id_number(1))
            return super().prepare(context)

    kinds.register(Broken())
    found = bring(good_rows(3), actor=clerk)
    with caplog.at_level(logging.DEBUG):
        commit(found, clerk, "all")
        assert (found.state, people.everybody(), AppliedRow.objects.count()) == (State.READY, [], 0)
        assert "系统出了问题" in found.error and found.error[-5:-1].isalnum()
        assert found.error[-5:-1] in caplog.text and "ValueError" in caplog.text
        clerk.display_name = "坏"
        clerk.save()
        broken = bring(good_rows(3), actor=clerk)
        assert (broken.state, broken.stored_as) == (State.FAILED, "")
    assert not any(row[2] in caplog.text or row[3] in caplog.text for row in good_rows(3))
    assert not Entry.objects.filter(action="sheet_import.commit").exists()


def test_a_busy_database_leaves_the_work_to_a_later_tick(clerk: User, bring: Import) -> None:
    class Busy(people.People):
        def commit(self, context: Any, batches: Any) -> None:
            raise OperationalError("canceling statement due to lock timeout")

    found = bring(good_rows(2), actor=clerk)
    kinds.register(Busy())
    ask_commit(found, mode="all", actor=clerk)
    assert work_once(only=found.pk, quietly=True)
    found.refresh_from_db()
    assert (found.state, found.error) == (State.COMMITTING, "")
    assert found.lease_until is not None
    kinds.register(people.People())
    SheetImport.objects.update(lease_until=None)
    work(found)
    assert (found.state, len(people.everybody())) == (State.DONE, 2)


def test_a_refusal_of_the_kind_is_told_and_nothing_is_written(clerk: User, bring: Import) -> None:
    class Refusing(people.People):
        def commit(self, context: Any, batches: Any) -> None:
            super().commit(context, batches)
            raise RuleBroken("test", "今天不收")

    kinds.register(Refusing())
    found = commit(bring(good_rows(2), actor=clerk), clerk, "all")
    assert (found.state, found.error, people.everybody()) == (State.READY, "今天不收", [])


def test_all_or_nothing_takes_everything_back_when_one_row_comes_back(
    clerk: User, lead: User, bring: Import
) -> None:
    first = bring(good_rows(4), actor=clerk)
    second = bring(good_rows(2), actor=lead)
    commit(second, lead, "all")
    commit(first, clerk, "all")
    assert (first.state, len(people.everybody())) == (State.READY, 2)
    assert "一行也没有导入" in first.error
    assert (first.number("new"), first.number("error"), first.number("same")) == (2, 2, 0)
    lines = shown_groups(first, groups(first))
    assert {line.sentence for line in lines} == {"这个人刚才已经登记了，请再看一眼"}
    mend(first, Order("skip", rows=tuple(line.row_no for line in lines)), actor=clerk)
    first.refresh_from_db()
    commit(first, clerk, "all")
    assert (first.state, len(people.everybody())) == (State.DONE, 4)


def test_rows_changed_meanwhile_wait_for_another_word(lead: User, bring: Import) -> None:
    commit(bring(good_rows(3), actor=lead), lead)
    rows = good_rows(3)
    for row in rows:
        row[5] = "新备注"
    found = bring(rows, actor=lead)
    people._write(2, {**people.everybody()[1], "note": "别人先写"})
    commit(found, lead)
    assert (found.state, found.number("last_update"), found.number("doubtful")) == (State.PARTLY, 2, 1)
    line = shown_groups(found, groups(found))[0]
    assert [(one.old, one.new) for one in line.changes] == [("别人先写", "新备注")]
    assert [code for code, _ in line.options] == ["update", "skip"]
    assert people.everybody()[1]["note"] == "别人先写"
    mend(found, Order("decide", mark=line.mark, decision="update"), actor=lead)
    found.refresh_from_db()
    commit(found, lead)
    assert (found.state, people.everybody()[1]["note"]) == (State.DONE, "新备注")
    people._write(3, {**people.everybody()[2], "note": "后来又改"})
    ask_undo(found, actor=lead)
    work(found)
    assert (found.number("undone"), found.number("kept")) == (2, 1)
    assert [one["note"] for one in people.everybody()] == ["", "别人先写", "后来又改"]


def test_formulas_and_hidden_rows_are_agreed_to_at_once(clerk: User, bring: Import) -> None:
    rows = "".join(
        row_xml(number, good_rows(1, start=number)[0], ' hidden="1"' if number % 2 else "")
        for number in range(2, 6)
    ).replace(
        't="inlineStr"><is><t xml:space="preserve">铁北社区</t></is>', 't="str"><f>X1</f><v>铁北社区</v>'
    )
    found = bring(packed(parts(sheet=sheet_xml(row_xml(1, HEADS) + rows))), actor=clerk)
    assert found.number("error") == 4
    lines = {line.header: line for line in shown_groups(found, groups(found))}
    assert (lines["社区"].rows, lines["社区"].acceptable, lines["整行"].rows) == (4, True, 2)
    mend(found, Order("accept", mark=lines["社区"].mark), actor=clerk)
    found.refresh_from_db()
    assert (found.number("error"), found.number("new")) == (2, 2)
    mend(found, Order("accept", mark=lines["整行"].mark), actor=clerk)
    found.refresh_from_db()
    assert (found.number("error"), found.number("new")) == (0, 4)
    lost = bring([["铁北社区", "王建国", 620299195001010012, "", "", ""]], actor=clerk)
    line = shown_groups(lost, groups(lost))[0]
    assert not line.acceptable
    mend(lost, Order("accept", mark=line.mark), actor=clerk)
    lost.refresh_from_db()
    assert lost.number("error") == 1


def test_twins_in_a_file_are_seen_whichever_is_mended(clerk: User, bring: Import) -> None:
    rows = good_rows(3)
    rows[2][2] = rows[0][2]
    found = bring(rows, actor=clerk)
    assert [(line.row_no, line.sentence[:5]) for line in shown_groups(found, groups(found))] == [
        (4, "和第2行是")
    ]
    mend(found, Order("skip", rows=(2,)), actor=clerk)
    found.refresh_from_db()
    assert (found.number("error"), found.number("new"), found.number("skip")) == (0, 2, 1)
    mend(found, Order("restore", rows=(2,)), actor=clerk)
    found.refresh_from_db()
    assert found.number("error") >= 1
    mend(found, Order("set", rows=(2,), column="id_number", value=id_number(50)), actor=clerk)
    found.refresh_from_db()
    assert (found.number("error"), found.number("new")) == (0, 3)
    mend(found, Order("set", rows=(3,), column="id_number", value=id_number(50)), actor=clerk)
    found.refresh_from_db()
    assert found.number("error") >= 1


def test_corrected_files_must_fit(clerk: User, bring: Import) -> None:
    rows = good_rows(4)
    rows[1][3], rows[2][3] = "1", "2"
    found = bring(rows, actor=clerk)
    heads = [f"原行号·导入{found.pk}", *HEADS]

    def again(cells: list[list[str]], names: list[str]) -> SheetImport:
        upload_again(found, file_of(workbook(cells, names)), actor=clerk)
        return work(found)

    again([["3", *rows[1][:3], phone(1), "", ""], ["9", *rows[2]]], heads)
    assert (found.state, found.number("error"), "第3行的「原行号」" in found.error) == (State.READY, 2, True)
    again([["3", *rows[1][:3], phone(1), "", ""], ["3", *rows[2]]], heads)
    assert (found.state, found.number("error"), "原行号" in found.error) == (State.READY, 2, True)
    again([["3", *rows[1][:3], phone(1), "", ""]], heads)
    assert (found.state, found.number("error"), found.error) == (State.READY, 1, "")
    commit(found, clerk)
    assert (found.state, len(people.everybody())) == (State.PARTLY, 3)
    again(good_rows(9), HEADS)
    assert (found.state, found.number("error"), "已经提交了一部分" in found.error) == (State.PARTLY, 1, True)
    again([["4", *rows[2][:3], phone(2), "", ""]], heads)
    assert (found.state, found.number("error"), found.number("new")) == (State.PARTLY, 0, 1)
    commit(found, clerk)
    assert (found.state, len(people.everybody()), found.number("applied")) == (State.DONE, 4, 4)
    with pytest.raises(RuleBroken, match="不能再传"):
        upload_again(found, file_of(b"x"), actor=clerk)


def test_a_whole_new_file_takes_the_place_of_the_old(clerk: User, bring: Import) -> None:
    found = bring([[*row[:3], "1", "", ""] for row in good_rows(3)], actor=clerk)
    assert found.number("error") == 3
    upload_again(found, file_of(workbook(good_rows(5))), actor=clerk)
    with pytest.raises(Conflict):
        mend(found, Order("skip", rows=(2,)), actor=clerk)
    work(found)
    assert (found.number("rows"), found.number("new"), found.upload_no) == (5, 5, 2)
    upload_again(found, file_of(b"\x00\x01 nothing"), actor=clerk)
    work(found)
    assert (found.state, found.number("new"), StagedRow.objects.count()) == (State.READY, 5, 5)
    assert "不是表格" in found.error


def test_giving_up_deletes_at_once(clerk: User, lead: User, bring: Import) -> None:
    found = bring(good_rows(3), actor=clerk)
    with pytest.raises(NotAllowed):
        discard(found, actor=User.objects.create_user("x", None, display_name="外人"))
    discard(found, actor=clerk)
    found.refresh_from_db()
    assert (found.state, StagedRow.objects.count()) == (State.DISCARDED, 0)
    for act in (discard, ask_undo):
        with pytest.raises(RuleBroken):
            act(found, actor=clerk)
    waiting = start_import(people.People.code, file_of(workbook(good_rows(2))), actor=clerk)
    discard(waiting, actor=clerk)
    assert not work_once(only=waiting.pk, quietly=True)
    rows = good_rows(3)
    rows[0][3] = "1"
    part = commit(bring(rows, actor=clerk), clerk)
    discard(part, actor=clerk)
    part.refresh_from_db()
    assert (part.state, len(people.everybody()), part.number("pending")) == (State.DONE, 2, 0)
    ask_undo(part, actor=clerk)
    work(part)
    assert (part.state, people.everybody()) == (State.UNDONE, [])


def test_undo_ends_after_a_day_and_is_not_for_those_who_may_not_change(
    clerk: User, lead: User, bring: Import
) -> None:
    commit(bring(good_rows(2), actor=lead), lead)
    rows = good_rows(2)
    rows[0][5] = "改"
    held = bring(rows, actor=clerk)
    commit(held, lead)
    with pytest.raises(NotAllowed, match="社区书记"):
        ask_undo(held, actor=clerk)
    with pytest.raises(RuleBroken, match="24小时"):
        ask_undo(held, actor=lead, now=timezone.now() + timedelta(hours=24, seconds=1))
    ask_undo(held, actor=lead)
    with pytest.raises(Conflict):
        ask_undo(held, actor=lead)
    work(held)
    assert people.everybody()[0]["note"] == ""


def test_nothing_to_commit_is_said(clerk: User, bring: Import) -> None:
    rows = good_rows(2)
    for row in rows:
        row[3] = "1"
    found = bring(rows, actor=clerk)
    with pytest.raises(RuleBroken, match="没有能导入的行"):
        ask_commit(found, mode="good", actor=clerk)
    mend(found, Order("set", rows=(2,), column="phone", value=phone(1)), actor=clerk)
    found.refresh_from_db()
    for mode in ("all", "some", ""):
        with pytest.raises(RuleBroken, match="还有行没处理好"):
            ask_commit(found, mode=mode, actor=clerk)


def test_cells_under_a_merged_one_are_named_with_it(clerk: User, bring: Import) -> None:
    rows = [good_rows(1, start=n)[0] for n in range(4)]
    for row in rows[1:3]:
        row[0] = ""
    xml = "".join(row_xml(number + 2, row) for number, row in enumerate(rows))
    merged = '<mergeCells count="1"><mergeCell ref="A2:A4"/></mergeCells>'
    found = bring(packed(parts(sheet=sheet_xml(row_xml(1, HEADS) + xml, after=merged))), actor=clerk)
    problems = StagedProblem.objects.filter(sheet_import=found).order_by("row_no")
    assert [(one.row_no, one.column, one.code) for one in problems] == [
        (3, "community", "merged"),
        (4, "community", "merged"),
    ]
    mend(found, Order("set", rows=(3, 4), column="community", value="铁北社区"), actor=clerk)
    found.refresh_from_db()
    assert (found.number("error"), found.number("new")) == (0, 4)


@pytest.mark.parametrize(
    ("reference", "span"),
    [
        ("A2:C5", (2, 5, 0, 2)), ("AA10:AB10", (10, 10, 26, 27)), ("A1", None), ("A1:B2:C3", None), ("A:B", None),
        ("1:2", None), ("", None), ("Ä1:B2", None), ("A99999999:B2", None),
    ],
)  # fmt: skip
def test_a_span_is_read_or_left_alone(reference: str, span: tuple[int, int, int, int] | None) -> None:
    assert merged_span(reference) == span


def test_a_change_of_keys_while_rows_wait_loses_none(
    clerk: User, lead: User, bring: Import, settings: Any
) -> None:
    commit(bring(good_rows(2), actor=lead), lead)
    rows = good_rows(600)
    rows[0][5] = "改"
    found = bring(rows, actor=lead)
    old = settings.FIELD_KEYS
    settings.FIELD_KEYS = [*old, "2:" + "ab" * 32]
    places = {place.name: place for place in rotation.places() if place.name.startswith("sheets_")}
    assert len(places) == 5
    staged = places["sheets_stagedrow.sealed"]
    assert (rotation.left(staged), sum(done for _, done in rotation.rotate([staged]))) == (602, 602)
    assert rotation.left(staged) == 0
    commit(found, lead, "all")
    assert (found.state, found.number("last_new"), found.number("last_update")) == (State.DONE, 598, 1)
    applied = places["sheets_appliedrow.sealed_before"]
    assert rotation.left(applied) == 0 and list(rotation.rotate([applied])) == []
    ask_undo(found, actor=lead)
    work(found)
    assert (found.number("undone"), len(people.everybody())) == (599, 2)


def test_nobody_piles_up_files_or_open_imports(clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        start_import(people.People.code, file_of(workbook(good_rows(1))), actor=clerk)
    with pytest.raises(RuleBroken, match="还等着读"):
        start_import(people.People.code, file_of(workbook(good_rows(1))), actor=clerk)
    for one in SheetImport.objects.all():
        work(one)
    monkeypatch.setattr("core.sheets.actions.uploading.MOST_OPEN", 5)
    with pytest.raises(RuleBroken, match="还没处理完"):
        start_import(people.People.code, file_of(workbook(good_rows(1))), actor=clerk)


def test_columns_that_were_left_out_are_told_of(clerk: User, bring: Import) -> None:
    found = bring([[*row, "x"] for row in good_rows(2)], actor=clerk, heads=[*HEADS, "问题"])
    assert found.state == State.MAPPING
    match_columns(found, {0: "community", 1: "name", 2: "id_number", 3: "phone", 6: ""}, actor=clerk)
    work(found)
    assert (found.state, found.number("new"), found.notes) == (State.READY, 2, ["有3列按你说的没有导入"])
    again = bring([[*row, "x"] for row in good_rows(2)], actor=clerk, heads=[*HEADS, "问题"])
    assert (again.state, again.notes) == (State.READY, ["有1列按你说的没有导入"])


def test_a_kind_that_forgets_a_row_is_a_fault_and_not_a_success(clerk: User, bring: Import) -> None:
    class Forgetful(people.People):
        def commit(self, context: Any, batches: Any) -> None:
            super().commit(context, ([*rows][:-1] for rows in batches))

    kinds.register(Forgetful())
    found = commit(bring(good_rows(3), actor=clerk), clerk, "all")
    assert (found.state, people.everybody()) == (State.READY, [])
    assert "系统出了问题" in found.error
