"""Tampering as the owner of the database: with SQL, triggers out of the way, on a copy; every one is located."""

import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.backends.utils import CursorWrapper

from core.accounts.models import User
from core.audit import chain
from core.audit.actions import record
from core.audit.faults import WORDS, Fault
from core.audit.models import Head
from core.audit.selectors import verify
from core.audit.tasks import write_head

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LINES = 40
SIGNED = 30


@pytest.fixture
def copy(clerk: User, worker: User) -> Iterator[CursorWrapper]:
    """A ledger of 40 lines whose line 30 is in the heads file, copied to tables without triggers or constraints."""
    for n in range(1, LINES + 1):
        record(
            f"case.step{n % 4}",
            actor=clerk if n % 2 else worker,
            subject_kind="dispute",
            subject_id=n % 5,
            detail={"from": n, "to": n + 1},
            now=NOW + timedelta(minutes=n),
        )
        if n == SIGNED:
            assert write_head()
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA tampered")
        for table in ("audit_entry", "audit_head"):
            cursor.execute(f"CREATE TABLE tampered.{table} AS TABLE public.{table}")
        cursor.execute("SET LOCAL search_path = tampered, public")
        assert verify() == []
        yield cursor


def _places(faults: list[Fault]) -> set[int]:
    return {fault.seq for fault in faults}


# --- one line edited, in each of its fields -----------------------------------------------------
EDITS = {
    "at": "at + interval '1 microsecond'",
    "at_endless": "'infinity'::timestamptz",
    "actor_id": "coalesce(actor_id, 0) + 1",
    "actor_gone": "NULL",
    "action": "action || 'x'",
    "action_gone": "NULL",
    "subject_kind": "'grid'",
    "subject_id": "subject_id + 1",
    "detail": """detail || '{"to": 99}'::jsonb""",
    "detail_gone": "NULL",
    "request_id": "'0123'",
    "ip": "'10.0.0.1'::inet",
    "prev_hash": r"set_byte(prev_hash, 5, (get_byte(prev_hash, 5) + 1) %% 256)",
    "hash": r"set_byte(hash, 5, (get_byte(hash, 5) + 1) %% 256)",
    "hash_gone": "NULL",
}
COLUMNS = {
    "at_endless": "at",
    "actor_gone": "actor_id",
    "action_gone": "action",
    "detail_gone": "detail",
    "hash_gone": "hash",
}


@pytest.mark.django_db
@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("seq", [1, 17, LINES])
def test_an_edited_field_is_located(copy: CursorWrapper, edit: str, seq: int) -> None:
    copy.execute(f"UPDATE audit_entry SET {COLUMNS.get(edit, edit)} = {EDITS[edit]} WHERE seq = %s", [seq])
    faults = verify()
    assert Fault(seq, "changed") in faults
    assert _places(faults) <= {seq, seq + 1}


# --- lines removed --------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("seq", [1, 2, 9, 16, 23, 30, 38, 39])
def test_a_deleted_line_is_located(copy: CursorWrapper, seq: int) -> None:
    copy.execute("DELETE FROM audit_entry WHERE seq = %s", [seq])
    assert _places(verify()) == {seq}
    assert Fault(seq, "missing") in verify()


@pytest.mark.django_db
@pytest.mark.parametrize("seq", [2, 9, 16, 23, 38])
def test_a_line_deleted_and_the_rest_moved_up_is_located(copy: CursorWrapper, seq: int) -> None:
    copy.execute("DELETE FROM audit_entry WHERE seq = %s", [seq])
    copy.execute("UPDATE audit_entry SET seq = seq - 1 WHERE seq > %s", [seq])
    assert Fault(seq, "changed") in verify()


@pytest.mark.django_db
@pytest.mark.parametrize("kept", [0, 10, 29, 30, 37, 39])
def test_a_cut_off_end_is_located(copy: CursorWrapper, kept: int) -> None:
    copy.execute("DELETE FROM audit_entry WHERE seq > %s", [kept])
    assert Fault(kept + 1, "tail_missing") in verify()


@pytest.mark.django_db
@pytest.mark.parametrize("kept", [10, 30, 37, 39])
def test_a_cut_off_end_with_the_head_set_back_is_located(copy: CursorWrapper, kept: int) -> None:
    copy.execute("DELETE FROM audit_entry WHERE seq > %s", [kept])
    copy.execute(
        "UPDATE audit_head h SET seq = e.seq, hash = e.hash FROM audit_entry e WHERE e.seq = %s", [kept]
    )
    assert Fault(kept, "head_changed") in verify()


@pytest.mark.django_db
@pytest.mark.parametrize("kept", [0, 5, 12, 29])
def test_a_restored_old_copy_is_found_by_the_heads_file(copy: CursorWrapper, kept: int) -> None:
    """Everything in the database is genuine, only old: what lies outside it remembers better."""
    copy.execute("DELETE FROM audit_entry WHERE seq > %s", [kept])
    copy.execute("SELECT hash FROM audit_entry WHERE seq = %s", [kept])
    row = copy.fetchone()
    if row is None:
        copy.execute("DELETE FROM audit_head")
    else:
        _set_head(copy, kept, bytes(row[0]), chain.head_signature(kept, bytes(row[0])))
    assert verify() == [Fault(kept + 1, "tail_missing")]


@pytest.mark.django_db
def test_a_removed_head_is_located(copy: CursorWrapper) -> None:
    copy.execute("DELETE FROM audit_head")
    assert verify() == [Fault(LINES, "head_missing")]


def _set_head(cursor: CursorWrapper, seq: int, digest: bytes, signature: bytes) -> None:
    cursor.execute("UPDATE audit_head SET seq = %s, hash = %s, signature = %s", [seq, digest, signature])


# --- lines put in ---------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("seq", [2, 11, 20, 39])
def test_a_line_put_between_is_located(copy: CursorWrapper, seq: int) -> None:
    copy.execute("UPDATE audit_entry SET seq = seq + 1 WHERE seq >= %s", [seq])
    copy.execute(_copy_of_line(seq - 1, seq))
    assert Fault(seq, "changed") in verify()


@pytest.mark.django_db
@pytest.mark.parametrize("seq", [1, 11, LINES])
def test_a_line_doubled_is_located(copy: CursorWrapper, seq: int) -> None:
    copy.execute(_copy_of_line(seq, seq))
    assert verify() == [Fault(seq, "duplicate")]


@pytest.mark.django_db
@pytest.mark.parametrize("like", [1, 22, LINES])
def test_a_line_put_at_the_end_is_located(copy: CursorWrapper, like: int) -> None:
    copy.execute(_copy_of_line(like, LINES + 1))
    assert Fault(LINES + 1, "changed") in verify()


def _copy_of_line(seq: int, new: int) -> str:
    return (
        "INSERT INTO audit_entry (id, seq, at, actor_id, action, subject_kind, subject_id, detail, request_id, ip,"
        f" prev_hash, hash) SELECT id + 1000000, {new}, at, actor_id, action, subject_kind, subject_id, detail,"
        f" request_id, ip, prev_hash, hash FROM audit_entry WHERE seq = {seq} LIMIT 1"
    )


# --- lines changed in order -----------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize(("one", "other"), [(1, 2), (5, 6), (3, 33), (12, 40), (39, 40), (8, 18)])
def test_swapped_lines_are_located(copy: CursorWrapper, one: int, other: int) -> None:
    copy.execute(
        "UPDATE audit_entry SET seq = CASE seq WHEN %s THEN %s ELSE %s END WHERE seq IN (%s, %s)",
        [one, other, one, one, other],
    )
    assert {Fault(one, "changed"), Fault(other, "changed")} <= set(verify())


@pytest.mark.django_db
@pytest.mark.parametrize(("one", "other"), [(1, 2), (5, 25), (38, 40), (14, 15)])
def test_swapped_contents_are_located(copy: CursorWrapper, one: int, other: int) -> None:
    """Even with both hashes swapped along: the number is under the hash too."""
    fields = "at, actor_id, action, subject_kind, subject_id, detail, request_id, ip, prev_hash, hash"
    pairs = ", ".join(f"{name} = o.{name}" for name in fields.split(", "))
    copy.execute(
        f"UPDATE audit_entry e SET {pairs} FROM audit_entry o WHERE (e.seq, o.seq) IN ((%s, %s), (%s, %s))",
        [one, other, other, one],
    )
    assert {Fault(one, "changed"), Fault(other, "changed")} <= set(verify())


# --- everything written anew ----------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("start", [1, 2, 15, 25, 29, 33, 38, 40])
def test_a_chain_written_anew_without_the_key_is_located(copy: CursorWrapper, start: int) -> None:
    copy.execute("UPDATE audit_entry SET action = 'case.nothing' WHERE seq = %s", [start])
    _rewrite(copy, start, mac=lambda _fields, _prev: random.Random(7).randbytes(32))
    assert _places(verify()) == set(range(start, LINES + 1))


@pytest.mark.django_db
@pytest.mark.parametrize("start", [1, 7, 16, 30])
def test_a_chain_written_anew_with_the_key_is_found_by_the_heads_file(
    copy: CursorWrapper, start: int
) -> None:
    """A thief of the key rewrites everything so that it fits; the line signed an hour ago does not."""
    copy.execute("UPDATE audit_entry SET action = 'case.nothing' WHERE seq = %s", [start])
    last = _rewrite(copy, start, mac=chain.entry_hash)
    _set_head(copy, LINES, last, chain.head_signature(LINES, last))
    assert verify() == [Fault(SIGNED, "rewritten")]


def _rewrite(cursor: CursorWrapper, start: int, *, mac: Callable[[chain.Fields, bytes], bytes]) -> bytes:
    """Give every line from `start` a new link and hash; returns the last hash."""
    cursor.execute("SELECT hash FROM audit_entry WHERE seq = %s", [start - 1])
    row = cursor.fetchone()
    prev = bytes(row[0]) if row else chain.ZERO
    cursor.execute(
        "SELECT seq, at, actor_id, action, subject_kind, subject_id, detail, request_id FROM audit_entry"
        " WHERE seq >= %s ORDER BY seq",
        [start],
    )
    for seq, at, *rest, detail, request_id in cursor.fetchall():
        value = json.loads(detail) if isinstance(detail, str) else detail
        digest = mac((seq, chain.moment(at), *rest, value, request_id, None), prev)
        cursor.execute("UPDATE audit_entry SET prev_hash = %s, hash = %s WHERE seq = %s", [prev, digest, seq])
        prev = digest
    return prev


# --- the heads file -------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_heads_file_gets_one_line_an_hour_and_none_when_nothing_happened(
    clerk: User, heads_path: Path
) -> None:
    assert write_head() is False
    for _ in range(3):
        record("case.create", actor=clerk)
        assert write_head() is True
        assert write_head() is False
    assert [line.split(" ")[0] for line in heads_path.read_text().splitlines()] == ["1", "2", "3"]
    assert verify() == []


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("change", ["seq", "hash", "time", "mark", "gone"])
def test_a_changed_line_of_the_heads_file_is_located(
    clerk: User, heads_path: Path, number: int, change: str
) -> None:
    for _ in range(4):
        record("case.create", actor=clerk)
        write_head()
    lines = heads_path.read_text().splitlines()
    words = lines[number - 1].split(" ")
    place = {"seq": 0, "hash": 1, "time": 2, "mark": 3}.get(change)
    if place is None:
        del lines[number - 1]
    else:
        words[place] = "9" + words[place][1:] if words[place][0] != "9" else "8" + words[place][1:]
        lines[number - 1] = " ".join(words)
    heads_path.write_text("\n".join(lines) + "\n")
    assert Fault(number, "heads_line_changed") in verify()


@pytest.mark.django_db
def test_a_line_cut_off_by_a_crash_spoils_only_itself(clerk: User, heads_path: Path) -> None:
    record("case.create", actor=clerk)
    write_head()
    heads_path.write_text(heads_path.read_text() + "2 abcd")
    record("case.create", actor=clerk)
    assert write_head() is True
    assert verify() == [Fault(2, "heads_line_changed")]


# --- the command ----------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_command_says_that_all_is_well(clerk: User) -> None:
    record("case.create", actor=clerk)
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert "操作记录完整：1行" in out.getvalue()


@pytest.mark.django_db
def test_the_command_names_each_fault_and_fails(copy: CursorWrapper) -> None:
    copy.execute("DELETE FROM audit_entry WHERE seq IN (7, 20)")
    out = StringIO()
    with pytest.raises(CommandError, match="2处"):
        call_command("verify_audit", stdout=out)
    assert out.getvalue().splitlines() == [f"{seq}\tmissing\t{WORDS['missing']}" for seq in (7, 20)]


@pytest.mark.django_db
def test_since_leaves_out_what_was_checked_before(copy: CursorWrapper) -> None:
    copy.execute("DELETE FROM audit_entry WHERE seq IN (7, 20)")
    assert verify(since=21) == []
    assert verify(since=12) == [Fault(20, "missing")]
    assert Head.objects.get().seq == LINES
