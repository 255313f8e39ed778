"""The frame's own facts, given to every template as `shell`."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from core.ui import nav

FONTS = ("", "lg", "xl")
THEMES = ("", "contrast", "sun")
FONT_COOKIE = "xg_font"
THEME_COOKIE = "xg_theme"


@dataclass
class Shell:
    """Lazy: a page without the frame pays nothing, and an error page never reaches the database."""

    request: HttpRequest

    @cached_property
    def user(self) -> Any:
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def font(self) -> str:
        """The device's own choice wins over the account's, so a shared office screen is not forced large."""
        return self._choice(FONT_COOKIE, "font", FONTS)

    @cached_property
    def theme(self) -> str:
        return self._choice(THEME_COOKIE, "theme", THEMES)

    def _choice(self, cookie: str, attribute: str, allowed: tuple[str, ...]) -> str:
        chosen = self.request.COOKIES.get(cookie)
        if chosen is None and self.user:
            chosen = getattr(self.user, attribute, "")
        return chosen if chosen in allowed else ""

    @cached_property
    def single_keys(self) -> bool:
        return bool(self.user and getattr(self.user, "single_keys", True))

    @cached_property
    def nav(self) -> nav.Nav:
        return nav.nav_for(self.request) if self.user else nav.Nav()

    @cached_property
    def unread(self) -> int:
        return nav.unread_for(self.request) if self.user else 0

    @property
    def site(self) -> str:
        return str(settings.SITE_NAME)

    @property
    def office(self) -> str:
        return str(settings.OFFICE_NAME)

    @property
    def phone(self) -> str:
        return str(settings.OFFICE_PHONE)

    @property
    def printed_at(self) -> Any:
        return timezone.localtime()


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor (settings.TEMPLATES)."""
    return {"shell": Shell(request)}
