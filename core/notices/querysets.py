"""Whose messages, which deliveries."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from core.accounts.models import User


class NoticeQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> "NoticeQuerySet":
        """One's own inbox and nobody else's."""
        return self.filter(recipient=user) if user.is_authenticated else self.none()

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)


class SubscriptionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> "SubscriptionQuerySet":
        """One's own channels and nobody else's."""
        return self.filter(user=user) if user.is_authenticated else self.none()


class OutboxQuerySet(models.QuerySet[Any]):
    def due(self, now: datetime) -> "OutboxQuerySet":
        """Waiting ones whose time has come, and those whose sender died holding them."""
        return self.filter(Q(state="pending", send_after__lte=now) | Q(state="sending", lease_until__lt=now))

    def problems(self) -> "OutboxQuerySet":
        """What a person must decide."""
        return self.filter(state__in=["unknown", "failed"])
