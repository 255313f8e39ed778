"""The flow of visits: plan, go, move, correct. No outcome leads anywhere but to 已走访 (domain.md H3, H5)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.utils import timezone

from core.accounts.models import User
from core.flow.engine import Flow
from core.flow.table import Transition, row
from grids.scope import Scope
from residents.choices_visits import VisitState
from residents.flows import posts
from residents.models import LeaderContact, Visit

KIND = "visit"
AMEND_DAYS = 7


class Who(StrEnum):
    STAFF = "staff"


class Tell(StrEnum):
    WORKERS = "workers"


S = VisitState
# fmt: off
_ROWS = (
    row("record", "登记走访", {S.PLANNED}, to=(S.DONE,), who=(Who.STAFF,), row="H3", needs=("outcome",)),
    row("move", "改约或换人", {S.PLANNED}, to=(), who=(Who.STAFF,), row="H3", needs=("planned_at",),
        tells=(Tell.WORKERS,)),
    row("cancel", "取消约定", {S.PLANNED}, to=(S.CANCELLED,), who=(Who.STAFF,), row="H3", tells=(Tell.WORKERS,)),
    row("finish_follow_up", "后续已办好", {S.DONE}, to=(), who=(Who.STAFF,), row="H3", needs=("text",),
        guards=("follow_up_open",)),
    row("amend", "更正记录", {S.DONE}, to=(), who=(Who.STAFF,), row="H3", needs=("reason",), guards=("made_lately",)),
    row("note", "记一笔", {S.PLANNED, S.DONE}, to=(), who=(Who.STAFF,), row="H3", is_talk=True, needs=("text",)),
)
# fmt: on
VISIT_ACTS: dict[str, Transition] = {one.act: one for one in _ROWS}


class VisitFlow(Flow[Visit]):
    kind = KIND
    table = VISIT_ACTS
    states = VisitState
    who_words: ClassVar[dict[str, str]] = {
        Who.STAFF: "本网格、本社区、综治中心或联系领导",
    }
    noun = "这次走访"
    compared = ("state", "planned_at", "outcome")
    open_states = frozenset({S.PLANNED})
    next_acts: ClassVar[dict[str, tuple[str, ...]]] = {
        S.PLANNED: ("record", "move"),
        S.DONE: ("finish_follow_up",),
    }

    def queryset(self) -> models.QuerySet[Visit]:
        return Visit.objects.select_related(
            "place__parent", "dwelling", "household", "grid", "community", "contact", "campaign"
        )

    def title(self, visit: Visit) -> str:
        """May leave the house: a task at an estate, no door and no reason."""
        estate = visit.place.parent if visit.place.level == "building" else visit.place
        return f"走访 {estate}（{visit.no}）"

    def holds(self, user: User, who: str, visit: Visit) -> bool:
        if who != Who.STAFF:
            return False
        return posts.works_there(Scope.of(user), visit) or in_contact(user, visit.contact)

    def guard(self, name: str, visit: Visit, now: datetime) -> str:
        if name == "follow_up_open":
            is_open = visit.follow_up_on is not None and visit.followed_up_at is None
            return "" if is_open else "这次走访没有留下要办的后续"
        late = visit.visited_at is not None and now - visit.visited_at > timedelta(days=AMEND_DAYS)
        return f"走访过了{AMEND_DAYS}天，不再更正。要补充请「记一笔」" if late else ""

    def people(self, tell: str, visit: Visit) -> Iterable[User]:
        return visit.workers.filter(is_active=True) if tell == Tell.WORKERS else ()


def in_contact(user: User, contact: LeaderContact | None) -> bool:
    """The street leader whose contact it is, while it lasts and while they hold a post of the street."""
    if contact is None or contact.leader_id != user.pk or not Scope.of(user).street_roles:
        return False
    today = timezone.localdate()
    return contact.valid_from <= today and (contact.valid_to is None or contact.valid_to >= today)


VISITS = VisitFlow()
