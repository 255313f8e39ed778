"""Handing out photos: only to who may see what they belong to, and never to be kept on the way."""

import uuid
from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from core import subjects
from core.files import store
from core.files.models import StoredFile


@require_safe
def get(request: HttpRequest, public_id: uuid.UUID) -> FileResponse:
    """The photo, or with ?size=thumb its small copy. Out of scope is answered like what never was."""
    stored = StoredFile.objects.filter(public_id=public_id, removed_at=None).first()
    if stored is None or not subjects.known(stored.subject_kind):
        raise Http404
    if not subjects.content_ids(stored.subject_kind, request.user, [stored.subject_id]):
        raise Http404
    small = request.GET.get("size") == "thumb"
    response = _file(store.root() / (stored.thumb_path if small else stored.path))
    response["Content-Type"] = stored.content_type
    response["Content-Disposition"] = content_disposition_header(False, stored.original_name) or "inline"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    # Should a browser ever take it for a page all the same, nothing in it runs.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _file(path: Path) -> FileResponse:
    try:
        return FileResponse(path.open("rb"))
    except FileNotFoundError as error:
        raise Http404 from error
