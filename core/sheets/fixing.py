"""Mending staged rows: one cell, all equal mistakes at once, agreeing to a fault, skipping, deciding about twins."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Q

from core.crypto import seal, unseal
from core.errors import RuleBroken
from core.sheets.choices import Source
from core.sheets.kinds import Decision, Verdict
from core.sheets.models import SheetImport, StagedProblem, StagedRow
from core.sheets.staging import BY_CODE
from core.sheets.work.checking import BATCH, Judge, Touched, recheck
from core.sheets.work.pulse import QuietPulse

# So many rows are mended while the person waits; more go to the worker.
AT_ONCE = 500
# Faults that a person may agree to: the value is there and readable, they only have to know how it came about.
ACCEPTABLE = BY_CODE | {
    "text_control", "text_invisible", "text_storm", "text_surrogate", "text_newline",
}  # fmt: skip
OPS = ("set", "accept", "skip", "restore", "decide")


@dataclass(frozen=True)
class Order:
    """What is to be done with which rows: those of one group of equal mistakes, the ones named, or all undecided twins."""

    op: str
    mark: str = ""
    rows: tuple[int, ...] = ()
    everything: bool = False
    column: str = ""
    value: str = ""
    decision: str = ""

    def pack(self, sheet_import: SheetImport) -> bytes:
        """Sealed, because the new value may be somebody's number."""
        return seal(json.dumps(asdict(self), ensure_ascii=False), sheet_import.order_context)

    @classmethod
    def open(cls, sheet_import: SheetImport) -> "Order":
        told: dict[str, Any] = json.loads(
            unseal(bytes(sheet_import.sealed_order or b""), sheet_import.order_context)
        )
        return cls(**{**told, "rows": tuple(told["rows"])})


def rows_meant(sheet_import: SheetImport, order: Order) -> list[int]:
    """The staged rows that the order is about, as they are now; rows already written are not."""
    rows = StagedRow.objects.filter(sheet_import=sheet_import)
    if order.mark:
        problems = StagedProblem.objects.filter(
            sheet_import=sheet_import, value_mark=bytes.fromhex(order.mark)
        )
        rows = rows.filter(row_no__in=problems.values("row_no"))
    elif order.everything:
        rows = rows.filter(verdict=Verdict.DOUBTFUL, decision="")
    else:
        rows = rows.filter(row_no__in=order.rows)
    if sheet_import.committed_at is not None:
        rows = rows.exclude(row_no__in=sheet_import.applied.values("row_no"))
    return list(rows.order_by("row_no").values_list("row_no", flat=True))


def apply(sheet_import: SheetImport, order: Order, pulse: QuietPulse) -> int:
    """Do it, inside the caller's transaction; returns how many rows it was about."""
    numbers = rows_meant(sheet_import, order)
    judge = Judge(sheet_import) if order.op != "decide" else None
    codes = _codes_of(sheet_import, order) if order.op == "accept" else set()
    for start in range(0, len(numbers), BATCH):
        some = numbers[start : start + BATCH]
        if judge is None:
            _decide(sheet_import, some, order.decision)
        elif order.op == "accept":
            recheck(judge, some, accept=codes)
        elif order.op == "set":
            _set(judge, some, order)
        else:
            _skip(judge, some, Decision.SKIP if order.op == "skip" else Decision.NONE)
        pulse.report(start + len(some), total=len(numbers))
    return len(numbers)


def _set(judge: Judge, numbers: Sequence[int], order: Order) -> None:
    keys = [column.key for column in judge.kind.columns]
    if order.column not in keys:
        raise RuleBroken("sheet.column", "这一列不在这类表格里，请刷新页面再改")
    place = keys.index(order.column)

    def mend(_: int, texts: list[str]) -> list[str]:
        return [*texts[:place], order.value, *texts[place + 1 :]]

    recheck(judge, numbers, mend=mend, mended=order.column)


def _codes_of(sheet_import: SheetImport, order: Order) -> set[str]:
    """Only the faults that the person was shown are agreed to."""
    problems = StagedProblem.objects.filter(sheet_import=sheet_import, source=Source.FILE)
    meant = Q(value_mark=bytes.fromhex(order.mark)) if order.mark else Q(row_no__in=order.rows)
    problems = problems.filter(meant)
    return set(problems.values_list("code", flat=True).distinct()) & ACCEPTABLE


def _skip(judge: Judge, numbers: Sequence[int], decision: Decision) -> None:
    """Rows left out make room for their twins and are missed by their families; rows taken in again are there again."""
    rows = StagedRow.objects.filter(sheet_import=judge.sheet_import, row_no__in=numbers)
    rows.update(decision=decision.value)
    touched = Touched()
    touched.note(judge.sheet_import.pk, numbers)
    left_out = set(numbers) if decision == Decision.SKIP else set()
    recheck(judge, touched.others(judge.sheet_import, left_out))


def _decide(sheet_import: SheetImport, numbers: Sequence[int], decision: str) -> None:
    if decision not in (Decision.UPDATE, Decision.NEW, Decision.SKIP, Decision.NONE):
        raise RuleBroken("sheet.decision", "请选更新、跳过或新建")
    rows = StagedRow.objects.filter(sheet_import=sheet_import, row_no__in=numbers, verdict=Verdict.DOUBTFUL)
    if decision in (Decision.UPDATE, Decision.NEW):
        rows = rows.filter(options__contains=decision)
    came_or_went = rows.filter(Q() if decision == Decision.SKIP else Q(decision=Decision.SKIP))
    related = list(came_or_went.filter(family__isnull=False).values_list("row_no", flat=True))
    rows.update(decision=decision)
    if related:
        recheck(Judge(sheet_import), related)
