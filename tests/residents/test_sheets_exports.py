"""The register as sheets that leave the house and come back: masked, whole, and without a change; and canaries."""

import io
import logging
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from core.accounts.models import User
from core.audit.models import Entry
from core.errors import NotAllowed
from core.flow.models import Event
from core.sheets import kinds
from core.sheets.actions import answer_export, ask_commit, ask_export, download_export
from core.sheets.kinds import CheckContext, RawRow
from core.sheets.models import SheetImport, StagedProblem, StagedRow
from core.sheets.rows import RowReader
from residents import bulk
from residents.actions.arriving import Arrival, Arrivals
from residents.bulk import NewResident
from residents.models import Resident
from residents.persons import Person
from residents.selectors.at_doors import Door
from tests.residents.conftest import FATHER_ID, MOTHER_ID, NOW, PHONE, TODAY, Homes, grandmother, numbered
from tests.residents.many import make_people
from tests.residents.sheets import bring, commit, numbers, person, said, undo
from tests.sheets.conftest import work

pytestmark = pytest.mark.django_db
PURPOSE = "核对铁北社区三季度走访名单"


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.SHEETS_ROOT = tmp_path / "sheets"


def chosen(homes: Homes, **more: int) -> dict[str, str]:
    return {"community": str(homes.town.tiebei.area.pk), **{key: str(pk) for key, pk in more.items()}}


def masked_file(homes: Homes, actor: User, kind: str = "residents") -> bytes:
    export = ask_export(kind, actor=actor, purpose=PURPOSE, chosen=chosen(homes))
    return download_export(export, actor=actor)


def whole_file(homes: Homes, actor: User, second: User, kind: str = "residents") -> bytes:
    export = ask_export(kind, actor=actor, purpose=PURPOSE, chosen=chosen(homes), is_masked=False)
    answer_export(export, agreed=True, actor=second)
    export.refresh_from_db()
    return download_export(export, actor=actor)


def text_of(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return " ".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())


def odd_people(homes: Homes) -> None:
    """Whoever a register has beside the usual: no papers, a passport, a landline, a name with a dot or with blanks, two
    households behind one door, a house without units."""
    abroad = Person("阿依古丽·买买提", "0", id_type="414", id_number="E12345678", birth_date=date(1990, 1, 2))
    yard = homes.add_door("东2", unit="")
    homes.add_home(yard, abroad, Person("欧阳 明月", "1", sex="9", birth_year=1988, phone="0937-6200001"))
    homes.add_home(yard, grandmother(relation="0", residence_status="5"))


def test_a_masked_export_comes_back_without_a_change(homes: Homes) -> None:
    odd_people(homes)
    content = masked_file(homes, homes.cast.clerk)
    for secret in (FATHER_ID, MOTHER_ID, PHONE, "王建国", "1968-05-12", "E12345678"):
        assert secret not in text_of(content)
    back = bring(content, homes.cast.clerk)
    assert (back.error, numbers(back)) == ("", {"same": 6}), said(back)


def test_a_whole_export_comes_back_without_a_change(homes: Homes) -> None:
    odd_people(homes)
    content = whole_file(homes, homes.cast.secretary, homes.cast.manager)
    assert FATHER_ID in text_of(content)
    back = bring(content, homes.cast.secretary)
    assert (back.error, numbers(back)) == ("", {"same": 6}), said(back)


def test_a_mask_that_fits_nobody_is_refused_and_none_is_ever_written(homes: Homes) -> None:
    row = {**person("王*军", "户主", "201", unit_no="2"), "person_no": homes.father.no}
    other = {
        **person("李*兰", "配偶", "201", unit_no="2"),
        "person_no": homes.mother.no,
        "phone": "138****0000",
    }
    found = bring([row, other], homes.cast.secretary)
    assert {(line, column) for line, column, _ in said(found)} == {(2, "姓名"), (3, "手机")}
    # The other's mask may hide what changed, and only its own present value may stay covered.
    mother = {
        **person("李*兰", "配偶", "201", unit_no="2"),
        "person_no": homes.mother.no,
        "phone": "13893712207",
    }
    commit(bring([mother], homes.cast.secretary), homes.cast.secretary)
    assert (homes.mother.name, homes.mother.open_sealed("phone")) == ("李秀兰", "13893712207")
    assert not Resident.objects.filter(name__contains="*").exists()


def test_doors_come_back_without_a_change_covered_and_whole(homes: Homes) -> None:
    odd_people(homes)
    homes.add_door("309", unit="1", use="vacant", owner_name="钱 多多", owner_phone="0937-0000055")
    covered = masked_file(homes, homes.cast.clerk, "households")
    assert "0937-0000055" not in text_of(covered) and "多多" not in text_of(covered)
    assert numbers(bring(covered, homes.cast.clerk, "households")) == {"same": 4}
    whole = whole_file(homes, homes.cast.secretary, homes.cast.manager, "households")
    assert numbers(bring(whole, homes.cast.secretary, "households")) == {"same": 4}


def test_exports_hold_the_own_communities_alone_and_numbers_need_a_second(homes: Homes) -> None:
    cast, kind = homes.cast, kinds.get("residents")
    homes.add_home(
        homes.add_door("101", building=homes.town.dongyuan.buildings[0][0]), grandmother(relation="0")
    )
    rows = list(kind.export_rows(cast.clerk, chosen(homes)))
    assert [row["name"] for row in rows] == ["王建国", "李秀兰", "王小满"]
    foreign = {"community": str(homes.town.dongyuan.area.pk)}
    assert list(kind.export_rows(cast.clerk, foreign)) == []
    assert len(list(kind.export_rows(cast.manager, foreign))) == 1
    other = chosen(homes, building=homes.town.tiebei.buildings[1][0].pk)
    assert list(kind.export_rows(cast.clerk, other)) == []
    assert not kind.may_export(cast.worker) and not kind.may_export(cast.sysadmin)
    with pytest.raises(NotAllowed):
        ask_export("residents", actor=cast.clerk, purpose=PURPOSE, chosen=chosen(homes), is_masked=False)
    agree = {name for name, user in cast.all.items() if kind.may_approve_export(user, cast.secretary)}
    assert agree == {"secretary", "manager", "street_lead"}
    assert {one.username for one in kind.approvers_of(cast.secretary)} == {"secretary", "manager"}


def test_no_number_stands_in_log_ledger_timeline_or_staging(
    homes: Homes, caplog: pytest.LogCaptureFixture
) -> None:
    """Brought, one refused, committed, corrected, taken back: every table of what is left is read as text."""
    caplog.set_level(logging.DEBUG)
    canary, phone = numbered(date(1980, 2, 3), 31), "13893712207"
    wrong = numbered(date(1981, 2, 3), 31)[:-1] + "A"
    rows = [
        person("张大力", id_number=canary, phone=phone),
        person("李四", room="302", id_number=wrong, phone="1389371220"),
    ]
    lead = homes.cast.secretary
    found = commit(bring(rows, lead), lead)
    changed = commit(bring([{**rows[0], "phone": "13993712208"}], lead), lead)
    undo(changed, lead)
    left: list[Any] = [
        StagedRow.objects.values_list(),
        StagedProblem.objects.values_list(),
        Entry.objects.values_list(),
        Event.objects.values_list(),
        SheetImport.objects.values_list(),
    ]
    texts = " ".join(str(row) for rows in left for row in rows) + caplog.text
    with connection.cursor() as cursor:
        for table in ("sheets_stagedrow", "sheets_appliedrow", "residents_resident", "notices_notice"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            texts += cursor.fetchone()[0] or ""
    assert (found.number("last_new"), changed.number("undone")) == (1, 1)
    for secret in (canary, phone, "13993712208", wrong, "1389371220", canary.encode().hex()):
        assert secret not in texts


def judged(homes: Homes, rows: Sequence[dict[str, Any]]) -> int:
    """How many questions a batch of these rows asks."""
    kind, user = kinds.get("residents"), homes.cast.clerk
    checker = kind.prepare(CheckContext(user, TODAY, 1))
    reader = RowReader(kind, user, today=TODAY)
    keys = [column.key for column in kind.columns]
    reads: list[RawRow] = [
        reader.read_again(at, [str(row.get(key, "")) for key in keys], set()).row
        for at, row in enumerate(rows)
    ]
    with CaptureQueriesContext(connection) as asked:
        checker.check(reads)
    return len(asked)


def test_a_batch_asks_as_many_questions_for_many_as_for_few(homes: Homes) -> None:
    make_people(homes.town, 600)
    bulk.count_anew()
    clerk = homes.cast.clerk
    rows = list(kinds.get("residents").export_rows(clerk, chosen(homes)))
    assert len(rows) == 303
    assert judged(homes, rows) == judged(homes, rows[:30]) <= 3
    by_document = [{**row, "person_no": "", "ordinal": "", "room_no": f"9{row['room_no']}"} for row in rows]
    assert judged(homes, by_document) == judged(homes, by_document[:30]) <= 4


def test_a_commit_asks_as_many_questions_for_many_as_for_few(homes: Homes) -> None:
    def asked(people: int, floor: int) -> int:
        rows = [
            person(
                f"陈{'甲乙丙丁'[n % 4]}",
                "户主" if n % 2 == 0 else "配偶",
                f"{floor}{n // 2:03}",
                birth="1960",
            )
            for n in range(people)
        ]
        found = bring(rows, homes.cast.clerk)
        ask_commit(found, mode="all", actor=homes.cast.clerk)
        with CaptureQueriesContext(connection) as queries:
            work(found)
        assert found.number("applied") == people
        return len(queries)

    assert asked(20, 1) == asked(400, 2)


def test_people_taken_in_and_out_are_written_in_sets(homes: Homes) -> None:
    """Corrections and undoing too: questions do not grow with rows."""

    def asked(people: int, floor: int) -> tuple[int, int]:
        rows = [person("陈甲", room=f"{floor}{n:03}", birth="1960") for n in range(people)]
        lead = homes.cast.secretary
        found = commit(bring(rows, lead), lead)
        changes = bring([{**row, "registered_place": "甘肃省"} for row in rows], lead)
        assert numbers(changes) == {"update": people}
        ask_commit(changes, mode="all", actor=lead)
        with CaptureQueriesContext(connection) as correcting:
            work(changes)
        with CaptureQueriesContext(connection) as undoing:
            undo(changes, lead)
        undo(found, lead)
        assert (changes.number("undone"), found.number("undone"), found.number("kept")) == (people, 0, people)
        return len(correcting), len(undoing)

    assert asked(10, 1) == asked(100, 2)


def test_arrivals_wait_light(homes: Homes) -> None:
    """Who waits for a head holds no cells."""
    arrivals = Arrivals(actor=homes.cast.clerk, now=NOW)
    door = Door(homes.town.building.pk, "1", "801")
    one = Arrival(None, door, 1, NewResident(0, 0, None, "王秀英", "1"))
    assert arrivals.take([one]) == [] and list(arrivals.waiting) == [(door, 1)]
    (left,) = arrivals.finish()
    assert left.refusal is not None and left.refusal.field == "relation"


def test_a_large_import_lets_the_planner_count_anew(homes: Homes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("residents.actions.arriving._MANY", 3)
    rows = [person("陈甲", room=f"7{n:02}", birth="1960") for n in range(3)]
    commit(bring(rows, homes.cast.clerk), homes.cast.clerk)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n_distinct FROM pg_stats WHERE tablename = 'residents_dwelling' AND attname = 'room_no'"
        )
        assert cursor.fetchone() is not None
