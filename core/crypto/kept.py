"""Models whose texts are sealed with the key of one record: destroyed with it, and nothing of the record opens again (P16).

class CareKey(RecordKeyRow): ...                 the wrapped keys, a row a record
class CareText(KeptUnderKey):
    KEYS, TEXTS = CareKey, {"words": "words_sealed"}
"""

from typing import Any, ClassVar

from django.db import models

from core.crypto.recordkeys import RecordKey
from core.crypto.sealed import Sealed, SealedModel, context_of, next_numbers
from core.errors import RuleBroken

_OPENED = "_record_key"


class RecordKeyRow(SealedModel):
    """The key of one record, wrapped by the ring. Deleted when the record is erased."""

    record_id = models.BigIntegerField(unique=True)
    key_sealed = models.BinaryField()

    SEALED: ClassVar[dict[str, Sealed]] = {"key": Sealed("key_sealed")}

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"key of {self.record_id}"

    def unwrapped(self) -> RecordKey:
        return RecordKey.from_text(self.open_sealed("key"))

    @classmethod
    def make(cls, record_id: int) -> RecordKey:
        """A new key for a new record, kept at once."""
        key = RecordKey.new()
        row = cls(record_id=record_id)
        row.seal_in("key", key.as_text())
        row.save()
        return key

    @classmethod
    def of(cls, record_id: int) -> RecordKey:
        """The record's key. Refuses a record whose key was destroyed."""
        row = cls._default_manager.filter(record_id=record_id).first()
        if row is None:
            raise RuleBroken("erased", "这份档案的内容已经删除，不能再打开")
        return row.unwrapped()


class KeptUnderKey(models.Model):
    """Base of rows whose texts are sealed with the record's key. `record_number` says whose."""

    KEYS: ClassVar[type[RecordKeyRow]]
    # Name -> column.
    TEXTS: ClassVar[dict[str, str]] = {}

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and self.pk is not None:
            kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    @property
    def record_number(self) -> int:
        raise NotImplementedError

    def hold_key(self, key: RecordKey) -> None:
        """Use this key from now on, so that a page opens it once."""
        vars(self)[_OPENED] = key

    def _key(self) -> RecordKey:
        held: RecordKey | None = vars(self).get(_OPENED)
        if held is None:
            held = self.KEYS.of(self.record_number)
            self.hold_key(held)
        return held

    def seal_in(self, name: str, text: str) -> None:
        """Seal the value; an empty one clears it. Gives a new row its number."""
        if self.pk is None:
            self.pk = next_numbers(type(self))[0]
        column = self.TEXTS[name]
        setattr(self, column, self._key().seal(text, self._context(column)) if text else None)

    def open_sealed(self, name: str) -> str:
        """The value itself. Whoever shows it whole has had the reveal committed first."""
        column = self.TEXTS[name]
        blob = getattr(self, column)
        return self._key().open(bytes(blob), self._context(column)) if blob else ""

    @classmethod
    def sealed_columns(cls, name: str) -> tuple[str, ...]:
        """The columns to save after seal_in, for update_fields."""
        return (cls.TEXTS[name],)

    def has_sealed(self, name: str) -> bool:
        return bool(getattr(self, self.TEXTS[name]))

    def _context(self, column: str) -> str:
        return context_of(self._meta.db_table, self.pk, column)
