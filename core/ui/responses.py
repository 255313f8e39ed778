"""How views answer: a whole page or the part htmx asked for, and never a page with personal data from a cache."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers, patch_vary_headers

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def wants_partial(request: HttpRequest) -> bool:
    """htmx asked for a part. A boosted link or a history restore wants the whole page."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def render_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    partial: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, or `partial` of it for htmx; Vary keeps the two apart on the way."""
    chosen = partial if partial and wants_partial(request) else template
    response = render(request, chosen, {"is_partial": chosen == partial, **(context or {})}, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def form_invalid(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, partial: str = ""
) -> HttpResponse:
    """The same form with its messages and everything typed: 422."""
    return render_page(
        request, template, {"has_errors": True, **(context or {})}, partial=partial, status=422
    )


def done(request: HttpRequest, url: str, message: str = "") -> HttpResponse:
    """After a write: say what happened on the next page and go there (htmx follows by its own header)."""
    if message:
        messages.success(request, message)
    if wants_partial(request):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = url
        return response
    return redirect(url)


def private_page(view: View[P]) -> View[P]:
    """For pages with personal data: nothing of them stays in a cache or in the browser's history store."""

    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["Cache-Control"] = "no-store, private"
        return response

    return wrapped
