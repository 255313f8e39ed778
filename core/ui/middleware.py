"""Errors of the one family (core.errors) become pages here, once; unreadable requests stop here, before any view."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from core.errors import Conflict, RuleBroken
from core.ui import views
from core.ui.labels import label_for
from core.ui.typed import FORM_TYPES, typed, typed_words, way_back

_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
# All photos of a form at their largest, and as much again for the text.
MOST_BYTES_A_REQUEST = (
    settings.PHOTO_MAX_PER_SUBJECT * settings.PHOTO_MAX_BYTES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
)


class ErrorPages:
    """Outermost of ours: 400 and 413 before the view, 403, 404, 409, 422 and 503 from what it raised."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        refused = refuse_unreadable(request)
        return refused if refused is not None else self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Conflict):
            return conflict_page(request, error)
        if isinstance(error, RuleBroken):
            return rule_page(request, error)
        if isinstance(error, Http404):
            return views.page_not_found(request, error)
        if isinstance(error, PermissionDenied):
            return views.permission_denied(request, error)
        if isinstance(error, BadRequest | SuspiciousOperation):
            return views.bad_request(request, error)
        if isinstance(error, OperationalError | InterfaceError):
            return views.unavailable(request)
        return None


def refuse_unreadable(request: HttpRequest) -> HttpResponse | None:
    """One global check (trust.md 5): PostgreSQL refuses NUL, so it must never get as far as a query."""
    if _declared_length(request) > MOST_BYTES_A_REQUEST:
        return views.too_large(request)
    if "\x00" in request.path or "\x00" in request.META.get("QUERY_STRING", "") or _has_nul(request.GET):
        return views.control_characters(request)
    if request.method in _WRITES and request.content_type in FORM_TYPES:
        try:
            posted = request.POST
        except RequestDataTooBig:
            return views.too_large(request)
        except (SuspiciousOperation, MultiPartParserError, UnreadablePostError):
            return views.bad_request(request)
        if _is_cut_off(request):
            return views.cut_off(request)
        if _has_nul(posted) or _has_nul_name(request):
            return views.control_characters(request)
    return None


def _is_cut_off(request: HttpRequest) -> bool:
    """Less came than was announced: the line broke on the way. Neither Django nor the web servers mind, and half a form
    would be taken for the whole (tests/faults/test_offline.py)."""
    stream = getattr(request, "_stream", None)
    read = getattr(stream, "_pos", None)  # of a form with files; any other has been read into memory
    return (len(request.body) if read is None else read) < _declared_length(request)


def _declared_length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _has_nul(values: Any) -> bool:
    return any("\x00" in name or any("\x00" in one for one in many) for name, many in values.lists())


def _has_nul_name(request: HttpRequest) -> bool:
    return any(
        "\x00" in (upload.name or "") for name in request.FILES for upload in request.FILES.getlist(name)
    )


def rule_page(request: HttpRequest, broken: RuleBroken) -> HttpResponse:
    """422 and 403: why not, what to do, and what was typed, so that nothing is lost."""
    context = {"words": typed_words(request), "back": way_back(request)}
    return views.error_response(
        request, broken.status, code=broken.code, message=broken.message, context=context
    )


def conflict_page(request: HttpRequest, conflict: Conflict) -> HttpResponse:
    """409: both values side by side; the person picks by field and sends the form again with the fresh version."""
    sent = typed(request)
    mine = {name: value for name, value in conflict.mine.items() if name != "version"} or {
        name: value for name, value in sent if name in conflict.theirs
    }
    theirs = {name: value for name, value in conflict.theirs.items() if name != "version"}
    pairs = [
        {"name": name, "label": label_for(name), "mine": value, "theirs": theirs.get(name, "")}
        for name, value in mine.items()
        if str(value) != str(theirs.get(name, ""))
    ]
    chosen = {pair["name"] for pair in pairs}
    context = {
        "pairs": pairs,
        "others": [
            (label_for(name), value)
            for name, value in theirs.items()
            if name not in mine and _readable(name, value)
        ],
        "kept": [(name, value) for name, value in sent if name not in chosen],
        "words": [
            value for name, value in sent if name not in chosen and len(value) > 1 and not value.isdigit()
        ],
        "version": conflict.theirs.get("version", ""),
        "photos": bool(request.FILES),
        "action": request.get_full_path(),
        "back": way_back(request),
        "request": request,
    }
    return views.error_response(request, 409, code=conflict.code, message=conflict.message, context=context)


def _readable(name: str, value: Any) -> bool:
    """Keys of other rows and code words are for the machine."""
    return not name.endswith("_id") and not (
        isinstance(value, str) and value.isascii() and value.isidentifier()
    )
