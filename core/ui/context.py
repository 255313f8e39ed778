"""The frame's own facts, given to every template as `shell`."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from core.crypto import mac
from core.ui import nav

FONTS = ("", "lg", "xl")
THEMES = ("", "contrast", "sun", "dark")
# Set by the phone's script when it fetches a page to keep.
KEPT = "X-Kept"
FONT_COOKIE = "xg_font"
THEME_COOKIE = "xg_theme"


def owner_mark(user: Any) -> str:
    """The mark by which a phone tells apart whose drafts it holds; keyed, so that it leads back to no account."""
    return mac("phone-owner", str(user.pk).encode())[:8].hex()


@dataclass
class Shell:
    """Lazy: a page without the frame pays nothing, and an error page never reaches the database."""

    request: HttpRequest

    @cached_property
    def user(self) -> Any:
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @property
    def is_kept(self) -> bool:
        """The page is fetched to be kept on the phone for the time without signal: it names nobody (ux.md 2.3)."""
        return self.request.headers.get(KEPT) == "1"

    @cached_property
    def owner(self) -> str:
        """Whose phone queue this page may use: an opaque mark that says nothing of the person."""
        return owner_mark(self.user) if self.user else ""

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
        return nav.unread_for(self.request) if self.user and not self.is_kept else 0

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
