"""The three words by which a person ends an import: commit, take it back, give it up. The worker does the first two."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record
from core.errors import Conflict, RuleBroken
from core.sheets import staging, store
from core.sheets.choices import OPEN, RUNNABLE, Mode, State
from core.sheets.models import SheetImport
from core.sheets.policies import committable, require_handler, require_open
from core.sheets.work.committing import require_undo

KIND = "sheet_import"


def _locked(sheet_import: SheetImport) -> SheetImport:
    return (
        SheetImport.objects.select_for_update(of=("self",), no_key=True)
        .select_related("owner")
        .get(pk=sheet_import.pk)
    )


def _record(verb: str, sheet_import: SheetImport, actor: User, now: datetime, **detail: object) -> None:
    record(
        f"{KIND}.{verb}", actor=actor, subject_kind=KIND, subject_id=sheet_import.pk, detail=detail, now=now
    )


def ask_commit(
    sheet_import: SheetImport, *, mode: str, actor: User, now: datetime | None = None
) -> SheetImport:
    """Let the worker write the rows. Two people who ask at once: the second is told so.

    Refuses when nothing could be written, and `all` while rows still wait for a person."""
    now = now or timezone.now()
    with transaction.atomic():
        locked = _locked(sheet_import)
        require_handler(actor, locked)
        if locked.state == State.COMMITTING:
            raise Conflict("sheet.committing", "刚才已经有人提交了，正在导入，请看结果")
        require_open(locked)
        counts = committable(actor, locked)
        if not sum(counts.values()):
            raise RuleBroken("sheet.nothing", "现在没有能导入的行。请先处理有问题的行")
        if mode not in Mode.values or (mode == Mode.ALL and locked.number("pending")):
            raise RuleBroken("sheet.pending", "还有行没处理好。请先处理，或选「先导入好的」")
        locked.state, locked.mode, locked.committer = State.COMMITTING, mode, actor
        locked.queued_at, locked.error = now, ""
        locked.save(update_fields=["state", "mode", "committer", "queued_at", "error"])
        _record("ask", locked, actor, now, mode=mode, **counts)
    return locked


def ask_undo(sheet_import: SheetImport, *, actor: User, now: datetime | None = None) -> SheetImport:
    """Let the worker take the whole batch back. Refuses it after 24 hours, for kinds that cannot, and to people who may
    not change what it changed."""
    now = now or timezone.now()
    with transaction.atomic():
        locked = _locked(sheet_import)
        require_handler(actor, locked)
        if locked.state == State.UNDOING:
            raise Conflict("sheet.undoing", "刚才已经有人要求撤回了，正在撤回，请看结果")
        if not locked.spec.can_undo:
            raise RuleBroken("sheet.no_undo", locked.spec.undo_words)
        if not locked.may_be_undone(now):
            raise RuleBroken("sheet.too_late", "只能在导入后24小时内整批撤回，现在过了。要改请逐条改")
        require_undo(locked, actor)
        locked.state, locked.committer, locked.queued_at, locked.error = State.UNDOING, actor, now, ""
        locked.save(update_fields=["state", "committer", "queued_at", "error"])
        _record("ask_undo", locked, actor, now)
    return locked


def discard(sheet_import: SheetImport, *, actor: User, now: datetime | None = None) -> SheetImport:
    """Give up what is not imported; its rows are deleted at once. What was imported before stays."""
    now = now or timezone.now()
    with transaction.atomic():
        locked = _locked(sheet_import)
        require_handler(actor, locked)
        if locked.state in (State.COMMITTING, State.UNDOING, State.CHECKING):
            raise Conflict("sheet.running", "系统正在处理这次导入，请等它做完")
        if locked.state not in (*OPEN, *RUNNABLE, State.MAPPING, State.FAILED):
            raise RuleBroken("sheet.over", f"这次导入{locked.get_state_display()}，没有可放弃的")
        old, locked.stored_as = locked.stored_as, ""
        locked.state = State.DONE if locked.committed_at else State.DISCARDED
        locked.sealed_head = locked.sealed_order = locked.lease_token = locked.lease_until = None
        locked.counts = {**locked.counts, "error": 0, "doubtful": 0, "pending": 0, "held": 0}
        locked.save()
        staging.clear(locked.pk)
        _record("discard", locked, actor, now)
        transaction.on_commit(lambda: store.remove(old))
    return locked
