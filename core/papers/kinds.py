"""The kinds of papers, and who fills each in.

A kind is stationery: its code, name, fields and wording. The forms of domain.md L lie in core.papers.shipped. The app
that owns what a paper is about registers one owner in its AppConfig.ready; until then the kind is known, but nothing can
be written on it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core import subjects
from core.papers.layout import Block

# Facts that the house itself gives to every paper.
HOUSE_FACTS = ("number", "office", "issued_on")


@dataclass(frozen=True)
class Field:
    """One fact that a kind asks for. `rows` makes it a list; `mask` says how it is covered on screens."""

    key: str
    label: str
    required: bool = True
    long: bool = False
    mask: str = ""
    rows: tuple["Field", ...] = ()
    sample: str = ""
    # Means the same on every paper of a matter, so what was typed on one stands on the next.
    is_shared: bool = False

    def example(self) -> Any:
        """What a preview with sample facts shows."""
        if self.rows:
            return [{one.key: one.example() for one in self.rows} for _ in range(2)]
        return self.sample or f"（{self.label}示例）"


@dataclass(frozen=True)
class PaperKind:
    """One kind of paper. `series` empty means it carries no number of its own; `by_committee` means the number is the
    committee's own 人调字, whose series the owner names. One that is not `is_kept` is never issued: it is set anew from
    its record each time somebody prints it, and lasts no longer than the record."""

    code: str
    name: str
    subject_kind: str
    fields: tuple[Field, ...]
    layout: tuple[Block, ...]
    series: str = ""
    by_committee: bool = False
    retention: str = "10年"
    is_personal: bool = True
    needs_seal: bool = False
    landscape: bool = False
    is_kept: bool = True

    @property
    def is_numbered(self) -> bool:
        return bool(self.series or self.by_committee)

    @property
    def kept_for(self) -> str:
        """保管期限 as pages say it."""
        return self.retention if self.is_kept else "不留存"

    def field(self, key: str) -> Field | None:
        return next((one for one in self.fields if one.key == key), None)

    def sample(self) -> dict[str, Any]:
        return {one.key: one.example() for one in self.fields}

    def declared(self) -> dict[str, list[str]]:
        """Names a template may use: plain ones with an empty list, lists with the names in a row of them."""
        found: dict[str, list[str]] = {one.key: [row.key for row in one.rows] for one in self.fields}
        return found | {name: [] for name in HOUSE_FACTS}


@dataclass(frozen=True)
class Slot:
    """One place in a file of a matter (C9): what lies there, and whether the file may be bound without it."""

    name: str
    codes: tuple[str, ...] = ()
    required: bool = False
    # Photos of the matter's own, kept by core.files under these purposes.
    photos: tuple[str, ...] = ()
    # Drawn by the binder: cover, contents, back.
    drawn: str = ""
    note: str = ""


@dataclass(frozen=True)
class File:
    """What the cover of a bound file says, and its places in order."""

    title: str
    number: str
    facts: Mapping[str, str]
    slots: Sequence[Slot] = field(default_factory=tuple)


class Owner:
    """What the app that owns a kind of subject answers for its papers. Subclass and register."""

    subject_kind = ""

    def facts(self, code: str, subject_id: int, part: int) -> Mapping[str, Any]:
        """Facts by key: text, dates, lists of rows. A key left out or empty is a missing fact; nothing is invented."""
        raise NotImplementedError

    def parts(self, code: str, subject_id: int) -> Sequence[tuple[int, str]]:
        """For papers of which a matter has several, one for each sitting or visit: number and words. Else empty."""
        return ()

    def codes(self, subject_id: int) -> Sequence[str]:
        """The kinds that this matter may need, in the order of its file."""
        return [kind.code for kind in KINDS.values() if kind.subject_kind == self.subject_kind]

    def pages(self, code: str, subject_id: int) -> Mapping[str, str]:
        """The page on which each fact is filled in, by key. A fact without one is typed beside the draft."""
        return {}

    def why_not(self, user: Any, act: str, code: str, subject_id: int) -> str:
        """Why the person may not issue, void or seal papers of this matter; empty when they may."""
        return ""

    def series(self, code: str, subject_id: int) -> str:
        """The committee's own series for kinds numbered by it."""
        return ""

    def written(self, paper: Any, act: str, *, actor: Any, now: Any) -> None:
        """A paper was issued, voided or sealed, inside its transaction: a line on the matter's timeline, if it has one."""

    def file_of(self, subject_id: int) -> File | None:
        """How the matter's file is bound; None when it has none."""
        return None


KINDS: dict[str, PaperKind] = {}
_owners: dict[str, Owner] = {}


def ship(kinds: Iterable[PaperKind]) -> None:
    """Add kinds to the cupboard; a second one of the same code replaces the first."""
    KINDS.update({kind.code: kind for kind in kinds})


def register_owner(owner: Owner) -> None:
    """Make the app answer for papers of its subjects."""
    _owners[owner.subject_kind] = owner


def unregister_owner(subject_kind: str) -> None:
    _owners.pop(subject_kind, None)


def owner_of(subject_kind: str) -> Owner | None:
    """Who answers for papers of this kind of subject; nobody while its app is not there."""
    return _owners.get(subject_kind) if subjects.known(subject_kind) else None
