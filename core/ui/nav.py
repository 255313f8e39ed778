"""The main menu. Each app registers what it offers; the frame shows what this person's roles open (ux.md 2.1)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from django.http import HttpRequest

BAR_LIMIT = 7
PHONE_LIMIT = 4


@dataclass(frozen=True)
class NavItem:
    """One entry. `phone` lower than PHONE_LIMIT puts it into the bottom bar, at that place.

    `parts` are the front pages of its rooms, shown as tabs on each of them. A `spare` one has a place of its own in the
    page's head and gives way in a full bar."""

    label: str
    url: str
    icon: str = ""
    order: int = 50
    phone: int | None = None
    match: tuple[str, ...] = ()
    parts: tuple["NavItem", ...] = ()
    spare: bool = False
    current: bool = False

    def reach(self, path: str) -> int:
        """How much of the path lies under the entry, in characters; 0 for nothing. `/` covers only itself."""
        starts = [self.url, *self.match, *(start for part in self.parts for start in (part.url, *part.match))]
        paths = (start.split("?")[0] for start in starts)
        return max(
            (len(one) for one in paths if path == one or (one != "/" and path.startswith(one))), default=0
        )


@dataclass(frozen=True)
class Nav:
    """The menu of one request; `parts` only on a front page of the current entry, `pages` for the search, `folded` what
    found no room in the bar."""

    pages: tuple[NavItem, ...] = ()
    bar: tuple[NavItem, ...] = ()
    folded: tuple[NavItem, ...] = ()
    phone: tuple[NavItem, ...] = ()
    section: str = ""
    parts: tuple[NavItem, ...] = ()

    @property
    def is_in_folded(self) -> bool:
        """The current page lies under an entry that found no room: it is shown unfolded."""
        return any(item.current for item in self.folded)


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
    path = request.path
    current = max(found, key=lambda item: item.reach(path), default=None)
    if current is None or not current.reach(path):
        return _laid_out(found)
    parts = tuple(replace(part, current=part.url == path) for part in current.parts)
    menu = _laid_out([replace(item, current=item is current) for item in found])
    if not any(part.current for part in parts):
        return menu
    return replace(menu, section=current.label, parts=parts)


def _laid_out(items: list[NavItem]) -> Nav:
    over = len(items) - BAR_LIMIT
    bar = [item for item in items if not item.spare] if over > 0 else items
    phone = sorted((item for item in items if item.phone is not None), key=lambda item: item.phone or 0)
    pages = {item.url: item for item in items}
    for item in items:
        pages |= {part.url: replace(part, icon=item.icon) for part in item.parts if part.url not in pages}
    return Nav(
        tuple(pages.values()), tuple(bar[:BAR_LIMIT]), tuple(bar[BAR_LIMIT:]), tuple(phone[:PHONE_LIMIT])
    )
