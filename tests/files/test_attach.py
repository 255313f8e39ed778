"""Attaching: six of a purpose, no row without a file, no file left for long without a row."""

import os
import threading
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from core.accounts.models import User
from core.audit.models import Entry
from core.errors import RuleBroken
from core.files import store
from core.files.actions import attach_photo, erase_photos, remove_photo
from core.files.models import StoredFile
from core.files.photos import prepare_photo
from core.files.selectors import photos_of
from core.files.sweep import sweep_files
from tests.files import nasty

# Still March in the year's first calendar of UTC, already April in 嘉峪关.
NOW = datetime(2026, 3, 31, 17, 0, tzinfo=UTC)


def attach(user: User, subject_id: int = 7, purpose: str = "intake") -> StoredFile:
    photo = nasty.upload(nasty.picture(), "../../下水道.JPG")
    return attach_photo(
        photo, subject_kind="parcel", subject_id=subject_id, actor=user, purpose=purpose, now=NOW
    )


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.django_db
def test_a_photo_lies_under_our_own_name_with_its_small_copy(user: User, media: Path) -> None:
    stored = attach(user)
    stored.refresh_from_db()
    assert stored.path == f"2026/04/{stored.public_id}.jpg"
    assert files_in(media) == {stored.path, f"2026/04/{stored.public_id}.thumb.jpg"}
    assert (stored.original_name, stored.content_type) == ("下水道.jpg", "image/jpeg")
    data = (media / stored.path).read_bytes()
    assert (stored.size, stored.width, stored.height) == (len(data), 64, 48)
    assert prepare_photo(nasty.upload(data)).width == 64
    assert list(photos_of("parcel", 7)) == [stored]


@pytest.mark.django_db
def test_a_photo_prepared_before_the_locks_is_the_same(user: User) -> None:
    photo = prepare_photo(nasty.upload(nasty.picture()))
    stored = attach_photo(photo, subject_kind="parcel", subject_id=7, actor=user, purpose="proof", now=NOW)
    assert stored.sha256 == photo.sha256


@pytest.mark.django_db
def test_the_seventh_of_a_purpose_is_refused_and_other_purposes_have_their_own_six(user: User) -> None:
    for _ in range(6):
        attach(user)
    with pytest.raises(RuleBroken, match="最多放6张照片，已经有6张") as refused:
        attach(user)
    assert refused.value.field == "photos"
    attach(user, purpose="after")
    attach(user, subject_id=8)
    assert StoredFile.objects.count() == 8


@pytest.mark.django_db
def test_a_removed_photo_makes_room_and_is_in_the_ledger(user: User) -> None:
    stored = [attach(user) for _ in range(6)]
    remove_photo(stored[0], actor=user, now=NOW)
    remove_photo(stored[0], actor=user, now=NOW)
    attach(user)
    assert stored[0] not in photos_of("parcel", 7)
    entry = Entry.objects.get()
    assert (entry.action, entry.subject_kind, entry.subject_id) == ("file.remove", "parcel", 7)


@pytest.mark.django_db(transaction=True)
def test_eight_uploads_at_once_leave_six() -> None:
    user = User.objects.create_user("u2", display_name="李网格")
    refused: list[str] = []
    start = threading.Barrier(8)

    def send() -> None:
        photo = prepare_photo(nasty.upload(nasty.picture()))
        start.wait()
        try:
            attach_photo(photo, subject_kind="parcel", subject_id=7, actor=user, purpose="intake", now=NOW)
        except RuleBroken as error:
            refused.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["photo_too_many"] * 2
    assert StoredFile.objects.count() == 6


@pytest.mark.django_db
def test_an_unknown_purpose_is_a_mistake_of_ours(user: User) -> None:
    with pytest.raises(ValueError):
        attach(user, purpose="avatar")


@pytest.mark.django_db
def test_a_refused_file_leaves_nothing(user: User, media: Path) -> None:
    with pytest.raises(RuleBroken):
        attach_photo(
            nasty.upload(nasty.HTML), subject_kind="parcel", subject_id=7, actor=user, purpose="intake"
        )
    assert not StoredFile.objects.exists() and files_in(media) == set()


@pytest.mark.django_db
def test_a_folder_that_cannot_be_written_leaves_no_row(user: User, media: Path) -> None:
    media.write_text("a file where the folder should be")
    with pytest.raises(OSError):
        attach(user)
    assert not StoredFile.objects.exists()


@pytest.mark.django_db
def test_the_sweep_takes_only_old_files_without_a_row(user: User, media: Path) -> None:
    kept = attach(user)
    with pytest.raises(RuntimeError), transaction.atomic():
        rolled_back = attach(user)
        raise RuntimeError
    half = f"2026/04/.{rolled_back.public_id}.jpg.77.part"
    (media / half).write_bytes(b"half a photo")
    now = datetime.now(tz=UTC)
    assert sweep_files(now=now).orphans == []
    for name in files_in(media):
        os.utime(media / name, (now.timestamp() - 90_000,) * 2)
    found = sweep_files(now=now)
    assert set(found.orphans) == {rolled_back.path, rolled_back.thumb_path, half}
    assert files_in(media) == {kept.path, kept.thumb_path}
    assert found.lost == []


@pytest.mark.django_db
def test_a_lost_file_is_named_and_fails_the_command(user: User) -> None:
    stored = attach(user)
    out = StringIO()
    call_command("sweep_files", stdout=out)
    store.remove(stored.thumb_path)
    with pytest.raises(CommandError, match="1个文件不见了"):
        call_command("sweep_files", stdout=out)
    assert f"文件不见了\t{stored.thumb_path}" in out.getvalue()


@pytest.mark.django_db
def test_a_removed_photo_stays_on_disk_for_the_record(user: User, media: Path) -> None:
    stored = attach(user)
    remove_photo(stored, actor=user, now=NOW)
    for name in files_in(media):
        os.utime(media / name, (0, 0))
    sweep_files(now=NOW + timedelta(days=365))
    assert files_in(media) == {stored.path, stored.thumb_path}


@pytest.mark.django_db(transaction=True)
def test_erased_photos_leave_table_and_folder_and_the_others_stay(user: User, media: Path) -> None:
    gone, kept = attach(user, subject_id=1), attach(user, subject_id=2)
    assert erase_photos("parcel", [1]) == 1
    assert [row.pk for row in StoredFile.objects.all()] == [kept.pk]
    assert not (store.root() / gone.path).exists() and not (store.root() / gone.thumb_path).exists()
    assert (store.root() / kept.path).is_file()
    assert erase_photos("parcel", [1]) == 0


@pytest.mark.django_db(transaction=True)
def test_an_erasure_that_is_taken_back_keeps_the_files(user: User, media: Path) -> None:
    kept = attach(user, subject_id=1)
    with pytest.raises(RuntimeError), transaction.atomic():
        erase_photos("parcel", [1])
        raise RuntimeError("the rest of the act failed")
    assert (store.root() / kept.path).is_file() and StoredFile.objects.filter(pk=kept.pk).exists()
