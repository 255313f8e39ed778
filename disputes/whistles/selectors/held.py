"""谁手里压着: live cases, whistles, calls, hotline tickets and petition matters by the unit whose next step it is. By unit,
never by person: neither who handles nor who asked (F8).

Each number is the count of a list under the filter that its link carries, so that a number and its list cannot differ."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Min, Q
from django.urls import reverse

from disputes.choices import Tier
from disputes.hotline.choices import AT_WORK, WITH_CENTRE, TicketState
from disputes.models import CommunityCall, Dispute, HotlineTicket, PetitionMatter, Whistle, WhistleUnit
from disputes.petitions.choices import PetitionState
from disputes.whistles.choices import CallState, WhistleState

W, P = WhistleState, PetitionState
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
# The tabs of the list of tickets that lie at the centre, by the states they hold.
_TICKET_TABS: dict[str, tuple[frozenset[str], str]] = {
    "new": (frozenset({*WITH_CENTRE, TicketState.OBJECTED}), "工单待交办"),
    "working": (AT_WORK, "工单"),
    "answered": (frozenset({TicketState.ANSWERED}), "工单待回访"),
    "close": (frozenset({TicketState.CALLED_BACK}), "工单待办结"),
}
_MATTER_TABS = {"route": "信访待分流", "sign": "信访待签批", "handle": "信访办理"}
_MATTER_STATES: dict[str, str] = {
    **dict.fromkeys((P.RECEIVED, P.OBJECTED), "route"),
    **dict.fromkeys((P.PROPOSED, P.EXTENSION, P.SIGNING), "sign"),
    **dict.fromkeys((P.ACCEPTED, P.HANDLING, P.SIGNED), "handle"),
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
    """Six queries, at any size."""
    street = Holder("街道综治中心和分管领导", (0, ""))
    communities: dict[int, Holder] = {}
    departments: dict[int, Holder] = {}
    _cases(user, now, street, communities)
    _whistles(user, now, street, communities)
    _calls(user, now, street)
    _departments(user, now, departments)
    _tickets(user, now, street, communities)
    _matters(user, now, street, departments)
    found = [
        Group("部门", sorted(departments.values(), key=lambda one: one.order)),
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
    at_street: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["tier"] == Tier.STREET:
            _join(at_street, "cases", row)
            continue
        label = f"{Tier(row['tier']).label}案件"
        url = _list("disputes:list", tab="open", community=row["community_id"], tier=row["tier"])
        _community(communities, row).add(label, row, url)
    for sums in at_street.values():
        street.add("案件", sums, _list("disputes:list", tab="open", tier=int(Tier.STREET)))


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
                _join(for_street, tab, row)
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


def _departments(user: Any, now: datetime, known: dict[int, Holder]) -> None:
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
    for row in rows:
        url = _list("whistles:list", tab="open", held=row["department_id"])
        _department(known, row["department_id"], row["department__name"]).add("吹哨", row, url)


def _department(known: dict[int, Holder], pk: int, name: str) -> Holder:
    return known.setdefault(pk, Holder(name, (pk, "")))


def _tickets(user: Any, now: datetime, street: Holder, communities: dict[int, Holder]) -> None:
    """Tickets of the hotline: what is given out by its community and desk, the rest at the centre."""
    rows: Iterable[Any] = (
        HotlineTicket.objects.visible_to(user)
        .open()
        .order_by()
        .values("state", "desk", "community_id", "community__name", "community__code")
        .annotate(**_sums(now, "dispatched_at"))
        .order_by("community__code", "desk")
    )
    below: dict[tuple[int, int], dict[str, Any]] = {}
    at_centre: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["state"] not in AT_WORK:
            tab = next(tab for tab, (states, _) in _TICKET_TABS.items() if row["state"] in states)
            _join(at_centre, tab, row)
        elif row["desk"] == Tier.STREET:
            _join(at_centre, "working", row)
        else:
            _join(below, (row["community_id"], row["desk"]), row)
    for (pk, desk), sums in below.items():
        url = _list("hotline:list", tab="working", community=pk, desk=desk)
        _community(communities, sums).add(f"{Tier(desk).label}工单", sums, url)
    for tab, (_, label) in _TICKET_TABS.items():
        if tab in at_centre:
            own = {"desk": int(Tier.STREET)} if tab == "working" else {}
            street.add(label, at_centre[tab], _list("hotline:list", tab=tab, **own))


def _matters(user: Any, now: datetime, street: Holder, departments: dict[int, Holder]) -> None:
    """Petition matters: what was sent on by its unit, what the street owes by step. By petition_state_due."""
    rows: Iterable[Any] = (
        PetitionMatter.objects.visible_to(user)
        .filter(state__in=[P.FORWARDED, *_MATTER_STATES])
        .order_by()
        .values("state", "competent_id", "competent__name")
        .annotate(**_sums(now, "received_at"))
        .order_by("competent_id", "state")
    )
    at_street: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["state"] != P.FORWARDED:
            _join(at_street, _MATTER_STATES[row["state"]], row)
        elif row["competent_id"] is not None:
            url = _list("petitions:list", tab="sent", unit=row["competent_id"])
            _department(departments, row["competent_id"], row["competent__name"]).add("信访转送", row, url)
    for tab, label in _MATTER_TABS.items():
        if tab in at_street:
            street.add(label, at_street[tab], _list("petitions:list", tab=tab))


def _join(known: dict[Any, dict[str, Any]], key: Any, row: dict[str, Any]) -> None:
    """Add the row's sums to those under the key."""
    if key not in known:
        known[key] = dict(row)
        return
    sums = known[key]
    sums["number"] += row["number"]
    sums["late"] += row["late"]
    sums["since"] = min(filter(None, (sums["since"], row["since"])), default=None)
