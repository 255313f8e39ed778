"""Handing out: to who may see the subject, as a picture and nothing else."""

import uuid
from pathlib import Path

import pytest
from django.test import Client

from core import subjects
from core.accounts.models import User
from core.files.actions import attach_photo, remove_photo
from core.files.models import StoredFile
from tests.files import nasty


def attach(user: User, subject_id: int = 7, name: str = "下水道.jpg", kind: str = "parcel") -> StoredFile:
    return attach_photo(
        nasty.upload(nasty.picture((800, 600)), name),
        subject_kind=kind,
        subject_id=subject_id,
        actor=user,
        purpose="intake",
    )


@pytest.fixture
def seen_by(client: Client, user: User) -> Client:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.django_db
def test_a_photo_comes_as_a_picture_that_nobody_keeps(seen_by: Client, user: User, media: Path) -> None:
    stored = attach(user)
    answer = seen_by.get(f"/files/{stored.public_id}/")
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert answer.status_code == 200 and body == (media / stored.path).read_bytes()
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"].startswith("inline; filename*=utf-8''%E4%B8%8B")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.django_db
def test_the_small_copy_is_small(seen_by: Client, user: User, media: Path) -> None:
    stored = attach(user)
    answer = seen_by.get(f"/files/{stored.public_id}/?size=thumb")
    assert b"".join(answer.streaming_content) == (media / stored.thumb_path).read_bytes()  # type: ignore[attr-defined]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["a\r\nSet-Cookie: x=1.jpg", 'a"; filename="b.html', "a\u202egpj.exe", "x" * 300]
)
def test_a_name_cannot_leave_its_header(seen_by: Client, user: User, name: str) -> None:
    answer = seen_by.get(f"/files/{attach(user, name=name).public_id}/")
    said = answer["Content-Disposition"]
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
    assert "\r" not in said and said.count('"') in (0, 2) and "\u202e" not in said and len(said) < 200


@pytest.mark.django_db
def test_out_of_scope_is_answered_like_what_never_was(seen_by: Client, user: User) -> None:
    hidden, gone, foreign = attach(user, 100), attach(user), attach(user, kind="unknown")
    remove_photo(gone, actor=user)
    answers = [
        seen_by.get(f"/files/{public_id}/")
        for public_id in (uuid.uuid4(), hidden.public_id, gone.public_id, foreign.public_id)
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.django_db
def test_losing_the_subject_closes_the_photo_at_once(seen_by: Client, user: User) -> None:
    stored = attach(user)
    assert seen_by.get(f"/files/{stored.public_id}/").status_code == 200
    subjects.unregister("parcel")
    assert seen_by.get(f"/files/{stored.public_id}/").status_code == 404


@pytest.mark.django_db
def test_nobody_without_signing_in(client: Client, user: User) -> None:
    answer = client.get(f"/files/{attach(user).public_id}/")
    assert answer.status_code == 302 and "/login/" in answer["Location"]


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_files_are_only_read_here(seen_by: Client, user: User, method: str) -> None:
    assert getattr(seen_by, method)(f"/files/{attach(user).public_id}/").status_code == 405


@pytest.mark.django_db
def test_a_file_that_is_gone_from_disk_is_not_found(seen_by: Client, user: User, media: Path) -> None:
    stored = attach(user)
    (media / stored.path).unlink()
    assert seen_by.get(f"/files/{stored.public_id}/").status_code == 404
