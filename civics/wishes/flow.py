"""Wishes under core.flow's engine: who is who, whom to tell."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import ClassVar

from django.db import models

from civics.models import MicroWish
from civics.telling import community_people, leads_of, street_people
from civics.wishes import guards, policies, workflow
from civics.wishes.choices import OPEN_STATES, WishState
from civics.wishes.workflow import Tell
from core.accounts.models import User
from core.flow.engine import Flow, Step
from core.flow.table import ActOption
from grids.choices import Role
from grids.selectors import holders

S = WishState
KIND = "micro_wish"
CLAIM_RULE = "wish.claim"


class WishFlow(Flow[MicroWish]):
    """workflow.WISHES read by core.flow."""

    kind = KIND
    table = workflow.WISHES
    states = WishState
    who_words = workflow.WHO_WORDS
    noun = "这个心愿"
    open_states = OPEN_STATES
    next_acts: ClassVar[Mapping[str, tuple[str, ...]]] = {
        S.COLLECTED: ("check",),
        S.CHECKED: ("publish",),
        S.PUBLISHED: ("accept_claim", "take", "enter_claim"),
        S.CLAIMED: ("deliver",),
        S.DELIVERED: ("confirm",),
        S.CONFIRMED: ("close",),
        S.CLOSED: ("tell_story",),
    }

    def queryset(self) -> "models.QuerySet[MicroWish]":
        return MicroWish.objects.select_related("community", "claim", "claimer", "claimer_unit")

    def holds(self, user: User, who: str, wish: MicroWish) -> bool:
        return policies.holds(user, who, wish)

    def guard(self, name: str, wish: MicroWish, now: datetime) -> str:
        return guards.GUARDS[name](wish, now)

    def people(self, tell: str, wish: MicroWish) -> Iterable[User]:
        answers: dict[str, Callable[[], set[User]]] = {
            Tell.HANDLER: lambda: community_people(wish.community_id),
            Tell.LEAD: lambda: leads_of(wish.community_id),
            Tell.NEXT_TIER: street_people,
            Tell.SUPERVISION: street_people,
            Tell.CLAIMER: lambda: _claimers(wish),
        }
        return answers[tell]()

    def title(self, wish: MicroWish) -> str:
        """May leave the house: what and where, nobody's name."""
        return f"微心愿 {wish.community.name}（{wish.no}）"

    def acts_for(self, user: User, wish: MicroWish, now: datetime | None = None) -> list[ActOption]:
        return [one for one in super().acts_for(user, wish, now) if one.act not in workflow.INSIDE]

    def before_save(self, current: Step[MicroWish]) -> None:
        current.detail.setdefault("no", current.subject.no)


def _claimers(wish: MicroWish) -> set[User]:
    """A colleague who claimed it, or the liaisons of the unit that did."""
    found = {wish.claimer} if wish.claimer is not None and wish.claimer.is_active else set()
    if wish.claimer_unit_id is not None:
        found |= set(holders(Role.DEPT_LIAISON, department=wish.claimer_unit_id))
    return found


WISHES = WishFlow()
