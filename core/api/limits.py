"""How often somebody may ask, and how long a page of a list is."""

from typing import Any

from django.conf import settings
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from core.api.models import ApiToken


class Rate(SimpleRateThrottle):
    """Requests a minute of one key, or of one person at a page; each web process counts by itself."""

    scope = "api"

    def get_rate(self) -> str:
        return f"{settings.API_REQUESTS_A_MINUTE}/min"

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        if isinstance(request.auth, ApiToken):
            return f"api:token:{request.auth.pk}"
        return f"api:user:{request.user.pk}"


class Cursor(CursorPagination):
    """Newest first, by key: a page stays the same while rows come in. By the primary key."""

    page_size = 50
    max_page_size = 100
    page_size_query_param = "page_size"
    ordering = ("-pk",)
