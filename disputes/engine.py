"""How one act moves one case: core.flow's engine with the case's own timeline, clocks and people.

with step(dispute, "escalate", actor=user, version=form_version, now=now) as s:
    Escalation.objects.create(dispute=s.dispute, ...)
    s.move(State.ESCALATION_PENDING)
    s.say("说明", public="已上报街道")
"""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, ClassVar

from django.db import models

from core.accounts.models import User
from core.flow.engine import Flow, event_facts
from core.flow.engine import Step as FlowStep
from core.flow.table import ALLOWED, ActOption, Decision, Transition
from disputes import clockwork, guards, opinions, policies, telling
from disputes.choices import OPEN_STATES, State
from disputes.hotline import cases as hotline
from disputes.models import Dispute, DisputeEvent
from disputes.workflow import AT_HOME, TRANSITIONS, WHO_WORDS, Tell, Who
from grids.choices import AreaLevel

KIND = clockwork.KIND


class Step(FlowStep[Dispute]):
    """One act on a case under way."""

    @property
    def dispute(self) -> Dispute:
        return self.subject


class CaseFlow(clockwork.CaseClocks, Flow[Dispute]):
    """The case machine: disputes.workflow read by core.flow."""

    table = TRANSITIONS
    states = State
    who_words: ClassVar[dict[Any, str]] = WHO_WORDS
    noun = "这件案件"
    compared = ("state", "tier", "holder_id", "severity", "alert")
    not_a_duty = clockwork.NOT_A_DUTY
    always_named = ("close", "archive")
    open_states = OPEN_STATES

    def queryset(self) -> models.QuerySet[Dispute]:
        return Dispute.objects.select_related("place__parent", "grid", "community")

    def holds(self, user: User, who: str, dispute: Dispute) -> bool:
        return policies.holds(user, Who(who), dispute)

    def guard(self, name: str, dispute: Dispute, now: datetime) -> str:
        return guards.GUARDS[name](dispute, now)

    def people(self, tell: str, dispute: Dispute) -> Iterable[User]:
        return telling.people(dispute, Tell(tell))

    def forbids(self, user: User, dispute: Dispute) -> Decision:
        """Somebody who stepped aside from a case acts on it no more."""
        if guards.facts(dispute).recused(user.pk):
            return Decision(False, "recused", "你已回避这件案件，不能再办理")
        return ALLOWED

    def acts_for(self, user: User, dispute: Dispute, now: datetime | None = None) -> list[ActOption]:
        options = super().acts_for(user, dispute, now)
        return [one for one in options if one.allowed or one.act not in AT_HOME]

    def forget(self, dispute: Dispute) -> None:
        dispute.__dict__.pop("_facts", None)

    def events_since(self, dispute: Dispute, version: int) -> list[DisputeEvent]:
        rows = dispute.events.filter(version__gt=version)
        return list(rows.select_related("actor").order_by("version"))

    def conflicting(self, dispute: Dispute) -> dict[str, Any]:
        return super().conflicting(dispute) | {"holder": str(dispute.holder or "—")}

    def begin(self, dispute: Dispute, row: Transition, actor: User | None, now: datetime) -> Step:
        return Step(dispute, row, actor, now)

    def lock(self, pk: int) -> Dispute:
        opinions.hold([pk])
        hotline.hold([pk])
        return super().lock(pk)

    def before_save(self, current: FlowStep[Dispute]) -> None:
        current.detail.setdefault("no", current.subject.no)
        if "stop:CK1" in current.row.clocks and current.subject.first_contact_at is None:
            # Whatever ends the first-contact clock was a talk with the parties.
            current.set(first_contact_at=current.now)

    def write_event(self, current: FlowStep[Dispute], kind: str) -> DisputeEvent:
        dispute = current.subject
        return DisputeEvent.objects.create(
            dispute=dispute, tier=dispute.tier, **stands(dispute), **event_facts(current, kind)
        )

    def tell(self, current: FlowStep[Dispute], event: DisputeEvent) -> None:
        telling.tell(current.subject, current.row, event, now=current.now)
        opinions.pass_on(current)
        hotline.pass_on(current)


def stands(dispute: Dispute) -> dict[str, int | None]:
    """The ids of the community, the estate and the grid in which the case lies now."""
    place = dispute.place
    estate = {AreaLevel.ESTATE: place.pk, AreaLevel.BUILDING: place.parent_id}.get(AreaLevel(place.level))
    return {"community_id": dispute.community_id, "estate_id": estate, "grid_id": dispute.grid_id}


CASES = CaseFlow()


def step(
    dispute: Dispute | int,
    act: str,
    *,
    actor: User | None,
    version: int | None = None,
    now: datetime | None = None,
) -> AbstractContextManager[Step]:
    """Run one act of the table on a case (core.flow.engine.Flow.step)."""
    return CASES.step(dispute, act, actor=actor, version=version, now=now)  # type: ignore[return-value]


def lock(pk: int) -> Dispute:
    """The case's row lock, the first lock of every act. A merged or moved case is still the same row."""
    return CASES.lock(pk)
