"""What time itself does for meetings (E2): the year's slots, a date for each, the invitation, the reminders.

It may run as often as one likes, twice at once, or stop on any line: a slot is one by constraint, a date and an
invitation are acts that the state allows once, a reminder is one by its key. It works in office hours only, so nobody
hears of it at night. What is due is asked of PostgreSQL; nothing lies in Redis."""

import logging
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.clocks.store import load_calendar
from core.clocks.sweeper import database_now
from core.clocks.words import day_zh
from core.clocks.work_hours import next_office_moment
from core.errors import RuleBroken
from partybuilding.choices import MeetingKind, MeetingState
from partybuilding.meetings import limits, telling
from partybuilding.meetings.actions.dates import call, lay, propose_date
from partybuilding.meetings.facts import facts
from partybuilding.meetings.flow import HELD, MEETINGS
from partybuilding.models import JointMeeting, PartyJointBody

log = logging.getLogger(__name__)
S = MeetingState
# The next year's slots are laid from December on.
NEXT_YEAR_FROM = 12
# A date is looked for this long before the period begins.
AHEAD = timedelta(days=14)


def tick(now: datetime | None = None) -> int:
    """Do what is due; returns how much was done. Outside office hours nothing."""
    now = now or database_now()
    if next_office_moment(now, load_calendar()) > now:
        return 0
    today = timezone.localdate(now)
    done = sum(
        _lay_slots(pk, now) for pk in PartyJointBody.objects.standing(today).values_list("pk", flat=True)
    )
    return done + _propose(now) + _call(now) + _remind(now)


def _lay_slots(body_id: int, now: datetime) -> int:
    """Missing slots of a body, from the period of today on. A body that somebody changes comes with the next tick."""
    today = timezone.localdate(now)
    with transaction.atomic():
        held = PartyJointBody.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=body_id)
        body = held.first()
        if body is None:
            return 0
        years = [today.year, today.year + 1] if today.month >= NEXT_YEAR_FROM else [today.year]
        rows = JointMeeting.objects.filter(body=body, year__in=years, kind=MeetingKind.REGULAR)
        known = set(rows.values_list("year", "period"))
        wanted = [
            (year, period)
            for year in years
            for period in range(1, body.periods + 1)
            if (year, period) not in known
            and body.period_days(year, period)[1] >= max(today, body.valid_from)
        ]
        for year, period in wanted:
            lay(body, year=year, period=period, now=now)
    return len(wanted)


def _each(rows: list[JointMeeting], act: str, now: datetime) -> int:
    """One meeting in one transaction; what another tick or a person did meanwhile is no fault."""
    done = 0
    for meeting in rows:
        try:
            if act == "call":
                call(meeting, actor=None, now=now)
            else:
                propose_date(meeting, actor=None, now=now)
        except (RuleBroken, IntegrityError):
            log.info("meeting %s was not %s", meeting.pk, act, exc_info=True)
        else:
            done += 1
    return done


def _propose(now: datetime) -> int:
    """Slots whose period is near and still owes a meeting."""
    near = timezone.localdate(now) + AHEAD
    slots = MEETINGS.queryset().filter(state=S.SLOT, kind=MeetingKind.REGULAR, due_code__startswith=HELD)
    standing = slots.filter(body__valid_to__isnull=True).order_by("pk")
    return _each([one for one in standing if one.period_first <= near], "propose_date", now)


def _call(now: datetime) -> int:
    """Proposed dates that nobody called until fourteen days before. Without members nobody can be invited."""
    until = now + timedelta(days=limits.CALL_DAYS)
    rows = MEETINGS.queryset().filter(state=S.PROPOSED, held_at__gt=now, held_at__lte=until).order_by("pk")
    return _each([one for one in rows if facts(one).members], "call", now)


def _remind(now: datetime) -> int:
    """Members on the days before; the same day tells nobody twice. By joint_meeting_state."""
    today, done = timezone.localdate(now), 0
    until = now + timedelta(days=max(limits.REMIND_DAYS) + 1)
    for meeting in MEETINGS.queryset().filter(state=S.CALLED, held_at__gt=now, held_at__lte=until):
        day = meeting.held_on
        left = (day - today).days if day else 0
        due = [days for days in limits.REMIND_DAYS if left <= days]
        if not due or not left:
            continue
        people = telling.invited(facts(meeting).members) | telling.chairs(meeting.body)
        MEETINGS.notify(
            people,
            kind="remind",
            title=f"还有{left}天开会：{meeting}",
            subject=meeting,
            key=f"meeting:{meeting.pk}:before:{day}:{min(due)}",
            body=f"{day_zh(day, weekday=True)}{timezone.localtime(meeting.held_at):%H:%M}，{meeting.place}"
            if day
            else "",
            now=now,
        )
        done += 1
    return done
