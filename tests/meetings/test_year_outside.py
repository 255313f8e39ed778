"""A year of two bodies with the product's own Celery: two beats, two workers, one of them killed, Redis wiped.

All processes share one simulated clock (tests.meetings.simulated). This test moves it from one working day to the next on
which anything is due, waits until everything has run, and is the office (tests.meetings.office). At
night, on rest days and in holidays the processes tick too. 2026 has the published arrangement of rest days."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import redis
import time_machine
from django.conf import settings

from core.clocks.models import Clock
from core.clocks.store import load_calendar
from core.clocks.work_hours import next_office_moment
from core.flow.models import Event
from core.local.processes import wait_for
from core.notices.models import Notice, Outbox, Subscription
from disputes.models import SupervisionOrder
from grids.choices import DepartmentCode, Role
from grids.models import Department
from partybuilding.choices import AHEAD, SAT, MeetingState
from partybuilding.choices_items import SHOWN_STATES, ItemState
from partybuilding.models import ActionItem, JointMeeting
from tests.cast import Cast, Log, Town, cast, log, person, town
from tests.items.board import Board
from tests.meetings import simulated
from tests.meetings.hall import SHANGHAI, Hall, body_of_eight
from tests.meetings.office import DAY, LIVES, MISSED, Office, at_work
from tests.processes import Start, celery, kill, processes

__all__ = ["cast", "celery", "log", "processes", "town"]  # fixtures

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

APP = "tests.meetings.year_app"
S = MeetingState
FIRST, LAST = date(2026, 1, 4), date(2026, 12, 31)
# A night, Spring Festival, a Sunday, the sixtieth day of the missed quarter (a Saturday), National Day.
REST = {
    date(2026, 1, 6): 2,
    date(2026, 2, 18): 10,
    date(2026, 3, 29): 10,
    date(2026, 8, 29): 10,
    date(2026, 10, 2): 15,
}
BREAKS = date(2026, 4, 7)


def build_office(cast: Cast, town: Town, log: Log) -> Office:
    street = Hall(cast, town, log, body_of_eight())
    own = Hall(cast, town, log, body_of_eight(name="铁北社区大党委", community=town.tiebei.area))
    resources = Department.objects.create(code=DepartmentCode.RESOURCES, name="自然资源局")
    post = {"role": Role.DEPT_LIAISON, "department": resources}
    helper = person("resources", "曹规划", "自然资源局联络员", post)
    board = Board(
        cast=cast, town=town, housing=Department.objects.get(code=DepartmentCode.HOUSING), resources=resources,
        helper=helper, body=street.body, own_body=own.body, decision=None, later=None, people={**cast.all, "helper": helper},
    )  # type: ignore[arg-type] # fmt: skip
    return Office(street, own, board, at_work(FIRST))


def moments(office: Office) -> Iterator[datetime]:
    """Office mornings on which something is due, and the times when everybody rests."""
    calendar, day = load_calendar(), FIRST
    while day <= LAST:
        if day in REST:
            yield at_work(day, REST[day])
        if calendar.is_workday(day) and is_due(office, day):
            yield at_work(day)
        day += DAY


def is_due(office: Office, day: date) -> bool:
    """Reminders of tasks wait for a Monday or a Thursday: that halves the days to be looked at."""
    moment = at_work(day)
    if day.weekday() in (0, 3) and (
        Clock.objects.to_fire(moment).exists() or Outbox.objects.due(moment).exists()
    ):
        return True
    return (
        day == FIRST
        or day >= date(2026, 12, 1) > day - 7 * DAY
        or any(on <= day for on, _ in office.lives)
        or any(_is_near(one, day) for one in JointMeeting.objects.filter(state__in=AHEAD | SAT))
    )


def _is_near(meeting: JointMeeting, day: date) -> bool:
    """A date to look for, an invitation or papers to send, a day before or after."""
    if meeting.state == S.SLOT:
        return meeting.period_first - 14 * DAY <= day
    left = (meeting.held_on - day).days if meeting.held_on else 99
    return meeting.state != S.MINUTED and left in (14, 5, 3, 2, 1, 0, -1)


def start_machines(start: Start, folder: Path) -> tuple[list[Any], list[Any]]:
    """Two workers and two beats."""
    out = str(folder / "outbox")
    beat = ("beat", "-l", "WARNING", "-s")
    beats = [start(APP, *beat, str(folder / f"beat{one}"), YEAR_OUTBOX=out) for one in (1, 2)]
    lone = ("-P", "solo", "--without-mingle", "--without-gossip", "-l", "WARNING")
    workers = [start(APP, "worker", *lone, "-n", f"w{one}@year", YEAR_OUTBOX=out) for one in (1, 2)]
    return workers, beats


def live_through(office: Office, workers: list[Any], beats: list[Any]) -> None:
    """One morning, in the middle of its work, a worker is killed for good and Redis forgets everything."""
    for moment in moments(office):
        office.now = moment
        simulated.move(moment)
        if moment.date() >= BREAKS and workers[0].poll() is None:
            kill(workers[0])
            redis.Redis.from_url(settings.REDIS_URL).flushdb()
        assert wait_for(partial(is_quiet, moment), 60), f"nobody works at {moment}"
        if moment.date() not in REST or moment.hour != REST[moment.date()]:
            with time_machine.travel(moment):
                office.work()
    assert workers[0].poll() is not None and workers[1].poll() is None
    # Both asked again and again, so what came once did not come for want of a second call.
    assert min(simulated.heard(beat.pid) for beat in beats) > 30


def is_quiet(moment: datetime) -> bool:
    """Each task has run, and what may leave the house has left it."""
    return simulated.all_ran(moment) and not Outbox.objects.due(moment).exists()


def test_a_year_of_meetings_and_tasks_comes_to_everybody_once_whatever_breaks(
    cast: Cast, town: Town, log: Log, celery: Start, tmp_path: Path
) -> None:
    office = build_office(cast, town, log)
    for user in (cast.liaison, cast.meeting_secretary, cast.street_lead, cast.clerk):
        Subscription.objects.create(user=user, channel="file", address=user.username, is_active=True)
    with simulated.hang(at_work(FIRST)):
        live_through(office, *start_machines(celery, tmp_path))
    held_once_a_quarter(office)
    told_once_in_office_hours(office, tmp_path / "outbox")
    tasks_went_through_every_state()


def held_once_a_quarter(office: Office) -> None:
    calendar = load_calendar()
    for hall in (office.street, office.own):
        rows = list(JointMeeting.objects.filter(body=hall.body, year=2026).order_by("period"))
        missed = hall is office.street
        states = [S.CALLED if missed and number == MISSED else S.MINUTED for number in (1, 2, 3, 4)]
        assert [(one.period, one.state) for one in rows] == list(zip((1, 2, 3, 4), states, strict=True))
        for one in rows:
            assert one.held_on and one.period_first <= one.held_on <= one.period_last
            assert calendar.is_workday(one.held_on) and str(one.held_on.day) in one.proposal
        # December laid the next year's.
        assert JointMeeting.objects.filter(body=hall.body, year=2027).count() == 4
    acts = Counter(Event.objects.filter(subject_kind="meeting").values_list("subject_id", "act"))
    assert all(acts[one.pk, "lay"] == 1 for one in JointMeeting.objects.all())
    this_year = JointMeeting.objects.filter(year=2026)
    assert all(acts[one.pk, act] == 1 for one in this_year for act in ("propose_date", "call"))
    minutes = Clock.objects.filter(code="meeting.minutes")
    assert (minutes.count(), minutes.filter(met=True).count()) == (7, 7)


def told_once_in_office_hours(office: Office, folder: Path) -> None:
    calendar = load_calendar()
    leaving = Outbox.objects.filter(notice__subject_kind="meeting").select_related("notice")
    assert leaving.count() > 50
    for one in leaving:
        assert one.state == Outbox.State.SENT and one.attempts == 1, one
        assert one.sent_at and next_office_moment(one.sent_at, calendar) <= one.sent_at, one.sent_at
    files = [json.loads(path.read_text())["key"] for path in folder.glob("*.json")]
    assert sorted(files) == sorted(Outbox.objects.values_list("key", flat=True))
    for user in (office.street.cast.liaison, office.street.cast.clerk):
        heard = Counter(
            Notice.objects.filter(recipient=user, subject_kind="meeting").values_list("title", flat=True)
        )
        assert set(heard.values()) == {1}, heard
    invited = Notice.objects.filter(recipient=office.street.cast.liaison, title__startswith="发会议通知")
    assert invited.count() == 8
    reminded = Notice.objects.filter(recipient=office.street.cast.liaison, title__contains="天开会").count()
    assert reminded == sum(_reminders(one) for one in JointMeeting.objects.filter(year=2026))
    warned = Notice.objects.filter(title__startswith="本季度召开会议提醒")
    assert {one.recipient for one in warned} == {
        office.street.cast.meeting_secretary,
        office.street.cast.street_lead,
    }
    assert [one.created_at.astimezone(SHANGHAI).date() for one in warned] == [date(2026, 8, 29)] * 2
    sent = Outbox.objects.filter(notice__in=warned).values_list("sent_at", flat=True)
    # A Saturday: they leave on Monday.
    assert {one.astimezone(SHANGHAI).date() for one in sent if one} == {date(2026, 8, 31)}


def _reminders(meeting: JointMeeting) -> int:
    """On the third day before, or the second when that is a rest day; and on the day before."""
    calendar, day = load_calendar(), meeting.held_on
    assert day is not None
    before = {number for number in (1, 2, 3) if calendar.is_workday(day - number * DAY)}
    return bool(before & {2, 3}) + (1 in before)


def tasks_went_through_every_state() -> None:
    items = ActionItem.objects.order_by("pk")
    assert items.count() == 3 * len(LIVES)
    reached = Event.objects.filter(subject_kind="action_item").values_list("to_state", flat=True)
    assert set(reached) - {""} == set(SHOWN_STATES)
    ends = {
        "不办了": {ItemState.VOID, ItemState.IN_PROGRESS},  # of the last quarter nobody decides any more
        "先挂账": {ItemState.CLEARED, ItemState.IN_PROGRESS},
        "没人接办": {ItemState.OPEN},
    }
    for item in items:
        assert item.state in ends.get(item.what, {ItemState.CLEARED}), (item, item.state)
        # A day late a word, seven and fourteen days late an order, each once (E8).
        orders = SupervisionOrder.objects.filter(subject_kind="action_item", subject_id=item.pk)
        assert orders.count() == item.order_count
        if item.what in ("超期办结", "没人接办"):
            assert item.order_count == 2, item
        elif item.state == ItemState.CLEARED and item.what != "先挂账":
            assert item.order_count == 0, item
