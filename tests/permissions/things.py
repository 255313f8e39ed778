"""Things of the demo town that addresses are about: which addresses belong to which kind, and one of each relation.

own      in the grid of 铁北 whose worker asks        area      in another grid of 铁北
sibling  in another community                        street    of no community: the street's own
the      where a kind knows no places"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from django.db import models
from django.db.models import Q

from grids.models import Area, Grid
from tests.permissions.people import other_community

OWN, ALLEY, SIBLING, STREET, OTHER, THE = "own", "area", "sibling", "street", "other", "the"
Picks = Mapping[str, Any]


@dataclass(frozen=True)
class Places:
    """Where the relations lie."""

    grid: Grid
    there: Area

    @classmethod
    def of_town(cls) -> "Places":
        return cls(Grid.objects.get(name="铁北3-07格"), other_community())

    def relations(self, *, community: str, grid: str) -> dict[str, Q]:
        home, away = Q(**{community: self.grid.community_id}), Q(**{community: self.there.pk})
        found = {SIBLING: away}
        if grid:
            here = Q(**{grid: self.grid.pk})
            found |= {OWN: home & here, ALLEY: home & ~here}
        else:
            found |= {OWN: home}
        return found | {STREET: Q(**{f"{community}__isnull": True})}


@dataclass(frozen=True)
class Kind:
    """A kind of thing. `at` are its addresses (globs of names), `key` what they carry, `rest` their other words with what
    to fill in; the acts of its word `act` come from `acts`."""

    at: tuple[str, ...]
    rows: Callable[[], "models.QuerySet[Any]"]
    key: str = "pk"
    community: str = ""
    grid: str = ""
    acts: Callable[[], Iterable[str]] = tuple
    rest: Mapping[str, Any] = field(default_factory=dict)
    # What an address is asked with after its question mark, by its name.
    query: Mapping[str, str] = field(default_factory=dict)
    # Further things by a word of their own: what they are.
    more: Mapping[str, Q] = field(default_factory=dict)
    # Which rows it is about at all.
    only: Q = field(default_factory=Q)

    def picks(self, places: Places) -> dict[str, Any]:
        """A row for each relation that the town has."""
        wanted = {THE: Q()}
        if self.community:
            wanted = places.relations(community=self.community, grid=self.grid)
        found: dict[str, Any] = {}
        for label, query in {**wanted, **self.more}.items():
            row = self.rows().filter(self.only, query).order_by("pk").first()
            if row is not None:
                found[label] = row
        if self.community and not {OWN, SIBLING} <= set(found):
            near = wanted[SIBLING] | Q(**{self.community: places.grid.community_id}) | wanted[STREET]
            row = self.rows().filter(self.only).exclude(near).order_by("pk").first()
            found |= {OTHER: row} if row is not None else {}
        return found

    def has(self, name: str) -> bool:
        """Whether an address is about it."""
        return any(fnmatchcase(name, glob) for glob in self.at)
