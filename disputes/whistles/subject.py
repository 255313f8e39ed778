"""What the ground asks of calls, whistles, units and their photos; and what a due clock means."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from core.accounts.models import User
from core.clocks.actions import cancel_clock
from core.clocks.models import Clock
from core.clocks.plan import Point
from core.flow.subject import FlowSubject
from disputes.models import CommunityCall, UnitAnswer, Whistle, WhistleCheck, WhistleUnit
from disputes.supervision.actions import is_supervised, issue_order
from disputes.supervision.choices import REQUIREMENTS
from disputes.whistles import policies
from disputes.whistles.actions.ruling import order_for
from disputes.whistles.facts import ANSWER_KIND, CHECK_KIND
from disputes.whistles.flow import CALLS, UNITS, WHISTLES
from disputes.whistles.guards import RIGHTS, STREET_DUTIES
from disputes.whistles.workflow import Tell


class CallSubject(FlowSubject[CommunityCall]):
    """Registered for "community_call"."""

    def __init__(self) -> None:
        super().__init__(CALLS)


class WhistleSubject(FlowSubject[Whistle]):
    """Registered for "whistle": ratifying and a matter on account are the leadership's, the check is the grid's."""

    def __init__(self) -> None:
        super().__init__(WHISTLES)

    def recipients(self, subject: Whistle, clock: Clock, word: str) -> Iterable[User]:
        checks = clock.code == "whistle.check" and word == Tell.HANDLER
        return self.flow.people(Tell.CHECKERS if checks else word, subject)

    def content_ids(self, user: Any, subject_ids: Iterable[int]) -> set[int]:
        """Without those of which a supervisor, as such, sees header and clocks only."""
        rows = Whistle.objects.visible_to(user).filter(pk__in=list(subject_ids))
        return {one.pk for one in rows if policies.sees_content(user, one)}


class UnitSubject(FlowSubject[WhistleUnit]):
    """Registered for "whistle_unit": reminders go to the liaison; three working days late is a supervision order."""

    def __init__(self) -> None:
        super().__init__(UNITS)

    def lock(self, subject_id: int) -> bool:
        if not WhistleUnit.objects.filter(pk=subject_id).exists():
            return False
        UNITS.lock(subject_id)
        return True

    def content_ids(self, user: Any, subject_ids: Iterable[int]) -> set[int]:
        """Without those of whistles of which a supervisor, as such, sees header and clocks only."""
        rows = UNITS.queryset().visible_to(user).filter(pk__in=list(subject_ids))  # type: ignore[attr-defined]
        return {one.pk for one in rows if policies.sees_content(user, one.whistle)}

    def recipients(self, subject: WhistleUnit, clock: Clock, word: str) -> Iterable[User]:
        """An objection waits for the street's leadership, not for the unit."""
        if clock.code in STREET_DUTIES:
            return self.flow.people(Tell.STREET_LEAD, subject)
        return self.flow.people(word, subject)

    def on_clock(self, clock: Clock, point: Point, *, now: datetime, late_by: timedelta | None) -> None:
        """The right to object runs out in silence; every duty reminds, and is supervised when it lies too long."""
        if clock.code in RIGHTS:
            if point.is_due:
                cancel_clock(clock, now=now)
            return
        if point.is_escalation and clock.code not in STREET_DUTIES:
            self._supervise(clock, now)
        super().on_clock(clock, point, now=now, late_by=late_by)

    def _supervise(self, clock: Clock, now: datetime) -> None:
        unit = UNITS.queryset().get(pk=clock.subject_id)
        matter = order_for(unit)
        if is_supervised(matter.kind, matter.pk, department=unit.department):
            return
        issue_order(
            matter,
            actor=None,
            basis=f"{clock.rule.title}超期3个工作日",
            requirement=REQUIREMENTS[0],
            progress=unit.get_state_display(),
            now=now,
        )


class PartSubject:
    """Registered for the kinds of rows that carry photos of their own: an answer, a check. They go with their whistle."""

    def __init__(self, kind: str, model: Any, path: str) -> None:
        self.kind, self.model, self.path = kind, model, path

    def _rows(self) -> Any:
        return self.model.objects.all()

    def label(self, subject_id: int) -> str:
        return str(self._rows().get(pk=subject_id))

    def url(self, subject_id: int) -> str:
        pk = self._rows().values_list(self.path, flat=True).get(pk=subject_id)
        return Whistle.objects.get(pk=pk).get_absolute_url()

    def visible_ids(self, user: Any, subject_ids: Iterable[int]) -> set[int]:
        rows = list(self._rows().filter(pk__in=list(subject_ids)).values_list("pk", self.path))
        whistles = Whistle.objects.visible_to(user).filter(pk__in=[whistle for _, whistle in rows])
        seen = {one.pk for one in whistles if policies.sees_content(user, one)}
        return {pk for pk, whistle in rows if whistle in seen}

    def lock(self, subject_id: int) -> bool:
        return bool(self._rows().filter(pk=subject_id).exists())

    def on_clock(self, clock: Any, point: Any, *, now: datetime, late_by: timedelta | None) -> None:
        """They have no clocks."""


def all_subjects() -> list[Any]:
    return [
        CallSubject(),
        WhistleSubject(),
        UnitSubject(),
        PartSubject(ANSWER_KIND, UnitAnswer, "unit__whistle_id"),
        PartSubject(CHECK_KIND, WhistleCheck, "whistle_id"),
    ]
