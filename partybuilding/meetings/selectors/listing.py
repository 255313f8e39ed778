"""The lists of meetings and topics, and what waits for a person among them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from core.flow.lights import light_of
from core.ui.filters import Tab
from grids.choices import COMMUNITY_ROLES, Role
from grids.scope import Scope
from partybuilding.choices import AT_MEETING, MeetingState, TopicState
from partybuilding.meetings.querysets import MeetingQuerySet, TopicQuerySet, seat_of
from partybuilding.models import BodyMember, JointMeeting, MeetingTopic, PartyJointBody

M, T = MeetingState, TopicState
# A meeting is in a member's way a week before.
WEEK = timedelta(days=7)
_TABS: dict[str, str] = {
    "todo": "要我办",
    "waiting": "待上会",
    "agenda": "议程里",
    "done": "已有结果",
    "all": "全部",
}
_CONDITIONS = {
    "waiting": Q(state__in=[T.PROPOSED, T.ACCEPTED, T.DEFERRED]),
    "agenda": Q(state__in=AT_MEETING),
    "done": Q(state__in=[T.RESOLVED, T.HANDED_ON, T.DECLINED, T.MERGED]),
    "all": Q(),
}


def bodies_of(user: Any) -> list[PartyJointBody]:
    return list(PartyJointBody.objects.visible_to(user).order_by("pk"))


def _kept(user: Any, scope: Scope) -> Q:
    """Of a body that the person prepares."""
    kept = Q(pk__in=[])
    if Role.MEETING_SECRETARY in scope.street_roles:
        kept |= Q(body__community__isnull=True)
    if communities := scope.communities_as(*COMMUNITY_ROLES):
        kept |= Q(body__community__in=communities)
    return kept


def _chaired(scope: Scope) -> Q:
    chaired = Q(pk__in=[])
    if Role.STREET_LEAD in scope.street_roles:
        chaired |= Q(body__community__isnull=True)
    if communities := scope.communities_as(Role.COMMUNITY_LEAD):
        chaired |= Q(body__community__in=communities)
    return chaired


def meetings_to_do(user: Any, now: datetime) -> MeetingQuerySet:
    """Whose next step is this person's: to prepare, to sign, to attend within the week. By joint_meeting_state."""
    scope = Scope.of(user)
    soon = Q(state=M.CALLED, held_at__lte=now + WEEK)
    steps = (
        Q(state__in=[M.PROPOSED, M.OPEN, M.HELD, M.SIGNED]) | soon | Q(state=M.CALLED, papers_at__isnull=True)
    )
    mine = _kept(user, scope) & steps
    mine |= _chaired(scope) & (Q(state=M.DRAFTED) | soon)
    seats = BodyMember.objects.serving(scope.on).filter(seat_of(user, scope), body=OuterRef("body"))
    mine |= soon & Q(Exists(seats))
    return JointMeeting.objects.visible_to(user).filter(mine)


def topics_to_do(user: Any) -> TopicQuerySet:
    """Topics that wait for the office: to be screened, to be put on an agenda. By topic_body_state."""
    rows = MeetingTopic.objects.visible_to(user)
    return rows.filter(_kept(user, Scope.of(user)), state__in=[T.PROPOSED, T.ACCEPTED, T.DEFERRED])


@dataclass
class Group:
    """One body's meetings of a year."""

    body: PartyJointBody
    rows: list[tuple[JointMeeting, str, str]] = field(default_factory=list)


def years(user: Any, this_year: int) -> list[int]:
    known = JointMeeting.objects.visible_to(user).order_by().values_list("year", flat=True).distinct()
    return sorted({*known, this_year}, reverse=True)


def by_body(rows: Any, now: datetime) -> list[Group]:
    """In one query, each with the number of its topics and decisions."""
    counted = rows.select_related("body").annotate(
        topics_count=Count("agenda", distinct=True), decisions_count=Count("decisions", distinct=True)
    )
    ordered = counted.order_by("body", "period", "held_at", "pk")
    return [
        Group(body, [(one, *_light(one, now)) for one in members])
        for body, members in groupby(ordered, key=lambda one: one.body)
    ]


def _light(meeting: JointMeeting, now: datetime) -> tuple[str, str]:
    """A slot whose period is far away shows no clock yet."""
    light, words = light_of(meeting, now)
    return ("", "") if light == "normal" and meeting.state == M.SLOT else (light, words)


def topic_tabs(user: Any, current: str) -> list[Tab]:
    """With true counts in one query; the first with something in it opens when none is named."""
    mine = _kept(user, Scope.of(user)) & Q(state__in=[T.PROPOSED, T.ACCEPTED, T.DEFERRED])
    known = {"todo": mine, **_CONDITIONS}
    counts = MeetingTopic.objects.visible_to(user).aggregate(
        **{key: Count("pk", filter=condition, distinct=True) for key, condition in known.items()}
    )
    chosen = current if current in _TABS else next((key for key in _TABS if counts[key]), "all")
    return [Tab(key, label, counts[key], key == chosen) for key, label in _TABS.items()]


def topics_in_tab(user: Any, tab: str) -> TopicQuerySet:
    if tab == "todo":
        return topics_to_do(user)
    return MeetingTopic.objects.visible_to(user).filter(_CONDITIONS[tab])


def topic_rows(rows: Any) -> Any:
    """With what a row shows; origins are counted."""
    return (
        rows.select_related("body", "community", "meeting", "meeting__body")
        .annotate(origins_count=Count("origins", distinct=True))
        .order_by("-last_act_at", "-pk")
    )
