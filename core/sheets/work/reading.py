"""From the uploaded file to staged rows, in one pass and one transaction: the reader reads while rows are judged.

Killed at any moment, it leaves what was there before; the next tick reads the file again."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.crypto import seal
from core.sheets import staging, store
from core.sheets.child import FileRefused, Row, RowStream, limits, rows_of
from core.sheets.choices import Source, State
from core.sheets.counting import count_rows
from core.sheets.headings import ROWS_LOOKED_AT, Headings, Matcher, find_headings
from core.sheets.kinds import Problem, Verdict
from core.sheets.models import SheetImport, StagedProblem, StagedRow
from core.sheets.rows import ReadRow
from core.sheets.staging import Sealed, StageWriter
from core.sheets.words import REFUSALS
from core.sheets.work import families
from core.sheets.work.checking import BATCH, Judge, Touched, Twins, recheck
from core.sheets.work.claims import Claim, settle
from core.sheets.work.pulse import QuietPulse

MOST_PROBLEMS = 400_000
MOST_MERGED = 5_000
# Until its columns are matched the file waits in the folder, so it waits no longer than a working day.
MATCHED_WITHIN = timedelta(days=1)
HIDDEN = Problem("", "hidden", "这一行在表格里是隐藏的。要导入就点「一起导入」，不要就跳过")


@dataclass
class Tally:
    """What is told about the file as a whole."""

    rows: int = 0
    strays: int = 0
    examples: int = 0
    merged: list[str] = field(default_factory=list)
    hidden_sheets: int = 0
    left_out: int = 0

    def notes(self) -> list[str]:
        said = []
        if self.strays:
            said.append(f"有{self.strays}行在没有列名的列里写了内容，那些内容没有导入")
        if self.left_out:
            said.append(f"有{self.left_out}列按你说的没有导入")
        if self.examples:
            said.append("模板里的示例行没有导入")
        if self.hidden_sheets:
            said.append(f"文件里还有{self.hidden_sheets}张隐藏的表，没有读")
        return said


def read_file(claim: Claim, pulse: QuietPulse) -> None:
    """Stage the file's rows, or stop and ask which column is which. Raises FileRefused when the file is not taken."""
    sheet_import = claim.sheet_import
    kind = sheet_import.spec
    if not (kind.may_add(sheet_import.owner) or kind.may_change(sheet_import.owner)):
        raise FileRefused("not_allowed", REFUSALS["not_allowed"])
    path = store.path_of(sheet_import.stored_as)
    if not path.is_file():
        raise FileRefused("file_gone", REFUSALS["file_gone"])
    with transaction.atomic(), rows_of(path, limits(kind.most_rows)) as stream:
        rows = iter(stream)
        headings, waiting = _headings(sheet_import, rows)
        if headings.unknown or headings.missing(kind):
            _ask(claim, headings)
            return
        reading = Reading(sheet_import, headings, pulse)
        reading.run(stream, waiting, rows)
        reading.finish()
        counts = count_rows(sheet_import)
        settle(
            claim, State.READY if sheet_import.committed_at is None else State.PARTLY,
            counts=counts, notes=reading.tally.notes(), told_columns={}, stored_as="",
            sealed_head=None, error="",
        )  # fmt: skip
        transaction.on_commit(lambda: store.remove(sheet_import.stored_as))


def _headings(sheet_import: SheetImport, rows: Iterator[Row]) -> tuple[Headings, list[Row]]:
    """The heading row, and the rows after it that were read while looking for it."""
    first: list[Row] = []
    for row in rows:
        first.append(row)
        if len(first) == ROWS_LOOKED_AT:
            break
    matcher = Matcher(sheet_import.spec, sheet_import.owner)
    found = find_headings(matcher, [(row[0], row[1]) for row in first])
    if found is None:
        raise FileRefused("no_header", REFUSALS["no_header"])
    if sheet_import.told_columns:
        _take_told(sheet_import, found)
    _refuse_foreign_patch(sheet_import, found)
    return found, [row for row in first if row[0] > found.row_no]


def _take_told(sheet_import: SheetImport, found: Headings) -> None:
    """What the person said on the page about this very file: column -> place, all other places are ignored."""
    keys = {column.key for column in sheet_import.spec.columns}
    found.places = {key: place for key, place in sheet_import.told_columns.items() if key in keys}
    told = set(found.places.values())
    found.ignored = {at for at, text in enumerate(found.texts) if text and at not in told}
    found.unknown = {}


def _refuse_foreign_patch(sheet_import: SheetImport, found: Headings) -> None:
    if found.patch_of and found.patch_of != sheet_import.pk:
        raise FileRefused("other_patch", REFUSALS["other_patch"].format(found.patch_of))
    if found.patch_of and not sheet_import.number("rows"):
        raise FileRefused("patch_gone", REFUSALS["patch_gone"])
    if not found.patch_of and sheet_import.committed_at is not None:
        raise FileRefused("only_patch", REFUSALS["only_patch"])


def _ask(claim: Claim, headings: Headings) -> None:
    head = Sealed(headings.texts, {"row_no": headings.row_no, "places": headings.places}).pack()
    until = timezone.now() + MATCHED_WITHIN
    blob = seal(head, claim.sheet_import.head_context)
    settle(claim, State.MAPPING, sealed_head=blob, error="", expires_at=until)


class Reading:
    """One pass over the rows of one file."""

    def __init__(self, sheet_import: SheetImport, headings: Headings, pulse: QuietPulse) -> None:
        self.sheet_import, self.headings, self.pulse = sheet_import, headings, pulse
        self.judge = Judge(sheet_import)
        self.judge.reader.place_columns(headings.places)
        self.writer: StageWriter = self.judge.writer()
        self.twins, self.tally = Twins(), Tally()
        self.example = [column.example for column in sheet_import.spec.columns]
        self.most = sheet_import.spec.most_rows or limits().rows - ROWS_LOOKED_AT
        self.patched: set[int] = set()
        # Of a corrected file: its rows, and whom they touch among the others.
        self.mended: list[int] = []
        self.relatives = Touched()

    def run(self, stream: RowStream, waiting: list[Row], rows: Iterator[Row]) -> None:
        if self.headings.patch_of:
            self.patched = _mendable(self.sheet_import)
            self.twins.first = _marks_of_others(self.sheet_import, self.patched)
        else:
            staging.clear(self.sheet_import.pk)
        batch: list[ReadRow] = []
        for row in _chain(waiting, rows):
            read = self._read(row)
            if read is not None:
                batch.append(read)
            if len(batch) >= BATCH:
                self._stage(batch)
                batch = []
                done, percent = self.tally.rows, max(1, stream.percent)
                self.pulse.report(done, total=done * 100 // percent)
        self._stage(batch)
        end: dict[str, Any] = stream.end or {}
        self.tally.left_out = len(self.headings.ignored)
        self.tally.merged, self.tally.hidden_sheets = end.get("merged", []), end.get("hidden_sheets", 0)

    def _read(self, row: Row) -> ReadRow | None:
        row_no, cells, hidden = row
        if self.headings.strays(cells):
            self.tally.strays += 1
        if self.headings.patch_of:
            row_no = self._patched_row(row)
        read = self.judge.reader.read(row_no, cells)
        if not any(read.texts) and not read.of_file:
            return None
        if read.texts == self.example:
            self.tally.examples += 1
            return None
        if hidden:
            read.of_file.append(HIDDEN)
        self.tally.rows += 1
        if self.tally.rows > self.most:
            raise FileRefused("rows", most=self.most)
        return read

    def _patched_row(self, row: Row) -> int:
        """Which staged row a line of an error file stands for."""
        at = self.headings.patch_place
        cell = row[1][at] if at < len(row[1]) else None
        told = str(cell[1] if isinstance(cell, list) else cell or "").strip()
        if not told.isascii() or not told.isdigit() or int(told) not in self.patched:
            raise FileRefused("patch_row", REFUSALS["patch_row"].format(row[0]))
        self.patched.discard(int(told))
        return int(told)

    def _stage(self, reads: list[ReadRow]) -> None:
        if not reads:
            return
        if self.headings.patch_of:
            numbers = [read.row.row_no for read in reads]
            self.relatives.note(self.sheet_import.pk, numbers)
            staging.forget_rows(self.sheet_import.pk, numbers)
            self.mended += numbers
        for judged in self.judge.judge(reads):
            mark = self.judge.mark(judged)
            self.twins.note(judged, mark)
            self.writer.add(judged, mark)
        if self.writer.problems > MOST_PROBLEMS:
            raise FileRefused("all_wrong", REFUSALS["all_wrong"])

    def finish(self) -> None:
        if not self.tally.rows:
            raise FileRefused("no_rows", REFUSALS["no_rows"])
        self.writer.flush()
        if self.headings.patch_of:
            self.relatives.note(self.sheet_import.pk, self.mended)
            recheck(self.judge, self.relatives.others(self.sheet_import, set()))
        else:
            families.blame(self.sheet_import, self.writer)
        touched = 0
        for reference in self.tally.merged:
            touched += _blame_merged(self.judge, self.headings, reference)
            if touched > MOST_MERGED:
                raise FileRefused("merged", most=MOST_MERGED)
        self.pulse.report(self.tally.rows, total=self.tally.rows)


def _chain(waiting: list[Row], rows: Iterator[Row]) -> Iterator[Row]:
    yield from waiting
    yield from rows


def _mendable(sheet_import: SheetImport) -> set[int]:
    rows = StagedRow.objects.filter(sheet_import=sheet_import, verdict__in=[Verdict.ERROR, Verdict.DOUBTFUL])
    return set(rows.values_list("row_no", flat=True))


def _marks_of_others(sheet_import: SheetImport, mendable: set[int]) -> dict[int, int]:
    rows = StagedRow.objects.filter(sheet_import=sheet_import, key__isnull=False).order_by("-row_no")
    pairs = rows.values_list("key", "row_no").iterator()
    return {key: number for key, number in pairs if key is not None and number not in mendable}


def _blame_merged(judge: Judge, headings: Headings, reference: str) -> int:
    """Cells under a merged one are empty in the file, whatever a person sees there; the sheet tells it only at its end.

    Answers with how many rows were looked at."""
    span = merged_span(reference)
    if span is None:
        return 0
    first_row, last_row, first_column, last_column = span
    keys = [key for key, place in headings.places.items() if first_column <= place <= last_column]
    if not keys or last_row <= headings.row_no:
        return 0
    bounds = (max(first_row, headings.row_no + 1), last_row)
    rows = StagedRow.objects.filter(sheet_import=judge.sheet_import, row_no__range=bounds)
    numbers = [
        row.row_no
        for row in rows.order_by("row_no")[: MOST_MERGED + 1]
        if _blame_covered(judge, row, keys, reference)
    ]
    rows.filter(row_no__in=numbers).update(verdict=Verdict.ERROR)
    return len(numbers)


def _blame_covered(judge: Judge, row: StagedRow, keys: list[str], reference: str) -> bool:
    writer = judge.writer()
    texts = Sealed.open(row.sheet_import_id, row.row_no, bytes(row.sealed)).texts
    covered = [key for key in keys if not texts[writer.places[key]]]
    # That it is empty was told already; that it is merged says why.
    StagedProblem.objects.filter(
        sheet_import_id=row.sheet_import_id, row_no=row.row_no, column__in=covered, code="required"
    ).delete()
    for key in covered:
        sentence = f"这格和别的格合并过（{reference}），看不出这一行该填什么。请单独填"
        writer.add_problem(row.row_no, Source.FILE, Problem(key, "merged", sentence), texts)
    writer.flush()
    return bool(covered)


def merged_span(reference: str) -> tuple[int, int, int, int] | None:
    """First and last row, first and last column (from 0) of 「A2:C5」."""
    corners = [_corner(part) for part in reference.split(":")]
    if len(corners) != 2 or None in corners:
        return None
    (row, column), (last_row, last_column) = (corner for corner in corners if corner)
    return row, last_row, column, last_column


def _corner(text: str) -> tuple[int, int] | None:
    letters = text.rstrip("0123456789")
    digits = text[len(letters) :]
    if not digits or not letters.isascii() or not letters.isalpha() or len(letters) > 3 or len(digits) > 7:
        return None
    column = 0
    for letter in letters.upper():
        column = 26 * column + ord(letter) - 64
    return int(digits), column - 1
