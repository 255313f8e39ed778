"""Handing out photos: only to who may see what they belong to, and never to be kept on the way."""

import uuid
from pathlib import Path
from typing import TypeVar

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from core import subjects
from core.accounts.access import signed_in
from core.errors import RuleBroken
from core.files import store
from core.files.actions import receive_photo
from core.files.models import StoredFile

Answer = TypeVar("Answer", bound=HttpResponseBase)


@require_safe
def get(request: HttpRequest, public_id: uuid.UUID) -> FileResponse | HttpResponse:
    """The photo, or with ?size=thumb its small copy. Out of scope is answered like what never was."""
    stored = StoredFile.objects.filter(public_id=public_id, removed_at=None).first()
    if stored is None or not subjects.known(stored.subject_kind):
        raise Http404
    if not subjects.content_ids(stored.subject_kind, request.user, [stored.subject_id]):
        raise Http404
    if stored.is_awaited:
        return _not_here_yet()
    small = request.GET.get("size") == "thumb"
    response = _file(store.root() / (stored.thumb_path if small else stored.path))
    response["Content-Type"] = stored.content_type
    response["Content-Disposition"] = content_disposition_header(False, stored.original_name) or "inline"
    return _sealed_off(response)


def _sealed_off(response: Answer) -> Answer:
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    # Should a browser ever take it for a page all the same, nothing in it runs.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


_WAITING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="320" viewBox="0 0 320 320">'
    '<rect width="320" height="320" fill="#eef0f3"/><text x="160" y="150" text-anchor="middle" font-size="30" '
    'fill="#374151">照片还在手机里</text><text x="160" y="195" text-anchor="middle" font-size="26" '
    'fill="#374151">有网会自动传到</text></svg>'
)


def _not_here_yet() -> HttpResponse:
    """In the place of a picture that a phone still holds."""
    return _sealed_off(HttpResponse(_WAITING, content_type="image/svg+xml"))


@require_POST
def arrive(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A phone sends the picture that its words promised; sent twice it is kept once, so it needs no key."""
    stored = StoredFile.objects.filter(public_id=public_id, uploaded_by=signed_in(request)).first()
    if stored is None:
        raise Http404
    upload = request.FILES.get("photo")
    if upload is None:
        raise RuleBroken("photo_missing", "没有收到照片，请再传一次", field="photos")
    receive_photo(stored, upload, actor=signed_in(request))
    return HttpResponse(status=204)


def _file(path: Path) -> FileResponse:
    try:
        return FileResponse(path.open("rb"))
    except FileNotFoundError as error:
        raise Http404 from error
