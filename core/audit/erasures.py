"""The journal of erasures: a file outside the database with every ledger line that tells of a deletion by law.

A copy of the database from before would bring back what was deleted since. After a restore the journal is replayed: each
erasure that the old copy's ledger does not know is done again (个人信息保护法 art. 47). Each app registers how.

A line is 「seq hash moment act detail mark」, the mark keyed; a line cut off or changed by hand counts for nothing."""

import fcntl
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from core.audit.actions import record
from core.audit.models import Entry
from core.crypto import mac
from core.crypto.seal import same

REPLAYED = "erasures.replay"
# In the detail of a journal line: the number of the subject that the ledger's line is about, if it is about one.
SUBJECT = "subject_id"

# What the ledger says of an erasure -> how many rows went when it was done again.
Again = Callable[[Mapping[str, Any], datetime], int]
_again: dict[str, Again] = {}
_others: list[Callable[[], int]] = []


@dataclass(frozen=True)
class Erasure:
    """One line of the journal; `detail` as the ledger has it."""

    seq: int
    digest: str
    action: str
    detail: dict[str, Any]


def register(action: str, again: Again) -> None:
    """The ledger's act that tells of an erasure, and how it is done again on an old copy: idempotent, by the numbers in
    its detail."""
    _again[action] = again


def register_other(again: Callable[[], int]) -> None:
    """A room with a journal of its own: its replay, as idempotent."""
    _others.append(again)


def _file() -> Path:
    return Path(settings.ERASURES_FILE)


def _mark(text: str) -> str:
    return mac("audit-erasures", text.encode()).hex()


def read() -> list[Erasure | None]:
    """All lines in their order, None for one that does not verify."""
    path = _file()
    return _lines(path.read_text(encoding="ascii", errors="replace")) if path.exists() else []


def _lines(text: str) -> list[Erasure | None]:
    return [_line(one) for one in text.splitlines()]


def _line(line: str) -> Erasure | None:
    text, _, mark = line.rpartition(" ")
    if not same(_mark(text).encode(), mark.encode()):
        return None
    seq, digest, _, action, detail = text.split(" ", 4)
    return Erasure(int(seq), digest, action, json.loads(detail))


def keep_new() -> int:
    """Write erasures of the ledger that the journal does not have yet into it, durable on return; returns how many."""
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("a+", encoding="ascii", errors="replace") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        handle.seek(0)
        old = handle.read()
        known = [one for one in _lines(old) if one]
        fresh = Entry.objects.filter(action__in=list(_again), seq__gt=_last_in_ledger(known)).order_by("seq")
        texts = [_text(one) for one in fresh.iterator()]
        opening = "\n" if texts and old and not old.endswith("\n") else ""
        handle.write(opening + "".join(f"{text} {_mark(text)}\n" for text in texts))
        handle.flush()
        os.fsync(handle.fileno())
    return len(texts)


def _last_in_ledger(known: Iterable[Erasure]) -> int:
    """The newest journal line that this very ledger has; after a restore there may be later ones of the time that is gone."""
    for one in reversed(list(known)):
        if _is_in_ledger(one):
            return one.seq
    return 0


def _is_in_ledger(one: Erasure) -> bool:
    return Entry.objects.filter(seq=one.seq, hash=bytes.fromhex(one.digest)).exists()


def _text(entry: Entry) -> str:
    told = {**entry.detail, SUBJECT: entry.subject_id}
    detail = json.dumps(told, separators=(",", ":"), ensure_ascii=True)
    at = entry.at.astimezone(UTC).isoformat(timespec="seconds")
    return f"{entry.seq} {bytes(entry.hash).hex()} {at} {entry.action} {detail}"


def replay(*, now: datetime) -> int:
    """Do again what this ledger does not know of; returns how many rows went. Before anybody is let in: later, numbers of
    rows that were lost may have been given to others. For the same reason no line is done twice: the ledger notes how far
    the journal was read."""
    lines = read()
    last = Entry.objects.filter(action=REPLAYED).order_by("-seq").first()
    done = sum(_do_again(one, now) for one in lines[int(last.detail["lines"]) if last else 0 :] if one)
    done += sum(other() for other in _others)
    with transaction.atomic():
        record(REPLAYED, actor=None, detail={"lines": len(lines), "rows": done}, now=now)
    return done


def _do_again(one: Erasure, now: datetime) -> int:
    if one.action not in _again or _is_in_ledger(one):
        return 0
    return _again[one.action](one.detail, now)
