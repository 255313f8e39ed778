"""Who serves a grid and when: the contact board on a page and on paper (J19, J25)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from civics.choices_services import UseState
from civics.models.legal import LEGAL_KINDS, LegalDuty
from core.papers.kinds import Owner
from grids.choices import SupporterKind
from grids.models import Grid, GridBuilding, GridSupporter
from grids.selectors.staffing import GridStaff, Holding, staff_of_grids

KIND, CODE = "grid_board", "L30"
VACANT, NONE_YET = "空缺，请找社区", "还没有"


@dataclass(frozen=True)
class Helper:
    """A supporter with the duty days, if there are any."""

    supporter: GridSupporter
    duty: LegalDuty | None = None

    @property
    def words(self) -> str:
        """何律师　0937-6221100　每周三上午，社区二楼."""
        when = f"{self.duty.days}，{self.duty.place}" if self.duty else ""
        return "　".join(part for part in (self.supporter.person_name, self.supporter.contact, when) if part)


@dataclass
class Board:
    """One grid with who serves it today."""

    staff: GridStaff
    buildings: list[GridBuilding] = field(default_factory=list)
    helpers: list[Helper] = field(default_factory=list)

    @property
    def grid(self) -> Grid:
        return self.staff.grid

    @property
    def legal(self) -> list[Helper]:
        return [one for one in self.helpers if one.supporter.kind in LEGAL_KINDS]

    @property
    def area(self) -> str:
        """铁路小区：1号楼、2号楼. Estates in the order of their codes."""
        found: dict[str, list[str]] = {}
        for one in self.buildings:
            upper = one.building.parent
            found.setdefault(upper.name if upper else "", []).append(one.building.name)
        return "；".join(f"{name}：{'、'.join(houses)}" for name, houses in found.items()) or "还没有划楼栋"


def boards(grids: Iterable[Grid], on: date | None = None) -> list[Board]:
    """The boards of many grids, in their order; a fixed number of queries."""
    day = on or timezone.localdate()
    staff = staff_of_grids(grids, day)
    keys = [one.grid.pk for one in staff]
    rows = LegalDuty.objects.filter(grid__in=keys, state=UseState.IN_USE)
    duties = {one.supporter_id: one for one in rows}
    found = {
        one.grid.pk: Board(one, helpers=[Helper(each, duties.get(each.pk)) for each in one.supporters])
        for one in staff
    }
    houses = GridBuilding.objects.active(day).filter(grid__in=keys).select_related("building__parent")
    for house in houses.order_by("building__parent__code", "building__code"):
        found[house.grid_id].buildings.append(house)
    return list(found.values())


def held(holding: Holding | None) -> str:
    """赵强　0937-6221001."""
    if holding is None:
        return VACANT
    return "　".join(part for part in (holding.user.display_name, holding.user.office_phone) if part)


class BoardPapers(Owner):
    """Registered for kind "grid_board": the posts of today, nothing typed."""

    subject_kind = KIND

    def facts(self, code: str, subject_id: int, part: int) -> Mapping[str, Any]:
        (board,) = boards(Grid.objects.filter(pk=subject_id).select_related("community"))
        first = {kind: _first(board, kind) for kind in (SupporterKind.POLICE, SupporterKind.LAWYER)}
        named = {one.supporter.pk for one in first.values() if one}
        return {
            "grid": board.grid.name,
            "community": board.grid.community.name,
            "area": board.area,
            "leader": held(board.staff.leader),
            "worker": held(board.staff.worker),
            **{kind.value: one.words if one else NONE_YET for kind, one in first.items()},
            "hotline": f"12345　{settings.OFFICE_NAME}{settings.OFFICE_PHONE}",
            "day": timezone.localdate(),
            "helpers": [_row(one) for one in board.helpers if one.supporter.pk not in named],
        }

    def codes(self, subject_id: int) -> Sequence[str]:
        return (CODE,)


def _first(board: Board, kind: str) -> Helper | None:
    """Of several the one with duty days."""
    of_kind = [one for one in board.helpers if one.supporter.kind == kind]
    return min(of_kind, key=lambda one: (one.duty is None, one.supporter.pk), default=None)


def _row(one: Helper) -> dict[str, str]:
    where = "，".join(
        part for part in (one.supporter.organisation, one.duty.days if one.duty else "") if part
    )
    return {
        "kind": one.supporter.get_kind_display(),
        "who": one.supporter.person_name,
        "where": where,
        "phone": one.supporter.contact,
    }


class BoardSubject:
    """A grid's board as a thing that can be printed by whoever may see the grid. It has no clocks."""

    kind = KIND

    def label(self, subject_id: int) -> str:
        return f"{Grid.objects.get(pk=subject_id).name}公示牌"

    def url(self, subject_id: int) -> str:
        return reverse("services:board", args=[subject_id])

    def visible_ids(self, user: Any, subject_ids: Iterable[int]) -> set[int]:
        rows = Grid.objects.visible_to(user).filter(pk__in=list(subject_ids))
        return set(rows.values_list("pk", flat=True))

    def lock(self, subject_id: int) -> bool:
        return False

    def on_clock(self, clock: Any, point: Any, *, now: datetime, late_by: timedelta | None) -> None:
        """Nothing is ever due."""
