"""Attaching photos to a subject and taking them away."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record
from core.errors import NotAllowed, RuleBroken
from core.files import store
from core.files.models import StoredFile
from core.files.photos import Photo, prepare_photo
from core.replay.coming import ComingPhoto

# As long as a phone may repeat a form (core.replay.actions.KEPT_FOR).
AWAITED_FOR = timedelta(days=30)


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
    One that a phone still holds gets its row now and its picture by `receive_photo`.

    It is part of the act that the photo belongs to, which writes the audit entry. The file is on disk before the
    row: a rolled-back act leaves a file without a row, which sweep_files removes, never a row without a file."""
    if purpose not in StoredFile.Purpose.values:
        raise ValueError(f"{purpose!r} is not a purpose of a file")
    awaited = isinstance(upload, ComingPhoto)
    now = now or timezone.now()
    public_id = upload.public_id if isinstance(upload, ComingPhoto) else uuid.uuid4()
    stored = StoredFile(
        public_id=public_id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        purpose=purpose,
        content_type="image/jpeg",
        path=store.path_for(public_id, now),
        uploaded_by=actor,
        created_at=now,
        is_awaited=awaited,
        **_NOTHING_YET,
    )
    photo = None if isinstance(upload, ComingPhoto) else _prepared(upload)
    with transaction.atomic():
        _claim_place(subject_kind, subject_id, purpose)
        if photo is None:
            _refuse_known(public_id)
        else:
            _put(stored, photo)
        stored.save(force_insert=True)
    return stored


_NOTHING_YET: dict[str, Any] = {"original_name": "", "size": 0, "width": 0, "height": 0, "sha256": ""}


def _prepared(upload: "UploadedFile[Any] | Photo") -> Photo:
    return upload if isinstance(upload, Photo) else prepare_photo(upload)


def _put(stored: StoredFile, photo: Photo) -> None:
    """The picture under the row's path, its facts into the row."""
    stored.original_name, stored.size, stored.sha256 = photo.name, len(photo.data), photo.sha256
    stored.width, stored.height = photo.width, photo.height
    store.write(stored.path, photo.data)
    store.write(stored.thumb_path, photo.thumb)


def _refuse_known(public_id: uuid.UUID) -> None:
    """The phone made the id; no two photos have one."""
    if StoredFile.objects.filter(public_id=public_id).exists():
        raise RuleBroken("photo_twice", "这张照片已经登记过了，请重新选一次照片", field="photos")


def receive_photo(stored: StoredFile, upload: "UploadedFile[Any]", *, actor: User) -> StoredFile:
    """The picture of a row that waited for it; the act that announced it has told the ledger, where it had to be told.
    Sent again it changes nothing: the first to arrive stays.

    Refuses what is no photo, another person's row, and one that was given up or taken out meanwhile."""
    photo = prepare_photo(upload)
    with transaction.atomic():
        locked = StoredFile.objects.select_for_update(no_key=True).get(pk=stored.pk)
        if locked.uploaded_by_id != actor.pk:
            raise NotAllowed("photo_not_yours", "这张照片由登记的人来传")
        if not locked.is_awaited:
            return locked
        if locked.removed_at is not None:
            raise RuleBroken(
                "photo_too_late", "这张照片等了30天没传到，那边已经不等了。要补，请打开那一件再加照片"
            )
        _put(locked, photo)
        locked.is_awaited = False
        locked.save(update_fields=["original_name", "size", "sha256", "width", "height", "is_awaited"])
    return locked


def give_up_awaited(*, now: datetime | None = None) -> int:
    """Nightly: photos that no phone sent within thirty days are waited for no longer; returns how many."""
    now = now or timezone.now()
    late = StoredFile.objects.filter(is_awaited=True, removed_at=None, created_at__lt=now - AWAITED_FOR)
    return late.update(removed_at=now)


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
