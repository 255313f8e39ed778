"""The list of tickets: tabs with true counts, its rows, and the three rates (响应、解决、满意), each with its n."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Concat

from core.flow.lights import by_urgency
from core.papers.numbers import read_number
from core.ui.filters import Tab
from disputes.choices import Satisfaction, Tier
from disputes.hotline.choices import AT_WORK, OPEN_STATES, OWED_STATES, WITH_CENTRE, TicketState
from disputes.hotline.policies import CENTRE
from disputes.hotline.querysets import TicketQuerySet
from disputes.models import HotlineTicket
from disputes.querysets import COMMUNITY_READERS, GRID_ROLES, STREET_DESK
from grids.choices import Role
from grids.scope import Scope

S = TicketState
_TABS: dict[str, str] = {
    "todo": "要我办",
    "new": "待交办",
    "working": "办理中",
    "answered": "待回访",
    "close": "待办结",
    "overdue": "超期",
    "all": "全部",
}
_STREET_ONLY = frozenset({"new", "answered", "close"})
SORTS: dict[str, str] = {"": "先急后缓", "new": "最新派单", "old": "最早派单"}
SATISFIED = (Satisfaction.VERY_GOOD, Satisfaction.GOOD)
# The rates look back over a quarter.
RATE_DAYS = 90
_ROW = (
    "no", "city_no", "title", "state", "kind", "desk", "due_at", "yellow_at", "due_code", "last_act", "last_act_at",
    "dispatched_at", "place_detail", "satisfaction", "target_id", "target_no", "target_ended_at", "version", "grid_id",
    "community_id", "place__name", "place__level", "place__parent__name", "place__parent__level", "community__name",
    "grid__name",
)  # fmt: skip


@dataclass(frozen=True)
class Rate:
    """One rate: how many of how many; the reader is told when there are too few to say."""

    label: str
    met: int
    asked: int

    @property
    def percent(self) -> int:
        return round(100 * self.met / self.asked) if self.asked else 0


def todo(user: Any) -> Q:
    """Tickets whose next act is this person's, within visible_to(user)."""
    scope = Scope.of(user)
    at_work, mine = Q(state__in=AT_WORK), Q(pk__in=[])
    # Linked to a case or whistle that goes on: nobody here has to act.
    waits = Q(target_id__isnull=False, target_ended_at__isnull=True)
    if grids := scope.grids_as(*GRID_ROLES):
        mine |= at_work & ~waits & Q(desk=Tier.GRID, grid__in=grids)
    if communities := scope.communities_as(*COMMUNITY_READERS):
        mine |= at_work & ~waits & Q(desk=Tier.COMMUNITY, community__in=communities)
    if scope.street_roles & CENTRE:
        mine |= at_work & ~waits & Q(desk=Tier.STREET)
        mine |= Q(state__in=[S.RECEIVED, S.OBJECTED])
        mine |= Q(state=S.ANSWERED) & ~Q(answered_by=user.pk)
    if Role.CENTRE_MANAGER in scope.street_roles:
        mine |= Q(state__in=[S.ACCEPTED, S.CALLED_BACK]) | at_work & Q(asked_days__isnull=False)
    return mine


def conditions(user: Any, now: datetime) -> dict[str, Q]:
    """What each tab holds, within visible_to(user)."""
    return {
        "todo": todo(user),
        "new": Q(state__in=[*WITH_CENTRE, S.OBJECTED]),
        "working": Q(state__in=AT_WORK),
        "answered": Q(state=S.ANSWERED),
        "close": Q(state=S.CALLED_BACK),
        "overdue": Q(state__in=OWED_STATES, due_at__lte=now),
        "all": ~Q(state=S.DRAFT),
    }


def tab_keys(user: Any) -> tuple[str, ...]:
    street = bool(Scope.of(user).street_roles & STREET_DESK)
    return tuple(key for key in _TABS if street or key not in _STREET_ONLY)


def tabs(user: Any, current: str, now: datetime) -> list[Tab]:
    """The person's tabs with true counts in one query; the first with something in it opens when none is named."""
    keys = tab_keys(user)
    known = conditions(user, now)
    counts = HotlineTicket.objects.visible_to(user).aggregate(
        **{key: Count("pk", filter=known[key]) for key in keys}
    )
    chosen = current if current in keys else next((key for key in keys if counts[key]), "all")
    return [Tab(key, _TABS[key], counts[key], key == chosen) for key in keys]


def in_tab(user: Any, tab: str, now: datetime) -> TicketQuerySet:
    return HotlineTicket.objects.visible_to(user).filter(conditions(user, now)[tab])


def errands(user: Any, key: str, now: datetime) -> TicketQuerySet:
    """What the workbench counts: open ones only, a small part of the table."""
    return in_tab(user, key, now).filter(state__in=OPEN_STATES)


def ordered(rows: Any, sort: str, now: datetime) -> Any:
    orders = {"new": ["-dispatched_at", "-pk"], "old": ["dispatched_at", "pk"]}
    return rows.order_by(*orders[sort]) if sort in orders else by_urgency(rows, now)


def list_rows(rows: Any) -> "QuerySet[HotlineTicket]":
    """Only the columns that a list shows, in one query; the sealed ones stay in the table."""
    found: QuerySet[HotlineTicket] = rows.select_related("place__parent", "grid", "community").only(*_ROW)
    return found


def matching(rows: Any, text: str) -> Any:
    """Either number, matter or place; each word must be found somewhere. Nobody is found by name or telephone."""
    number = read_number(text, "HT", "雄热")
    if number:
        return rows.filter(Q(year=number[0], serial=number[1]) | Q(city_no=text.strip()))
    rows = rows.annotate(where=Concat("place__parent__name", "place__name", "place_detail"))
    for word in text.split():
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(city_no__icontains=word)
            | Q(where__icontains=word)
            | Q(community__name__icontains=word)
        )
    return rows


def rates(rows: TicketQuerySet, now: datetime) -> list[Rate]:
    """The three answers of the callers who were reached in the last 90 days. One query, by ticket_called_back."""
    since = now - timedelta(days=RATE_DAYS)
    sums = rows.filter(called_back_at__gte=since, responded__isnull=False).aggregate(
        asked=Count("pk"),
        responded=Count("pk", filter=Q(responded=True)),
        solved=Count("pk", filter=Q(solved=True)),
        satisfied=Count("pk", filter=Q(satisfaction__in=SATISFIED)),
    )
    words = (("响应率", "responded"), ("解决率", "solved"), ("满意率", "satisfied"))
    return [Rate(label, sums[key], sums["asked"]) for label, key in words]
