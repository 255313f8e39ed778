"""Gives every request a number, found again in the audit lines, the logs and on the error page."""

import ipaddress
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from core.audit.context import RequestContext, enter, leave


def client_ip(request: HttpRequest) -> str | None:
    """The caller's address as our own outermost proxy saw it; what callers write themselves is not believed."""
    hops = int(settings.AXES_IPWARE_PROXY_COUNT)
    forwarded = [
        part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()
    ]
    address = forwarded[-hops] if hops and len(forwarded) >= hops else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return None


class RequestId:
    """Sets `request.request_id` and the context that audit.record reads."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        token = enter(RequestContext(request_id=request_id, ip=client_ip(request)))
        try:
            response = self.get_response(request)
        finally:
            leave(token)
        response["X-Request-ID"] = request_id
        return response
