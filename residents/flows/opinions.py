"""The flow of opinions: who is who for one of them, what a guard says, whom a word means."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from core.accounts.models import User
from core.flow.engine import Flow
from core.flow.table import ActOption, Decision, Transition
from grids.choices import Role
from grids.scope import Scope
from residents.choices_visits import OPEN_STATES, Desk, OpinionState
from residents.flows import posts
from residents.flows.opinions_table import OPINION_ACTS, WHO_WORDS, Tell, Who
from residents.models import Opinion
from residents.querysets import COMMUNITY_ROLES, STREET_ROLES

S = OpinionState
KIND = "opinion"
# Reached from the value itself, not from the bar of acts.
ELSEWHERE = frozenset({"reveal_contact"})
REWORK_DAYS = 30


class OpinionFlow(Flow[Opinion]):
    """residents.flows.opinions_table read by core.flow."""

    kind = KIND
    table = OPINION_ACTS
    states = OpinionState
    who_words: ClassVar[dict[str, str]] = WHO_WORDS
    noun = "这条意见"
    compared = ("state", "desk", "category", "holder_id")
    # What people look for most is told of with the reason while it is not its turn.
    always_named = ("reply",)
    open_states = OPEN_STATES
    next_acts: ClassVar[dict[str, tuple[str, ...]]] = {
        S.RAISED: ("classify", "convert"),
        S.HANDLING: ("reply", "handle", "convert"),
        S.CONVERTED: ("tell_progress",),
        S.REPLIED: ("rate", "rework"),
    }

    def queryset(self) -> models.QuerySet[Opinion]:
        return Opinion.objects.select_related("place__parent", "dwelling", "grid", "community", "holder")

    def title(self, opinion: Opinion) -> str:
        """May leave the house: the kind of matter and its estate, no door and nobody's words."""
        estate = opinion.place.parent if opinion.place.level == "building" else opinion.place
        return f"{opinion.get_topic_display()} {estate}（{opinion.no}）"

    def holds(self, user: User, who: str, opinion: Opinion) -> bool:
        scope = Scope.of(user)
        if who == Who.RAISER:
            return opinion.created_by_id == user.pk
        if who == Who.STAFF:
            return posts.works_there(scope, opinion)
        if who == Who.ANSWERER:
            return answers(scope, opinion)
        if who == Who.LEAD:
            return posts.leads_at(scope, opinion.desk, opinion)
        if who == Who.MARKER:
            at_community = opinion.community_id in scope.communities_as(*COMMUNITY_ROLES)
            return at_community or bool(scope.street_roles & STREET_ROLES)
        return False

    def guard(self, name: str, opinion: Opinion, now: datetime) -> str:
        return _GUARDS[name](opinion, now)

    def by_state(self, row: Transition, opinion: Opinion, now: datetime) -> Decision:
        """The answer waits for what it was turned into; say so instead of naming states."""
        if row.act == "reply" and opinion.state == OpinionState.CONVERTED:
            return Decision(
                False,
                "state",
                f"转办的{opinion.target_no}还没有结果。可以先「告知居民进展」，有结果后再答复",
            )
        if row.act == "reply" and opinion.state == OpinionState.RAISED:
            return Decision(False, "state", "还没有分类。先「分类」，定下由谁答复")
        return super().by_state(row, opinion, now)

    def acts_for(self, user: User, opinion: Opinion, now: datetime | None = None) -> list[ActOption]:
        return [one for one in super().acts_for(user, opinion, now) if one.act not in ELSEWHERE]

    def people(self, tell: str, opinion: Opinion) -> Iterable[User]:
        """Words of the table, and those of the reminders of a rule."""
        if tell == Tell.SORTER:
            return sorters(opinion)
        if tell in (Tell.ANSWERER, "handler"):
            return sorters(opinion) if opinion.state == OpinionState.RAISED else answerers(opinion)
        if tell == "lead":
            return posts.leads_of(opinion.desk, opinion)
        if tell in ("next_tier", "supervision"):
            return posts.leads_of(min(opinion.desk + 1, Desk.STREET), opinion)
        return set()

    def clock_starts(self, opinion: Opinion, code: str) -> datetime | None:
        """The first clock belongs to the resident: from when they said it. A later one begins with the act."""
        later = opinion.told_at or opinion.replied_at or opinion.target_ended_at
        return None if later else opinion.recorded_at

    def conflicting(self, opinion: Opinion) -> dict[str, Any]:
        return super().conflicting(opinion) | {"holder": str(opinion.holder or "—")}


def answers(scope: Scope, opinion: Opinion) -> bool:
    """Staff of the desk that owes the answer; the secretary answers for a grid too."""
    if posts.works_at(scope, opinion.desk, opinion):
        return True
    led = opinion.community_id in scope.communities_as(Role.COMMUNITY_LEAD)
    return opinion.desk == Desk.GRID and led


def sorters(opinion: Opinion) -> set[User]:
    """Who says what kind it is and who answers: the community's desk; the street's for what the street took in."""
    return posts.staff_of(max(opinion.desk, Desk.COMMUNITY), opinion)


def answerers(opinion: Opinion) -> set[User]:
    """The one who took it on, or all of the desk that owes the answer."""
    holder = opinion.holder
    if holder is not None and holder.is_active and answers(Scope.of(holder), opinion):
        return {holder}
    return posts.staff_of(opinion.desk, opinion)


def _answered_lately(opinion: Opinion, now: datetime) -> str:
    since = opinion.closed_at or opinion.replied_at
    if since is None or now - since <= timedelta(days=REWORK_DAYS):
        return ""
    day = timezone.localtime(since)
    return f"{day.month}月{day.day}日已答复，过了{REWORK_DAYS}天。问题又出现的，请登记一条新意见"


_GUARDS = {"answered_lately": _answered_lately}
OPINIONS = OpinionFlow()
