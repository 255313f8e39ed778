"""Celery only ticks: what is due stands in PostgreSQL (architecture D4)."""

from celery import shared_task

from partybuilding.meetings.tick import tick


@shared_task
def plan_meetings() -> int:
    """Slots, dates, invitations and reminders of joint meetings that are due now."""
    return tick()
