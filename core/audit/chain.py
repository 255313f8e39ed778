"""The arithmetic of the chain: what exactly is signed. Pure; shared by the writer and the verifier."""

import ipaddress
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from core.crypto import mac

ZERO = bytes(32)
# seq, at, actor id, action, subject kind, subject id, detail, request id, ip
Fields = tuple[int, str, int | None, str, str, int | None, Any, str, str | None]


_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), check_circular=False).encode


def plain_detail(detail: Mapping[str, Any] | None) -> dict[str, Any]:
    """The detail as JSONB gives it back, so that its hash verifies. Fractions are kept as text: JSONB respells them
    (1e16 becomes a whole number), and it knows no NaN."""
    text = json.dumps(dict(detail or {}), cls=DjangoJSONEncoder)
    return dict(json.loads(text, parse_float=str, parse_constant=str))


def entry_hash(fields: Fields, prev_hash: bytes) -> bytes:
    """HMAC-SM3 of all fields and the previous hash."""
    body = _encode([*fields[:8], one_spelling(fields[8])])
    return mac("audit", body.encode() + prev_hash)


def moment(at: datetime) -> str:
    """The time as PostgreSQL's to_char spells it for the verifier."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


@lru_cache(maxsize=4096)
def one_spelling(ip: str | None) -> str | None:
    """One spelling of an address: Python and PostgreSQL write some IPv6 addresses differently."""
    return ipaddress.ip_address(ip).exploded if ip else None


def head_signature(seq: int, digest: bytes) -> bytes:
    return mac("audit-head", seq.to_bytes(8, "big") + digest)


def line_signature(text: str, before: str) -> str:
    """The mark at the end of a line of the heads file, chained to the mark of the line before."""
    return mac("audit-heads-file", f"{before}\n{text}".encode()).hex()
