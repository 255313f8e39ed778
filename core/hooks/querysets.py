"""Which addresses hear, which events wait, and which of them an account may hear of now."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from core.hooks.kinds import by_name


class WebhookQuerySet(models.QuerySet[Any]):
    def standing(self) -> "WebhookQuerySet":
        """Those that were not removed. Paused and failing ones too: their events wait."""
        return self.filter(removed_at=None)

    def ready(self, now: datetime) -> "WebhookQuerySet":
        """Those whose events may leave, and that no worker has in hand."""
        rested = Q(rest_until=None) | Q(rest_until__lte=now)
        free = Q(lease_until=None) | Q(lease_until__lte=now)
        return self.standing().filter(rested, free, state="on")


class DeliveryQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "DeliveryQuerySet":
        """The account's own events, of rows that it may see now. One statement, a look at one row for each event."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        mine = self.filter(webhook__owner=user, webhook__removed_at=None)
        names = {name for found in _resources_of(self, user) for name in found}
        seen = Q(resource="")
        for name in sorted(names & by_name().keys()):
            at = by_name()[name]
            if at.opens is None or not at.opens(user):
                row = at.visible(user).filter(pk=OuterRef("subject_id"))
                seen |= Q(Exists(row.order_by()), resource=name)
        return mine.filter(seen)

    def waiting(self) -> "DeliveryQuerySet":
        return self.filter(state="waiting")

    def due(self, now: datetime) -> "DeliveryQuerySet":
        """Waiting ones whose time has come and whose row has no earlier event waiting. By index hook_waiting."""
        earlier = self.model._default_manager.filter(
            state="waiting",
            webhook=OuterRef("webhook"),
            subject_kind=OuterRef("subject_kind"),
            subject_id=OuterRef("subject_id"),
            pk__lt=OuterRef("pk"),
        )
        return self.waiting().filter(~Exists(earlier), next_try_at__lte=now)


def _resources_of(rows: DeliveryQuerySet, user: Any) -> Any:
    hooks = rows.model._meta.get_field("webhook").related_model
    return hooks._default_manager.standing().filter(owner=user).values_list("resources", flat=True)
