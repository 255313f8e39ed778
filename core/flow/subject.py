"""What the ground asks of a row under a flow: its name, its page, who sees it, and what a due clock means."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db import models

from core.accounts.models import User
from core.clocks.models import Clock
from core.clocks.plan import MOVED, Point
from core.flow.engine import Flow

M = TypeVar("M", bound=models.Model)

_WORDS = {
    "share": "时限过了{share}",
    "due": "已到期",
    "after": "超期3个工作日，请督办",
    "late": "已超期{days}天",
    "day": "提醒",
    "moved": "日期有变",
}


class FlowSubject(Generic[M]):
    """Registered with core.subjects by the app's ready(): `subjects.register(FlowSubject(OPINIONS))`.

    The model's manager must offer `visible_to(user)`, its rows `get_absolute_url()`."""

    def __init__(self, flow: Flow[M]) -> None:
        self.flow = flow
        self.kind = flow.kind

    def _rows(self) -> Any:
        return self.flow.queryset()

    def label(self, subject_id: int) -> str:
        return str(self._rows().get(pk=subject_id))

    def url(self, subject_id: int) -> str:
        return str(self._rows().get(pk=subject_id).get_absolute_url())

    def links(self, subject_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
        """Title and page of many rows with one query: what the inbox shows."""
        rows = self._rows().filter(pk__in=list(subject_ids))
        return {row.pk: (str(row), row.get_absolute_url()) for row in rows}

    def visible_ids(self, user: Any, subject_ids: Iterable[int]) -> set[int]:
        return set(
            self._rows().visible_to(user).filter(pk__in=list(subject_ids)).values_list("pk", flat=True)
        )

    def lock(self, subject_id: int) -> bool:
        return bool(self._rows().select_for_update(of=("self",), no_key=True).filter(pk=subject_id).first())

    def on_clock(self, clock: Clock, point: Point, *, now: datetime, late_by: timedelta | None) -> None:
        """Remind those whom the rule names. Time that changes a state is a subclass's to say."""
        subject = self._rows().get(pk=clock.subject_id)
        if point.kind == MOVED:
            subject.save(update_fields=self.flow.refresh_due(subject))
        self.remind(subject, clock, point, now=now, late_by=late_by)

    def recipients(self, subject: M, clock: Clock, word: str) -> Iterable[User]:
        """Whom a word of the rule means for this clock."""
        return self.flow.people(word, subject)

    def remind(
        self, subject: M, clock: Clock, point: Point, *, now: datetime, late_by: timedelta | None
    ) -> None:
        """Tell those whom the rule names at this point."""
        share = f"{int(point.share * 100)}%" if point.share is not None else ""
        words = _WORDS.get(point.kind, "提醒").format(share=share, days=point.number)
        people: set[User] = set()
        for word in point.to:
            people |= set(self.recipients(subject, clock, word))
        if people:
            self.flow.notify(
                people,
                kind="chase" if point.is_escalation else "remind",
                title=f"{clock.rule.title}{words}：{self.flow.title(subject)}",
                subject=subject,
                key=f"clock:{clock.pk}:{point.key or point.index}",
                body=f"应于{clock.due_words(now)}前办，{clock.words(now)}",
                now=now,
                late_by=late_by,
            )
