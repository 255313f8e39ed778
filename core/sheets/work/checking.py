"""Judging rows: as they come from a file, and again after somebody mended them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from core.sheets import staging
from core.sheets.choices import Source
from core.sheets.kinds import CheckContext, Checker, Decision, Problem, Verdict
from core.sheets.models import SheetImport, StagedProblem, StagedRow
from core.sheets.rows import ReadRow, RowReader
from core.sheets.staging import Judged, Sealed, StageWriter, key_mark
from core.sheets.work import families

BATCH = 1_000
Mend = Callable[[int, list[str]], list[str]]


def twice(first: int) -> Problem:
    return Problem("", "twice", f"和第{first}行是同一个，一张表里只能有一行。请留一行，另一行跳过")


class Judge:
    """Everything that is needed to judge rows of one import, as its owner, today."""

    def __init__(self, sheet_import: SheetImport, *, today: date | None = None) -> None:
        self.sheet_import, self.kind = sheet_import, sheet_import.spec
        day = today or timezone.localdate()
        self.reader = RowReader(self.kind, sheet_import.owner, today=day)
        self.context = CheckContext(sheet_import.owner, day, sheet_import.pk)
        self.checker: Checker = self.kind.prepare(self.context)

    def writer(self) -> StageWriter:
        return StageWriter(self.sheet_import.pk, self.kind.columns)

    def judge(self, reads: Sequence[ReadRow]) -> list[Judged]:
        """A judgement for each row; a checker that loses a row is a mistake of ours, not of the file."""
        said = self.checker.check([read.row for read in reads])
        if len(said) != len(reads):
            raise RuntimeError(f"{self.kind.code}: {len(reads)} rows were asked about, {len(said)} answered")
        return [Judged(read, one) for read, one in zip(reads, said, strict=True)]

    def mark(self, judged: Judged) -> int | None:
        key = judged.judgement.key
        return key_mark(self.sheet_import.pk, key) if key else None


@dataclass
class Twins:
    """Which row of the file was the first with its key."""

    first: dict[int, int] = field(default_factory=dict)

    def note(self, judged: Judged, mark: int | None) -> None:
        """Blame the row when another one before it is the same thing."""
        if mark is None:
            return
        known = self.first.setdefault(mark, judged.row_no)
        if known != judged.row_no:
            judged.twice = twice(known)


@dataclass
class Touched:
    """The keys and families of rows that are looked at again: as they were, and as they are now."""

    keys: set[int] = field(default_factory=set)
    families: set[int] = field(default_factory=set)

    def note(self, import_id: int, numbers: Sequence[int]) -> None:
        for start in range(0, len(numbers), BATCH):
            rows = StagedRow.objects.filter(
                sheet_import_id=import_id, row_no__in=numbers[start : start + BATCH]
            )
            for key, family in rows.values_list("key", "family"):
                self.keys |= set() if key is None else {key}
                self.families |= set() if family is None else {family}

    def others(self, sheet_import: SheetImport, done: set[int]) -> list[int]:
        """The rows that share one of them and are not written yet, without those that are done."""
        rows = StagedRow.objects.filter(sheet_import=sheet_import)
        if sheet_import.committed_at is not None:
            rows = rows.exclude(row_no__in=sheet_import.applied.values("row_no"))
        found: set[int] = set()
        for name, marks in (("key", sorted(self.keys)), ("family", sorted(self.families))):
            for start in range(0, len(marks), BATCH):
                some = rows.filter(**{f"{name}__in": marks[start : start + BATCH]})
                found.update(some.values_list("row_no", flat=True))
        return sorted(found - done)


def recheck(
    judge: Judge,
    numbers: Sequence[int],
    *,
    mend: Mend | None = None,
    accept: set[str] | None = None,
    mended: str = "",
) -> None:
    """Judge staged rows anew and write them down again, inside the caller's transaction.

    `mend` gives the texts of a row other contents; `mended` names the column it did that to, whose faults of the file
    are over. `accept` holds codes of faults that the person agreed to. What was decided about a row is forgotten when its
    content changed, and kept otherwise."""
    touched = Touched()
    for start in range(0, len(numbers), BATCH):
        _recheck_batch(judge, list(numbers[start : start + BATCH]), touched, mend, accept or set(), mended)
    # A row that stood in another's way may have freed it, or the other way round; so may the head of its family.
    also = touched.others(judge.sheet_import, set(numbers))
    for start in range(0, len(also), BATCH):
        _recheck_batch(judge, also[start : start + BATCH], touched, None, set(), "")
    families.blame(judge.sheet_import, judge.writer(), touched.families)


def _recheck_batch(
    judge: Judge, numbers: list[int], touched: Touched, mend: Mend | None, accept: set[str], mended: str
) -> None:
    """One batch; `touched` learns what the rows were before and are now."""
    import_id = judge.sheet_import.pk
    touched.note(import_id, numbers)
    rows = _staged(import_id, numbers)
    faults = _standing_faults(import_id, numbers, accept, mended)
    reads, kept = [], {}
    for row_no, sealed, decision in rows:
        texts = Sealed.open(import_id, row_no, bytes(sealed)).texts
        if mend is not None:
            texts = mend(row_no, texts)
        standing = faults.get(row_no, [])
        read = judge.reader.read_again(row_no, texts, {fault.column for fault in standing})
        read.of_file = standing + [fault for fault in read.of_file if fault.code]
        reads.append(read)
        kept[row_no] = "" if mend is not None and decision != Decision.SKIP else decision
    judged = judge.judge(reads)
    marks = {one.row_no: judge.mark(one) for one in judged}
    staging.forget_rows(import_id, numbers)
    _blame_twins(import_id, judged, marks)
    writer = judge.writer()
    for one in judged:
        one.decision = kept[one.row_no] if _still_fits(kept[one.row_no], one) else ""
        writer.add(one, marks[one.row_no])
    writer.flush()
    touched.note(import_id, numbers)


def _still_fits(decision: str, judged: Judged) -> bool:
    return decision == Decision.SKIP or (
        judged.verdict == Verdict.DOUBTFUL and decision in judged.judgement.options
    )


def _staged(import_id: int, numbers: list[int]) -> list[tuple[Any, ...]]:
    rows = StagedRow.objects.filter(sheet_import_id=import_id, row_no__in=numbers).order_by("row_no")
    return list(rows.values_list("row_no", "sealed", "decision"))


def _standing_faults(
    import_id: int, numbers: list[int], accept: set[str], mended: str
) -> dict[int, list[Problem]]:
    """Faults of the file that this mending does not end."""
    rows = StagedProblem.objects.filter(sheet_import_id=import_id, row_no__in=numbers, source=Source.FILE)
    found: dict[int, list[Problem]] = {}
    for row_no, column, code, sentence in rows.values_list("row_no", "column", "code", "sentence"):
        if (mended and column == mended) or code in accept:
            continue
        found.setdefault(row_no, []).append(Problem(column, code, sentence))
    return found


def _blame_twins(import_id: int, judged: Iterable[Judged], marks: dict[int, int | None]) -> None:
    """The rows of the batch are out of the table now, so whoever has the same key there was first or stays."""
    wanted = [mark for mark in marks.values() if mark is not None]
    first = dict(
        StagedRow.objects.filter(sheet_import_id=import_id, key__in=wanted)
        .exclude(decision=Decision.SKIP)
        .order_by("-row_no")
        .values_list("key", "row_no")
    )
    for one in judged:
        mark = marks[one.row_no]
        if mark is None or one.decision == Decision.SKIP:
            continue
        known = first.setdefault(mark, one.row_no)
        if known != one.row_no:
            one.twice = twice(known)


def give_back(judge: Judge, reasons: dict[int, Problem | None]) -> None:
    """Rows that commit could not write: judged anew, and given back to the person with the reason.

    None means that somebody changed the row since it was looked at: what would change now is shown, and the person says
    whether it is still wanted."""
    recheck(judge, sorted(reasons))
    rows = StagedRow.objects.filter(sheet_import_id=judge.sheet_import.pk, row_no__in=list(reasons))
    writer = judge.writer()
    for row in rows:
        problem = reasons[row.row_no]
        if problem is None:
            if row.verdict not in (Verdict.CHANGED, Verdict.DOUBTFUL):
                continue
            problem, verdict, options = MOVED, Verdict.DOUBTFUL, f"{Decision.UPDATE},{Decision.SKIP}"
        else:
            verdict, options = Verdict.ERROR, ""
        StagedRow.objects.filter(sheet_import_id=row.sheet_import_id, row_no=row.row_no).update(
            verdict=verdict, options=options, decision=""
        )
        texts = Sealed.open(row.sheet_import_id, row.row_no, bytes(row.sealed)).texts
        writer.add_problem(row.row_no, Source.KIND, problem, texts)
    writer.flush()


MOVED = Problem("", "moved", "你查看以后，别人改过这一条。请看清现在的样子，再决定要不要更新")
