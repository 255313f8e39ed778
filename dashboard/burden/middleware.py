"""Listens to forms that people send, and notes which pages are looked at. Innermost, so that only the signed-in come here."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve

from core.audit import context as audit
from core.ui import filled
from core.ui.context import KEPT
from core.ui.typed import FORM_TYPES
from dashboard.burden.counting import asked_by, form_sent, is_measured, page_opened

_LONGEST = 200


class Burden:
    """Counts after the answer is made: the act stands by then, and so do the transaction and the person's page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method == "POST" and request.content_type in FORM_TYPES:
            return self._sent(request)
        response = self.get_response(request)
        if request.method == "GET" and response.status_code == 200 and _is_a_look(request):
            page_opened(request.path)
        return response

    def _sent(self, request: HttpRequest) -> HttpResponseBase:
        with audit.listening() as acts, filled.listening() as forms:
            response = self.get_response(request)
        if response.status_code < 400 and acts and is_measured(acts[0]):
            form_sent(acts[0], asked_by(forms), path=page_of(response))
        return response


def _is_a_look(request: HttpRequest) -> bool:
    """The page of one row, fetched by somebody: a phone that fetches pages to keep is nobody looking."""
    match = request.resolver_match
    return match is not None and bool(match.kwargs) and request.headers.get(KEPT) != "1"


def page_of(response: HttpResponseBase) -> str:
    """The page of one row that the answer leads to; a list is nobody's page."""
    path = urlsplit(response.headers.get("Location") or response.headers.get("HX-Redirect") or "").path
    if not path or len(path) > _LONGEST:
        return ""
    try:
        return path if resolve(path).kwargs else ""
    except Resolver404:
        return ""
