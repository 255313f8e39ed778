"""Addresses made concrete: what a function is called in the tables, and by which requests it is asked.

A function is the name of an address, or `do:<act>` for an act, whichever address leads to it: its page, its form in the
API, and the act itself there are asked against one line of the table."""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, product
from typing import Any, TypeVar
from uuid import UUID
from zlib import crc32

from django.urls import reverse

from tests.permissions.addresses import Address, addresses
from tests.permissions.kinds import KINDS, SPOKEN
from tests.permissions.things import Kind, Places

PAGE = "page"
SEED = 2026
NOWHERE = "nowhere"


@dataclass(frozen=True)
class Ask:
    """One request's address. `kind`, `thing` and `function` find its line in the tables; `missing` is the same address of
    what never was."""

    kind: str
    thing: str
    function: str
    name: str
    path: str
    missing: str = ""

    @property
    def is_api(self) -> bool:
        return self.name.startswith("api:")


@dataclass(frozen=True)
class Question:
    """What is asked, how, and as whom or with which key."""

    ask: Ask
    method: str
    who: str

    @property
    def lot(self) -> int:
        """By what it asks, not by the number of the row: a new address brings its own and moves no others."""
        ask = self.ask
        key = f"{self.who} {self.method} {ask.name} {ask.function} {ask.kind} {ask.thing}"
        return crc32(f"{SEED} {key}".encode())

    def __str__(self) -> str:
        return f"{self.who} {self.method} {self.ask.path} [{self.ask.kind} {self.ask.thing}]"


Q = TypeVar("Q", bound=Question)


def sampled(
    every: Iterable[Q],
    number: int,
    *,
    first_of: Callable[[Q], Hashable] = lambda one: one.ask.name,
    filled_by: Callable[[Q], bool] = lambda one: True,
) -> list[Q]:
    """One for each address (or what `first_of` says) as far as the number goes, then by lot of those that `filled_by` lets in."""
    drawn = sorted(every, key=lambda one: one.lot)
    first: dict[Hashable, Q] = {}
    for one in drawn:
        first.setdefault(first_of(one), one)
    chosen = list(first.values())[:number]
    taken = set(chosen)
    rest = (one for one in drawn if one not in taken and filled_by(one))
    return [*chosen, *islice(rest, number - len(chosen))]


def asks(places: Places) -> Iterator[Ask]:
    """Every address, about one thing of each relation."""
    for address in addresses().values():
        if not address.takes or address.name in SPOKEN:
            yield from _pages(address)
    for name, kind in KINDS.items():
        rows = kind.picks(places)
        for address in addresses().values():
            if address.takes and address.name not in SPOKEN and kind.has(address.name):
                yield from _of_kind(name, kind, address, rows)


def _pages(address: Address) -> Iterator[Ask]:
    words = SPOKEN.get(address.name, {})
    for said in _filled(words, None):
        function = " ".join([address.name, *said.values()]) if said else address.name
        yield Ask(PAGE, "", function, address.name, reverse(address.name, kwargs=said))


def _filled(words: Any, row: Any) -> Iterator[dict[str, Any]]:
    """Every way to say the words of an address."""
    many = {name: _choices(value, row) for name, value in words.items()}
    for said in product(*many.values()):
        yield dict(zip(many, said, strict=True))


def _choices(value: Any, row: Any) -> tuple[Any, ...]:
    if callable(value):
        return (value(row),)
    return value if isinstance(value, tuple) else (value,)


def _of_kind(name: str, kind: Kind, address: Address, rows: dict[str, Any]) -> Iterator[Ask]:
    word = _thing_word(kind, address)
    fixed = {one: kind.rest[one] for one in address.takes if one in kind.rest}
    if "act" in address.takes:
        fixed["act"] = tuple(kind.acts())
    for label, row in rows.items():
        key = getattr(row, kind.key)
        for said in _filled(fixed, row):
            query = kind.query.get(address.name, "")
            path = reverse(address.name, kwargs={**said, word: key}) + query
            missing = reverse(address.name, kwargs={**said, word: _never(key)}) + query
            yield Ask(name, label, _function(kind, address, said), address.name, path, missing)


def _thing_word(kind: Kind, address: Address) -> str:
    left = [one for one in address.takes if one not in kind.rest and one != "act"]
    if len(left) != 1:
        raise ValueError(f"{address.name}: which of {left} is the thing?")
    return left[0]


def _function(kind: Kind, address: Address, said: dict[str, Any]) -> str:
    act = said.get("act") or said.get("deed")
    if act:
        return f"do:{act}"
    last = address.name.rpartition("-")[2]
    if address.is_api and last in set(kind.acts()):
        return f"do:{last}"
    return address.name


def _never(key: Any) -> Any:
    """A key of the same shape that nothing has."""
    if isinstance(key, UUID):
        return UUID(int=0)
    if isinstance(key, int):
        return 2_000_000_000
    number = re.sub(r"\d", "9", key)
    return number if number != key else "Z" * len(key)
