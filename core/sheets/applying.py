"""What a kind gets when it writes rows or takes them back, and what it says about each of them."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Q

from core.accounts.models import User
from core.audit.actions import recorded_if_done
from core.crypto import seal, unseal
from core.errors import Conflict, RuleBroken
from core.sheets import staging
from core.sheets.choices import Mode
from core.sheets.kinds import Change, Decision, Problem, RawRow, Verdict
from core.sheets.models import AppliedRow, SheetImport, StagedRow
from core.sheets.rows import RowReader
from core.sheets.staging import Sealed, before_context
from core.sheets.work.pulse import QuietPulse

BATCH = 2_000
_COPY = (
    "COPY sheets_appliedrow (sheet_import_id, row_no, action, target_id, after_version, sealed_before, kept_because)"
    " FROM STDIN"
)


@dataclass
class ReadyRow:
    """A row to be written: NEW, or UPDATE of `target_id` as it was at `version`."""

    row_no: int
    action: Decision
    target_id: int | None
    version: int | None
    sealed: Sealed
    reader: RowReader

    @property
    def payload(self) -> Any:
        """What the checker left for the commit."""
        return self.sealed.payload

    @property
    def changes(self) -> list[Change]:
        return self.sealed.changes

    @cached_property
    def raw(self) -> RawRow:
        """The row as the checker saw it."""
        return self.reader.ready(self.row_no, self.sealed.texts, self.sealed.kept)

    @property
    def values(self) -> dict[str, str]:
        """The cells by column key, in the spelling that is kept."""
        return self.raw.values


class Stopped(Exception):
    """Some rows could not be written, and the person wanted all or none."""

    def __init__(self, reasons: dict[int, Problem | None]) -> None:
        super().__init__(len(reasons))
        self.reasons = reasons


@dataclass
class CommitContext:
    """Who commits, when, and where a kind tells what became of each row."""

    sheet_import: SheetImport
    actor: User
    now: datetime
    today: date
    may_change: bool
    pulse: QuietPulse
    counts: dict[str, int] = field(default_factory=lambda: {"new": 0, "update": 0})
    reasons: dict[int, Problem | None] = field(default_factory=dict)
    given: int = 0
    _applied: io.StringIO = field(default_factory=io.StringIO)

    def done(
        self, row: ReadyRow, target_id: int, version: int, *, before: dict[str, Any] | None = None
    ) -> None:
        """The row is written: as which row of the app, at which version, and what it said before, for undo."""
        number = row.row_no
        sealed = r"\N"
        if before is not None:
            text = json.dumps(before, ensure_ascii=False)
            sealed = rf"\\x{seal(text, before_context(self.sheet_import.pk, number)).hex()}"
        self._applied.write(
            f"{self.sheet_import.pk}\t{number}\t{row.action}\t{target_id}\t{version}\t{sealed}\t\n"
        )
        self.counts[row.action] += 1

    def moved(self, row: ReadyRow) -> None:
        """Somebody changed the existing row since it was looked at: the person decides again."""
        self.reasons[row.row_no] = None

    def back(self, row: ReadyRow, problem: Problem) -> None:
        """The row cannot be written; the person reads why."""
        self.reasons[row.row_no] = problem

    @contextmanager
    def attempt(self, row: ReadyRow, columns: dict[str, str] | None = None) -> Iterator[None]:
        """Write one row through an action in a savepoint; its refusal sends the row back and the others go on.

        `columns` maps the fields that the action names to columns of the sheet."""
        try:
            with recorded_if_done():
                yield
        except Conflict:
            self.moved(row)
        except RuleBroken as broken:
            column = (columns or {}).get(broken.field, "")
            self.back(row, Problem(column, f"rule_{broken.code}"[:40], broken.message))

    def batches(self) -> Iterator[list[ReadyRow]]:
        """The rows that may be written, in the order of the file."""
        reader = RowReader(self.sheet_import.spec, self.sheet_import.owner, today=self.today)
        columns = ("verdict", "decision", "target_id", "target_version")
        wanted = self._wanted()
        seen, total = 0, StagedRow.objects.filter(wanted, sheet_import=self.sheet_import).count()
        for batch in staging.in_batches(self.sheet_import.pk, wanted, size=BATCH, columns=columns):
            done = self._already([row[0] for row in batch])
            rows = [self._ready(row, reader) for row in batch if row[0] not in done]
            if rows:
                self.given += len(rows)
                yield rows
            seen += len(batch)
            self.pulse.report(seen, total=total)

    def _wanted(self) -> Q:
        wanted = Q(verdict=Verdict.NEW, decision="") | Q(verdict=Verdict.DOUBTFUL, decision=Decision.NEW)
        if self.may_change:
            wanted |= Q(verdict=Verdict.CHANGED, decision="")
            wanted |= Q(verdict=Verdict.DOUBTFUL, decision=Decision.UPDATE)
        return wanted

    def _already(self, numbers: list[int]) -> set[int]:
        """Rows that an earlier commit of this import wrote."""
        if self.sheet_import.committed_at is None:
            return set()
        rows = AppliedRow.objects.filter(sheet_import=self.sheet_import, row_no__in=numbers)
        return set(rows.values_list("row_no", flat=True))

    def _ready(self, row: tuple[Any, ...], reader: RowReader) -> ReadyRow:
        number, blob, verdict, decision, target_id, version = row
        updates = verdict == Verdict.CHANGED or decision == Decision.UPDATE
        return ReadyRow(
            row_no=number,
            action=Decision.UPDATE if updates else Decision.NEW,
            target_id=target_id if updates else None,
            version=version if updates else None,
            sealed=Sealed.open(self.sheet_import.pk, number, bytes(blob)),
            reader=reader,
        )

    def finish(self, mode: str) -> None:
        """Keep what was written for undo. Raises Stopped when rows came back and it was to be all or none."""
        _require_all_told(self.given, sum(self.counts.values()) + len(self.reasons))
        if self.reasons and mode == Mode.ALL:
            raise Stopped(self.reasons)
        if self._applied.tell():
            self._applied.seek(0)
            with connection.cursor() as cursor:
                cursor.copy_expert(_COPY, self._applied)


@dataclass
class UndoRow:
    """A written row that is to be taken back: NEW ones go, UPDATEd ones get back what they said `before`."""

    row_no: int
    action: Decision
    target_id: int
    version: int
    before: dict[str, Any]


@dataclass
class UndoContext:
    """Who takes back, when, and where a kind tells what became of each row."""

    sheet_import: SheetImport
    actor: User
    now: datetime
    pulse: QuietPulse
    taken_back: list[int] = field(default_factory=list)
    reasons: dict[int, str] = field(default_factory=dict)
    given: int = 0

    def undone(self, row: UndoRow) -> None:
        self.taken_back.append(row.row_no)

    def kept(self, row: UndoRow, sentence: str) -> None:
        """Somebody went on with the row since; it stays as it is, and the person reads why."""
        self.reasons[row.row_no] = sentence[:200]

    @contextmanager
    def attempt(self, row: UndoRow) -> Iterator[None]:
        """Take one row back through an action in a savepoint; its refusal keeps the row."""
        try:
            with recorded_if_done():
                yield
        except RuleBroken as broken:
            self.kept(row, broken.message)

    def batches(self) -> Iterator[list[UndoRow]]:
        """The written rows, the last first: what was built on another row goes before it."""
        rows = AppliedRow.objects.filter(sheet_import=self.sheet_import).order_by("-row_no")
        total, seen, last = rows.count(), 0, None
        while True:
            page = rows if last is None else rows.filter(row_no__lt=last)
            batch = list(page[:BATCH])
            if not batch:
                return
            self.given += len(batch)
            yield [self._row(one) for one in batch]
            seen, last = seen + len(batch), batch[-1].row_no
            self.pulse.report(seen, total=total)

    def _row(self, applied: AppliedRow) -> UndoRow:
        before: dict[str, Any] = {}
        if applied.sealed_before is not None:
            context = before_context(self.sheet_import.pk, applied.row_no)
            before = json.loads(unseal(bytes(applied.sealed_before), context))
        action = Decision(applied.action)
        return UndoRow(applied.row_no, action, applied.target_id, applied.after_version, before)

    def finish(self) -> None:
        """Rows that are taken back are forgotten; those that stay keep the reason."""
        _require_all_told(self.given, len(self.taken_back) + len(self.reasons))
        rows = AppliedRow.objects.filter(sheet_import=self.sheet_import)
        for start in range(0, len(self.taken_back), BATCH):
            rows.filter(row_no__in=self.taken_back[start : start + BATCH]).delete()
        for number, sentence in self.reasons.items():
            rows.filter(row_no=number).update(kept_because=sentence)


def _require_all_told(given: int, told: int) -> None:
    """A kind that says nothing of a row would let it vanish."""
    if given != told:
        raise RuntimeError(f"the kind was given {given} rows and told of {told}")
