"""Action items under core.flow's engine: who is who, which clock, whom to tell.

Order of locks: opinions and the topic that became the item, the item, the counter of orders, an order, the calendar, clocks, the ledger."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models

from core.accounts.models import User
from core.clocks.counting import end_of
from core.clocks.models import DeadlineRule
from core.flow.engine import Flow, Step
from core.flow.table import ALLOWED, ActOption, Decision, Transition
from grids.scope import Scope
from partybuilding.choices_items import UNFINISHED, ItemState
from partybuilding.items import guards, later, opinions, policies, talks, telling, workflow
from partybuilding.models import ActionItem

S = ItemState
KIND, ENTRY_KIND, CHECK_KIND = guards.KIND, guards.ENTRY_KIND, guards.CHECK_KIND
ACTION, PROGRESS, CHECK = "meeting.action", "meeting.progress", "meeting.check"


class ItemFlow(Flow[ActionItem]):
    """workflow.ITEMS read by core.flow."""

    kind = KIND
    table = workflow.ITEMS
    states = ItemState
    who_words = workflow.WHO_WORDS
    noun = "这件任务"
    compared = ("state", "what", "due_on", "percent")
    # A month without a word reminds the unit; the task itself is not late by it.
    not_a_duty = frozenset({PROGRESS})
    always_named = frozenset({"clear"})
    open_states = UNFINISHED
    next_acts: ClassVar[Mapping[str, tuple[str, ...]]] = {
        S.OPEN: ("take", "claim"),
        S.IN_PROGRESS: ("progress", "claim_done"),
        S.EXTENDED: ("approve_extension", "refuse_extension", "progress"),
        S.CLAIMED_DONE: ("verify", "refuse"),
        S.VERIFIED: ("clear",),
        S.ON_ACCOUNT: ("resume",),
    }

    def queryset(self) -> "models.QuerySet[ActionItem]":
        return ActionItem.objects.select_related("body", "decision", "community", "lead")

    def holds(self, user: User, who: str, item: ActionItem) -> bool:
        return policies.holds(user, who, item)

    def by_role(self, user: User, row: Transition, item: ActionItem) -> Decision:
        """E7: the doer's own people neither verify nor strike off, whatever other post they hold."""
        decision = super().by_role(user, row, item)
        mine = row.act in workflow.NOT_BY_THE_DOER and policies.is_doer(Scope.of(user), item)
        if decision.allowed and mine:
            return Decision(False, "self", "自己办的不能自己核实、销号，要由别人来做")
        return decision if not decision.allowed else ALLOWED

    def guard(self, name: str, item: ActionItem, now: datetime) -> str:
        return guards.GUARDS[name](item, now)

    def people(self, tell: str, item: ActionItem) -> Iterable[User]:
        return telling.people(tell, item)

    def title(self, item: ActionItem) -> str:
        return telling.title(item)

    def acts_for(self, user: User, item: ActionItem, now: datetime | None = None) -> list[ActOption]:
        return [one for one in super().acts_for(user, item, now) if one.act not in workflow.INSIDE]

    def forget(self, item: ActionItem) -> None:
        later.forget(item)

    def clock_due(self, item: ActionItem, code: str) -> datetime | None:
        """The office's close on the day that the meeting gave."""
        return day_ends(item.due_on) if code == ACTION else None

    def lock(self, pk: int) -> ActionItem:
        opinions.hold(pk)
        talks.hold_behind(pk)
        return super().lock(pk)

    def before_save(self, current: Step[ActionItem]) -> None:
        current.detail.setdefault("no", current.subject.no)

    def tell(self, current: Step[ActionItem], event: Any) -> None:
        super().tell(current, event)
        opinions.pass_on(current)
        talks.pass_on(current)


def day_ends(day: date) -> datetime:
    """When a given day of a task is over, by the current rule."""
    return end_of(day, DeadlineRule.objects.current().get(code=ACTION).span())


ITEMS = ItemFlow()
