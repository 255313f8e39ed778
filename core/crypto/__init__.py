"""Sealed fields and keyed hashes. The keys are outside the database (settings.FIELD_KEYS), so a dump tells nothing."""

from core.crypto.seal import blind_index, blind_indexes, has_one_key, is_newest, mac, seal, unseal

__all__ = ["blind_index", "blind_indexes", "has_one_key", "is_newest", "mac", "seal", "unseal"]
