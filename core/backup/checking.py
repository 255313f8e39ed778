"""What is asked of a restored town before anybody believes it. Runs in a process of its own, on the restored database."""

import hashlib
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from core.audit import erasures
from core.audit.models import Entry, Head
from core.audit.selectors import verify
from core.backup.restoring import SOCKET
from core.backup.stream import Damaged, chunks
from core.backup.taking import count_rows
from core.backup.vault import Mark, Vault
from core.files.models import StoredFile
from core.local.problems import LocalProblem

# Attachments that a drill opens whole; of the others it asks whether they are there. A restore opens all.
OPENED = 200


@dataclass
class Figures:
    """What was found. `wrong` is empty for a good restore; its lines are for people."""

    seq: int = 0
    digest: str = ""
    is_head_equal: bool = False
    lines: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    is_counted: bool = False
    files: int = 0
    files_opened: int = 0
    erased_again: int = 0
    wrong: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def check(vault: Vault, *, at: datetime | None, media: Path | None) -> Figures:
    """Look at the restored town: ledger, its end, rows, attachments; then do erasures again and look at the ledger once
    more. `media`: where to put the attachments (None: only look)."""
    found = Figures()
    _ledger(found, "恢复出来的")
    _head(found, vault.marks(), at)
    _attachments(found, vault, media)
    found.erased_again = erasures.replay(now=timezone.now())
    if None in erasures.read():
        found.wrong.append("删除凭证里有被改过或写坏的行，那几行没有用上")
    _ledger(found, "补删以后的")
    return found


def _ledger(found: Figures, which: str) -> None:
    faults = verify()
    found.wrong += [f"{which}操作记录第{one.seq}行：{one.words}" for one in faults[:5]]
    found.lines = Entry.objects.count()


def _head(found: Figures, marks: list[Mark], at: datetime | None) -> None:
    """The ledger's end, byte for byte, against what was written down at that very moment; between two such moments it must
    lie between theirs."""
    head = Head.objects.filter(pk=1).first()
    if head is None:
        found.wrong.append("操作记录没有末行")
        return
    found.seq, found.digest = head.seq, bytes(head.hash).hex()
    before = [one for one in marks if at is None or one.at <= at]
    if not before:
        return
    known = before[-1]
    after = next((one for one in marks if at is not None and one.at > at), None)
    # Restored to the log's end, acts after the last mark may be there too.
    is_exact = known.at == at or (after is not None and after.seq == known.seq)
    found.is_head_equal = (head.seq, found.digest, bytes(head.signature).hex()) == (
        known.seq,
        known.digest,
        known.signature,
    )
    if is_exact and not found.is_head_equal:
        found.wrong.append(f"操作记录末行和当时记下的不一样：当时第{known.seq}行，恢复出第{head.seq}行")
    if known.seq and not Entry.objects.filter(seq=known.seq, hash=bytes.fromhex(known.digest)).exists():
        found.wrong.append(f"当时的操作记录第{known.seq}行没有恢复出来")
    if after is not None and head.seq > after.seq:
        found.wrong.append("恢复出来的操作记录比那个时间晚")
    with connection.cursor() as cursor:
        found.counts = count_rows(cursor)
    if is_exact and known.counts and known.at == at:
        found.is_counted = True
        for name, number in known.counts.items():
            if found.counts[name] != number:
                found.wrong.append(f"{name}：当时{number}行，恢复出{found.counts[name]}行")


def _attachments(found: Figures, vault: Vault, media: Path | None) -> None:
    rows = StoredFile.objects.filter(is_awaited=False).order_by("-pk")
    for row in rows.iterator():
        for name, digest in ((row.path, row.sha256), (row.thumb_path, "")):
            found.files += 1
            sealed = vault.files / f"{name}.sealed"
            if not sealed.is_file():
                found.wrong.append(f"附件 {name} 不在备份里")
            elif media is not None or found.files_opened < OPENED:
                _open(found, vault, name, digest, media / name if media is not None else None)


def _open(found: Figures, vault: Vault, name: str, digest: str, target: Path | None) -> None:
    summed = hashlib.sha256()
    try:
        parts = []
        for part in chunks(vault.files / f"{name}.sealed", vault.key, f"files:{name}"):
            summed.update(part)
            parts.append(part)
    except Damaged as damaged:
        found.wrong.append(str(damaged))
        return
    found.files_opened += 1
    if digest and summed.hexdigest() != digest:
        found.wrong.append(f"附件 {name} 和登记时不一样")
    if target is not None:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        target.write_bytes(b"".join(parts))


def trim_heads(path: Path, at: datetime | None) -> None:
    """Leave the lines of the heads file until the moment; a ledger that was taken back ends earlier, and that is no fault."""
    if at is None or not path.exists():
        return
    kept = []
    for line in path.read_text(encoding="ascii").splitlines():
        _, _, rest = line.partition(" ")
        moment = rest.split(" ")[1] if rest.count(" ") >= 2 else ""
        if moment and datetime.fromisoformat(moment) > at:
            break
        kept.append(line)
    path.write_text("".join(f"{line}\n" for line in kept), encoding="ascii")


def refuse_the_town_in_use() -> None:
    """A check does erasures again, so it never runs on a town in use. Raises LocalProblem unless the database answers at
    a restore's own socket."""
    connection.ensure_connection()
    if not Path(connection.connection.info.host or "").name.startswith(SOCKET):
        raise LocalProblem("这个命令只在恢复出来的副本上运行，由 make restore-drill 和 make restore 调用。")
