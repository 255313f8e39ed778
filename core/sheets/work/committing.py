"""Writing staged rows into the app that owns them: one transaction, all or nothing, and taking them back the same way."""

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record, recorded_at_end
from core.errors import NotAllowed, RuleBroken
from core.notices.actions import notify
from core.sheets.applying import CommitContext, Stopped, UndoContext
from core.sheets.choices import State
from core.sheets.counting import count_rows
from core.sheets.kinds import Decision
from core.sheets.models import SheetImport
from core.sheets.work.checking import Judge, give_back
from core.sheets.work.claims import Claim, resting_state, settle
from core.sheets.work.pulse import QuietPulse

KIND = "sheet_import"
NOT_ANY_MORE = "提交的人现在没有这项权限了，没有导入任何一行"


def commit_rows(claim: Claim, pulse: QuietPulse) -> None:
    """Write the rows that may be written, by the kind's own commit. Whatever stops it leaves the app untouched."""
    try:
        with transaction.atomic():
            _be_patient()
            _commit(claim, pulse)
    except Stopped as stopped:
        with transaction.atomic():
            _return_all(claim, stopped)


def _be_patient() -> None:
    """A large import is one statement of the app after another; none of them is a page that somebody waits for."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '10min'")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '5min'")


def _commit(claim: Claim, pulse: QuietPulse) -> None:
    sheet_import, kind, now = claim.sheet_import, claim.sheet_import.spec, timezone.now()
    context = CommitContext(
        sheet_import=sheet_import,
        actor=_committer(sheet_import),
        now=now,
        today=timezone.localdate(now),
        may_change=kind.may_change(_committer(sheet_import)),
        pulse=pulse,
    )
    _require(sheet_import, context.actor)
    with recorded_at_end():
        kind.commit(context, context.batches())
        context.finish(sheet_import.mode)
        if context.reasons:
            give_back(Judge(sheet_import), context.reasons)
        # Roles may have ended while the rows were written (trust.md F16).
        _require(sheet_import, User.objects.get(pk=context.actor.pk))
        sheet_import.committed_at = now
        counts = _counts_after(sheet_import, context)
        settle(claim, _state_after(counts), counts=counts, committed_at=now, error="")
        record(
            "sheet_import.commit",
            actor=context.actor,
            subject_kind=KIND,
            subject_id=sheet_import.pk,
            detail={"kind": sheet_import.kind, "sha256": sheet_import.sha256, **_numbers(counts)},
            now=now,
        )
    _tell(sheet_import, counts, now)


def _counts_after(sheet_import: SheetImport, context: CommitContext) -> dict[str, int]:
    counts = count_rows(sheet_import)
    counts |= {f"last_{name}": number for name, number in context.counts.items()}
    return {**counts, "last_back": len(context.reasons)}


def _state_after(counts: dict[str, int]) -> State:
    return State.PARTLY if counts["pending"] + counts["held"] else State.DONE


def _numbers(counts: dict[str, int]) -> dict[str, int]:
    return {
        name: counts[name] for name in ("rows", "last_new", "last_update", "last_back", "pending", "held")
    }


def _committer(sheet_import: SheetImport) -> User:
    return User.objects.get(pk=sheet_import.committer_id or sheet_import.owner_id)


def _require(sheet_import: SheetImport, actor: User) -> None:
    kind = sheet_import.spec
    own = actor.pk == sheet_import.owner_id and (kind.may_add(actor) or kind.may_change(actor))
    others = kind.may_change(actor) and kind.may_take_over(actor, sheet_import.owner)
    if not actor.is_active or not (own or others):
        raise RuleBroken("sheet.not_any_more", NOT_ANY_MORE)


def _return_all(claim: Claim, stopped: Stopped) -> None:
    """Nothing was written; the rows that stood in the way go back with their reasons."""
    sheet_import = claim.sheet_import
    give_back(Judge(sheet_import), stopped.reasons)
    words = f"有{len(stopped.reasons)}行现在导不进去，所以一行也没有导入。请看「要处理」里的原因"
    settle(claim, resting_state(sheet_import), counts=count_rows(sheet_import), error=words)


def _tell(sheet_import: SheetImport, counts: dict[str, int], now: datetime) -> None:
    """The owner may have gone on to other things."""
    left = counts["pending"]
    if counts["held"]:
        notify(
            sheet_import.spec.changers_of(sheet_import.owner),
            kind="todo",
            title=f"{sheet_import.owner.display_name}导入的{sheet_import.kind_label}有{counts['held']}行更新等你提交",
            subject_kind=KIND,
            subject_id=sheet_import.pk,
            key=f"sheet-import-held:{sheet_import.pk}",
            now=now,
        )
    notify(
        [sheet_import.owner],
        kind="system",
        title=f"{sheet_import.kind_label}导入好了：新增{counts['last_new']}，更新{counts['last_update']}",
        body=f"还有{left}行待处理" if left else "24小时内可以整批撤回",
        subject_kind=KIND,
        subject_id=sheet_import.pk,
        key=f"sheet-import:{sheet_import.pk}:{now.timestamp():.0f}",
        now=now,
    )


def require_undo(sheet_import: SheetImport, actor: User) -> None:
    """Whoever may not change rows does not change them back either."""
    changed = sheet_import.applied.filter(action=Decision.UPDATE).exists()
    if changed and not sheet_import.spec.may_change(actor):
        raise NotAllowed("sheet.undo", f"这批里有更新过的内容，撤回由{sheet_import.spec.changers}来办")


def undo_rows(claim: Claim, pulse: QuietPulse) -> None:
    """Take back what this import wrote, by the kind's own undo; rows that others went on with stay and are listed."""
    sheet_import, now = claim.sheet_import, timezone.now()
    with transaction.atomic():
        _be_patient()
        actor = _committer(sheet_import)
        _require(sheet_import, actor)
        require_undo(sheet_import, actor)
        context = UndoContext(sheet_import, actor, now, pulse)
        with recorded_at_end():
            sheet_import.spec.undo(context, context.batches())
            context.finish()
            counts = {**sheet_import.counts, "undone": len(context.taken_back), "kept": len(context.reasons)}
            settle(claim, State.UNDONE, counts=counts, undone_at=now, error="")
            record(
                "sheet_import.undo",
                actor=actor,
                subject_kind=KIND,
                subject_id=sheet_import.pk,
                detail={"kind": sheet_import.kind, "undone": counts["undone"], "kept": counts["kept"]},
                now=now,
            )
