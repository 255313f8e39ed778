"""Writing judged rows down and reading them back. A file's rows go by COPY; each row's cells are one sealed text."""

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from django.db import connection

from core.crypto import mac, seal, unseal
from core.crypto.rotation import Place
from core.sheets.choices import Source
from core.sheets.kinds import Change, Column, Judgement, Problem, Verdict
from core.sheets.models import AppliedRow, SheetExport, SheetImport, StagedRow
from core.sheets.rows import ReadRow

CHUNK = 5_000
_ROWS = (
    "COPY sheets_stagedrow (sheet_import_id, row_no, sealed, verdict, decision, options, target_id, target_version, key,"
    " family, heads) FROM STDIN"
)
_PROBLEMS = (
    'COPY sheets_stagedproblem (sheet_import_id, row_no, "column", code, source, sentence, value_mark, suggestions)'
    " FROM STDIN"
)
# Problems of these codes are about how the cell was made; the same answer fits all of them, whatever they hold.
BY_CODE = frozenset({"formula", "hidden"})
_CELL, _REST = "\x1f", "\x1e"
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def row_context(import_id: int, row_no: int) -> str:
    return f"sheets_stagedrow:{import_id}:{row_no}"


def before_context(import_id: int, row_no: int) -> str:
    return f"sheets_appliedrow:{import_id}:{row_no}:before"


def sealed_places() -> tuple[Place, ...]:
    """What must open after a change of keys while rows wait."""
    return (
        Place(SheetImport, "sealed_head", lambda row: row.head_context),
        Place(SheetImport, "sealed_order", lambda row: row.order_context),
        Place(SheetExport, "sealed_file", lambda row: row.file_context),
        Place(StagedRow, "sealed", lambda row: row_context(row.sheet_import_id, row.row_no)),
        Place(AppliedRow, "sealed_before", lambda row: before_context(row.sheet_import_id, row.row_no)),
    )


def key_mark(import_id: int, key: str) -> int:
    """What makes a row one thing, under this import's own key: it finds twins in the file and nobody elsewhere.

    Eight bytes of it: among 200,000 rows two different ones meet once in a thousand million files. A keyed BLAKE2 under
    a key from the ring, at a fifth of the price of HMAC-SM3: the mark lives a week and is compared with nothing else."""
    digest = blake2b(key.encode("utf-8", "replace"), digest_size=8, key=_own_key(import_id)).digest()
    return int.from_bytes(digest, "big", signed=True)


@lru_cache(maxsize=64)
def _own_key(import_id: int) -> bytes:
    return mac("sheets:key", str(import_id).encode())


def value_mark(import_id: int, row_no: int, problem: Problem, text: str, *, personal: bool) -> bytes:
    """Equal mistakes get equal marks: the same sentence about the same text of the same column.

    What names a person is never mended for many at once: two people with the same wrong number are still two."""
    if problem.code in BY_CODE:
        text = ""
    elif personal or not problem.column or problem.code == "merged":
        text = str(row_no)
    told = f"{import_id}:{problem.column}:{problem.code}:{problem.sentence}:{text}"
    return mac("sheets:value", told.encode())[:16]


@dataclass(slots=True)
class Sealed:
    """What the seal of a staged row holds."""

    texts: list[str]
    payload: Any = None
    changes: list[Change] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)

    def pack(self) -> str:
        """Cells hold no control characters (core.sheets.rows sees to it), so these tell them apart; JSON of them all
        costs three times as much, twice for every row."""
        rest = ""
        if self.payload is not None or self.kept or self.changes:
            changes = [[one.column, one.old, one.new] for one in self.changes]
            rest = _encode([self.payload, self.kept, changes])
        return f"{_CELL.join(self.texts)}{_REST}{rest}"

    @classmethod
    def unpack(cls, text: str) -> "Sealed":
        cells, _, rest = text.partition(_REST)
        if not rest:
            return cls(cells.split(_CELL))
        payload, kept, changes = json.loads(rest)
        return cls(cells.split(_CELL), payload, [Change(*one) for one in changes], kept)

    @classmethod
    def open(cls, import_id: int, row_no: int, blob: bytes) -> "Sealed":
        return cls.unpack(unseal(blob, row_context(import_id, row_no)))


@dataclass(slots=True)
class Judged:
    """A row with everything that is to be staged of it."""

    read: ReadRow
    judgement: Judgement
    twice: Problem | None = None
    decision: str = ""

    @property
    def row_no(self) -> int:
        return self.read.row.row_no

    def problems(self) -> Iterator[tuple[Source, Problem]]:
        for problem in self.read.of_file:
            if problem.code:
                yield Source.FILE, problem
        for problem in self.read.of_values:
            yield Source.VALUE, problem
        for problem in self.judgement.problems:
            # A column that could not be read is told about once.
            if not problem.column or problem.column not in self.read.row.bad:
                yield Source.KIND, problem
        if self.twice is not None:
            yield Source.TWICE, self.twice

    @property
    def verdict(self) -> Verdict:
        if self.read.of_file or self.read.of_values or self.twice is not None:
            return Verdict.ERROR
        return self.judgement.verdict


class StageWriter:
    """Collects rows and problems and sends them to PostgreSQL a chunk at a time."""

    def __init__(self, import_id: int, columns: Sequence[Column]) -> None:
        self.import_id = import_id
        self.places = {column.key: place for place, column in enumerate(columns)}
        self.personal = {column.key for column in columns if column.is_personal}
        self.rows = self.problems = 0
        self._rows, self._problems = io.StringIO(), io.StringIO()

    def add(self, judged: Judged, mark: int | None) -> None:
        """One row; `mark` is its key_mark."""
        number, said, verdict = judged.row_no, judged.judgement, judged.verdict
        sealed = Sealed(judged.read.texts, said.payload, list(said.changes), judged.read.kept)
        blob = seal(sealed.pack(), row_context(self.import_id, number)).hex()
        target = r"\N" if said.target_id is None else said.target_id
        version = r"\N" if said.version is None else said.version
        key = r"\N" if mark is None else mark
        family = key_mark(self.import_id, said.family) if said.family else r"\N"
        heads = r"\N" if said.heads is None else said.heads
        options = ",".join(said.options)
        self._rows.write(
            f"{self.import_id}\t{number}\t\\\\x{blob}\t{verdict.value}\t{judged.decision}\t{options}\t{target}\t{version}\t{key}"
            f"\t{family}\t{heads}\n"
        )
        self.rows += 1
        if verdict is Verdict.ERROR or verdict is Verdict.DOUBTFUL:
            for source, problem in judged.problems():
                self.add_problem(number, source, problem, judged.read.texts)
        if self.rows % CHUNK == 0:
            self.flush()

    def add_problem(self, row_no: int, source: Source, problem: Problem, texts: list[str]) -> None:
        place = self.places.get(problem.column, -1)
        text = texts[place] if place >= 0 else ""
        personal = problem.column in self.personal
        mark = value_mark(self.import_id, row_no, problem, text, personal=personal).hex()
        hints = "\n".join(one for one in problem.suggestions if one)[:400]
        self._problems.write(
            f"{self.import_id}\t{row_no}\t{problem.column}\t{problem.code[:40]}\t{source}\t"
            f"{_escaped(problem.sentence[:300])}\t\\\\x{mark}\t{_escaped(hints)}\n"
        )
        self.problems += 1

    def flush(self) -> None:
        for command, buffer in ((_ROWS, self._rows), (_PROBLEMS, self._problems)):
            if buffer.tell():
                buffer.seek(0)
                with connection.cursor() as cursor:
                    cursor.copy_expert(command, buffer)
                buffer.seek(0)
                buffer.truncate()


def _escaped(text: str) -> str:
    """For the text form of COPY."""
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def clear(import_id: int) -> None:
    """Forget all staged rows and problems of an import; a reading begins with it, so it can be done over."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sheets_stagedproblem WHERE sheet_import_id = %s", [import_id])
        cursor.execute("DELETE FROM sheets_stagedrow WHERE sheet_import_id = %s", [import_id])


def forget_rows(import_id: int, numbers: list[int]) -> None:
    """Take staged rows out, to be written anew."""
    with connection.cursor() as cursor:
        for table in ("sheets_stagedproblem", "sheets_stagedrow"):
            cursor.execute(
                f"DELETE FROM {table} WHERE sheet_import_id = %s AND row_no = ANY(%s)",  # noqa: S608 - two names of ours
                [import_id, numbers],
            )


def in_batches(
    import_id: int, where: Any, *, size: int = 1_000, columns: tuple[str, ...] = ()
) -> Iterator[list[tuple[Any, ...]]]:
    """Staged rows in the order of the file, by their key, a batch at a time; `where` is a Q on StagedRow."""
    last = 0
    chosen = StagedRow.objects.filter(where, sheet_import_id=import_id).order_by("row_no")
    while True:
        rows = list(chosen.filter(row_no__gt=last).values_list("row_no", "sealed", *columns)[:size])
        if not rows:
            return
        yield rows
        last = rows[-1][0]
