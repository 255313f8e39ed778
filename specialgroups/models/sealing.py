"""Every record's own key, and columns that are sealed with it (core.crypto.kept)."""

from typing import ClassVar

from core.crypto import kept
from core.crypto.kept import RecordKeyRow
from core.crypto.recordkeys import RecordKey


class SupportKey(RecordKeyRow):
    """The key of one record, wrapped by the ring.

    It stands outside the wall: it names a record by number, says nothing without the ring, and keys must be rotated by
    a program that has no person."""

    class Meta:
        db_table = "support_key"
        verbose_name = "档案密钥"


class KeptUnderKey(kept.KeptUnderKey):
    """Base of rows whose texts are sealed with the key of a support record."""

    KEYS: ClassVar[type[RecordKeyRow]] = SupportKey

    class Meta:
        abstract = True


def make_key(record_id: int) -> RecordKey:
    """A new key for a new record, kept at once."""
    return SupportKey.make(record_id)
