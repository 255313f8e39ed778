"""Petition matters under core.flow's engine: who is who, what stands in a notice, when each period begins."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import ClassVar

from django.db import models
from django.utils import timezone

from core.accounts.models import User
from core.flow.engine import Flow
from core.flow.table import ALLOWED, ActOption, Decision
from disputes.models import PetitionMatter
from disputes.petitions import guards, policies, telling, workflow
from disputes.petitions.choices import OPEN_STATES, PetitionState, Stage
from disputes.petitions.facts import KIND, facts
from disputes.petitions.facts import forget as forget_facts

S = PetitionState
# Reached from the value itself, not from the bar of acts.
ELSEWHERE = frozenset({"reveal_contact"})


class PetitionFlow(Flow[PetitionMatter]):
    """workflow.PETITIONS read by core.flow."""

    kind = KIND
    table = workflow.PETITIONS
    states = PetitionState
    who_words = workflow.WHO_WORDS
    noun = "这件信访事项"
    compared = ("state", "handler_id", "competent_id")
    not_a_duty = guards.RIGHTS
    open_states: ClassVar[frozenset[str]] = OPEN_STATES
    next_acts: ClassVar[dict[str, tuple[str, ...]]] = {
        S.RECEIVED: ("propose", "answer", "forward", "give_notice"),
        S.PROPOSED: ("accept", "refuse", "give_notice"),
        S.ACCEPTED: ("assign", "give_notice"),
        S.HANDLING: ("draft_opinion", "tell_extension", "give_notice", "ask_extension"),
        S.EXTENSION: ("decide_extension",),
        S.SIGNING: ("sign_opinion", "send_back"),
        S.SIGNED: ("serve", "tell_extension", "give_notice"),
        S.REPLIED: ("ask_review", "finish"),
        S.REVIEW: ("record_review",),
        S.REVIEWED: ("ask_second", "finish"),
        S.SECOND: ("record_second", "begin_hearing", "end_hearing"),
        S.SECOND_DONE: ("finish",),
        S.FORWARDED: ("give_notice", "receipt", "objection"),
        S.OBJECTED: ("settle_objection",),
        S.GUIDED: ("give_notice",),
        S.NOT_ACCEPTED: ("give_notice",),
        S.DUPLICATE: ("give_notice",),
    }

    def queryset(self) -> "models.QuerySet[PetitionMatter]":
        return PetitionMatter.objects.select_related(
            "place__parent", "community", "competent", "handler", "case", "created_by"
        )

    def holds(self, user: User, who: str, matter: PetitionMatter) -> bool:
        return policies.holds(user, who, matter)

    def forbids(self, user: User, matter: PetitionMatter) -> Decision:
        """Art. 28: whoever has an interest keeps out of it, whatever their post."""
        if user.pk in facts(matter).recused_ids:
            return Decision(False, "recused", "你在这件里已经回避，由别人来办")
        return ALLOWED

    def guard(self, name: str, matter: PetitionMatter, now: datetime) -> str:
        return guards.GUARDS[name](matter, now)

    def people(self, tell: str, matter: PetitionMatter) -> Iterable[User]:
        return [one for one in telling.of_matter(tell, matter) if one.pk not in facts(matter).recused_ids]

    def title(self, matter: PetitionMatter) -> str:
        """May leave the house: number and class, nobody's name and no place."""
        return f"信访事项 {matter.no}（{matter.get_content_display()}）"

    def is_urgent(self, matter: PetitionMatter) -> bool:
        return matter.is_urgent and matter.is_open

    def acts_for(self, user: User, matter: PetitionMatter, now: datetime | None = None) -> list[ActOption]:
        return [one for one in super().acts_for(user, matter, now) if one.act not in ELSEWHERE]

    def forget(self, matter: PetitionMatter) -> None:
        forget_facts(matter)

    def clock_starts(self, matter: PetitionMatter, code: str) -> datetime | None:
        """When the period began in the law's sense; the day itself is not counted, so its first minute stands for it."""
        if code == "petition.notice" or (code == "petition.objection" and not matter.competent_id):
            return matter.received_at
        if code == "petition.finish":
            return matter.received_at if matter.counts_from_receipt and not matter.round else None
        known = facts(matter)
        first, second = known.review(Stage.FIRST), known.review(Stage.SECOND)
        began: dict[str, date | None] = {
            "petition.review.ask": known.opinion.served_on if known.opinion else None,
            "petition.review.decide": first.asked_on if first else None,
            "petition.second.ask": first.replied_on if first else None,
            "petition.second.decide": second.asked_on if second else None,
        }
        day = began.get(code)
        return timezone.make_aware(datetime.combine(day, time.min)) if day else None

    def clock_due(self, matter: PetitionMatter, code: str) -> datetime | None:
        """The receipt of a forwarded matter is due on the day that was written to the unit."""
        return matter.receipt_due_at if code == "petition.receipt" else None


PETITIONS = PetitionFlow()
