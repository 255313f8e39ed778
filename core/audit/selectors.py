"""Checking the ledger and reading it for pages."""

import json
import re

from django.db import connections, transaction

from core.audit import chain, heads
from core.audit.faults import Fault
from core.crypto.seal import same

# As COPY writes them: one line of text a row, tabs between, \\N for what is not there.
_COLUMNS = """
seq, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'), actor_id, action, subject_kind,
subject_id, detail::text, request_id, host(ip), encode(prev_hash, 'hex'), encode(hash, 'hex')
"""
# Straight to the reader: a value of jsonb is whole and has nothing around it.
_READ = json.JSONDecoder().raw_decode
_NOTHING = "\\N"
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def verify(*, since: int = 1, using: str = "default") -> list[Fault]:
    """Walk the ledger from line `since` and name each fault with its place; an empty list is a whole ledger.

    The lines stream past by COPY: no memory for a long ledger, nobody who writes is held up, and the database prepares
    the next lines on another core while we check these."""
    with transaction.atomic(using=using):
        signed, faults = heads.read()
        # The head first: lines that are written while we walk are beyond it and only have to be genuine.
        head = _head(using)
        walk = _Walk(since, {line.seq: line.digest for line in signed}, faults)
        with connections[using].cursor() as cursor:
            # A ledger of years takes longer than a page may.
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.copy_expert(
                f"COPY (SELECT {_COLUMNS} FROM audit_entry WHERE seq >= {since:d} ORDER BY seq, id) TO STDOUT",  # noqa: S608
                walk,
            )
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

    def write(self, row: bytes) -> None:
        """COPY hands over one row."""
        seq, at, actor, action, kind, subject, detail, request, ip, prev, digest = (
            row[:-1].decode().split("\t")
        )
        number, link, mark = int(seq), _bytes(prev), _bytes(digest)
        try:
            fields: chain.Fields = (
                number,
                at,
                _number(actor),
                _text(action),
                _text(kind),
                _number(subject),
                _READ(_text(detail))[0],
                _text(request),
                None if ip == _NOTHING else ip,
            )
            genuine = same(chain.entry_hash(fields, link), mark)
        except (TypeError, ValueError, RecursionError):
            # What cannot even be read again was not written by record().
            genuine = False
        self.step(number, link, mark, genuine=genuine)

    def step(self, seq: int, link: bytes, mark: bytes, *, genuine: bool) -> None:
        """One line: whether it is as record() wrote it, and in its place."""
        if seq == self.seq:
            self._found(seq, "duplicate")
        elif seq > self.seq + 1:
            self._found(self.seq + 1, "missing")
        elif self.hash is not None and link != self.hash:
            self._found(seq, "broken_link")
        if not genuine:
            self._found(seq, "changed")
        if self.signed.get(seq, mark) != mark:
            self._found(seq, "rewritten")
        self.seq, self.hash = seq, mark

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


def _number(text: str) -> int | None:
    return None if text == _NOTHING else int(text)


def _bytes(text: str) -> bytes:
    return b"" if text == _NOTHING else bytes.fromhex(text)


def _text(text: str) -> str:
    """The text itself; COPY puts a backslash before what would end a field or a line. Raises ValueError for nothing."""
    if "\\" not in text:
        return text
    if text == _NOTHING:
        raise ValueError("a field that is always written is empty")
    return _ESCAPE.sub(lambda one: _ESCAPED.get(one[1], one[1]), text)


def _head(using: str) -> tuple[int, bytes, bytes] | None:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT seq, hash, signature FROM audit_head WHERE id = 1")
        row = cursor.fetchone()
    return (int(row[0]), bytes(row[1]), bytes(row[2])) if row else None
