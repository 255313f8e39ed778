"""Reads of petition matters: tabs with counts, the rows of a list, what waits for the person. Nothing here knows a person
who brought a matter (F8)."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Concat

from core.papers.numbers import read_number
from core.ui.filters import Tab
from disputes.models import PetitionMatter
from disputes.petitions.choices import ENDED_STATES, OPEN_STATES, TELLABLE_STATES, PetitionState
from disputes.querysets import STREET_DESK
from grids.choices import Role
from grids.models import Posting
from grids.querysets import in_force
from grids.scope import Scope

S = PetitionState
# Who may have a matter to work on: the desk, a unit, and the community's people who are named as handlers.
WORKING_ROLES = STREET_DESK | {Role.DEPT_LIAISON, Role.COMMUNITY_LEAD, Role.COMMUNITY_CLERK, Role.MEDIATOR}
LABELS: dict[str, str] = {
    "todo": "要我办",
    "notice": "待告知",
    "route": "待分流",
    "sign": "待签批",
    "handle": "办理中",
    "sent": "已转送",
    "review": "复查复核",
    "overdue": "超期",
    "ended": "办结",
    "all": "全部",
}
# A unit asks only about what was sent to it.
_UNIT_TABS = ("todo", "ended", "all")
_ROW = (
    "no", "title", "state", "kind", "content", "channel", "due_at", "yellow_at", "due_code", "last_act", "last_act_at",
    "place_detail", "notice_mode", "body_name", "is_urgent", "handler_id", "competent_id", "version",
    "place__name", "place__level", "place__parent__name", "place__parent__level", "community__name",
    "competent__name", "handler__display_name",
)  # fmt: skip


def todo(user: Any) -> Q:
    """Matters whose next act is this person's. By petition_state_due, petition_handler_state, petition_unit_state."""
    scope = Scope.of(user)
    mine = Q(handler=user.pk, state__in=[S.HANDLING, S.SIGNED])
    roles = scope.street_roles
    if Role.CENTRE_INTAKE in roles:
        mine |= Q(notice_mode="", state__in=TELLABLE_STATES) | Q(state=S.SIGNED)
    if Role.CENTRE_MANAGER in roles:
        mine |= Q(
            state__in=[
                S.RECEIVED,
                S.ACCEPTED,
                S.OBJECTED,
                S.REPLIED,
                S.REVIEW,
                S.REVIEWED,
                S.SECOND,
                S.SECOND_DONE,
            ]
        )
        # Whose handler left has nobody until the officer names another (B6).
        serving = Posting.objects.filter(in_force()).values("user")
        mine |= Q(state__in=[S.HANDLING, S.SIGNED]) & ~Q(handler__in=serving)
    if Role.STREET_LEAD in roles:
        mine |= Q(state__in=[S.PROPOSED, S.EXTENSION, S.SIGNING])
    if departments := scope.department_ids:
        mine |= Q(competent__in=departments, state=S.FORWARDED)
    return mine


def conditions(user: Any, now: datetime) -> dict[str, Q]:
    """What each tab holds, within visible_to(user)."""
    return {
        "todo": todo(user),
        "notice": Q(notice_mode="", state__in=TELLABLE_STATES),
        "route": Q(state__in=[S.RECEIVED, S.OBJECTED]),
        "sign": Q(state__in=[S.PROPOSED, S.EXTENSION, S.SIGNING]),
        "handle": Q(state__in=[S.ACCEPTED, S.HANDLING, S.SIGNED]),
        "sent": Q(state=S.FORWARDED),
        "review": Q(state__in=[S.REPLIED, S.REVIEW, S.REVIEWED, S.SECOND, S.SECOND_DONE]),
        "overdue": Q(due_at__lte=now),
        "ended": Q(state__in=ENDED_STATES),
        "all": Q(),
    }


def tab_keys(user: Any) -> tuple[str, ...]:
    return tuple(LABELS) if Scope.of(user).street_roles & STREET_DESK else _UNIT_TABS


def tabs(user: Any, asked: str, now: datetime) -> list[Tab]:
    """The tabs of this person with true counts, in one query."""
    keys = tab_keys(user)
    current = asked if asked in keys else keys[0]
    wanted = conditions(user, now)
    counts = PetitionMatter.objects.visible_to(user).aggregate(
        **{key: Count("pk", filter=wanted[key]) if wanted[key] else Count("pk") for key in keys}
    )
    return [Tab(key, LABELS[key], counts[key], key == current) for key in keys]


def in_tab(user: Any, tab: str, now: datetime) -> Any:
    return PetitionMatter.objects.visible_to(user).filter(conditions(user, now)[tab])


def waiting(user: Any) -> "QuerySet[PetitionMatter]":
    """What the workbench counts: open ones whose next act is this person's, and ended ones still to be told of."""
    found: QuerySet[PetitionMatter] = PetitionMatter.objects.visible_to(user).filter(todo(user))
    return found


def late(user: Any, now: datetime) -> "QuerySet[PetitionMatter]":
    found: QuerySet[PetitionMatter] = PetitionMatter.objects.visible_to(user).overdue(now)
    return found.filter(state__in=OPEN_STATES | TELLABLE_STATES)


def list_rows(rows: Any) -> "QuerySet[PetitionMatter]":
    """Only the columns that a list shows, in one query; the sealed ones stay in the table."""
    found: QuerySet[PetitionMatter] = rows.select_related(
        "place__parent", "community", "competent", "handler"
    ).only(*_ROW)
    return found


def matching(rows: Any, text: str) -> Any:
    """A number, or the name of a place: no words are searched in which somebody could be named."""
    number = read_number(text, "XF", settings.PETITION_SERIES)
    if number:
        return rows.filter(year=number[0], serial=number[1])
    rows = rows.annotate(where=Concat("place__parent__name", "place__name"))
    for word in text.split():
        rows = rows.filter(Q(where__icontains=word) | Q(community__name__icontains=word))
    return rows


def matter_named(user: Any, text: str) -> PetitionMatter | None:
    """The matter of a number as people type it, if the person sees it."""
    number = read_number(text, "XF", settings.PETITION_SERIES)
    if number is None:
        return None
    rows = PetitionMatter.objects.visible_to(user).filter(year=number[0], serial=number[1])
    found: PetitionMatter | None = rows.first()
    return found
