"""Laying many places at once from a sheet, and taking them back: one lock, one renumbering, one line in the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError

from core.accounts.models import User
from core.audit.actions import record
from grids.actions.areas import local_day
from grids.actions.partition import enter_grid
from grids.actions.tree import next_area_ids, renumber
from grids.choices import AreaLevel, EstateKind
from grids.models import Area, Grid, GridBuilding
from grids.policies import require_place_editor
from grids.treelock import refuse_outside_tree_writing, tree_writing

# New places stand after their elder siblings until everything is numbered anew.
_AFTER_ALL = 2_000_000_000


@dataclass(frozen=True)
class NewPlace:
    """An estate of a community, or with `building` a building of it; the estate is made when there is none."""

    community_id: int
    estate: str
    building: str = ""
    estate_kind: str = ""
    address: str = ""
    household_count: int | None = None
    grid_id: int | None = None
    approval_no: str = ""


@dataclass(frozen=True)
class Made:
    """What came of one: the place, None when it was there already; and the estate that had to be made for it."""

    area: Area | None
    estate: Area | None = None


def lay_places(wanted: Sequence[NewPlace], *, actor: User | None, now: datetime | None = None) -> list[Made]:
    """Make the places, all under one lock, and tell for each what came of it.

    Asks nothing a place: the caller has checked grids and communities, and the database keeps its own rules. mptt moves
    one node at a time over the whole street; here parents are set and the numbers counted once (ADR 0008)."""
    require_place_editor(actor)
    with tree_writing():
        laying = _Laying(wanted, now)
        made = [laying.lay(place) for place in wanted]
        Area.objects.bulk_create(laying.fresh, batch_size=1000)
        renumber()
        for (grid_id, approval_no), buildings in laying.by_grid.items():
            enter_grid(buildings, Grid.objects.get(pk=grid_id), laying.day, approval_no)
        record(
            "area.build",
            actor=actor,
            subject_kind="area",
            subject_id=laying.fresh[0].pk if laying.fresh else None,
            detail={"places": len(laying.fresh), "codes": [area.code for area in laying.fresh[:50]]},
            now=now,
        )
    return made


class _Laying:
    """What is there under the lock, and what is being added to it."""

    def __init__(self, wanted: Sequence[NewPlace], now: datetime | None) -> None:
        refuse_outside_tree_writing("lay_places")
        self.day = local_day(now)
        ids = {place.community_id for place in wanted}
        self.communities = Area.objects.in_bulk(list(ids))
        there = list(Area.objects.filter(community_id__in=ids, is_active=True))
        self.estates = {(a.community_id, a.name): a for a in there if a.level == AreaLevel.ESTATE}
        self.buildings = {(a.parent_id, a.name) for a in there if a.level == AreaLevel.BUILDING}
        self.last: dict[str, int] = {}
        self.ids = iter(next_area_ids(2 * len(wanted)))
        self.fresh: list[Area] = []
        self.by_grid: dict[tuple[int, str], list[Area]] = {}

    def lay(self, place: NewPlace) -> Made:
        estate = self.estates.get((place.community_id, place.estate))
        fresh = None
        if estate is None:
            estate = fresh = self._estate(place)
        if not place.building:
            return Made(fresh)
        if (estate.pk, place.building) in self.buildings:
            return Made(None)
        return Made(self._building(estate, place), fresh)

    def _estate(self, place: NewPlace) -> Area:
        kind = place.estate_kind or EstateKind.ESTATE.value
        above = self.communities[place.community_id]
        prefix = above.code + ("Y" if kind == EstateKind.COURTYARD else "E")
        own = {} if place.building else {"address": place.address, "household_count": place.household_count}
        estate = self._node(above, place.estate, AreaLevel.ESTATE, prefix)
        estate.estate_kind = kind
        for name, value in own.items():
            setattr(estate, name, value)
        self.estates[place.community_id, place.estate] = estate
        return estate

    def _building(self, estate: Area, place: NewPlace) -> Area:
        building = self._node(estate, place.building, AreaLevel.BUILDING, estate.code)
        building.address, building.household_count = place.address, place.household_count
        self.buildings.add((estate.pk, place.building))
        if place.grid_id is not None:
            self.by_grid.setdefault((place.grid_id, place.approval_no), []).append(building)
        return building

    def _node(self, above: Area, name: str, level: AreaLevel, prefix: str) -> Area:
        node = Area(
            id=next(self.ids), name=name, level=level.value, parent_id=above.pk, valid_from=self.day,
            community_id=above.pk if above.level == AreaLevel.COMMUNITY else above.community_id,
            code=self._code(prefix, level), is_demo=above.is_demo,
            lft=_AFTER_ALL, rght=_AFTER_ALL + 1, tree_id=1, depth=0,
        )  # fmt: skip
        self.fresh.append(node)
        return node

    def _code(self, prefix: str, level: AreaLevel) -> str:
        """The next free number below a prefix; asked of the table once a prefix."""
        if prefix not in self.last:
            taken = Area.objects.filter(level=level, code__startswith=prefix).values_list("code", flat=True)
            tails = [int(code[len(prefix) :]) for code in taken if code[len(prefix) :].isdigit()]
            self.last[prefix] = max(tails, default=0)
        self.last[prefix] += 1
        return f"{prefix}{self.last[prefix]:03}"


@dataclass(frozen=True)
class Laid:
    """A place that was laid, and the version it then had."""

    area_id: int
    version: int


KEPT_CHANGED = "导入以后有人改过这个地点，保持现在的样子"
KEPT_USED = "这个地点已经有案件、住户或下级地点在用，不能撤回"


def take_back_places(
    laid: Iterable[Laid], *, actor: User | None, now: datetime | None = None
) -> dict[int, str]:
    """Remove places laid by mistake, the last first; for each that stays the reason why.

    Rows are retired, not deleted, once anything points at them; what was laid within the day and is used by nothing
    leaves no trace but the ledger's."""
    require_place_editor(actor)
    kept: dict[int, str] = {}
    with tree_writing():
        removed = [one.area_id for one in laid if _remove(one, kept)]
        renumber()
        record(
            "area.delete",
            actor=actor,
            subject_kind="area",
            detail={"places": len(removed), "ids": removed[:50], "kept": len(kept)},
            now=now,
        )
    return kept


def _remove(one: Laid, kept: dict[int, str]) -> bool:
    area = Area.objects.select_for_update(of=("self",), no_key=True).filter(pk=one.area_id).first()
    if area is None:
        return True
    if area.version != one.version or not area.is_active:
        kept[one.area_id] = KEPT_CHANGED
        return False
    links = GridBuilding.objects.filter(building=area)
    if links.filter(valid_to__isnull=False).exists() or links.count() > 1:
        kept[one.area_id] = KEPT_CHANGED
        return False
    try:
        with transaction.atomic():
            links.delete()
            # By the query set: past mptt, which would renumber the street for each.
            Area.objects.filter(pk=area.pk).delete()
    except ProtectedError:
        kept[one.area_id] = KEPT_USED
        return False
    return True
