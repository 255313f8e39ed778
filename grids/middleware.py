"""request.scope: what the signed-in person's postings open today, read at most once a request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from grids.scope import Scope


class ScopeMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Lazy: a page that asks nothing about places pays no query.
        request.scope = SimpleLazyObject(lambda: Scope.of(request.user))  # type: ignore[attr-defined]
        return self.get_response(request)
