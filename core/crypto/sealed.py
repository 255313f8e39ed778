"""Models with sealed columns: the seal binds a value to its table, row and column, so a row gets its number first.

class Party(SealedModel):
    phone_sealed = models.BinaryField(null=True)
    phone_index = models.BinaryField(null=True)
    SEALED = {"phone": Sealed("phone_sealed", {"phone_index": Mark("phone")})}

party.seal_in("phone", "13893712207")      party.open_sealed("phone")
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db import connection, models

from core.crypto.seal import blind_index, is_newest, seal, unseal


@dataclass(frozen=True)
class Mark:
    """A column that finds the sealed value again: under which purpose, and which part of it (all of it when unsaid)."""

    purpose: str
    part: Callable[[str], str] = str

    def of(self, text: str) -> bytes:
        return blind_index(self.purpose, self.part(text))


@dataclass(frozen=True)
class Sealed:
    """One sealed value of a model: its column and the columns of its marks."""

    column: str
    marks: Mapping[str, Mark] = field(default_factory=dict)


def next_numbers(model: type[models.Model], count: int = 1) -> list[int]:
    """Primary keys taken from the table's own sequence before the rows are written. Which sequence that is, is asked once;
    outside the inner SELECT PostgreSQL would look it up for each number, at three times the price of the number."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval((SELECT pg_get_serial_sequence(%s, 'id')::regclass)) FROM generate_series(1, %s)",
            [table, count],
        )
        return [int(number) for (number,) in cursor.fetchall()]


def context_of(table: str, pk: int, column: str) -> str:
    """What the seal of a column is bound to, beside the version of its key."""
    return f"{table}:{pk}:{column}"


class SealedModel(models.Model):
    """Base of models with sealed columns. Nothing else opens or closes them."""

    SEALED: ClassVar[Mapping[str, Sealed]] = {}

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            # The number is given already; Django would first look for a row to update.
            kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def seal_in(self, name: str, text: str) -> None:
        """Seal the value and keep its marks; an empty one clears both. Gives a new row its number."""
        spec = self.SEALED[name]
        if self.pk is None:
            self.pk = next_numbers(type(self))[0]
        setattr(self, spec.column, seal(text, self._context(spec)) if text else None)
        for column, mark in spec.marks.items():
            setattr(self, column, mark.of(text) if text else None)

    def open_sealed(self, name: str) -> str:
        """The value itself. Whoever shows it has had the reveal committed first (core.audit.reveals)."""
        spec = self.SEALED[name]
        blob = getattr(self, spec.column)
        return unseal(bytes(blob), self._context(spec)) if blob else ""

    def has_sealed(self, name: str) -> bool:
        return bool(getattr(self, self.SEALED[name].column))

    @classmethod
    def sealed_columns(cls, name: str) -> tuple[str, ...]:
        """The columns to save after seal_in, for update_fields."""
        spec = cls.SEALED[name]
        return (spec.column, *spec.marks)

    @classmethod
    def sealed_row(
        cls, pk: int, values: Mapping[str, str], known: Mapping[str, bytes] | None = None
    ) -> dict[str, Any]:
        """The columns of many values of a row to come, for bulk writers. `known` holds marks that the writer has already;
        one under an older key than the newest is worked out again."""
        row: dict[str, Any] = {}
        table, known = cls._meta.db_table, known or {}
        for name, text in values.items():
            spec = cls.SEALED[name]
            row[spec.column] = seal(text, context_of(table, pk, spec.column)) if text else None
            for column, mark in spec.marks.items():
                made = known.get(column)
                if made is None or not is_newest(made):
                    made = mark.of(text) if text else None
                row[column] = made
        return row

    def _context(self, spec: Sealed) -> str:
        return context_of(self._meta.db_table, self.pk, spec.column)
