"""Gives every request a number, found again in the audit lines, the logs and on the error page."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from core.accounts.addresses import client_address
from core.audit.context import RequestContext, enter, leave


class RequestId:
    """Sets `request.request_id` and the context that audit.record reads."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        # The zone of a link-local address (fe80::1%eth0) is this machine's own word; PostgreSQL does not take it.
        address = (client_address(request) or "").partition("%")[0]
        token = enter(RequestContext(request_id=request_id, ip=address or None))
        try:
            response = self.get_response(request)
        finally:
            leave(token)
        response["X-Request-ID"] = request_id
        return response
