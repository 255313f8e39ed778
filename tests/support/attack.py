"""What somebody with a whole copy of the database and no keys tries, to learn who is in which programme (trust.md P14).

Needs nothing of the product. He also has what no dump gives: a true list of everybody in the register, number by number.
He looks for links in four ways: a plain number of the register beside a record; a mark of a person's number under any hash
that needs no key; the same mark twice; a text of the list anywhere in what belongs to a record."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.dump_thief import GUESSES

Rows = Mapping[str, Sequence[Mapping[str, object]]]


@dataclass(frozen=True)
class Known:
    """One person as the thief knows them."""

    pk: int
    name: str
    id_number: str
    phone: str


def _bytes(value: object) -> bytes | None:
    if isinstance(value, str) and value.startswith("\\x"):
        return bytes.fromhex(value[2:])
    return None


def links(dump: Rows, people: Sequence[Known]) -> set[tuple[int, str]]:
    """Pairs of person and programme that can be read out of the copy."""
    marks: dict[bytes, int] = {}
    for person in people:
        for guess in GUESSES.values():
            marks[guess(person.id_number.encode())] = person.pk
    numbers = {person.pk for person in people}
    found: set[tuple[int, str]] = set()
    for record in dump.get("support_enrollment", ()):
        programme = str(record["programme"])
        beside = [record, *_of(dump, record["id"])]
        for row in beside:
            for column, value in row.items():
                found |= {(pk, programme) for pk in _told(column, value, people, marks, numbers)}
    return found


def _of(dump: Rows, record_id: object) -> list[Mapping[str, object]]:
    """Everything that hangs on a record, by any column that names it."""
    found = []
    for table, rows in dump.items():
        if table == "support_enrollment":
            continue
        for row in rows:
            names = row.get("enrollment_id") == record_id or (
                row.get("subject_kind") == "support_enrollment" and row.get("subject_id") == record_id
            )
            if names or row.get("record_id") == record_id:
                found.append(row)
    return found


def _told(
    column: str, value: object, people: Sequence[Known], marks: Mapping[bytes, int], numbers: set[int]
) -> set[int]:
    raw = _bytes(value)
    if raw is not None:
        by_mark = {marks[part] for part in (raw, raw[2:]) if part in marks}
        return by_mark | {
            one.pk for one in people if one.id_number.encode() in raw or one.name.encode() in raw
        }
    if "resident" in column and isinstance(value, int) and value in numbers:
        return {value}
    text = json.dumps(value, ensure_ascii=False, default=str)
    return {one.pk for one in people if any(known in text for known in (one.name, one.id_number, one.phone))}
