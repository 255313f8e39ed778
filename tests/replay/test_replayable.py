"""A form sent twice is done once and answered the same."""

import threading
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from core.accounts.models import User
from core.errors import Conflict, RuleBroken
from core.papers.models import Counter
from core.papers.numbers import take_number
from core.replay.actions import purge_answers
from core.replay.decorators import body_hash, replayable
from core.replay.models import Answer

KEY = "6a2f1c54-1111-4c7e-9a55-2b0f5cf9c001"


@replayable
def take(request: HttpRequest, status: int = 200) -> HttpResponse:
    """A write whose every execution leaves a mark, and whose answers all differ."""
    with transaction.atomic():
        number = take_number("试", year=2026)
    answer = HttpResponse(f"第{number}号 {uuid.uuid4()}", status=status)
    answer["HX-Trigger"] = f"taken-{number}"
    answer["X-Private"] = "not kept"
    return answer


@replayable
def take_and_go(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        return HttpResponseRedirect(f"/cases/{take_number('试', year=2026)}/")


def post(user: User | None = None, *, key: str | None = KEY, header: str = "", **fields: Any) -> HttpRequest:
    data = {**fields, **({"idempotency_key": key} if key else {})}
    extra = {"Idempotency-Key": header} if header else {}
    request = RequestFactory().post("/cases/new/", data, headers=extra)
    if user is not None:
        request.user = user
    return request


def taken() -> int:
    row = Counter.objects.filter(series="试").first()
    return row.last if row else 0


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("u1", display_name="李网格")


@pytest.mark.django_db
def test_the_second_sending_gets_the_first_answer_byte_for_byte(user: User) -> None:
    first, second = take(post(user, a="1")), take(post(user, a="1"))
    assert second.content == first.content
    assert (second.status_code, second["HX-Trigger"]) == (200, "taken-1")
    assert second["Content-Type"] == first["Content-Type"]
    assert "X-Private" not in second
    assert taken() == 1


@pytest.mark.django_db
def test_a_redirect_is_kept_too(user: User) -> None:
    first, second = take_and_go(post(user)), take_and_go(post(user))
    assert (
        (first.status_code, first["Location"])
        == (second.status_code, second["Location"])
        == (302, "/cases/1/")
    )
    assert taken() == 1


@pytest.mark.django_db
def test_any_bytes_come_back_as_they_were(user: User) -> None:
    body = bytes(range(256)) + "雄纠〔2026〕".encode()

    @replayable
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(body, content_type="application/octet-stream")

    view(post(user))
    assert view(post(user)).content == body


@pytest.mark.django_db
def test_the_kept_answer_is_sealed(user: User) -> None:
    first = take(post(user))
    assert first.content not in bytes(Answer.objects.get().sealed_body)


@pytest.mark.django_db
def test_what_was_sent_is_told_by_no_plain_hash(user: User, settings: Settings) -> None:
    """An identity number with a known birthday has a thousand candidates: its hash would fall at once."""
    marks = []
    for key in ("1:" + "11" * 32, "1:" + "22" * 32):
        settings.FIELD_KEYS = [key]
        marks.append(body_hash(post(user, id_number="62029919680512011X")))
    assert marks[0] != marks[1]


def test_the_key_may_come_in_the_header(user: User) -> None:
    first = take(post(user, key=None, header=KEY))
    assert take(post(user, key=None, header=KEY)).content == first.content
    assert taken() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields", [{"a": "2"}, {"a": "1", "b": ""}, {}, {"a": ["1", "1"]}, {"aa": "", "": "1"}]
)
def test_the_same_key_with_another_body_is_refused(user: User, fields: dict[str, Any]) -> None:
    take(post(user, a="1"))
    with pytest.raises(RuleBroken) as refused:
        take(post(user, **fields))
    assert refused.value.status == 422
    assert "已经提交过" in refused.value.message
    assert taken() == 1


@pytest.mark.django_db
def test_the_csrf_token_and_the_order_of_fields_do_not_matter(user: User) -> None:
    first = take(post(user, a="1", b="2", csrfmiddlewaretoken="x"))
    assert take(post(user, csrfmiddlewaretoken="y", b="2", a="1")).content == first.content


@pytest.mark.django_db
def test_files_are_part_of_the_body_and_are_still_readable_by_the_view(user: User) -> None:
    seen: list[bytes] = []

    @replayable
    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.FILES["photo"].read())  # type: ignore[union-attr]
        return HttpResponse("ok")

    view(post(user, photo=SimpleUploadedFile("a.jpg", b"one")))
    view(post(user, photo=SimpleUploadedFile("a.jpg", b"one")))
    with pytest.raises(RuleBroken):
        view(post(user, photo=SimpleUploadedFile("a.jpg", b"two")))
    assert seen == [b"one"]


@pytest.mark.django_db
def test_another_page_with_the_same_key_is_refused(user: User) -> None:
    take(post(user))
    other = RequestFactory().post("/cases/7/do/close/", {"idempotency_key": KEY})
    other.user = user
    with pytest.raises(RuleBroken):
        take(other)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("status", [400, 403, 409, 422, 500])
def test_a_refusal_is_undone_and_the_corrected_form_may_come_with_the_same_key(status: int) -> None:
    user = User.objects.create_user("u2", display_name="李网格")
    assert take(post(user, a="wrong"), status).status_code == status
    assert taken() == 0 and not Answer.objects.exists()
    assert take(post(user, a="right")).status_code == 200
    assert taken() == 1


@pytest.mark.django_db(transaction=True)
def test_an_error_is_undone_and_not_kept() -> None:
    user = User.objects.create_user("u2", display_name="李网格")

    @replayable
    def breaks(request: HttpRequest) -> HttpResponse:
        take_number("试", year=2026)
        raise RuleBroken("no", "还不能办结")

    with pytest.raises(RuleBroken):
        breaks(post(user))
    assert taken() == 0 and not Answer.objects.exists()


@pytest.mark.django_db
def test_people_do_not_get_each_others_answers(user: User) -> None:
    other = User.objects.create_user("u3", display_name="王社区")
    assert take(post(user)).content != take(post(other)).content
    assert taken() == 2


@pytest.mark.django_db
def test_browsers_without_a_person_do_not_get_each_others_answers() -> None:
    one, two, again = post(), post(), post()
    one.META["CSRF_COOKIE"] = again.META["CSRF_COOKIE"] = "a" * 32
    two.META["CSRF_COOKIE"] = "b" * 32
    first = take(one).content
    assert take(two).content != first
    assert take(again).content == first
    assert taken() == 2


@pytest.mark.django_db
def test_without_a_key_and_for_reading_nothing_is_kept(user: User) -> None:
    take(post(user, key=None))
    take(post(user, key=None))
    reading = RequestFactory().get("/cases/new/", {"idempotency_key": KEY})
    reading.user = user
    take(reading)
    assert taken() == 3 and not Answer.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["1", "x" * 5000, "6a2f1c54-1111", "’; DROP TABLE--"])
def test_a_key_that_is_none_is_refused(user: User, key: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        take(post(user, key=key))
    assert refused.value.status == 422
    assert taken() == 0


@pytest.mark.django_db
def test_a_streamed_answer_is_a_mistake_of_ours(user: User) -> None:
    @replayable  # type: ignore[arg-type]
    def streams(request: HttpRequest) -> StreamingHttpResponse:
        return StreamingHttpResponse([b"a"])

    with pytest.raises(TypeError):
        streams(post(user))


@pytest.mark.django_db(transaction=True)
def test_a_double_click_is_done_once_and_both_get_the_same_answer() -> None:
    user = User.objects.create_user("u2", display_name="李网格")
    answers: list[bytes] = []
    start = threading.Barrier(8)

    def click() -> None:
        start.wait()
        answers.append(take(post(user, a="1")).content)
        connection.close()

    threads = [threading.Thread(target=click) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8 and len(set(answers)) == 1
    assert taken() == 1


@pytest.mark.django_db(transaction=True)
def test_a_first_sending_that_takes_too_long_is_answered_with_words() -> None:
    user = User.objects.create_user("u2", display_name="李网格")
    inside, leave = threading.Event(), threading.Event()

    @replayable
    def slow(request: HttpRequest) -> HttpResponse:
        inside.set()
        leave.wait(10)
        return HttpResponse("done")

    def first() -> None:
        slow(post(user))
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    inside.wait(10)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
    try:
        with pytest.raises(Conflict) as busy:
            slow(post(user))
    finally:
        leave.set()
        thread.join()
        connection.close()
    assert "还在处理" in busy.value.message
    assert slow(post(user)).content == b"done"


@pytest.mark.django_db
def test_answers_are_kept_thirty_days(user: User) -> None:
    now = datetime(2026, 5, 1, tzinfo=UTC)
    for days in (1, 29, 31, 90):
        key = uuid.uuid4()
        take(post(user, key=str(key)))
        Answer.objects.filter(key=key).update(created_at=now - timedelta(days=days))
    assert purge_answers(now=now) == 2
    assert {(now - row.created_at).days for row in Answer.objects.all()} == {1, 29}
