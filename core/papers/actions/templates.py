"""The office's own Word templates in place of the shipped ones."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils import timezone

from core.accounts.models import User
from core.accounts.roles import has_role
from core.audit.actions import record
from core.errors import NotAllowed, RuleBroken
from core.papers.checking.confined import look_at_template
from core.papers.drafting import sha256
from core.papers.kinds import PaperKind
from core.papers.models import PaperTemplate

MOST_BYTES = 3 * 2**20


def may_change_templates(user: User) -> bool:
    """Templates belong to how the system is set up; no case content is on them."""
    return has_role(user, "sysadmin")


def _allow(actor: User) -> None:
    if not may_change_templates(actor):
        raise NotAllowed("templates_not_yours", "文书模板由系统管理员维护")


def upload_template(
    kind: PaperKind, upload: "UploadedFile[Any]", *, actor: User, now: datetime | None = None
) -> PaperTemplate:
    """Keep our own copy of a template, not yet in use. Refuses what is no plain Word file, what acts in any way, and
    places that name no fact of the kind, each with the words by which it is found."""
    _allow(actor)
    if not upload.size:
        raise RuleBroken("empty", "这个文件是空的，没有传上来。请重新选一次", field="docx")
    if upload.size > MOST_BYTES:
        raise RuleBroken(
            "too_large", f"模板最多{MOST_BYTES // 2**20} MB。请去掉里面的图片再上传", field="docx"
        )
    upload.seek(0)
    copy, remarks = look_at_template(upload.read(), kind)
    now = now or timezone.now()
    with transaction.atomic():
        _wait_for_turn(kind.code)
        last = PaperTemplate.objects.filter(kind=kind.code).order_by("-version").first()
        made = PaperTemplate.objects.create(
            kind=kind.code,
            version=(last.version if last else 0) + 1,
            docx=copy,
            sha256=sha256(copy),
            remarks=remarks,
            uploaded_by=actor,
            uploaded_at=now,
        )
        _record(made, "upload", actor, now)
    return made


def use_template(made: PaperTemplate, *, actor: User, now: datetime | None = None) -> PaperTemplate:
    """Papers of its kind are written on it from now on; issued ones stay as they are."""
    _allow(actor)
    now = now or timezone.now()
    with transaction.atomic():
        _wait_for_turn(made.kind)
        PaperTemplate.objects.filter(kind=made.kind, is_active=True).update(is_active=False)
        locked = PaperTemplate.objects.select_for_update(of=("self",), no_key=True).get(pk=made.pk)
        locked.is_active = True
        locked.save(update_fields=["is_active"])
        _record(locked, "use", actor, now)
    return locked


def use_shipped(kind: PaperKind, *, actor: User, now: datetime | None = None) -> None:
    """Back to the shipped template. Refuses when it is in use already."""
    _allow(actor)
    now = now or timezone.now()
    with transaction.atomic():
        active = (
            PaperTemplate.objects.select_for_update(of=("self",), no_key=True)
            .filter(kind=kind.code, is_active=True)
            .first()
        )
        if active is None:
            raise RuleBroken("already", "现在用的就是自带模板")
        active.is_active = False
        active.save(update_fields=["is_active"])
        _record(active, "retire", actor, now)


def _wait_for_turn(code: str) -> None:
    """Two uploads at once get two numbers, one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 12))", [f"template:{code}"])


def _record(made: PaperTemplate, act: str, actor: User, now: datetime) -> None:
    detail = {"kind": made.kind, "version": made.version, "sha256": made.sha256}
    record(
        f"template.{act}", actor=actor, subject_kind="template", subject_id=made.pk, detail=detail, now=now
    )
