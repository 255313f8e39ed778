"""What the ground asks of a petition matter, and what a due clock means."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from core.accounts.models import User
from core.clocks.models import Clock
from core.clocks.plan import Point
from core.flow.subject import FlowSubject
from disputes.models import PetitionMatter
from disputes.petitions import policies, telling
from disputes.petitions.actions.handling import count_from_receipt
from disputes.petitions.facts import facts
from disputes.petitions.flow import PETITIONS
from disputes.petitions.guards import RIGHTS


class PetitionSubject(FlowSubject[PetitionMatter]):
    """Registered for "petition"."""

    def __init__(self) -> None:
        super().__init__(PETITIONS)

    def content_ids(self, user: Any, subject_ids: Iterable[int]) -> set[int]:
        """Letters and enclosures name the citizen: the handler and the intake desk alone read them."""
        rows = PetitionMatter.objects.visible_to(user).filter(pk__in=list(subject_ids))
        return {one.pk for one in rows if policies.sees_contact(user, one)}

    def recipients(self, subject: PetitionMatter, clock: Clock, word: str) -> Iterable[User]:
        recused = facts(subject).recused_ids
        return [one for one in telling.of_matter(word, subject, code=clock.code) if one.pk not in recused]

    def on_clock(self, clock: Clock, point: Point, *, now: datetime, late_by: timedelta | None) -> None:
        """A right runs out in silence. Day 15 without a notice turns the sixty days back to the receipt (F5)."""
        if clock.code in RIGHTS:
            return
        if clock.code == "petition.notice" and point.is_due:
            count_from_receipt(clock.subject_id, now=now)
        super().on_clock(clock, point, now=now, late_by=late_by)
