"""Writing many doors, households and people at once, for sheets and the demo town: COPY, each row known before it is sent.

    door = NewDwelling(building_id=…, …)        number(Dwelling, [door, …]) gives every row its number,
    home = NewHousehold(dwelling=door, …)       so that a seal is bound to its row and rows may name each other;
    person = NewResident(household=home, …)     copy_dwellings([...]); copy_households([...]); copy_residents([...])

Nothing is checked here: whoever calls has had residents.persons judge the people, has asked the policy, and writes the
ledger's line. Runs inside the caller's transaction and under the register's exclusive lock."""

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection, models

from core.crypto.sealed import next_numbers
from residents.choices import DwellingUse, Relation, ResidenceStatus, Sex, Source, Tenure
from residents.models import Dwelling, Household, Rental, Resident
from residents.names import sounds_of

_NULL = "\\N"
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@dataclass(slots=True)
class NewDwelling:
    """A door to be written."""

    building_id: int
    community_id: int
    grid_id: int | None
    room_no: str
    unit_no: str = ""
    floor: int | None = None
    use: str = DwellingUse.OWN
    grid_override_id: int | None = None
    owner_name: str = ""
    owner_phone: str = ""
    pk: int = 0


@dataclass(slots=True)
class NewHousehold:
    """A household to be written; `dwelling` may be a row to be written too, or the number of one that stands."""

    dwelling: NewDwelling | int
    building_id: int
    community_id: int
    grid_id: int | None
    ordinal: int = 1
    tenure: str = Tenure.OWNED
    source: str = Source.IMPORT
    members: int = 0
    head: "NewResident | None" = None
    confirmed_on: date | None = None
    confirm_due_on: date | None = None
    left_on: date | None = None
    hidden_on: date | None = None
    erase_on: date | None = None
    pk: int = 0


@dataclass(slots=True)
class NewResident:
    """A person to be written."""

    household: NewHousehold | int
    community_id: int
    grid_id: int | None
    name: str
    relation: str = Relation.OTHER
    sex: str = Sex.UNKNOWN
    birth_date: date | None = None
    birth_year: int | None = None
    id_type: str = ""
    id_number: str = ""
    phone: str = ""
    residence_status: str = ResidenceStatus.HERE
    registered_place: str = ""
    moved_in_on: date | None = None
    moved_out_on: date | None = None
    leaving: str = ""
    hidden_on: date | None = None
    erase_on: date | None = None
    guardian: "NewResident | int | None" = None
    guardian_name: str = ""
    guardian_agreed_on: date | None = None
    source: str = Source.IMPORT
    confirmed_on: date | None = None
    pk: int = 0
    # The mark of the number under the newest key, where it was worked out before; else it is worked out here.
    id_mark: bytes | None = None


@dataclass(slots=True)
class NewRental:
    """Letting to be written, of a door or of a courtyard."""

    community_id: int
    grid_id: int | None
    landlord_name: str
    dwelling: NewDwelling | int | None = None
    courtyard_id: int | None = None
    landlord_phone: str = ""
    tenants: int = 0
    filing_no: str = ""
    last_check_on: date | None = None
    next_check_on: date | None = None
    pk: int = 0


def number(model: type[models.Model], rows: Sequence[Any]) -> None:
    """Give the rows their numbers from the table's own sequence, in one question."""
    for row, pk in zip(rows, next_numbers(model, len(rows)) if rows else (), strict=True):
        row.pk = pk


def _key(row: Any) -> int | None:
    return row if row is None or isinstance(row, int) else row.pk


def copy_dwellings(rows: Sequence[NewDwelling], *, now: datetime, is_demo: bool = False) -> None:
    """Write doors that have their numbers."""

    def values(row: NewDwelling) -> tuple[Any, ...]:
        sealed = Dwelling.sealed_row(row.pk, {"owner_phone": row.owner_phone})
        return (
            row.pk, row.building_id, row.community_id, row.grid_id, row.unit_no, row.room_no, row.floor, row.use,
            row.grid_override_id, row.owner_name, sealed["owner_phone_sealed"], 1, now, is_demo,
        )  # fmt: skip

    columns = (
        "id", "building_id", "community_id", "grid_id", "unit_no", "room_no", "floor", "use",
        "grid_override_id", "owner_name", "owner_phone_sealed", "version", "created_at", "is_demo",
    )  # fmt: skip
    _copy(Dwelling, columns, values, rows)


def copy_households(rows: Sequence[NewHousehold], *, now: datetime, is_demo: bool = False) -> None:
    """Write households whose doors are written and whose heads have their numbers."""

    def values(row: NewHousehold) -> tuple[Any, ...]:
        return (
            row.pk, _key(row.dwelling), row.building_id, row.community_id, row.grid_id, row.ordinal, row.tenure,
            _key(row.head), row.members, row.source, row.confirmed_on, row.confirm_due_on, row.left_on,
            row.hidden_on, row.erase_on, 1, now, is_demo,
        )  # fmt: skip

    columns = (
        "id", "dwelling_id", "building_id", "community_id", "grid_id", "ordinal", "tenure",
        "head_id", "members", "source", "confirmed_on", "confirm_due_on", "left_on",
        "hidden_on", "erase_on", "version", "created_at", "is_demo",
    )  # fmt: skip
    _copy(Household, columns, values, rows)


def copy_residents(rows: Sequence[NewResident], *, now: datetime, is_demo: bool = False) -> None:
    """Write people whose households are written. Guardians come first in the same call or stand already."""

    def values(row: NewResident) -> tuple[Any, ...]:
        return (
            row.pk, *_said(row), _key(row.household), row.community_id, row.grid_id,
            row.moved_out_on, row.leaving, row.hidden_on, row.erase_on,
            row.source, row.confirmed_on, "", 1, now, is_demo,
        )  # fmt: skip

    columns = (
        "id", *_SAID, "household_id", "community_id", "grid_id",
        "moved_out_on", "leaving", "hidden_on", "erase_on",
        "source", "confirmed_on", "kept_for", "version", "created_at", "is_demo",
    )  # fmt: skip
    _copy(Resident, columns, values, rows)


# What somebody says of a person, and what follows from it.
_SAID = (
    "name", "pinyin", "initials", "sex", "birth_date", "birth_year", "id_type", "id_sealed", "id_index",
    "phone_sealed", "phone_index", "phone_tail_index", "relation", "residence_status", "is_floating",
    "registered_place", "moved_in_on", "guardian_id", "guardian_name", "guardian_agreed_on",
)  # fmt: skip


def _said(row: NewResident) -> tuple[Any, ...]:
    known = {"id_index": row.id_mark} if row.id_mark else {}
    sealed = Resident.sealed_row(row.pk, {"id_number": row.id_number, "phone": row.phone}, known)
    sound, initials = _sounds(row.name)
    return (
        row.name, sound, initials, row.sex, row.birth_date, row.birth_year, row.id_type, sealed["id_sealed"],
        sealed["id_index"], sealed["phone_sealed"], sealed["phone_index"], sealed["phone_tail_index"],
        row.relation, row.residence_status, row.residence_status == ResidenceStatus.LIVES_HERE,
        row.registered_place, row.moved_in_on, _key(row.guardian), row.guardian_name, row.guardian_agreed_on,
    )  # fmt: skip


def rewrite_residents(rows: Sequence[NewResident]) -> None:
    """Say of people who stand already what these rows say; each is one version further. Where they live, when they left
    and who entered them stay. By COPY and one UPDATE, however many."""
    if not rows:
        return
    table, names = Resident._meta.db_table, ", ".join(_SAID)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE IF NOT EXISTS rewritten ON COMMIT DROP AS SELECT id, {names} FROM {table} WITH NO DATA"  # noqa: S608 - names of ours
        )
        cursor.execute("TRUNCATE rewritten")
        _copy_into("rewritten", ("id", *_SAID), lambda row: (row.pk, *_said(row)), rows)
        pairs = ", ".join(f"{name} = said.{name}" for name in _SAID)
        cursor.execute(
            f"UPDATE {table} held SET {pairs}, version = held.version + 1 FROM rewritten said WHERE held.id = said.id"  # noqa: S608
        )


def copy_rentals(rows: Sequence[NewRental], *, now: datetime, is_demo: bool = False) -> None:
    """Write letting of doors that are written."""

    def values(row: NewRental) -> tuple[Any, ...]:
        sealed = Rental.sealed_row(row.pk, {"landlord_phone": row.landlord_phone})
        return (
            row.pk, row.community_id, row.grid_id, _key(row.dwelling), row.courtyard_id, row.landlord_name,
            sealed["landlord_phone_sealed"], row.tenants, row.filing_no, row.last_check_on, row.next_check_on,
            1, now, is_demo,
        )  # fmt: skip

    columns = (
        "id", "community_id", "grid_id", "dwelling_id", "courtyard_id", "landlord_name",
        "landlord_phone_sealed", "tenants", "filing_no", "last_check_on", "next_check_on",
        "version", "created_at", "is_demo",
    )  # fmt: skip
    _copy(Rental, columns, values, rows)


def count_anew() -> None:
    """Let the planner look at tables that have just grown by thousands: until it does by itself, minutes later, it may
    read them whole for every row of a list."""
    with connection.cursor() as cursor:
        for model in (Dwelling, Household, Resident):
            cursor.execute(f"ANALYZE {model._meta.db_table}")


@lru_cache(maxsize=65536)
def _sounds(name: str) -> tuple[str, str]:
    return sounds_of(name)


def _copy(
    model: type[models.Model],
    columns: Sequence[str],
    values: Callable[[Any], tuple[Any, ...]],
    rows: Iterable[Any],
) -> None:
    """One COPY of all rows in PostgreSQL's text form."""
    _copy_into(model._meta.db_table, columns, values, rows)


def _copy_into(
    table: str, columns: Sequence[str], values: Callable[[Any], tuple[Any, ...]], rows: Iterable[Any]
) -> None:
    lines = "".join(["\t".join(map(_text, values(row))) + "\n" for row in rows])
    if not lines:
        return
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", io.StringIO(lines))


def _text(value: Any) -> Any:
    """A value as COPY reads it."""
    kind = type(value)
    if kind is str:
        return value if value.isalnum() else value.translate(_ESCAPED)
    if value is None:
        return _NULL
    if kind is bytes:
        return f"\\\\x{value.hex()}"
    if kind is bool:
        return "t" if value else "f"
    if kind is int:
        return str(value)
    if kind is date or kind is datetime:
        return value.isoformat()
    # Choices of Django are strings of a class of their own.
    return str(value.value) if isinstance(value, models.Choices) else str(value)
