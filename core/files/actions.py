"""Attaching photos to a subject and taking them away."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record
from core.errors import RuleBroken
from core.files import store
from core.files.models import StoredFile
from core.files.photos import Photo, prepare_photo


def attach_photo(
    upload: "UploadedFile[Any] | Photo",
    *,
    subject_kind: str,
    subject_id: int,
    actor: User | None,
    purpose: str,
    now: datetime | None = None,
) -> StoredFile:
    """Keep a photo of the subject. Refuses what is no photo, is too large, or is one more than six of a purpose.

    It is part of the act that the photo belongs to, which writes the audit entry. The file is on disk before the
    row: a rolled-back act leaves a file without a row, which sweep_files removes, never a row without a file."""
    if purpose not in StoredFile.Purpose.values:
        raise ValueError(f"{purpose!r} is not a purpose of a file")
    photo = upload if isinstance(upload, Photo) else prepare_photo(upload)
    now = now or timezone.now()
    with transaction.atomic():
        _claim_place(subject_kind, subject_id, purpose)
        public_id = uuid.uuid4()
        stored = StoredFile(
            public_id=public_id,
            subject_kind=subject_kind,
            subject_id=subject_id,
            purpose=purpose,
            original_name=photo.name,
            content_type="image/jpeg",
            size=len(photo.data),
            width=photo.width,
            height=photo.height,
            sha256=photo.sha256,
            path=store.path_for(public_id, now),
            uploaded_by=actor,
            created_at=now,
        )
        store.write(stored.path, photo.data)
        store.write(stored.thumb_path, photo.thumb)
        stored.save(force_insert=True)
    return stored


def copy_photo(
    stored: StoredFile,
    *,
    subject_kind: str,
    subject_id: int,
    actor: User | None,
    purpose: str,
    name: str,
    now: datetime | None = None,
) -> StoredFile:
    """Give a subject its own copy of another's photo, under a name of its own: what was shown to somebody stays as it
    was shown, and opens nothing of the subject it came from. Part of the act that shares it; limits as attach_photo."""
    folder = store.root()
    try:
        data, thumb = (folder / stored.path).read_bytes(), (folder / stored.thumb_path).read_bytes()
    except FileNotFoundError as gone:
        raise RuleBroken("photo_gone", "有一张照片的文件找不到了，请去掉它再提交", field="photos") from gone
    photo = Photo(name=name, data=data, thumb=thumb, width=stored.width, height=stored.height)
    return attach_photo(
        photo, subject_kind=subject_kind, subject_id=subject_id, actor=actor, purpose=purpose, now=now
    )


def _claim_place(subject_kind: str, subject_id: int, purpose: str) -> None:
    """Two uploads at once count one after the other."""
    with connection.cursor() as cursor:
        name = f"photos:{subject_kind}:{subject_id}:{purpose}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 11))", [name])
    limit = settings.PHOTO_MAX_PER_SUBJECT
    held = StoredFile.objects.filter(
        subject_kind=subject_kind, subject_id=subject_id, purpose=purpose, removed_at=None
    ).count()
    if held >= limit:
        raise RuleBroken(
            "photo_too_many", f"最多放{limit}张照片，已经有{held}张。请先删掉不要的", field="photos"
        )


def remove_photo(stored: StoredFile, *, actor: User, now: datetime | None = None) -> None:
    """Take a photo out of sight; the row and the file stay for the record. Who may is decided by the subject's app."""
    now = now or timezone.now()
    with transaction.atomic():
        locked = StoredFile.objects.select_for_update(no_key=True).get(pk=stored.pk)
        if locked.removed_at is not None:
            return
        locked.removed_at = now
        locked.save(update_fields=["removed_at"])
        record(
            "file.remove",
            actor=actor,
            subject_kind=locked.subject_kind,
            subject_id=locked.subject_id,
            detail={"file": locked.pk},
            now=now,
        )


def erase_photos(subject_kind: str, subject_ids: Iterable[int]) -> int:
    """Delete the photos of subjects whose time is over, rows and files; returns how many. In the caller's transaction.

    The files go after the commit; should the process die just then, sweep_files finds them without a row."""
    rows = StoredFile.objects.filter(subject_kind=subject_kind, subject_id__in=list(subject_ids))
    paths = [path for row in rows.only("path") for path in (row.path, row.thumb_path)]
    number, _ = rows.delete()
    for path in paths:
        transaction.on_commit(partial(store.remove, path))
    return number
