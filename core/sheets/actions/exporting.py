"""Sheets that leave the house (trust.md 3.3, 3.5): a purpose, a cap, a serial number, and for unmasked values a second
person. Every export and every download is a line in the ledger, with numbers and never with values."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import islice

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record
from core.crypto import seal, unseal
from core.errors import NotAllowed, RuleBroken
from core.notices.actions import notify
from core.papers.numbers import take_number
from core.sheets import kinds
from core.sheets.choices import ExportState
from core.sheets.kinds import SheetKind
from core.sheets.models import SheetExport
from core.sheets.writing.export import export_file, masked
from core.text import clean_text

KIND = "sheet_export"
KEPT_FOR = timedelta(days=7)
SHORTEST_PURPOSE = 8


def ask_export(
    kind_code: str,
    *,
    actor: User,
    purpose: str,
    chosen: Mapping[str, str],
    is_masked: bool = True,
    now: datetime | None = None,
) -> SheetExport:
    """Make a masked sheet at once, or ask a second person for an unmasked one.

    Refuses kinds that are not this person's, a purpose of less than eight characters, more rows than the cap, and the
    fourth export of a day."""
    kind = _kind(kind_code)
    _require(kind, actor, is_masked)
    purpose = _purpose(purpose)
    now = now or timezone.now()
    with transaction.atomic():
        _refuse_fourth(actor, now)
        rows = _rows(kind, actor, dict(chosen), is_masked)
        year = timezone.localdate(now).year
        export = SheetExport(
            kind=kind.code, year=year, owner=actor, purpose=purpose, chosen=dict(chosen), is_masked=is_masked,
            row_count=len(rows), created_at=now, expires_at=now + KEPT_FOR,
            state=ExportState.READY if is_masked else ExportState.WAITING,
        )  # fmt: skip
        export.serial = take_number(settings.EXPORT_SERIES, year=year)
        export.save()
        if is_masked:
            _write(export, rows, now)
        _record("export" if is_masked else "ask", export, actor, now)
        if not is_masked:
            _tell_approvers(export, now)
    return export


def _tell_approvers(export: SheetExport, now: datetime) -> None:
    people = [
        user
        for user in export.spec.approvers_of(export.owner)
        if user.pk != export.owner_id and export.spec.may_approve_export(user, export.owner)
    ]
    notify(
        people,
        kind="todo",
        title=f"{export.owner.display_name}申请导出{export.kind_label}的完整号码，等你同意",
        body=f"{export.number}，{export.row_count}行",
        subject_kind=KIND,
        subject_id=export.pk,
        key=f"sheet-export:{export.pk}",
        now=now,
    )


def _kind(code: str) -> SheetKind:
    try:
        return kinds.get(code)
    except LookupError:
        raise RuleBroken("sheet.kind", "请选要导出的是什么", field="kind") from None


def _require(kind: SheetKind, user: User, is_masked: bool) -> None:
    if not kind.may_export(user):
        raise NotAllowed("export.kind", f"「{kind.label}」的导出不归你的岗位办，需要的话请联系本单位负责人")
    if not is_masked and not kind.may_export_personal(user):
        raise NotAllowed("export.personal", "你的岗位只能导出遮住号码的表，要完整号码请联系本单位负责人")


def _purpose(text: str) -> str:
    try:
        cleaned = clean_text(text, max_length=200)
    except ValidationError as error:
        raise RuleBroken("export.purpose", error.messages[0], field="purpose") from None
    if len(cleaned) < SHORTEST_PURPOSE:
        raise RuleBroken(
            "export.purpose",
            f"请写清用在哪里，至少{SHORTEST_PURPOSE}个字，例如「核对铁北社区三季度走访名单」",
            field="purpose",
        )
    return cleaned


def _refuse_fourth(user: User, now: datetime) -> None:
    """Two askings at once count one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 17))", [f"exports:{user.pk}"])
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    today = SheetExport.objects.filter(owner=user, created_at__gte=midnight).exclude(
        state=ExportState.REFUSED
    )
    if today.count() >= settings.EXPORTS_A_DAY:
        raise RuleBroken(
            "export.quota", f"一天最多导出{settings.EXPORTS_A_DAY}次，今天已经用完了，请明天再导"
        )


def _rows(kind: SheetKind, user: User, chosen: dict[str, str], is_masked: bool) -> list[dict[str, str]]:
    most = settings.EXPORT_MAX_ROWS if is_masked else settings.EXPORT_MAX_PERSONAL_ROWS
    found: Iterable[dict[str, str]] = kind.export_rows(user, chosen)
    rows = list(islice(found, most + 1))
    if len(rows) > most:
        raise RuleBroken("export.cap", f"符合条件的超过{most}行，一次最多导出{most}行。请把条件选得更小")
    if not rows:
        raise RuleBroken("export.none", "这些条件下一行也没有，请换个条件")
    return [masked(kind, row) for row in rows] if is_masked else rows


def _write(export: SheetExport, rows: list[dict[str, str]], now: datetime) -> None:
    content = export_file(
        export.spec, rows, user=export.owner, number=export.number, purpose=export.purpose, now=now
    )
    export.row_count = len(rows)
    export.sealed_file = seal(content.decode("latin-1"), export.file_context)
    export.save(update_fields=["sealed_file", "row_count"])


def answer_export(
    export: SheetExport, *, agreed: bool, actor: User, answer: str = "", now: datetime | None = None
) -> SheetExport:
    """A second person agrees to unmasked values, or not. The sheet is made with the rows of this moment.

    Never the asker; a refusal needs a word of why."""
    now = now or timezone.now()
    with transaction.atomic():
        row = (
            SheetExport.objects.select_for_update(of=("self",), no_key=True)
            .select_related("owner")
            .get(pk=export.pk)
        )
        if row.owner_id == actor.pk or not row.spec.may_approve_export(actor, row.owner):
            raise NotAllowed("export.second", "要另一位有权限的人来同意，不能自己同意自己")
        if row.state != ExportState.WAITING:
            raise RuleBroken("export.answered", f"这份导出{row.get_state_display()}，不用再答复")
        if not agreed and len(answer.strip()) < 2:
            raise RuleBroken("export.why", "请写一句为什么不同意", field="answer")
        row.approver, row.answer, row.answered_at = actor, answer.strip()[:200], now
        row.state = ExportState.READY if agreed else ExportState.REFUSED
        row.expires_at = now + KEPT_FOR
        row.save(update_fields=["approver", "answer", "answered_at", "state", "expires_at"])
        if agreed:
            _require(row.spec, row.owner, is_masked=False)
            _write(row, _rows(row.spec, row.owner, row.chosen, is_masked=False), now)
        _record("approve" if agreed else "refuse", row, actor, now)
        notify(
            [row.owner],
            kind="system",
            title=f"{row.number}{'同意了，7天内可以下载' if agreed else '没有同意'}",
            body=row.answer,
            subject_kind=KIND,
            subject_id=row.pk,
            key=f"sheet-export-answer:{row.pk}",
            now=now,
        )
    return row


def download_export(export: SheetExport, *, actor: User, now: datetime | None = None) -> bytes:
    """The sheet, for its owner alone; the line in the ledger is committed before the bytes leave."""
    now = now or timezone.now()
    with transaction.atomic():
        row = (
            SheetExport.objects.select_for_update(of=("self",), no_key=True)
            .select_related("owner")
            .get(pk=export.pk)
        )
        if row.owner_id != actor.pk:
            raise NotAllowed("export.owner", "导出的表只有申请的人自己能下载")
        if not row.may_be_downloaded(now):
            raise RuleBroken("export.gone", "这份导出已经过期，文件删掉了。还要用的话请重新导出")
        _require(row.spec, actor, row.is_masked)
        row.downloads += 1
        row.save(update_fields=["downloads"])
        _record("download", row, actor, now)
    return unseal(bytes(row.sealed_file or b""), row.file_context).encode("latin-1")


def _record(verb: str, export: SheetExport, actor: User, now: datetime) -> None:
    record(
        f"{KIND}.{verb}",
        actor=actor,
        subject_kind=KIND,
        subject_id=export.pk,
        detail={
            "no": export.number,
            "kind": export.kind,
            "rows": export.row_count,
            "masked": export.is_masked,
            "purpose": export.purpose,
        },
        now=now,
    )
