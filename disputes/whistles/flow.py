"""Calls, whistles and units under core.flow's engine: who is who, whom to tell, and what stands in a notice.

Order of locks: call, whistle, its units, the origin, the calendar, clocks, the ledger (hold takes the first five)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.db import models

from core.accounts.models import User
from core.clocks.store import hold_calendar
from core.flow.engine import Flow, Step
from disputes.models import CommunityCall, Whistle, WhistleUnit
from disputes.whistles import clockwork, guards, origins, policies, telling, workflow
from disputes.whistles.choices import (
    ENDED_STATES,
    LIVE_STATES,
    CallState,
    UnitState,
    WhistleKind,
    WhistleState,
)
from disputes.whistles.facts import CALL_KIND, KIND
from disputes.whistles.facts import forget as forget_facts


class CallFlow(Flow[CommunityCall]):
    """workflow.CALLS read by core.flow."""

    kind = CALL_KIND
    table = workflow.CALLS
    states = CallState
    who_words = workflow.WHO_WORDS
    noun = "这次呼叫"
    compared = ("state", "title", "problem", "asked")
    open_states: ClassVar[frozenset[str]] = frozenset({CallState.WAITING, CallState.TAKEN})

    def queryset(self) -> "models.QuerySet[CommunityCall]":
        return CommunityCall.objects.select_related("community", "place__parent", "created_by")

    def holds(self, user: User, who: str, call: CommunityCall) -> bool:
        return policies.holds_call(user, who, call)

    def people(self, tell: str, call: CommunityCall) -> Iterable[User]:
        return telling.of_call(tell, call)

    def title(self, call: CommunityCall) -> str:
        return f"{call.title}（{call.community.name}呼叫{call.no}）"


class WhistleFlow(Flow[Whistle]):
    """workflow.WHISTLES read by core.flow."""

    kind = KIND
    table = workflow.WHISTLES
    states = WhistleState
    who_words = workflow.WHO_WORDS
    noun = "这次吹哨"
    compared = ("state", "kind", "title", "task", "basis")
    always_named: ClassVar[tuple[str, ...]] = ("close",)
    open_states = LIVE_STATES

    def queryset(self) -> "models.QuerySet[Whistle]":
        return Whistle.objects.select_related("community", "grid", "place__parent", "call", "created_by")

    def holds(self, user: User, who: str, whistle: Whistle) -> bool:
        return policies.holds(user, who, whistle)

    def guard(self, name: str, whistle: Whistle, now: datetime) -> str:
        return guards.WHISTLE_GUARDS[name](whistle, now)

    def people(self, tell: str, whistle: Whistle) -> Iterable[User]:
        return telling.of_whistle(tell, whistle)

    def title(self, whistle: Whistle) -> str:
        return telling.title(whistle)

    def is_urgent(self, whistle: Whistle) -> bool:
        return whistle.kind == WhistleKind.EMERGENCY and whistle.state not in ENDED_STATES

    def forget(self, whistle: Whistle) -> None:
        forget_facts(whistle)

    def refresh_due(self, whistle: Whistle) -> list[str]:
        return clockwork.refresh_whistle(whistle)

    def before_save(self, current: Step[Whistle]) -> None:
        current.detail.setdefault("no", current.subject.no)

    def tell(self, current: Step[Whistle], event: Any) -> None:
        super().tell(current, event)
        whistle = current.subject
        if current.row.act == "issue" and not guards.waits_for_ratifying(whistle, current.now):
            self.notify(
                telling.of_whistle(workflow.Tell.STREET_LEAD, whistle),
                kind="todo",
                title=f"请24小时内追认：{self.title(whistle)}",
                subject=whistle,
                key=f"{KIND}:{whistle.pk}:ratify",
                actor=current.actor,
                now=current.now,
            )


class UnitFlow(clockwork.UnitClocks, Flow[WhistleUnit]):
    """workflow.UNITS read by core.flow. Its notices are about the whistle: one matter, one thread in the inbox."""

    table = workflow.UNITS
    states = UnitState
    who_words = workflow.WHO_WORDS
    noun = "这张吹哨单"
    compared = ("state", "is_lead", "plan")
    not_a_duty = guards.RIGHTS

    def queryset(self) -> "models.QuerySet[WhistleUnit]":
        return WhistleUnit.objects.select_related(
            "whistle__community",
            "whistle__grid",
            "whistle__place__parent",
            "whistle__call",
            "department",
            "liaison",
        )

    def lock(self, pk: int) -> WhistleUnit:
        """The whistle's row first, then the unit's: whoever moves either finds the other still."""
        whistle_id = WhistleUnit.objects.values_list("whistle_id", flat=True).get(pk=pk)
        Whistle.objects.select_for_update(no_key=True).get(pk=whistle_id)
        return super().lock(pk)

    def holds(self, user: User, who: str, unit: WhistleUnit) -> bool:
        return policies.holds_unit(user, who, unit)

    def guard(self, name: str, unit: WhistleUnit, now: datetime) -> str:
        return guards.UNIT_GUARDS[name](unit, now)

    def people(self, tell: str, unit: WhistleUnit) -> Iterable[User]:
        return telling.of_unit(tell, unit)

    def title(self, unit: WhistleUnit) -> str:
        return telling.title(unit.whistle)

    def is_urgent(self, unit: WhistleUnit) -> bool:
        return WHISTLES.is_urgent(unit.whistle)

    def forget(self, unit: WhistleUnit) -> None:
        forget_facts(unit.whistle)

    def refresh_due(self, unit: WhistleUnit) -> list[str]:
        """The unit's own nearest duty, and with it the whistle's."""
        due = super().refresh_due(unit)
        unit.whistle.save(update_fields=clockwork.refresh_whistle(unit.whistle))
        return due

    def before_save(self, current: Step[WhistleUnit]) -> None:
        unit = current.subject
        current.detail |= {
            "whistle": unit.whistle_id,
            "no": unit.whistle.no,
            "department": unit.department_id,
        }

    def notify(
        self,
        people: Iterable[User],
        *,
        kind: str,
        title: str,
        subject: WhistleUnit,
        key: str,
        now: datetime,
        **more: Any,
    ) -> None:
        WHISTLES.notify(people, kind=kind, title=title, subject=subject.whistle, key=key, now=now, **more)


CALLS = CallFlow()
WHISTLES = WhistleFlow()
UNITS = UnitFlow()


def hold(whistle: Whistle | None = None, *, call: CommunityCall | None = None) -> None:
    """Take the row locks of an act that moves more than one row, before any of them writes to the ledger."""
    if call is not None:
        CommunityCall.objects.select_for_update(no_key=True).get(pk=call.pk)
    if whistle is not None:
        Whistle.objects.select_for_update(no_key=True).get(pk=whistle.pk)
        list(WhistleUnit.objects.select_for_update(no_key=True).filter(whistle=whistle.pk).order_by("pk"))
        origins.hold(whistle)
    hold_calendar()
