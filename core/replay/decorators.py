"""@replayable: a form sent twice (double click, reload, bad network) is done once."""

import functools
import hashlib
import uuid
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from core.crypto import mac, seal, unseal
from core.errors import Conflict, RuleBroken
from core.replay.models import Answer

FIELD = "idempotency_key"
HEADER = "Idempotency-Key"
# Set by the phone's queue (static/js/outbox).
QUEUE = "X-Outbox"
KEPT_HEADERS = ("Content-Type", "Location", "Vary", "Cache-Control", "Content-Disposition", "ETag")
LOCK_NOT_AVAILABLE = "55P03"
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def replayable(view: View[P]) -> View[P]:
    """Answer a POST that carries a key once, and every repetition with the first answer's bytes.

    The view's work and its answer are one transaction: an answer of 400 or more undoes both, so that the corrected
    form may come with the same key. So do not use it where something must be committed before the answer is made
    (a reveal), nor where a refusal must leave a trace (sign-in). The same key with another body is refused."""

    @functools.wraps(view)
    def answered_once(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        key = _key_of(request)
        if request.method != "POST" or key is None:
            return view(request, *args, **kwargs)
        owner, digest = owner_of(request), body_hash(request)
        with transaction.atomic():
            _wait_for_turn(owner, key)
            first = Answer.objects.filter(owner=owner, key=key).first()
            if first is not None:
                return told_to_queue(request, _again(first, digest))
            response = view(request, *args, **kwargs)
            render = getattr(response, "render", None)
            if callable(render):
                response = render()
            if response.status_code >= 400:
                transaction.set_rollback(True)
            else:
                _keep(response, request=request, owner=owner, key=key, digest=digest)
            return told_to_queue(request, response)

    return answered_once


def _key_of(request: HttpRequest) -> uuid.UUID | None:
    raw = request.headers.get(HEADER) or (request.POST.get(FIELD) if request.method == "POST" else None)
    if not raw:
        return None
    try:
        return uuid.UUID(raw)
    except ValueError as error:
        raise RuleBroken("replay_key", "这张表单的编号不完整。请刷新页面，再填一次") from error


def owner_of(request: HttpRequest) -> str:
    """Whose key it is; one person's key never finds another's answer."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return f"user:{user.pk}"
    browser = request.META.get("CSRF_COOKIE") or request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    return f"browser:{hashlib.sha256(browser.encode()).hexdigest()}" if browser else "anyone"


def body_hash(request: HttpRequest) -> bytes:
    """What was sent, in one order, without what changes by itself from one sending to the next.

    Keyed: an identity number in a form has a thousand candidates once the birthday is known, so a plain hash of the
    form would tell it to a thief of the database (trust.md P14)."""
    digest = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    if request.content_type not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        digest.update(request.body)
        return mac("replay-body", digest.digest())
    for name in sorted(set(request.POST) - {FIELD, "csrfmiddlewaretoken"}):
        for value in request.POST.getlist(name):
            _feed(digest, name, value.encode("utf-8", "surrogatepass"))
    for name in sorted(request.FILES):
        for upload in request.FILES.getlist(name):
            _feed(digest, name, (upload.name or "").encode("utf-8", "surrogatepass"))
            digest.update(_file_hash(upload))
    return mac("replay-body", digest.digest())


def _feed(digest: Any, name: str, value: bytes) -> None:
    """Lengths first, so that two different forms never spell the same bytes."""
    head = name.encode("utf-8", "surrogatepass")
    digest.update(b"%d:%s%d:" % (len(head), head, len(value)))
    digest.update(value)


def _file_hash(upload: "UploadedFile[Any]") -> bytes:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.digest()


def _wait_for_turn(owner: str, key: uuid.UUID) -> None:
    """The second of two simultaneous sendings waits here until the first is answered."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [f"replay:{owner}:{key}"])
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) != LOCK_NOT_AVAILABLE:
            raise
        raise Conflict("replay_busy", "你刚才的提交还在处理。请过几秒刷新页面看结果，不用再填") from error


def told_to_queue(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A phone's queue cannot read a redirect, so it is told in a body where the thing is now. Only an answer that stands
    behind the form's own work gets here: a wall or the sign-in page on the way is never taken for it."""
    place = response.headers.get("Location") or response.headers.get("HX-Redirect") or ""
    if request.headers.get(QUEUE) != "1" or response.status_code >= 400:
        return response
    told = JsonResponse({"done": True, "url": place})
    told["Cache-Control"] = "no-store"
    return told


def _again(first: Answer, digest: bytes) -> HttpResponse:
    if bytes(first.body_hash) != digest:
        raise RuleBroken(
            "replay_other_body",
            "这张表单已经提交过，内容和这次不一样。请回到列表看看上次的结果，要改就重新打开表单",
        )
    content = unseal(bytes(first.sealed_body), context_of_answer(first)).encode("latin-1")
    response = HttpResponse(content, status=first.status)
    for name in [name for name in response.headers if name not in first.headers]:
        del response.headers[name]
    for name, value in first.headers.items():
        response.headers[name] = value
    return response


def _keep(
    response: HttpResponseBase, *, request: HttpRequest, owner: str, key: uuid.UUID, digest: bytes
) -> None:
    if not isinstance(response, HttpResponse):
        raise TypeError("a streamed answer cannot be kept; take @replayable off this view")
    kept = {
        name: value
        for name, value in response.headers.items()
        if name in KEPT_HEADERS or name.lower().startswith("hx-")
    }
    Answer.objects.create(
        owner=owner,
        key=key,
        method=request.method or "POST",
        path=request.path[:500],
        body_hash=digest,
        status=response.status_code,
        headers=kept,
        sealed_body=seal(response.content.decode("latin-1"), _context(owner, key)),
        created_at=timezone.now(),
    )


def context_of_answer(answer: Answer) -> str:
    """What the seal of a kept answer is bound to."""
    return _context(answer.owner, answer.key)


def _context(owner: str, key: uuid.UUID) -> str:
    return f"replay_answer:{owner}:{key}:body"
