"""What a grid worker brings to a door: a visit like any other, made by the system in a round of its own, so that neither its
author, nor its hour, nor a number leads back to a support record (trust.md T11)."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from core.clocks.store import load_calendar
from core.errors import RuleBroken
from residents.actions.visits import plan_for_grid
from residents.models import Resident
from specialgroups import wall
from specialgroups.models import SupportService

AT = time(15)


def carry_out(*, now: datetime | None = None) -> int:
    """Hand every waiting item to the grid of the person's door; returns of how many. Called by the beat."""
    now = now or timezone.now()
    done = 0
    with wall.as_job(now):
        waiting = SupportService.objects.filter(sent_at=None, failed_at=None).select_related("enrollment")
        for item in waiting.select_for_update(of=("self",), skip_locked=True, no_key=True):
            done += _send(item, now)
    return done


def _send(item: SupportService, now: datetime) -> bool:
    number = item.enrollment.open_sealed("resident")
    person = (
        Resident.objects.filter(pk=int(number or 0), moved_out_on=None)
        .select_related("household__dwelling")
        .first()
    )
    sent = person is not None and _plan(person, item, now)
    if sent:
        item.sent_at = now
    else:
        item.failed_at = now
    item.save(update_fields=["sent_at", "failed_at"])
    return sent


def _plan(person: Resident, item: SupportService, now: datetime) -> bool:
    day = load_calendar().add_workdays(timezone.localdate(now), 2)
    at = timezone.make_aware(datetime.combine(day, AT)) + timedelta(minutes=item.pk % 4 * 30)
    try:
        with transaction.atomic():
            plan_for_grid(person.household.dwelling, planned_at=at, note=item.get_kind_display(), now=now)
    except RuleBroken:
        return False
    return True
