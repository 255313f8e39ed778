"""The list of wishes: tabs with true counts and its rows."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from civics.keepers import STREET_KEEPERS, keeps_any
from civics.models import MicroWish, WishClaim
from civics.wishes.choices import OPEN_STATES, ClaimState, WishState
from core.flow.lights import by_urgency
from core.ui.filters import Tab
from grids.choices import COMMUNITY_ROLES, Role
from grids.scope import Scope

S = WishState
_TABS: dict[str, str] = {
    "todo": "要我办",
    "open": "待认领",
    "working": "办理中",
    "overdue": "超期",
    "done": "已办结",
    "all": "全部",
}
# Whose next step a keeper takes.
_KEEPERS = (S.COLLECTED, S.CHECKED, S.DELIVERED, S.CONFIRMED)
_ROW = (
    "no", "title", "kind", "amount", "state", "due_at", "yellow_at", "due_code", "last_act", "last_act_at", "version",
    "community__name", "claim__kind", "claim__unit", "claimer_unit_id", "claimer_id", "created_at",
)  # fmt: skip


def todo(user: Any) -> Q:
    """Wishes whose next act is this person's, within visible_to(user). The street helps out only where it is alone."""
    scope = Scope.of(user)
    mine = Q(state=S.CLAIMED, claimer=user.pk)
    if scope.has(Role.DEPT_LIAISON):
        mine |= Q(state=S.CLAIMED, claimer_unit__in=scope.department_ids)
    own = scope.communities_as(*COMMUNITY_ROLES)
    if own:
        community = Q(community__in=own)
        # By wish_claim_waiting.
        offered = WishClaim.objects.filter(state=ClaimState.WAITING).values("wish")
        waits = Q(state=S.PUBLISHED, pk__in=offered)
        entered = Q(state=S.CLAIMED, claimer=None, claimer_unit=None)
        mine |= community & (Q(state__in=_KEEPERS) | waits | entered)
    return mine


def conditions(user: Any, now: datetime) -> dict[str, Q]:
    """What each tab holds, within visible_to(user)."""
    return {
        "todo": todo(user),
        "open": Q(state=S.PUBLISHED),
        "working": Q(state__in=[S.CLAIMED, S.DELIVERED, S.CONFIRMED]),
        "overdue": Q(state__in=OPEN_STATES, due_at__lte=now),
        "done": Q(state=S.CLOSED),
        "all": Q(),
    }


def tab_keys(user: Any) -> tuple[str, ...]:
    """Nothing waits for the street: it reads what communities do."""
    scope = Scope.of(user)
    only_street = bool(scope.street_roles & STREET_KEEPERS) and not scope.communities_as(*COMMUNITY_ROLES)
    watches = keeps_any(user)
    return tuple(
        key for key in _TABS if not (key == "todo" and only_street) and not (key == "overdue" and not watches)
    )


def tabs(user: Any, current: str, now: datetime) -> list[Tab]:
    """The person's tabs with true counts in one query; the first with something in it opens when none is named."""
    keys, known = tab_keys(user), conditions(user, now)
    counts = MicroWish.objects.visible_to(user).aggregate(
        **{key: Count("pk", filter=known[key]) for key in keys}
    )
    chosen = current if current in keys else next((key for key in keys if counts[key]), "all")
    return [Tab(key, _TABS[key], counts[key], key == chosen) for key in keys]


def in_tab(user: Any, tab: str, now: datetime) -> Any:
    return MicroWish.objects.visible_to(user).filter(conditions(user, now)[tab])


def list_rows(rows: Any, now: datetime) -> "QuerySet[MicroWish]":
    """Only the columns that a list shows, in one query; the sealed ones stay in the table."""
    found: QuerySet[MicroWish] = by_urgency(rows, now).select_related("community", "claim").only(*_ROW)
    return found


def waiting(user: Any, now: datetime) -> Any:
    """What the workbench counts."""
    return in_tab(user, "todo", now)
