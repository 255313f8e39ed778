"""Celery only ticks: what is due stands in PostgreSQL (architecture D4)."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from core.audit.models import Entry
from core.notices.actions import notify
from grids.choices import Role
from grids.selectors import holders
from specialgroups.actions.erasing import note_erasures
from specialgroups.actions.services import carry_out
from specialgroups.flow import KIND
from specialgroups.selectors.access import WATCHED


@shared_task
def tend() -> None:
    """What waits for the grid is handed over; what was erased is written into the ledger outside the database."""
    carry_out()
    note_erasures()


@shared_task
def weekly_digest() -> int:
    """Monday morning: the privacy officer reads how often records were opened last week. Numbers only."""
    now = timezone.now()
    week = Entry.objects.filter(
        subject_kind=KIND, action__in=WATCHED, at__gte=now - timedelta(days=7), at__lt=now
    )
    looks, people = week.count(), week.values("actor").distinct().count()
    year, number, _ = timezone.localdate(now).isocalendar()
    return notify(
        holders(Role.PRIVACY_OFFICER, street=True),
        kind="system",
        title="上周查阅记录",
        body=f"上周{people}人共查看{looks}次，明细见「查阅记录」。",
        key=f"support-digest:{year}-{number}",
        now=now,
    )
