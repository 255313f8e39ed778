"""People who are registered, met again in a sheet: unchanged, corrected by who may, and given back what they said."""

from datetime import date
from pathlib import Path

import pytest
from pytest_django import Settings

from core.audit.models import Entry
from core.audit.selectors import verify
from core.flow.models import Event
from core.sheets.actions import mend
from core.sheets.choices import State
from core.sheets.fixing import Order
from core.sheets.models import SheetImport
from core.sheets.selectors import groups, shown_groups
from residents.actions import change_resident, move_away
from residents.models import Resident
from tests.residents.conftest import FATHER_ID, MOTHER_ID, NOW, PHONE, TODAY, Homes, numbered
from tests.residents.sheets import Row, bring, commit, numbers, person, said, undo

pytestmark = pytest.mark.django_db
NEW_ID = numbered(date(1970, 9, 3), 44)


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.SHEETS_ROOT = tmp_path / "sheets"


def known(name: str, relation: str, **more: str) -> Row:
    """Somebody of the family that stands behind 2单元201."""
    return person(name, relation, "201", unit_no="2", **more)


def corrections(homes: Homes) -> list[Row]:
    return [
        known("王建国", "户主", id_number=FATHER_ID, phone="13893712207", residence_status="人在户不在"),
        known("李秀芝", "配偶", person_no=homes.mother.no, registered_place="甘肃省酒泉市"),
        known("王小满", "子", guardian="李秀兰", birth="2018"),
    ]


def test_empty_cells_and_equal_ones_change_nothing(homes: Homes) -> None:
    rows = [
        known("王建国", "户主", id_number=FATHER_ID, birth="1968", sex="男", phone=PHONE),
        known("李 秀兰", "配偶", birth="1970-09-03"),
        known("王小满", "子", sex="男", guardian="王建国"),
    ]
    found = bring(rows, homes.cast.clerk)
    assert numbers(found) == {"same": 3}, said(found)


def test_corrections_are_written_once_with_a_line_each(homes: Homes) -> None:
    lead = homes.cast.secretary
    found = bring(corrections(homes), lead)
    assert numbers(found) == {"update": 3}, said(found)
    commit(found, lead)
    father, mother = homes.father, homes.mother
    assert (father.open_sealed("phone"), father.is_floating, father.version) == ("13893712207", True, 2)
    assert homes.child.guardian == mother and homes.child.version == 2
    assert Resident.objects.with_phone_tail("2207").get() == father
    assert (mother.name, mother.pinyin, mother.registered_place) == ("李秀芝", "lixiuzhi", "甘肃省酒泉市")
    assert (mother.open_sealed("id_number"), mother.household, homes.family().head) == (
        MOTHER_ID,
        homes.home,
        father,
    )
    line = Event.objects.get(subject_kind="resident", subject_id=father.pk, version=2)
    assert (line.act, line.text, line.changes) == (
        "change",
        "表格导入",
        {"phone": [], "residence_status": []},
    )
    entry = Entry.objects.filter(action="resident.change", subject_id=mother.pk).get()
    assert entry.actor == lead and "李" not in str(entry.detail) and verify() == []


def test_undo_gives_back_what_was_said_before(homes: Homes) -> None:
    lead = homes.cast.secretary
    before = [Resident.objects.filter(pk=one.pk).values().get() for one in (homes.father, homes.mother)]
    found = commit(bring(corrections(homes)[:2], lead), lead)
    change_resident(homes.mother, changes={"registered_place": "甘肃省敦煌市"}, actor=lead, now=NOW)
    undo(found, lead)
    assert (found.state, found.number("undone"), found.number("kept")) == (State.UNDONE, 1, 1)
    father = homes.father
    assert (father.open_sealed("phone"), father.open_sealed("id_number")) == (PHONE, FATHER_ID)
    unsealed = {"phone_sealed", "id_sealed", "version"}
    held = Resident.objects.filter(pk=father.pk).values().get()
    differing = {name for name, value in held.items() if value != before[0][name]}
    assert differing <= unsealed and father.version == 3
    assert (homes.mother.name, homes.mother.registered_place) == ("李秀芝", "甘肃省敦煌市")


def test_who_may_only_add_leaves_corrections_to_the_lead(homes: Homes) -> None:
    clerk, lead = homes.cast.clerk, homes.cast.secretary
    found = bring([*corrections(homes)[:2], person("李四", birth="1955")], clerk)
    assert numbers(found) == {"new": 1, "update": 2, "held": 2}
    commit(found, clerk)
    assert (found.state, found.number("held"), homes.father.version) == (State.PARTLY, 2, 1)
    assert SheetImport.objects.visible_to(lead).get() == found
    assert not SheetImport.objects.visible_to(homes.cast.other_secretary).exists()
    commit(found, lead)
    assert (found.state, homes.father.version, homes.mother.name) == (State.DONE, 2, "李秀芝")


def test_somebody_changed_meanwhile_is_asked_about_again(homes: Homes) -> None:
    lead = homes.cast.secretary
    found = bring(corrections(homes)[:2], lead)
    change_resident(homes.father, changes={"phone": "0937-0000077"}, actor=lead, now=NOW)
    commit(found, lead)
    assert (found.state, found.number("last_update"), numbers(found)["doubtful"]) == (State.PARTLY, 1, 1)
    (group,) = shown_groups(found, groups(found))
    assert "别人改过" in group.sentence and ("093****0077", "138****2207") in [
        (one.old, one.new) for one in group.changes
    ]
    mend(found, Order("decide", mark=group.mark, decision="update"), actor=lead)
    found.refresh_from_db()
    commit(found, lead)
    assert (found.state, homes.father.open_sealed("phone")) == (State.DONE, "13893712207")


def test_what_pages_alone_do_is_refused_by_sheet(homes: Homes) -> None:
    no = homes.mother.no
    rows = [
        person("李秀兰", "配偶", person_no=no),
        known("王建国", "父母", person_no=homes.father.no),
        known("王小满", "户主", person_no=homes.child.no),
        known("王小满", "子", person_no=homes.child.no, phone="13893712207"),
        known("李秀兰", "配偶", person_no=no, id_number=FATHER_ID),
    ]
    for row in rows:
        row["ordinal"] = ""
    told = [said(bring([row], homes.cast.secretary)) for row in rows]
    assert [(one[0][1], one[0][2][:12]) for one in told] == [
        ("房号", "这个人登记在别处。这里的"),
        ("与户主关系", "换户主请到住户页修改"),
        ("与户主关系", "换户主请到住户页修改"),
        ("手机", "14岁以下只登记姓名、出"),
        ("证件号码", "这个证件号已经登记在H-"),
    ]


def test_another_name_with_the_same_number_is_doubtful(homes: Homes) -> None:
    lead = homes.cast.secretary
    found = bring([known("王建军", "户主", id_number=FATHER_ID)], lead)
    (group,) = shown_groups(found, groups(found))
    assert group.sentence.endswith("姓名不一样。请对照证件核对")
    assert [(one.column, one.old, one.new) for one in group.changes] == [("姓名", "王*国", "王*军")]
    mend(found, Order("decide", mark=group.mark, decision="update"), actor=lead)
    found.refresh_from_db()
    commit(found, lead)
    assert homes.father.name == "王建军"


def test_a_document_that_speaks_against_the_birth_is_doubtful(homes: Homes) -> None:
    lead = homes.cast.secretary
    found = bring([known("李秀兰", "配偶", id_number=MOTHER_ID, birth="1971-09-03", phone=PHONE)], lead)
    (group,) = shown_groups(found, groups(found))
    assert group.sentence.endswith("选「更新」") and len(group.changes) == 2
    mend(found, Order("decide", mark=group.mark, decision="update"), actor=lead)
    found.refresh_from_db()
    commit(found, lead)
    mother = homes.mother
    assert (mother.birth_date, mother.open_sealed("phone")) == (date(1971, 9, 3), PHONE)


def test_a_missing_number_is_completed_by_name(homes: Homes) -> None:
    lead = homes.cast.secretary
    change_resident(homes.mother, changes={"id_number": "", "id_type": ""}, actor=lead, now=NOW)
    found = commit(bring([known("李秀兰", "配偶", id_number=NEW_ID)], lead), lead)
    assert (found.number("last_update"), homes.mother.open_sealed("id_number")) == (1, NEW_ID)


def test_who_moved_away_is_not_met_again(homes: Homes) -> None:
    move_away(homes.family(), members=[homes.mother], on=TODAY, actor=homes.cast.clerk, now=NOW)
    found = bring([known("李秀兰", "配偶", person_no=homes.mother.no)], homes.cast.clerk)
    assert said(found)[0][:2] == (2, "系统编号")
    assert numbers(bring([known("李秀兰", "配偶", id_number=MOTHER_ID)], homes.cast.clerk)) == {"new": 1}
