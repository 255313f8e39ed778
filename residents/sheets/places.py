"""The building that a row of a sheet lies in: by estate and building, with the community where two estates share a name."""

from dataclasses import dataclass, field

from core.accounts.models import User
from core.sheets.kinds import Choices, Problem
from core.sheets.values import Suggester
from grids.models import Area
from grids.sheets.places import Found, PlaceFinder, folded, own_communities
from residents import policies

# A file names each building again and again; a wrong file names many that are none.
_KEPT = 20_000
_NONE = Found()


def community_choices(user: User) -> Choices:
    """The communities for which the person imports homes and people."""
    mine = policies.imports_for(user)
    return [(str(area.pk), area.name) for area in own_communities(user) if policies.is_within(mine, area.pk)]


@dataclass
class BuildingFinder:
    """Every building of the communities that somebody imports for, read once an import."""

    places: PlaceFinder
    estates: dict[str, list[Area]]
    names: Suggester
    _known: dict[tuple[str, str, str], Found] = field(default_factory=dict)

    @classmethod
    def of(cls, user: User) -> "BuildingFinder":
        places = PlaceFinder.of(user, policies.imports_for(user))
        estates: dict[str, list[Area]] = {}
        for known in places.estates.values():
            for name, estate in known.items():
                estates.setdefault(name, []).append(estate)
        return cls(
            places, estates, Suggester(sorted({one.name for many in estates.values() for one in many}))
        )

    def find(self, values: dict[str, str]) -> Found:
        """The building of a row, or what is wrong with the words for it; neither where a word is missing."""
        words = (values["community"], values["estate"], values["building"])
        found = self._known.get(words)
        if found is None:
            found = self._find(*words) if words[1] and words[2] else _NONE
            if len(self._known) < _KEPT:
                self._known[words] = found
        return found

    def _find(self, community: str, estate: str, building: str) -> Found:
        lies_in = self._estate(community, estate)
        if lies_in.area is None:
            return lies_in
        area = next(one for one in self.places.communities.values() if one.pk == lies_in.area.community_id)
        return self.places.building(area, lies_in.area, building)

    def _estate(self, community: str, text: str) -> Found:
        if community:
            told = self.places.community(community)
            return self.places.estate(told.area, text) if told.area is not None else told
        named = self.estates.get(folded(text), [])
        if len(named) == 1:
            return Found(named[0])
        if named:
            words = f"有{len(named)}个社区都有这个小区，请在「社区」列写明是哪一个"
            return Found(problem=Problem("community", "several", words))
        near = self.names.nearest(text[:60])
        if near:
            return Found(
                problem=Problem("estate", "unknown", f"没有这个小区，你是想填「{near}」吗？", (near,))
            )
        return Found(problem=Problem("estate", "unknown", "没有这个小区，请核对"))
