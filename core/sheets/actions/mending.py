"""Mending rows of an import: one order, done while the person waits or, when it is about many rows, by the worker."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record
from core.errors import RuleBroken
from core.sheets import fixing
from core.sheets.choices import State
from core.sheets.counting import count_rows
from core.sheets.fixing import AT_ONCE, Order
from core.sheets.kinds import Verdict
from core.sheets.models import SheetImport, StagedRow
from core.sheets.policies import require_handler, require_open
from core.sheets.work.pulse import QuietPulse
from core.text import clean_text

_VERBS = {"set": "mend", "accept": "mend", "skip": "skip", "restore": "skip", "decide": "decide"}
_LONGEST = 2_000


@dataclass(frozen=True)
class Mended:
    """What came of an order: how many rows it was about, how many of them are still wrong, or that it waits."""

    rows: int
    still_wrong: int = 0
    waits: bool = False

    def words(self, order: Order) -> str:
        if self.waits:
            return f"共{self.rows}行，正在重新检查"
        if order.op == "skip":
            return f"跳过了{self.rows}行"
        if order.op == "restore":
            return f"{self.rows}行重新算进来了"
        if order.op == "decide":
            return f"{self.rows}行已按你选的处理"
        fine = self.rows - self.still_wrong
        return f"改好了{fine}行" + (f"，还有{self.still_wrong}行有别的问题" if self.still_wrong else "")


def mend(sheet_import: SheetImport, order: Order, *, actor: User, now: datetime | None = None) -> Mended:
    """Give cells another value, agree to faults, skip rows or take them in again, or decide about twins.

    Refuses it while the worker has the import, and for rows that are not there any more. The ledger keeps which column
    and how many rows, never the value."""
    if order.op not in fixing.OPS:
        raise RuleBroken("sheet.order", "不认得这个操作，请刷新页面再试")
    now, order = now or timezone.now(), _cleaned(order)
    with transaction.atomic():
        locked = (
            SheetImport.objects.select_for_update(of=("self",), no_key=True)
            .select_related("owner")
            .get(pk=sheet_import.pk)
        )
        require_handler(actor, locked)
        require_open(locked)
        numbers = fixing.rows_meant(locked, order)
        if not numbers:
            raise RuleBroken("sheet.rows_gone", "这几行刚才已经处理过了，请看看现在还剩哪些")
        waits = len(numbers) > AT_ONCE
        if waits:
            locked.sealed_order, locked.state, locked.queued_at = order.pack(locked), State.CHECKING, now
        else:
            fixing.apply(locked, order, QuietPulse())
            locked.counts = {**locked.counts, **count_rows(locked)}
        locked.error = ""
        locked.save(update_fields=["sealed_order", "state", "queued_at", "counts", "error"])
        detail = {"op": order.op, "column": order.column, "rows": len(numbers), "decision": order.decision}
        record(
            f"sheet_import.{_VERBS[order.op]}",
            actor=actor,
            subject_kind="sheet_import",
            subject_id=locked.pk,
            detail=detail,
            now=now,
        )
    return Mended(len(numbers), 0 if waits else _still_wrong(locked, numbers), waits)


def _cleaned(order: Order) -> Order:
    if order.op != "set":
        return order
    try:
        value = clean_text(order.value, max_length=_LONGEST, multiline=True)
    except ValidationError as error:
        raise RuleBroken("sheet.value", error.messages[0], field="value") from None
    return replace(order, value=value)


def _still_wrong(sheet_import: SheetImport, numbers: list[int]) -> int:
    rows = StagedRow.objects.filter(sheet_import=sheet_import, row_no__in=numbers, decision="")
    return rows.filter(verdict=Verdict.ERROR).count()
