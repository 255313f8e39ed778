"""Forgetting old answers."""

from datetime import datetime, timedelta

from django.utils import timezone

from core.replay.models import Answer

KEPT_FOR = timedelta(days=30)


def purge_answers(*, now: datetime | None = None) -> int:
    """Delete the answers that nobody can still ask for again; returns how many. Called every night."""
    deleted, _ = Answer.objects.filter(created_at__lt=(now or timezone.now()) - KEPT_FOR).delete()
    return deleted
