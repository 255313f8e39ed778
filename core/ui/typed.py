"""What the person sent, to be given back when it could not be taken; and the way back to the form."""

from collections.abc import Collection

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
# Never shown back: secrets, and the keys of the form itself.
_UNSHOWN = ("password", "token", "otp", "secret", "csrfmiddlewaretoken", "idempotency_key", "version")


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What the person sent, to give back: hidden again in a form, or readable to copy."""
    if request.method != "POST" or request.content_type not in FORM_TYPES:
        return []
    return [
        (name, value)
        for name, values in request.POST.lists()
        if not any(word in name.lower() for word in _UNSHOWN)
        for value in values
    ]


def typed_words(request: HttpRequest, *, without: Collection[str] = ()) -> list[str]:
    """The texts worth copying: codes and numbers of choices are not."""
    try:
        sent = typed(request)
    except (RequestDataTooBig, SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        return []
    return [value for name, value in sent if name not in without and not value.isascii()]


def way_back(request: HttpRequest) -> str:
    """The page the person came from, if it is ours; else the start page."""
    referer = request.headers.get("Referer", "")
    root = request.build_absolute_uri("/")
    return "/" + referer[len(root) :] if referer.startswith(root) else "/"
