"""Forgetting old events."""

from datetime import datetime, timedelta

from django.utils import timezone

from core.hooks.models import Delivery, Webhook

KEPT_FOR = timedelta(days=30)


def forget_events(*, now: datetime | None = None) -> int:
    """Delete the events of more than thirty days ago, delivered or not, and the removed webhooks that have none left;
    returns how many events. Called every night."""
    before = (now or timezone.now()) - KEPT_FOR
    deleted, _ = Delivery.objects.filter(at__lt=before).delete()
    Webhook.objects.filter(removed_at__isnull=False, deliveries=None).delete()
    return deleted
