"""Places as people write them in sheets: by community, estate and building, in two columns or in one word."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from core.accounts.models import User
from core.sheets.kinds import Choices, Problem
from core.sheets.values import Suggester
from grids.choices import AreaLevel
from grids.models import Area, Grid
from grids.scope import Scope

_MOST_CHOICES = 12


def folded(name: str) -> str:
    """One spelling: full width, spaces and the sign # do not matter."""
    return "".join(unicodedata.normalize("NFKC", name).split()).replace("#", "号").lower()


def own_communities(user: User) -> list[Area]:
    """The communities that a person's sheets may be about: those held whole or in which their grids lie; all of them for
    who works for the whole street or looks after the places."""
    scope = Scope.of(user)
    found = Area.objects.active().communities().order_by("code")
    if not (scope.street or scope.edits_places):
        found = found.filter(pk__in=scope.community_ids | scope.grid_community_ids)
    return list(found)


def community_choices(user: User) -> Choices:
    return [(str(area.pk), area.name) for area in own_communities(user)]


def grid_choices(user: User) -> Choices:
    own = [area.pk for area in own_communities(user)]
    grids = Grid.objects.active().filter(community_id__in=own).order_by("code")
    return [(str(grid.pk), grid.name) for grid in grids]


@dataclass
class Found:
    """A place, or what is wrong with the words for it."""

    area: Area | None = None
    problem: Problem | None = None


@dataclass
class PlaceFinder:
    """All places of some communities, looked up in memory: three thousand for a whole street, read once an import."""

    communities: dict[str, Area] = field(default_factory=dict)
    estates: dict[int, dict[str, Area]] = field(default_factory=dict)
    buildings: dict[int, dict[str, Area]] = field(default_factory=dict)
    # Buildings of a community by their bare name, and by estate and building in one word.
    bare: dict[int, dict[str, list[Area]]] = field(default_factory=dict)
    whole: dict[int, dict[str, Area]] = field(default_factory=dict)
    _suggesters: dict[tuple[str, int], Suggester] = field(default_factory=dict)

    @classmethod
    def of(cls, user: User, only: Iterable[int] | None = None) -> "PlaceFinder":
        """Every community is known by name, so that one of others is told apart from one that is none. `only` narrows
        to the communities for which the person does this kind of sheet."""
        finder = cls()
        own = {area.pk for area in own_communities(user)}
        if only is not None:
            own &= set(only)
        finder._foreign = set()
        for area in Area.objects.active().communities():
            for name in {folded(area.name), folded(area.short_name)} - {""}:
                if area.pk in own:
                    finder.communities[name] = area
                else:
                    finder._foreign.add(name)
        below = Area.objects.active().filter(community_id__in=own).select_related("parent")
        for area in below.filter(level__in=[AreaLevel.ESTATE, AreaLevel.BUILDING]):
            finder._add(area)
        return finder

    _foreign: set[str] = field(default_factory=set)

    def _add(self, area: Area) -> None:
        community, name = area.community_id or 0, folded(area.name)
        if area.level == AreaLevel.ESTATE:
            self.estates.setdefault(community, {})[name] = area
            return
        self.buildings.setdefault(area.parent_id or 0, {})[name] = area
        self.bare.setdefault(community, {}).setdefault(name, []).append(area)
        if area.parent is not None:
            self.whole.setdefault(community, {})[folded(area.parent.name) + name] = area

    def community(self, text: str, column: str = "community") -> Found:
        name = folded(text)
        area = self.communities.get(name)
        if area is not None:
            return Found(area)
        if name in self._foreign:
            return Found(problem=Problem(column, "foreign", "这个社区不归你管，请交给那边的人导入"))
        near = self._suggest("community", 0, {one.name for one in self.communities.values()}, text)
        return Found(problem=_unknown(column, "没有这个社区", near))

    def estate(self, community: Area, text: str, column: str = "estate") -> Found:
        known = self.estates.get(community.pk, {})
        area = known.get(folded(text))
        if area is not None:
            return Found(area)
        return Found(
            problem=_unknown(column, f"{community.name}里没有这个小区", self.near_estate(community, text))
        )

    def near_estate(self, community: Area, text: str) -> str:
        """The estate that a wrong name was meant to be, if it is clear."""
        known = self.estates.get(community.pk, {})
        return self._suggest("estate", community.pk, {one.name for one in known.values()}, text)

    def building(self, community: Area, estate: Area | None, text: str, column: str = "building") -> Found:
        """By the estate when it is told, else by a name that only one building of the community has."""
        name = folded(text)
        if estate is not None:
            known = self.buildings.get(estate.pk, {})
            area = known.get(name) or self.whole.get(community.pk, {}).get(name)
            if area is not None and area.parent_id == estate.pk:
                return Found(area)
            near = self._suggest("building", estate.pk, {one.name for one in known.values()}, text)
            return Found(problem=_unknown(column, f"{estate.name}里没有这栋楼", near))
        area = self.whole.get(community.pk, {}).get(name)
        named = [area] if area else self.bare.get(community.pk, {}).get(name, [])
        if len(named) == 1:
            return Found(named[0])
        if named:
            names = tuple(f"{one.parent.name}{one.name}" for one in named if one.parent)[:_MOST_CHOICES]
            return Found(
                problem=Problem(column, "several", f"有{len(named)}栋楼叫这个名字，请选是哪一栋", names)
            )
        near = self._suggest("whole", community.pk, self._whole_names(community), text)
        return Found(problem=_unknown(column, f"{community.name}里没有这栋楼", near))

    def _whole_names(self, community: Area) -> set[str]:
        found = self.whole.get(community.pk, {}).values()
        return {f"{one.parent.name}{one.name}" for one in found if one.parent}

    def _suggest(self, what: str, pk: int, names: Iterable[str], text: str) -> str:
        suggester = self._suggesters.get((what, pk))
        if suggester is None:
            suggester = self._suggesters[what, pk] = Suggester(sorted(names))
        return suggester.nearest(text[:60])


def _unknown(column: str, sentence: str, near: str) -> Problem:
    if near:
        return Problem(column, "unknown", f"{sentence}，你是想填「{near}」吗？", (near,))
    return Problem(column, "unknown", f"{sentence}，请核对")
