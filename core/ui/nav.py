"""The main menu. Each app registers what it offers; the frame shows what this person's roles open (ux.md 2.1)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from django.http import HttpRequest

BAR_LIMIT = 7
PHONE_LIMIT = 4


@dataclass(frozen=True)
class NavItem:
    """One entry. `phone` lower than PHONE_LIMIT puts it into the bottom bar, at that place."""

    label: str
    url: str
    icon: str
    order: int = 50
    phone: int | None = None
    match: tuple[str, ...] = ()
    current: bool = False

    def covers(self, path: str) -> bool:
        """Whether the page at this path lies under the entry; `/` covers only itself."""
        starts = self.match or (self.url.split("?")[0],)
        return any(path == start or (start != "/" and path.startswith(start)) for start in starts)


@dataclass(frozen=True)
class Nav:
    """The menu of one request."""

    bar: tuple[NavItem, ...] = ()
    phone: tuple[NavItem, ...] = ()


Builder = Callable[[HttpRequest], Iterable[NavItem]]
Counter = Callable[[HttpRequest], int]

_builders: dict[str, Builder] = {}
_unread: list[Counter] = []


def register(builder: Builder, *, key: str = "") -> None:
    """Add a builder of entries; the same key replaces the earlier one, so a reload does not double the menu."""
    _builders[key or f"{builder.__module__}.{builder.__qualname__}"] = builder


def register_unread(counter: Counter) -> None:
    """Say how many unread messages the person has; the latest registration answers."""
    _unread[:] = [counter]


def unread_for(request: HttpRequest) -> int:
    return _unread[0](request) if _unread else 0


def nav_for(request: HttpRequest) -> Nav:
    """The entries for this request, with exactly one marked as the current page (the most specific match)."""
    found = sorted(
        (item for builder in _builders.values() for item in builder(request)), key=lambda item: item.order
    )
    covering = [item for item in found if item.covers(request.path)]
    current = max(covering, key=lambda item: max(map(len, item.match or (item.url,))), default=None)
    items = [replace(item, current=item is current) for item in found]
    phone = sorted((item for item in items if item.phone is not None), key=lambda item: item.phone or 0)
    return Nav(bar=tuple(items[:BAR_LIMIT]), phone=tuple(phone[:PHONE_LIMIT]))
