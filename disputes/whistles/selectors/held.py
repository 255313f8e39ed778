"""谁手里压着: live cases, whistles and calls by the unit whose next step it is. By unit, never by person.

Each number is the count of a list under the filter that its link carries, so that a number and its list cannot differ."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Min, Q
from django.urls import reverse

from disputes.choices import Tier
from disputes.models import CommunityCall, Dispute, Whistle, WhistleUnit
from disputes.whistles.choices import CallState, WhistleState

W = WhistleState
# Whose desk a whistle lies on when it is no department's: the tab of the list, and its words.
_STREET_TABS: dict[str, tuple[tuple[str, ...], str]] = {
    "draft": ((W.DRAFT,), "拟哨"),
    "decide": ((W.OBJECTED, W.EXTENSION), "待裁定"),
    "close": ((W.RATED,), "待办结"),
    "account": ((W.ON_ACCOUNT,), "挂账"),
}
_COMMUNITY_TABS: dict[str, tuple[tuple[str, ...], str]] = {
    "check": ((W.RESOLVED,), "待核实"),
    "rate": ((W.CHECKED,), "待评价"),
}


@dataclass(frozen=True)
class Cell:
    """One number with the list behind it."""

    label: str
    count: int
    url: str


@dataclass
class Holder:
    """One unit and what lies on its desk."""

    name: str
    order: tuple[int, str]
    cells: list[Cell] = field(default_factory=list)
    overdue: int = 0
    oldest: datetime | None = None

    @property
    def total(self) -> int:
        return sum(cell.count for cell in self.cells)

    def add(self, label: str, row: dict[str, Any], url: str) -> None:
        self.cells.append(Cell(label, row["number"], url))
        self.overdue += row["late"]
        found = [one for one in (self.oldest, row["since"]) if one is not None]
        self.oldest = min(found, default=None)


@dataclass(frozen=True)
class Group:
    """Departments, communities, the street's own desk."""

    title: str
    holders: list[Holder]


def _sums(now: datetime, since: str) -> dict[str, Any]:
    return {"number": Count("pk"), "late": Count("pk", filter=Q(due_at__lte=now)), "since": Min(since)}


def _list(name: str, **query: object) -> str:
    return f"{reverse(name)}?{urlencode(query)}"


def who_holds(user: Any, now: datetime) -> list[Group]:
    """Four queries, at any size."""
    street = Holder("街道综治中心和分管领导", (0, ""))
    communities: dict[int, Holder] = {}
    _cases(user, now, street, communities)
    _whistles(user, now, street, communities)
    _calls(user, now, street)
    found = [
        Group("部门", _departments(user, now)),
        Group("社区", sorted(communities.values(), key=lambda one: one.order)),
        Group("街道", [street] if street.total else []),
    ]
    return [group for group in found if group.holders]


def _cases(user: Any, now: datetime, street: Holder, communities: dict[int, Holder]) -> None:
    """By community and tier, as the list of cases filters them. By dispute_state_due."""
    rows: Iterable[Any] = (
        Dispute.objects.visible_to(user)
        .open()
        .order_by()
        .values("tier", "community_id", "community__name", "community__code")
        .annotate(**_sums(now, "registered_at"))
        .order_by("community__code", "tier")
    )
    total: dict[str, Any] = {"number": 0, "late": 0, "since": None}
    for row in rows:
        if row["tier"] == Tier.STREET:
            dates = [one for one in (total["since"], row["since"]) if one]
            total = {
                "number": total["number"] + row["number"],
                "late": total["late"] + row["late"],
                "since": min(dates, default=None),
            }
            continue
        label = f"{Tier(row['tier']).label}案件"
        url = _list("disputes:list", tab="open", community=row["community_id"], tier=row["tier"])
        _community(communities, row).add(label, row, url)
    if total["number"]:
        street.add("案件", total, _list("disputes:list", tab="open", tier=int(Tier.STREET)))


def _community(known: dict[int, Holder], row: dict[str, Any]) -> Holder:
    pk = row["community_id"]
    return known.setdefault(pk, Holder(row["community__name"], (0, row["community__code"])))


def _whistles(user: Any, now: datetime, street: Holder, communities: dict[int, Holder]) -> None:
    """What waits for the street or for the place's community. By whistle_state_due."""
    states = [
        state for tabs in (_STREET_TABS, _COMMUNITY_TABS) for group, _ in tabs.values() for state in group
    ]
    rows: Iterable[Any] = (
        Whistle.objects.visible_to(user)
        .filter(state__in=states)
        .order_by()
        .values("state", "community_id", "community__name", "community__code")
        .annotate(**_sums(now, "created_at"))
        .order_by("community__code", "state")
    )
    for_street: dict[str, dict[str, Any]] = {}
    for row in rows:
        for tab, (group, label) in _COMMUNITY_TABS.items():
            if row["state"] in group:
                url = _list("whistles:list", tab=tab, community=row["community_id"])
                _community(communities, row).add(label, row, url)
        for tab, (group, _) in _STREET_TABS.items():
            if row["state"] in group:
                sums = for_street.setdefault(tab, {"number": 0, "late": 0, "since": row["since"]})
                sums["number"] += row["number"]
                sums["late"] += row["late"]
                sums["since"] = min(sums["since"], row["since"])
    for tab, sums in for_street.items():
        street.add(_STREET_TABS[tab][1], sums, _list("whistles:list", tab=tab))


def _calls(user: Any, now: datetime, street: Holder) -> None:
    """By call_state_due."""
    rows: Iterable[Any] = (
        CommunityCall.objects.visible_to(user)
        .open()
        .order_by()
        .values("state")
        .annotate(**_sums(now, "created_at"))
        .order_by("-state")
    )
    for row in rows:
        tab = "waiting" if row["state"] == CallState.WAITING else "taken"
        street.add("呼叫待分办" if tab == "waiting" else "呼叫在办", row, _list("whistles:calls", tab=tab))


def _departments(user: Any, now: datetime) -> list[Holder]:
    """Whistles of which a department still owes something. By unit_department_state."""
    seen = Whistle.objects.visible_to(user).values("pk")
    rows: Iterable[Any] = (
        WhistleUnit.objects.working()
        .filter(whistle__in=seen)
        .order_by()
        .values("department_id", "department__name")
        .annotate(**_sums(now, "whistle__issued_at"))
        .order_by("department_id")
    )
    found = []
    for row in rows:
        holder = Holder(row["department__name"], (row["department_id"], ""))
        holder.add("吹哨", row, _list("whistles:list", tab="open", held=row["department_id"]))
        found.append(holder)
    return found
