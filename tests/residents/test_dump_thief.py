"""Whoever steals the database without the keys gets no number out of it, though birthdays stand beside (trust.md P14)."""

import hashlib
from datetime import date

import pytest
from django.db import connection

from bench.dump_thief import DIGEST_FROM, GUESSES, identities, phones, recovered
from core.identity import check_digit
from residents.models import Resident
from tests.cast import Cast, Town
from tests.residents.many import make_people

pytestmark = pytest.mark.django_db
PEOPLE = 200


@pytest.fixture
def rows(town: Town, cast: Cast) -> list[Resident]:
    make_people(town, PEOPLE)
    return list(Resident.objects.order_by("pk"))


def test_candidates_are_real_numbers() -> None:
    numbers = [one.decode() for one in identities("620299", [date(1980, 2, 29)])]
    assert len(numbers) == len(set(numbers)) == 1000
    assert all(check_digit(one[:17]) == one[17] for one in numbers)


@pytest.mark.parametrize("name", GUESSES)
def test_hashing_every_number_of_the_county_on_their_birthdays_tells_nobody(
    rows: list[Resident], name: str
) -> None:
    marks = {bytes(row.id_index)[DIGEST_FROM:] for row in rows} | {bytes(row.id_index) for row in rows}
    days = sorted({row.birth_date for row in rows if row.birth_date})
    assert recovered(marks, identities("620299", days), GUESSES[name]) == 0


def test_the_same_attack_tells_everybody_of_a_column_of_plain_hashes(rows: list[Resident]) -> None:
    """The control: without a key the numbers fall in seconds, so the attack is a real one."""
    control = {hashlib.sha256(row.open_sealed("id_number").encode()).digest() for row in rows}
    days = sorted({row.birth_date for row in rows if row.birth_date})
    assert recovered(control, identities("620299", days), GUESSES["SHA-256"]) == PEOPLE


def test_phones_do_not_fall_either(rows: list[Resident]) -> None:
    control = {hashlib.sha256(row.open_sealed("phone").encode()).digest() for row in rows}
    marks = {bytes(row.phone_index)[DIGEST_FROM:] for row in rows}
    tails = {bytes(row.phone_tail_index)[DIGEST_FROM:] for row in rows}
    assert recovered(control, phones("0937", 0, 2 * PEOPLE), GUESSES["SHA-256"]) == PEOPLE
    for name, guess in GUESSES.items():
        assert recovered(marks, phones("0937", 0, 2 * PEOPLE), guess) == 0, name
        assert recovered(tails, (b"%04d" % at for at in range(10_000)), guess) == 0, name


def test_equal_values_have_other_seals_and_each_purpose_its_own_marks(rows: list[Resident]) -> None:
    first, second = rows[:2]
    for row in (first, second):
        row.seal_in("phone", "0937-7777777")
    assert bytes(first.phone_sealed) != bytes(second.phone_sealed)
    assert len({bytes(first.phone_index), bytes(first.phone_tail_index), bytes(first.id_index)}) == 3


def test_no_number_stands_in_the_dump_as_text_or_as_bytes(rows: list[Resident]) -> None:
    numbers = [row.open_sealed("id_number") for row in rows] + [row.open_sealed("phone") for row in rows]
    dump = b""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" AS t')
            dump += "\n".join(str(row) for (row,) in cursor.fetchall()).encode()
    raw = b"".join(bytes.fromhex(part[3:].decode()) for part in dump.split(b'"') if part.startswith(b"\\\\x"))
    assert len(raw) > PEOPLE * 100
    for number in numbers:
        assert number.encode() not in dump and number.encode() not in raw
