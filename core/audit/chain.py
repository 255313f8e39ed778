"""The arithmetic of the chain: what exactly is signed. Pure; shared by the writer and the verifier."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from core.crypto import mac

ZERO = bytes(32)
Fields = tuple[int, datetime, int | None, str, str, int | None, Any, str, str | None]


class DetailNotExact(ValueError):
    """A detail that PostgreSQL would give back in another spelling, so that its own hash would not verify."""


def plain_detail(detail: Mapping[str, Any] | None) -> dict[str, Any]:
    """The detail as it will come back from JSONB. Refuses floats: 1e16 returns as a whole number."""
    plain = json.loads(json.dumps(dict(detail or {}), cls=DjangoJSONEncoder), parse_float=_refuse)
    return dict(plain)


def _refuse(text: str) -> None:
    raise DetailNotExact(f"{text} is not a whole number; put it into the audit detail as text")


def entry_hash(fields: Fields, prev_hash: bytes) -> bytes:
    """HMAC-SM3 of all fields and the previous hash."""
    seq, at, *rest = fields
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    body = json.dumps([seq, moment, *rest], ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return mac("audit", body.encode() + prev_hash)


def head_signature(seq: int, digest: bytes) -> bytes:
    return mac("audit-head", seq.to_bytes(8, "big") + digest)


def line_signature(text: str, before: str) -> str:
    """The mark at the end of a line of the heads file, chained to the mark of the line before."""
    return mac("audit-heads-file", f"{before}\n{text}".encode()).hex()
