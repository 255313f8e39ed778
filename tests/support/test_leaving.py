"""Over: out of lists the same day, sealed after thirty, erased after a hundred and eighty; a copy from before does not bring
anybody back; and a thief of the whole database learns no link (domain.md G4, trust.md P14, P16)."""

import json
import random
from datetime import date
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from pytest_django.fixtures import Settings

from core.audit.models import Entry
from core.audit.selectors import verify
from core.clocks.sweeper import sweep
from core.crypto import rotation
from core.errors import RuleBroken
from specialgroups import ledger, wall
from specialgroups.actions.erasing import note_erasures
from specialgroups.flow import KIND
from specialgroups.models import (
    SupportContact,
    SupportEnrollment,
    SupportErasure,
    SupportKey,
    SupportMember,
    make_key,
)
from tests.support.attack import Known, links
from tests.support.conftest import As
from tests.support.desk import ADDRESS, DAY, DOCUMENT, NAME, PHONE, WORDS, Desk, P, S, id_number

pytestmark = pytest.mark.django_db
TABLES = ("support_enrollment", "support_contact", "support_member", "support_key", "flow_event", "audit_entry",
          "audit_reveal", "clocks_clock", "notices_notice", "papers_printlog")  # fmt: skip


def dump() -> dict[str, list[dict[str, Any]]]:
    """Every row as a copy of the database has it: past the wall, without the keys."""
    found: dict[str, list[dict[str, Any]]] = {}
    with wall.as_job(), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" AS t')
            found[table] = [json.loads(row) for (row,) in cursor.fetchall()]
    return found


def to_the_sweep(desk: Desk, days: int) -> None:
    desk.now += days * DAY
    for _ in range(4):
        sweep(now=desk.now)


def test_from_the_end_to_the_erasure_on_the_offices_clock(desk: Desk, as_: As) -> None:
    row = desk.step(desk.step(desk.active(), "plan"), "contact")
    row = desk.step(desk.step(row, "ask_end"), "end")
    with time_machine.travel(desk.now, tick=False):
        for user in (desk.cast.support_worker, desk.helpers.manager):
            assert row.no not in as_(user).get("/support/?tab=all").content.decode()
        assert as_(desk.cast.support_worker).get(row.get_absolute_url()).status_code == 200, "the last paper"
    to_the_sweep(desk, 29)
    assert desk.fresh(row).state == S.ENDED
    to_the_sweep(desk, 2)
    assert desk.fresh(row).state == S.SEALED
    with time_machine.travel(desk.now, tick=False):
        for user in (desk.cast.support_worker, desk.helpers.manager):
            assert as_(user).get(row.get_absolute_url()).status_code == 404
    to_the_sweep(desk, 148)
    assert desk.fresh(row).state == S.SEALED
    to_the_sweep(desk, 3)
    fresh = desk.fresh(row)
    assert fresh.state == S.ERASED and not SupportKey.objects.filter(record_id=row.pk).exists()
    with wall.as_job():
        assert not SupportContact.objects.exists() and not SupportMember.objects.exists()
        paper = SupportErasure.objects.get()
    assert (paper.record_no, paper.programme, paper.first_year) == (row.no, P.RESETTLEMENT, 2026)
    assert (fresh.start_on, fresh.community_id, fresh.needs, fresh.reader_ids) == (
        date(2026, 1, 1),
        None,
        [],
        [],
    )
    left = json.dumps(dump(), ensure_ascii=False)
    assert not [word for word in (NAME, PHONE, ADDRESS, DOCUMENT, WORDS) if word in left]
    with pytest.raises(RuleBroken):
        fresh.seal_in("name", "x")
    assert verify() == []


def test_the_course_ends_by_itself_and_a_review_goes_on(desk: Desk) -> None:
    mental = desk.active(P.MENTAL)
    short = desk.active(due_end_on=date(2026, 4, 10))
    desk.now += 30 * DAY
    mental = desk.step(mental, "review")
    assert mental.due_end_on == date(2027, 4, 1)
    to_the_sweep(desk, 20)
    assert (desk.fresh(short).state, desk.fresh(short).end_reason) == (S.ENDED, "expired")
    assert desk.fresh(mental).state == S.ACTIVE
    desk.now = desk.now + 400 * DAY
    to_the_sweep(desk, 0)
    assert desk.fresh(mental).state == S.ENDED, "nobody said that it should go on"


def test_a_refused_entry_is_destroyed_at_once(desk: Desk) -> None:
    row = desk.step(desk.proposed(), "refuse")
    assert row.state == S.ERASED and not SupportKey.objects.exists()
    with wall.as_job():
        assert SupportErasure.objects.get().record_no == row.no
    again = desk.proposed(id_number=id_number(1))
    assert again.state == S.PROPOSED, "the same person may be entered again on a right paper"


def copy_of(table: str, where: str, number: int) -> list[dict[str, Any]]:
    with wall.as_job(), connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}" WHERE {where} = %s', [number])
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def restore(table: str, rows: list[dict[str, Any]]) -> None:
    """As a restore does: whatever stands there now gives way to what the backup holds, triggers and walls apart."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        for row in rows:
            cursor.execute(f'DELETE FROM "{table}" WHERE id = %s', [row["id"]])
            columns = ", ".join(f'"{name}"' for name in row)
            places = ", ".join(["%s"] * len(row))
            cursor.execute(f'INSERT INTO "{table}" ({columns}) VALUES ({places})', list(row.values()))
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("SET LOCAL ROLE xiongguan_walled")


def test_a_restored_old_copy_and_the_ledger_together_open_nobody(desk: Desk) -> None:
    row, other = desk.step(desk.active(), "contact"), desk.active()
    old = {
        table: copy_of(table, where, row.pk)
        for table, where in (
            ("support_enrollment", "id"),
            ("support_contact", "enrollment_id"),
            ("support_key", "record_id"),
        )
    }
    from_end = desk.step(desk.step(row, "ask_end"), "end")
    to_the_sweep(desk, 200)
    assert desk.fresh(from_end).state == S.ERASED and note_erasures() == 1 and note_erasures() == 0
    restore("support_enrollment", old["support_enrollment"])
    assert not SupportKey.objects.filter(record_id=row.pk).exists()
    with pytest.raises(RuleBroken):
        desk.fresh(row).open_sealed("name")
    for table in ("support_contact", "support_key"):
        restore(table, old[table])
    assert desk.fresh(row).open_sealed("name") == NAME, "the old copy alone brings the person back"
    call_command("replay_erasures")
    fresh = desk.fresh(row)
    assert (fresh.state, fresh.name_sealed, fresh.person_mark) == (S.ERASED, None, None)
    with wall.as_job(), pytest.raises(RuleBroken):
        SupportEnrollment(pk=row.pk, name_sealed=old["support_enrollment"][0]["name_sealed"]).open_sealed(
            "name"
        )
    with wall.as_job():
        assert not SupportContact.objects.filter(enrollment_id=row.pk).exists()
    assert desk.fresh(other).open_sealed("name") == NAME, "nobody else is touched"
    assert Entry.objects.filter(action=f"{KIND}.erase", subject_id=row.pk).count() == 2
    call_command("replay_erasures")
    assert desk.fresh(row).version == fresh.version, "a second time changes nothing"


def test_a_line_that_nobody_signed_erases_nobody(desk: Desk, settings: Settings) -> None:
    row = desk.active()
    ledger.append("S-9999", desk.now)
    with settings.SUPPORT_ERASURES_FILE.open("a", encoding="ascii") as file:
        file.write(f"{row.no} 2026-03-02T00:00:00+00:00 {'0' * 64}\nhalf a li")
    assert list(ledger.read()) == ["S-9999"]
    call_command("replay_erasures")
    assert desk.fresh(row).state == S.ACTIVE


PEOPLE = 40


def test_a_thief_of_the_whole_database_learns_no_link_and_the_same_attack_reads_an_unsealed_copy(
    desk: Desk,
) -> None:
    chance = random.Random(6)
    people = [
        Known(
            10_000 + at,
            f"雀{chr(0x4E00 + 37 * at)}{chr(0x5E00 + 11 * at)}",
            id_number(at + 200),
            f"0937-9{at:06}",
        )
        for at in range(PEOPLE)
    ]
    for one in chance.sample(people, 10):
        row = desk.active(name=one.name, id_number=one.id_number, phone=one.phone)
        with wall.as_job():
            row = desk.fresh(row)
            row.seal_in("resident", str(one.pk))
            SupportEnrollment.objects.filter(pk=row.pk).update(resident_sealed=row.resident_sealed)
        desk.step(row, "contact")
    stolen = dump()
    assert len(stolen["support_enrollment"]) == 10 and links(stolen, people) == set()
    with wall.as_job():
        control = []
        for row in SupportEnrollment.objects.all():
            plain = {name: row.open_sealed(name) for name in ("name", "id_number")}
            control.append(
                {
                    "id": row.pk,
                    "programme": row.programme,
                    **plain,
                    "resident_id": int(row.open_sealed("resident")),
                }
            )
    assert len(links({**stolen, "support_enrollment": control}, people)) == 10


def test_marks_of_two_programmes_and_of_the_register_cannot_be_laid_side_by_side(desk: Desk) -> None:
    same = id_number(7)
    first, second = desk.proposed(id_number=same), desk.proposed(P.MENTAL, id_number=same)
    assert bytes(first.person_mark) != bytes(second.person_mark)
    with pytest.raises(RuleBroken, match="已经在本项目里"):
        desk.proposed(id_number=same)


def test_a_record_has_a_key_of_its_own_and_keys_change_under_it(desk: Desk, settings: Settings) -> None:
    first, second = desk.active(), desk.active()
    with wall.as_job():
        blob, key = bytes(desk.fresh(first).name_sealed), make_key(987_654)
        assert key.seal("x", "a") != key.seal("x", "a")
        with pytest.raises(Exception, match="seal"):
            desk.fresh(second)._key().open(blob, f"support_enrollment:{first.pk}:name_sealed")
        with pytest.raises(Exception, match="seal"):
            desk.fresh(first)._key().open(blob, f"support_enrollment:{second.pk}:name_sealed")
    settings.FIELD_KEYS = ["2:" + "5a" * 32, *settings.FIELD_KEYS]
    place = next(one for one in rotation.places() if one.name == "support_key.key_sealed")
    assert rotation.left(place) >= 3 and list(rotation.rotate([place])) and rotation.left(place) == 0
    assert desk.fresh(first).open_sealed("name") == NAME


FORBIDDEN = (
    "offence", "crime", "guilt", "sentence", "diagnos", "disease", "symptom", "drug", "result_of", "test_", "risk", "level",
    "grade", "score", "rank", "point", "danger_", "track", "position", "location", "movement", "whereabout", "associate",
    "belief", "relig", "faith", "opinion", "photo", "face", "video", "号", "风险", "等级", "积分", "评分", "重点人员", "罪", "病情",
    "诊断", "检测", "信仰", "轨迹", "行踪", "照片",
)  # fmt: skip


def test_no_column_can_hold_what_must_not_be_held() -> None:
    """Names and words of every column of the room, against the list of domain.md G1 and trust.md T12."""
    found = []
    for model in apps.get_app_config("specialgroups").get_models():
        for one in model._meta.get_fields():
            words = f"{one.name} {getattr(one, 'verbose_name', '')}".lower()
            found += [
                (model.__name__, one.name, word) for word in FORBIDDEN if word in words and word != "号"
            ]
    assert found == []
    assert all(not getattr(one, "remote_field", None) or one.remote_field.model.__name__ != "Resident"
               for model in apps.get_models() for one in model._meta.fields
               if model._meta.app_label == "specialgroups"), "no key leads to the register"  # fmt: skip


def test_there_are_four_programmes_and_no_record_without_a_paper(desk: Desk) -> None:
    row = desk.active()
    for change in ({"programme": "fifth"}, {"document_sealed": None}, {"programme": "correction", "is_minor": True},
                   {"confirmed_by_id": row.created_by_id}, {"state": "erased"}, {"state": "paused"}):  # fmt: skip
        with pytest.raises(IntegrityError), wall.as_job():
            SupportEnrollment.objects.filter(pk=row.pk).update(**change)
    desk.helpers.mental.postings.create(
        role="support_worker", programme="correction", valid_from=date(2026, 1, 1)
    )
    with pytest.raises(RuleBroken, match="依法封存"):
        desk.proposed(P.CORRECTION, id_number=id_number(3, "20120101"))
    child = desk.proposed(P.MENTAL, id_number=id_number(4, "20120101"))
    assert child.is_minor
