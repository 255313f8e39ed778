"""The list of whistles: tabs by role with true counts, and rows of whistles, or of a department's own units."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import Concat

from core.ui.filters import Tab
from disputes.models import Whistle, WhistleUnit
from disputes.querysets import STREET_DESK, STREET_READERS
from disputes.whistles.choices import LIVE_STATES, UnitState, WhistleState
from disputes.whistles.querysets import WhistleQuerySet
from grids.scope import Scope

W, U = WhistleState, UnitState


# Key, label, and who has it; the order is the way a whistle goes.
_TABS: tuple[tuple[str, str], ...] = (
    ("draft", "待吹哨"),
    ("sign", "待签收"),
    ("decide", "待裁定"),
    ("arrive", "待报到"),
    ("answer", "待反馈"),
    ("check", "待核实"),
    ("rate", "待评价"),
    ("close", "待办结"),
    ("account", "挂账"),
    ("overdue", "超期"),
    ("open", "在办"),
    ("all", "全部"),
)
LABELS = dict(_TABS) | {"answered": "已反馈"}
# Reached from other pages; shown among the tabs only while one looks at them.
SIDE_TABS = frozenset({"open"})
_STATES: dict[str, tuple[str, ...]] = {
    "draft": (W.DRAFT,),
    "sign": (W.APPROVED, W.REASSIGNED),
    "decide": (W.OBJECTED, W.EXTENSION),
    "arrive": (W.SIGNED,),
    "answer": (W.ARRIVED, W.HANDLING, W.REWORK, W.ESCALATED),
    "check": (W.RESOLVED,),
    "rate": (W.CHECKED,),
    "close": (W.RATED,),
    "account": (W.ON_ACCOUNT,),
}
_UNIT_STATES: dict[str, tuple[str, ...]] = {
    "sign": (U.PENDING,),
    "arrive": (U.SIGNED, U.CONTACTED, U.OBJECTED),
    "answer": (U.ARRIVED,),
    "answered": (U.ANSWERED, U.DROPPED),
}


def is_liaison_only(scope: Scope) -> bool:
    """Looks at the list as a department: whose posts are none of the street's, a community's or a grid's."""
    return bool(scope.department_ids) and not (scope.street or scope.community_ids or scope.grid_ids)


def may_open(scope: Scope) -> bool:
    """Whose work meets whistles at all."""
    return bool(
        scope.street_roles & STREET_READERS or scope.community_ids or scope.grid_ids or scope.department_ids
    )


def tab_keys(scope: Scope) -> tuple[str, ...]:
    """Which tabs a role has, the one it opens with first."""
    if is_liaison_only(scope):
        return ("sign", "arrive", "answer", "answered", "account", "overdue", "all")
    if scope.street_roles & STREET_DESK:
        return tuple(key for key, _ in _TABS if key != "open")
    if scope.street_roles & STREET_READERS:
        return (
            "open",
            "sign",
            "decide",
            "arrive",
            "answer",
            "check",
            "rate",
            "close",
            "account",
            "overdue",
            "all",
        )
    return ("check", "rate", "sign", "arrive", "answer", "account", "overdue", "all")


def conditions(now: datetime) -> dict[str, Q]:
    """What each tab of whistles holds, within visible_to(user)."""
    found = {key: Q(state__in=states) for key, states in _STATES.items()}
    found["overdue"] = Q(state__in=LIVE_STATES, due_at__lte=now)
    found["open"] = Q(state__in=LIVE_STATES)
    found["all"] = ~Q(state=W.VOID)
    return found


def unit_conditions(now: datetime) -> dict[str, Q]:
    """What each tab of a department holds, within its own units."""
    going = Q(whistle__state__in=LIVE_STATES) & ~Q(whistle__state=W.ON_ACCOUNT)
    found = {key: Q(state__in=states) & going for key, states in _UNIT_STATES.items() if key != "answered"}
    found["answered"] = Q(state__in=_UNIT_STATES["answered"])
    found["account"] = Q(whistle__state=W.ON_ACCOUNT)
    found["overdue"] = going & Q(due_at__lte=now) & ~Q(state__in=_UNIT_STATES["answered"])
    found["open"] = going & ~Q(state__in=_UNIT_STATES["answered"])
    found["all"] = Q()
    return found


def own_units(user: Any) -> "QuerySet[WhistleUnit]":
    """The units for which a liaison speaks."""
    scope = Scope.of(user)
    return WhistleUnit.objects.visible_to(user).filter(department__in=scope.department_ids)


def counts(user: Any, now: datetime, keys: tuple[str, ...] = ()) -> dict[str, int]:
    """All counts of the person's tabs in one query; also what the workbench asks for."""
    scope = Scope.of(user)
    own = is_liaison_only(scope)
    rows: QuerySet[Any] = own_units(user) if own else Whistle.objects.visible_to(user)
    known = unit_conditions(now) if own else conditions(now)
    wanted = {key: Count("pk", filter=known[key]) for key in keys or tab_keys(scope)}
    found: dict[str, int] = rows.aggregate(**wanted)
    return found


def tabs(user: Any, current: str, now: datetime) -> list[Tab]:
    """The tabs, with the one to open when the address names none."""
    scope = Scope.of(user)
    keys = tab_keys(scope)
    if current in SIDE_TABS and current not in keys:
        keys = (*keys, current)
    numbers = counts(user, now, keys)
    chosen = current if current in keys else first_tab(keys, numbers)
    return [Tab(key, LABELS[key], numbers[key], key == chosen) for key in keys]


def first_tab(keys: tuple[str, ...], numbers: dict[str, int]) -> str:
    """The first with something in it; with nothing to do, everything."""
    return next((key for key in keys if numbers[key]), "all")


def in_tab(user: Any, tab: str, now: datetime) -> WhistleQuerySet:
    return Whistle.objects.visible_to(user).filter(conditions(now)[tab])


def units_in_tab(user: Any, tab: str, now: datetime) -> "QuerySet[WhistleUnit]":
    return own_units(user).filter(unit_conditions(now)[tab])


def with_units(rows: WhistleQuerySet) -> WhistleQuerySet:
    """What a row shows, its units in one more query."""
    standing = WhistleUnit.objects.standing().select_related("department")
    return rows.select_related("community", "place__parent").prefetch_related(
        Prefetch("units", queryset=standing, to_attr="standing")
    )


def with_unit(department: int) -> Any:
    """Whistles that summon a department. By index unit_department_state."""
    return WhistleUnit.objects.standing().filter(department=department).values("whistle_id")


def held_by(department: int) -> Any:
    """Whistles of which a department still owes something: what 谁手里压着 counts."""
    return WhistleUnit.objects.working().filter(department=department).values("whistle_id")


def matching(rows: Any, text: str, *, prefix: str = "", words: bool = True) -> Any:
    """Number or matter, each word somewhere; the address only for whoever may read it."""
    if words and not prefix:
        rows = rows.annotate(where=Concat("place__parent__name", "place__name", "place_detail"))
    for word in text.split():
        found = Q(**{f"{prefix}no__icontains": word})
        if words:
            found |= Q(**{f"{prefix}title__icontains": word})
            if not prefix:
                found |= Q(where__icontains=word)
        rows = rows.filter(found)
    return rows


def reads_words(scope: Scope) -> bool:
    """A supervisor, as such, may not find by guessing what they may not read."""
    return bool(
        scope.street_roles & STREET_DESK or scope.community_ids or scope.grid_ids or scope.department_ids
    )
