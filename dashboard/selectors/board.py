"""The workbench: numbers that are links, and the most urgent cases first (ux.md W1)."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Case, F, Q, QuerySet, When
from django.urls import reverse

from core.accounts.models import User
from core.clocks.words import format_due
from dashboard import duties
from dashboard.duties import RowAct
from disputes import policies
from disputes.choices import OPEN_STATES, State, Tier
from disputes.models import Dispute
from disputes.querysets import DisputeQuerySet
from disputes.selectors import tabs
from disputes.selectors.rows import light_of
from disputes.selectors.tabs import Group
from grids.choices import Role
from grids.models import Area
from grids.scope import Scope

URGENT_ROWS = 8
HOLDER_ROWS = 8


@dataclass(frozen=True)
class Figure:
    """A number and the list behind it."""

    label: str
    count: int
    url: str
    look: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Row:
    """One case as the workbench shows it."""

    no: str
    title: str
    url: str
    place: str
    state: str
    tier: str
    holder: str
    clock_state: str
    clock_words: str
    due: str
    last_act: str
    last_act_at: datetime | None
    acts: list[RowAct] = field(default_factory=list)


@dataclass(frozen=True)
class Held:
    """Where overdue cases lie: by place and tier, never by person."""

    place: str
    tier: str
    count: int
    url: str


@dataclass(frozen=True)
class Board:
    figures: list[Figure]
    lights: list[Figure]
    urgent: list[Row]
    held: list[Held]
    mine_only: bool
    open_count: int


# Waiting on the desk, in the order in which a case meets them. True: shown even at zero, because its absence is news.
_WAITING: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("待受理", (State.REGISTERED,), True),
    ("待签收", (State.ESCALATION_PENDING,), True),
    ("征询意愿中", (State.CONSENT_PENDING,), False),
    ("调解中", (State.MEDIATING,), False),
    ("履行中", (State.PERFORMING,), False),
    ("未履行", (State.BREACHED,), False),
    ("待回访", (State.FOLLOW_UP,), False),
    ("待收尾", (State.TERMINATED, State.REFERRED, State.WITHDRAWN, State.NOT_ACCEPTED), False),
)


def list_url(**query: object) -> str:
    """The case list with these filters; a value of None is left out."""
    pairs = {name: value for name, value in query.items() if value not in (None, "", [])}
    return f"{reverse('disputes:list')}?{urlencode(pairs, doseq=True)}" if pairs else reverse("disputes:list")


def board_for(user: User, scope: Scope, *, now: datetime, mine_only: bool = False) -> Board:
    """Three queries at most: the numbers, the rows, and for the street the names of where overdue cases lie."""
    seen = Dispute.objects.visible_to(user)
    groups = _groups(seen, scope, user, now)
    counts = _count(groups, mine_only=mine_only)
    mine = Q(holder=user) if mine_only else Q()
    return Board(
        figures=_figures(counts, scope, mine_only),
        lights=_lights(counts, mine_only),
        urgent=urgent_rows(user, scope, seen.open().filter(mine), now=now),
        held=_held(groups) if scope.street else [],
        mine_only=mine_only,
        open_count=counts["open"],
    )


def _groups(seen: DisputeQuerySet, scope: Scope, user: User, now: datetime) -> list[Group]:
    """All numbers of the page in one pass over what is open; for the street, overdue ones also by desk.

    Finished cases, most of the table, are in none of them: dispute_state_due keeps them out of the pass."""
    late = Q(due_at__lte=now)
    desk = {f"late_{name}": Case(When(late, then=F(name))) for name in ("community_id", "tier")}
    return tabs.grouped(
        seen,
        user,
        now,
        ("mine", "held", "late", "soon"),
        lambda marked, _: [marked.filter(state__in=[*OPEN_STATES, State.DRAFT])],
        more=desk if scope.street else None,
    )


def _count(groups: list[Group], *, mine_only: bool) -> dict[str, int]:
    """The conditions are those of the list's own tabs, so a number and its list always agree."""
    counted = [group for group in groups if "held" in group.facts] if mine_only else groups
    counts = {
        f"wait{place}": tabs.number_in(counted, "todo", states=states)
        for place, (_, states, _) in enumerate(_WAITING)
    }
    counts |= {name: tabs.number_in(counted, name) for name in ("open", "overdue", "due_soon", "paused")}
    return counts | {"draft": tabs.number_in(groups, "draft")}


def _figures(counts: dict[str, int], scope: Scope, mine_only: bool) -> list[Figure]:
    if duties.only_supervises(scope):
        return [Figure("在办", counts["open"], list_url(tab="open"))]
    holder = "me" if mine_only else None
    figures = [
        Figure(label, counts[f"wait{place}"], list_url(tab="todo", state=list(states), holder=holder))
        for place, (label, states, always) in enumerate(_WAITING)
        if counts[f"wait{place}"] or (always and not (label == "待签收" and _lowest(scope)))
    ]
    if counts["draft"]:
        figures.append(Figure("草稿", counts["draft"], list_url(tab="draft")))
    return figures


def _lowest(scope: Scope) -> bool:
    """Nothing is ever sent up to a grid."""
    return not (scope.has(Role.COMMUNITY_CLERK, Role.COMMUNITY_LEAD) or scope.street)


def _lights(counts: dict[str, int], mine_only: bool) -> list[Figure]:
    holder = "me" if mine_only else None
    return [
        Figure("超期", counts["overdue"], list_url(tab="overdue", holder=holder), "over", "■"),
        Figure("临期", counts["due_soon"], list_url(tab="due_soon", holder=holder), "soon", "▲"),
        Figure("暂停", counts["paused"], list_url(tab="paused", holder=holder), "paused", "‖"),
    ]


def urgent_rows(user: User, scope: Scope, cases: QuerySet[Dispute], *, now: datetime) -> list[Row]:
    """By the time that is left of the nearest promise, not by arrival; one query."""
    order = ("due_at", "pk")
    nearest = cases.filter(due_at__isnull=False).order_by(*order).values("pk")[:URGENT_ROWS]
    # The few are chosen first and joined to their places then.
    chosen = Dispute.objects.filter(pk__in=nearest).order_by(*order)
    chosen = chosen.select_related("place__parent", "community", "holder")
    return [case_row(user, scope, dispute, now=now) for dispute in chosen]


def case_row(user: User, scope: Scope, dispute: Dispute, *, now: datetime) -> Row:
    """A supervisor, as such, reads the kind of matter and its community instead of its words and address."""
    content = policies.sees_content_by_post(user, dispute)
    state, clock = light_of(dispute, now)
    return Row(
        no=dispute.no or "草稿",
        title=dispute.title if content else dispute.get_cause_display(),
        url=dispute.get_absolute_url(),
        place=dispute.address if content else dispute.community.name,
        state=dispute.get_state_display(),
        tier=dispute.get_tier_display(),
        holder=dispute.holder.display_name if dispute.holder else "",
        clock_state=state,
        clock_words=clock,
        due=format_due(dispute.due_at, this_year=now.year) if dispute.due_at else "",
        last_act=dispute.last_act,
        last_act_at=dispute.last_act_at,
        acts=duties.row_acts(user, dispute, scope),
    )


def _held(groups: list[Group]) -> list[Held]:
    """Whose desk the overdue ones lie on, by community and tier; sorted by place, not as a ranking."""
    desks: Counter[tuple[int, int]] = Counter()
    for group in groups:
        if "late" in group.facts and group.state in OPEN_STATES:
            desks[group.more[0], group.more[1]] += group.number
    communities = {pk for pk, _ in desks}
    places = {row.pk: row for row in Area.objects.filter(pk__in=communities).only("code", "name")}
    ranked = sorted(desks, key=lambda desk: (places[desk[0]].code, desk[1]))[:HOLDER_ROWS]
    return [
        Held(
            place=places[community].name,
            tier=Tier(tier).label,
            count=desks[community, tier],
            url=list_url(tab="overdue", community=community, tier=tier),
        )
        for community, tier in ranked
    ]
