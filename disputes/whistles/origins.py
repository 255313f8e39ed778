"""What a whistle or a call may come from, and how its news goes back there (D8).

A case, a ticket of the hotline, an opinion, a hazard (the `…_origin` modules beside this one), a petition matter; later a
decision of a meeting: the app that owns the kind registers one object here, or this app does for the rooms below it. Label and page come from core.subjects."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from core import subjects
from core.accounts.models import User
from core.files.models import StoredFile
from core.files.selectors import photos_of
from disputes.models import Whistle
from grids.models import Area


@dataclass(frozen=True)
class Contact:
    """Somebody whom a unit may have to call: masked name, and how to read the number behind it."""

    key: str
    name: str
    masked_phone: str


@dataclass(frozen=True)
class Given:
    """What a form of a call or a whistle is filled with. Only what may be written for others: no narrative."""

    kind: str
    pk: int
    title: str
    cause: str
    place: Area
    place_detail: str = ""
    contacts: tuple[Contact, ...] = ()
    has_resident: bool = True
    photos: tuple[StoredFile, ...] = field(default=())

    @property
    def label(self) -> str:
        return subjects.get(self.kind).label(self.pk)

    @property
    def url(self) -> str:
        return subjects.get(self.kind).url(self.pk)


class Origin(Protocol):
    """What the owner of a kind answers."""

    kind: str

    def key(self, pk: int) -> str:
        """The word by which an address names the row."""

    def given(self, user: Any, key: str) -> Given | None:
        """The facts behind the key in an address, if the person sees the row; None is a 404."""

    def refuses(self, pk: int) -> str:
        """Why no whistle may come of it now, as a sentence; empty when one may."""

    def contact(self, pk: int, key: str) -> tuple[str, str]:
        """Masked name and the number itself, to be sealed into the whistle; empty when there is none."""

    def hold(self, pk: int) -> None:
        """Take its row lock."""

    def hold_aimed(self, whistle_id: int) -> None:
        """Lock the rows that wait for this whistle though it did not come of them."""

    def told(self, pk: int, text: str, *, public: str, now: datetime) -> None:
        """Write one line of the whistle's news on its own timeline. It moves nothing."""

    def blown(self, pk: int, whistle: Whistle, text: str, *, public: str, actor: User, now: datetime) -> None:
        """The whistle carries the matter from now on: say so in the row's own state, where that allows it."""

    def ended(self, whistle: Whistle, text: str, *, public: str, now: datetime) -> None:
        """The whistle is over. Every row of this kind that waits for it learns the result; none is closed by it."""


class TakesNote:
    """What goes on by itself beside its whistles: their news is a line of its timeline, and it waits for none."""

    kind: str

    def told(self, pk: int, text: str, *, public: str, now: datetime) -> None:
        raise NotImplementedError

    def hold_aimed(self, whistle_id: int) -> None:
        """It waits for no other whistle than its own."""

    def blown(self, pk: int, whistle: Whistle, text: str, *, public: str, actor: User, now: datetime) -> None:
        self.told(pk, text, public=public, now=now)

    def ended(self, whistle: Whistle, text: str, *, public: str, now: datetime) -> None:
        if whistle.origin_kind == self.kind and whistle.origin_id is not None:
            self.told(whistle.origin_id, text, public=public, now=now)


_origins: dict[str, Origin] = {}


def register(origin: Origin) -> None:
    """Make a kind known; a second registration replaces the first (tests do that)."""
    _origins[origin.kind] = origin


def unregister(kind: str) -> None:
    _origins.pop(kind, None)


def get(kind: str) -> Origin | None:
    return _origins.get(kind)


def kinds() -> Iterable[str]:
    return _origins.keys()


def hold(whistle: Whistle) -> None:
    """The locks of whatever waits for it, then of what it came from: a ticket's row is locked before a case's."""
    for origin in _origins.values():
        origin.hold_aimed(whistle.pk)
    hold_row(whistle.origin_kind, whistle.origin_id)


def hold_row(kind: str, pk: int | None) -> None:
    if kind in _origins and pk is not None:
        _origins[kind].hold(pk)


def tell(kind: str, pk: int | None, text: str, *, now: datetime, public: str = "") -> None:
    """News of a whistle for what it came from; a kind that nobody owns any more hears nothing."""
    if kind in _origins and pk is not None:
        _origins[kind].told(pk, text, public=public, now=now)


def blown(whistle: Whistle, text: str, *, public: str, actor: User, now: datetime) -> None:
    """A whistle was blown: its origin knows who has the matter now."""
    if whistle.origin_kind in _origins and whistle.origin_id is not None:
        origin = _origins[whistle.origin_kind]
        origin.blown(whistle.origin_id, whistle, text, public=public, actor=actor, now=now)


def ended(whistle: Whistle, text: str, *, public: str, now: datetime) -> None:
    """A whistle was closed: whoever waits for it hears the result."""
    for origin in _origins.values():
        origin.ended(whistle, text, public=public, now=now)


def result_of(whistle: Whistle, public: str) -> str:
    """How it ended, for whoever must answer somebody: 已解决：六盏灯都装好了."""
    return f"{whistle.get_result_display() or whistle.get_state_display()}：{public}"


def link(kind: str, pk: int | None) -> tuple[str, str]:
    """Label and page of an origin."""
    if not kind or pk is None or not subjects.known(kind):
        return "", ""
    owner = subjects.get(kind)
    return owner.label(pk), owner.url(pk)


def shared_photos(kind: str, pk: int | None, wanted: Iterable[int]) -> list[StoredFile]:
    """Those of the origin's photos that were ticked, and no others."""
    if not kind or pk is None:
        return []
    return list(photos_of(kind, pk).filter(pk__in=list(wanted)))
