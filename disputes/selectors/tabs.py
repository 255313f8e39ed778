"""The tabs of the list: what each holds, and all their numbers from one look at each case."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from core.ui.filters import Tab
from disputes.choices import OPEN_STATES, State
from disputes.models import Dispute, DisputeEvent, Watch
from disputes.querysets import CASE_ROLES, DisputeQuerySet
from disputes.selectors import listing
from disputes.selectors.todo import todo
from grids.choices import Role
from grids.scope import Scope

TABS: dict[str, str] = {
    "todo": "待办",
    "done": "已办",
    "finished": "办结",
    "overdue": "超期",
    "paused": "暂停",
    "watched": "我关注",
    "draft": "草稿",
    "all": "全部",
}
# Reached from the workbench; shown among the tabs only while one looks at them.
SIDE_TABS: dict[str, str] = {"open": "在办", "due_soon": "临期"}
KNOWN = TABS | SIDE_TABS
FINISHED = (State.CLOSED, State.ARCHIVED, State.MERGED)
NUMBERED = tuple(state for state in State if state != State.DRAFT)


@dataclass(frozen=True)
class Holds:
    """What a tab holds: cases in these states of which the facts are true, and those in `no` are not."""

    states: tuple[str, ...]
    facts: tuple[str, ...] = ()
    no: tuple[str, ...] = ()


# One table for the list itself and for every number, so that a number and its list cannot disagree.
HOLDS: dict[str, Holds] = {
    "todo": Holds(tuple(OPEN_STATES), ("mine",)),
    "done": Holds(tuple(OPEN_STATES), ("acted",), no=("mine",)),
    "finished": Holds(FINISHED),
    "overdue": Holds(tuple(OPEN_STATES), ("late",)),
    "paused": Holds((State.SUSPENDED,)),
    "watched": Holds(NUMBERED, ("watched",)),
    "draft": Holds((State.DRAFT,)),
    "all": Holds(NUMBERED),
    "open": Holds(tuple(OPEN_STATES)),
    "due_soon": Holds(tuple(OPEN_STATES), ("soon",)),
}


def facts(user: Any, now: datetime) -> dict[str, Q]:
    """What may be asked of a case: my turn, in my hands, I acted on it and it is open, I watch it, its nearest clock is red or
    yellow."""
    acted = DisputeEvent.objects.filter(actor=user, dispute=OuterRef("pk"))
    watched = Watch.objects.filter(user=user).values("dispute_id")
    return {
        "mine": todo(user),
        "held": Q(holder=user),
        # The state first: five years of a person's acts are too many to look through for each closed case.
        "acted": Q(state__in=OPEN_STATES) & Q(Exists(acted)),
        "watched": Q(pk__in=watched),
        "late": Q(due_at__lte=now),
        "soon": Q(due_at__gt=now, yellow_at__lte=now),
    }


def first_tab(user: Any) -> str:
    """Where the list opens: a supervisor has nothing to do and looks at all."""
    own = Scope.of(user).roles & (CASE_ROLES - {Role.SUPERVISOR})
    return "todo" if own else "all"


def in_tab(user: Any, tab: str, now: datetime) -> DisputeQuerySet:
    """The cases of the tab that the person may see."""
    return narrowed(Dispute.objects.visible_to(user), user, tab, now)


def narrowed(seen: DisputeQuerySet, user: Any, tab: str, now: datetime) -> DisputeQuerySet:
    """Those of the cases that the person may see that the tab holds."""
    holds, known = HOLDS[tab], facts(user, now)
    wanted = Q(state__in=holds.states)
    for name in holds.facts:
        wanted &= known[name]
    for name in holds.no:
        wanted &= ~known[name]
    return seen.filter(wanted)


@dataclass(frozen=True)
class Group:
    """So many cases in one state of which the same facts are true; what else was asked lies in `more`."""

    state: str
    facts: frozenset[str]
    more: tuple[Any, ...]
    number: int


Parts = Callable[[DisputeQuerySet, dict[str, Q]], Iterable[DisputeQuerySet]]


def grouped(
    seen: DisputeQuerySet,
    user: Any,
    now: datetime,
    asked: Iterable[str],
    parts: Parts,
    more: dict[str, Any] | None = None,
) -> list[Group]:
    """The cases of all parts of what the person may see, which do not overlap. Each case is looked at once, however many
    numbers are made of it; a dozen FILTERs asked the same a dozen times."""
    known, names, extra = facts(user, now), list(asked), dict(more or {})
    marks = {name: ExpressionWrapper(known[name], output_field=BooleanField()) for name in names}
    # Marked before it is parted: working the marks out takes Django longer than the question itself.
    whole = seen.annotate(**marks, **extra).values_list("state", *names, *extra)
    marked = parts(whole, known)
    return [
        Group(
            state=row[0],
            # An unknown answer (nobody holds it: is it me?) is a no.
            facts=frozenset(name for name, is_so in zip(names, row[1:], strict=False) if is_so),
            more=row[1 + len(names) : -1],
            number=row[-1],
        )
        for row in _how_many_of_each(marked)
    ]


def _how_many_of_each(marked: Iterable[DisputeQuerySet]) -> list[tuple[Any, ...]]:
    """The rows that differ, each with how many there are. OFFSET 0 keeps marking and counting apart: together, each
    case is carried into the count with all its sixty columns, which takes a third longer."""
    pieces: list[str] = []
    values: list[Any] = []
    width = 0
    for part in marked:
        try:
            sql, params = part.query.sql_with_params()
        except EmptyResultSet:
            continue
        pieces.append(f"({sql}{'' if part.query.is_sliced else ' OFFSET 0'})")
        values += params
        width = len(part.query.selected or ())
    if not pieces:
        return []
    keys = ", ".join(str(1 + place) for place in range(width))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT *, count(*) FROM ({' UNION ALL '.join(pieces)}) AS marked GROUP BY {keys}",  # noqa: S608 - Django's own statements inside
            values,
        )
        return list(cursor.fetchall())


def number_in(
    groups: Iterable[Group], tab: str, *, states: Collection[str] | None = None, also: Collection[str] = ()
) -> int:
    """How many of them the tab holds; on request in some states only, or with another fact besides."""
    holds = HOLDS[tab]
    return sum(
        group.number
        for group in groups
        if group.state in holds.states
        and (states is None or group.state in states)
        and group.facts.issuperset((*holds.facts, *also))
        and group.facts.isdisjoint(holds.no)
    )


def counted(seen: DisputeQuerySet, user: Any, now: datetime) -> list[Group]:
    """The cases that the person may see, for the numbers of all tabs; one query. Finished ones that nobody watches are
    counted until there are more than listing.MOST: years of them would be gone through for each page."""
    return grouped(seen, user, now, ("mine", "acted", "watched", "late", "soon"), _open_and_finished)


def _open_and_finished(seen: DisputeQuerySet, known: dict[str, Q]) -> tuple[DisputeQuerySet, ...]:
    finished = seen.filter(state__in=FINISHED)
    return (
        seen.filter(state__in=[*OPEN_STATES, State.DRAFT]),
        finished.filter(known["watched"]),
        finished.exclude(known["watched"])[: listing.MOST + 1],
    )


def is_cut(groups: list[Group], tab: str) -> bool:
    """More finished cases than were counted."""
    return tab in ("finished", "all") and number_in(groups, "finished") > listing.MOST


def tabs(groups: list[Group], current: str) -> list[Tab]:
    """All tabs with true counts; of very many finished ones the least that there are."""
    shown = TABS | {key: label for key, label in SIDE_TABS.items() if key == current}
    found = []
    for key, label in shown.items():
        more = is_cut(groups, key)
        found.append(Tab(key, label, number_in(groups, key) - more, key == current, more))
    return found
