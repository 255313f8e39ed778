"""Checking the ledger and reading it for pages."""

import json
from collections.abc import Iterator
from typing import Any

from django.db import connections, transaction

from core.audit import chain, heads
from core.audit.faults import Fault
from core.crypto.seal import same

_COLUMNS = """
seq, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'), actor_id, action, subject_kind,
subject_id, detail::text, request_id, host(ip), prev_hash, hash
"""


def verify(*, since: int = 1, using: str = "default") -> list[Fault]:
    """Walk the ledger from line `since` and name each fault with its place; an empty list is a whole ledger.

    Reads one row at a time, so it needs no memory for a long ledger and does not hold up who is writing."""
    with transaction.atomic(using=using):
        signed, faults = heads.read()
        # The head first: lines that are written while we walk are beyond it and only have to be genuine.
        head = _head(using)
        walk = _Walk(since, {line.seq: line.digest for line in signed}, faults)
        for row in _rows(since, using):
            walk.step(row)
        walk.finish(head, signed)
    return sorted(set(walk.faults))


class _Walk:
    """Where we are in the chain, what came before, and what was found wrong so far."""

    def __init__(self, since: int, signed: dict[int, bytes], faults: list[Fault]) -> None:
        self.since = since
        self.signed = signed
        self.faults = faults
        self.seq = since - 1
        self.hash: bytes | None = chain.ZERO if since == 1 else None

    def step(self, row: tuple[Any, ...]) -> None:
        seq, prev_hash, digest = int(row[0]), bytes(row[9] or b""), bytes(row[10] or b"")
        if seq == self.seq:
            self._found(seq, "duplicate")
        elif seq > self.seq + 1:
            self._found(self.seq + 1, "missing")
        elif self.hash is not None and prev_hash != self.hash:
            self._found(seq, "broken_link")
        if not _genuine(row, prev_hash, digest):
            self._found(seq, "changed")
        if self.signed.get(seq, digest) != digest:
            self._found(seq, "rewritten")
        self.seq, self.hash = seq, digest

    def finish(self, head: tuple[int, bytes, bytes] | None, signed: list[heads.SignedHead]) -> None:
        last = max((line.seq for line in signed), default=0)
        if head is None:
            if self.seq >= self.since:
                self._found(self.seq, "head_missing")
        else:
            seq, digest, signature = head
            last = max(last, seq)
            if not same(chain.head_signature(seq, digest), signature) or (
                seq == self.seq and self.hash is not None and digest != self.hash
            ):
                self._found(seq, "head_changed")
        if last > self.seq:
            self._found(self.seq + 1, "tail_missing")

    def _found(self, seq: int, kind: str) -> None:
        self.faults.append(Fault(seq, kind))


def _genuine(row: tuple[Any, ...], prev_hash: bytes, digest: bytes) -> bool:
    """Whether the line is as record() wrote it. What cannot even be read again was not written by it."""
    try:
        detail = json.loads(row[6])
        fields = (*row[:6], detail, row[7], row[8])
        return same(chain.entry_hash(fields, prev_hash), digest)
    except (TypeError, ValueError, RecursionError):
        return False


def _head(using: str) -> tuple[int, bytes, bytes] | None:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT seq, hash, signature FROM audit_head WHERE id = 1")
        row = cursor.fetchone()
    return (int(row[0]), bytes(row[1]), bytes(row[2])) if row else None


def _rows(since: int, using: str) -> Iterator[tuple[Any, ...]]:
    """The rows in order, through a cursor of the server."""
    connection = connections[using]
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {_COLUMNS} FROM audit_entry WHERE seq >= %s ORDER BY seq, id", [since])  # noqa: S608
        while rows := cursor.fetchmany(5000):
            yield from rows
