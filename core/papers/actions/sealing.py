"""The signed and sealed paper comes back: a photo or a scan of it is kept beside what was issued."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from core import subjects
from core.accounts.models import User
from core.audit.actions import record
from core.errors import RuleBroken
from core.files.actions import attach_photo
from core.files.models import StoredFile
from core.files.photos import Photo, prepare_photo
from core.papers.actions.issuing import allowed_owner, keep_file
from core.papers.checking.confined import look_at_scan
from core.papers.models import Paper, PaperFile, PaperState

KIND = "paper"
MOST_BYTES = 10 * 2**20


def seal_paper(
    paper: Paper,
    *,
    actor: User,
    photos: "Sequence[UploadedFile[Any]]" = (),
    scan: "UploadedFile[Any] | None" = None,
    now: datetime | None = None,
) -> Paper:
    """Attach the signed paper: photos of its pages (re-encoded by core.files) or one PDF scan (our own copy of its pages).

    Refuses what is neither, a PDF in which something acts, and a paper that is void or sealed already."""
    now = now or timezone.now()
    # Looked at before any lock: it takes a second.
    prepared = [prepare_photo(one) for one in photos]
    copy = _scan_copy(scan) if scan is not None else None
    if not prepared and copy is None:
        raise RuleBroken("missing", "请选签章后的照片，或者扫描的 PDF", field="photos")
    with transaction.atomic():
        subjects.get(paper.subject_kind).lock(paper.subject_id)
        locked = Paper.objects.select_for_update(of=("self",), no_key=True).get(pk=paper.pk)
        owner = allowed_owner(locked, "seal", actor)
        if locked.state != PaperState.ISSUED:
            raise RuleBroken("state", f"这份文书{locked.get_state_display()}，不能再传签章件")
        _keep(locked, prepared, copy, actor, now)
        locked.state, locked.sealed_by, locked.sealed_at = PaperState.SEALED, actor, now
        locked.save(update_fields=["state", "sealed_by", "sealed_at"])
        owner.written(locked, "seal", actor=actor, now=now)
        detail = {"kind": locked.kind, "photos": len(prepared), "scan": int(copy is not None)}
        record("paper.seal", actor=actor, subject_kind=KIND, subject_id=locked.pk, detail=detail, now=now)
    return locked


def _scan_copy(scan: "UploadedFile[Any]") -> bytes:
    if not scan.size:
        raise RuleBroken("empty", f"「{scan.name}」是空的，没有传上来。请重新选一次", field="scan")
    if scan.size > MOST_BYTES:
        raise RuleBroken(
            "too_large", f"扫描件最多{MOST_BYTES // 2**20} MB。请用较低的清晰度再扫一次", field="scan"
        )
    scan.seek(0)
    copy, _pages = look_at_scan(scan.read())
    return copy


def _keep(paper: Paper, photos: list[Photo], copy: bytes | None, actor: User, now: datetime) -> None:
    for photo in photos:
        attach_photo(
            photo,
            subject_kind=KIND,
            subject_id=paper.pk,
            actor=actor,
            purpose=StoredFile.Purpose.PAPER,
            now=now,
        )
    if copy is not None:
        keep_file(paper, PaperFile.Format.SCAN, copy, now)
