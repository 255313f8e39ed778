"""Chainable questions about rules and clocks."""

from datetime import datetime
from typing import Any

from django.db import models


class DeadlineRuleQuerySet(models.QuerySet[Any]):
    def current(self) -> "DeadlineRuleQuerySet":
        return self.filter(is_current=True)


class ClockQuerySet(models.QuerySet[Any]):
    def live(self) -> "ClockQuerySet":
        """Neither stopped nor cancelled; paused ones are live."""
        return self.filter(stopped_at__isnull=True, cancelled_at__isnull=True)

    def of(self, subject_kind: str, subject_id: int) -> "ClockQuerySet":
        """Uses index clock_subject."""
        return self.filter(subject_kind=subject_kind, subject_id=subject_id)

    def to_fire(self, now: datetime) -> "ClockQuerySet":
        """Uses the partial index clock_to_fire; the three null tests must stay, they are its condition."""
        return self.live().filter(next_fire_at__isnull=False, next_fire_at__lte=now)

    def overdue(self, now: datetime) -> "ClockQuerySet":
        return self.live().filter(paused_at__isnull=True, due_at__lt=now)

    def due_soon(self, now: datetime) -> "ClockQuerySet":
        return self.live().filter(paused_at__isnull=True, yellow_at__lte=now, due_at__gte=now)
