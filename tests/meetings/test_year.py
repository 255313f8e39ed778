"""What time itself does for meetings, rule by rule; a whole year with real processes is in test_year_outside.py."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from core.clocks.calendar import WorkCalendar
from core.clocks.models import Clock
from partybuilding.choices import MeetingState
from partybuilding.meetings.actions.bodies import note_absence
from partybuilding.meetings.actions.dates import call_extra
from partybuilding.meetings.dates import Away, propose_day
from partybuilding.meetings.tick import tick
from partybuilding.models import JointMeeting, PartyJointBody
from partybuilding.tasks import plan_meetings
from tests.meetings.hall import Hall, at, body_of_eight

pytestmark = pytest.mark.django_db
S = MeetingState


def test_two_ticks_at_once_a_killed_one_and_an_empty_redis_change_nothing(hall: Hall) -> None:
    """Slots and dates stand in the database: what is laid twice, or stopped in the middle, is laid once."""
    morning = at(1, 5, 10)

    class Killed(RuntimeError):
        pass

    def die(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        if sql.startswith('INSERT INTO "flow_event"'):
            raise Killed
        return execute(sql, params, many, context)

    with pytest.raises(Killed), connection.execute_wrapper(die):
        tick(morning)
    assert not JointMeeting.objects.exists()
    assert tick(at(1, 5, 3)) == 0  # at night nobody works
    assert tick(morning) == 5  # four slots and the first date
    assert tick(morning) == 0
    # The task itself goes by the database's own clock, whatever the year is now.
    plan_meetings.apply()
    laid = JointMeeting.objects.count()
    assert plan_meetings.apply().get() == 0
    assert JointMeeting.objects.count() == laid
    assert tick(morning + timedelta(hours=1)) == 0
    assert JointMeeting.objects.filter(year=2026).count() == 4
    assert Clock.objects.live().filter(code="meeting.held").count() == laid


def test_a_date_avoids_rest_days_and_known_absences_and_says_so(hall: Hall) -> None:
    member = hall.seats[1]
    hall.body.refresh_from_db()
    note_absence(
        hall.body,
        member=member,
        first_on=date(2026, 1, 20),
        last_on=date(2026, 1, 23),
        actor=hall.cast.meeting_secretary,
        now=at(1, 2),
    )
    tick(at(1, 5))
    meeting = JointMeeting.objects.get(period=1)
    # From the 21st: away to the 23rd, then a weekend.
    assert meeting.held_on == date(2026, 1, 26)
    assert "1月21日公安分局请假" in meeting.proposal and "1月24日周末" in meeting.proposal
    assert meeting.held_at == at(1, 26, 9, 30)


def test_when_somebody_is_always_away_the_day_that_misses_fewest_is_taken() -> None:
    calendar = WorkCalendar()
    away = [
        Away("公安", date(2026, 3, 1), date(2026, 3, 31)),
        Away("住建", date(2026, 3, 2), date(2026, 3, 4)),
    ]
    found = propose_day(date(2026, 3, 2), date(2026, 3, 6), calendar, away, units=8)
    assert (found.day, found.away) == (date(2026, 3, 5), ("公安",))
    # A stretch without a working day goes on to the first one after it.
    over = propose_day(date(2026, 2, 15), date(2026, 2, 20), calendar, [], units=8)
    assert over.day == date(2026, 2, 24) and "春节" in over.words


def test_an_extra_meeting_with_a_quorum_is_the_quarters_meeting_a_cancelled_or_a_talk_is_not(
    hall: Hall,
) -> None:
    meeting = hall.to(S.PROPOSED)

    def owed() -> bool:
        return Clock.objects.live().filter(code="meeting.held", subject_id=meeting.pk).exists()

    meeting = hall.do(meeting, "cancel", reason="和市里会议冲突")
    assert owed()
    secretary = hall.cast.meeting_secretary
    for number, day, still in ((4, at(3, 25), True), (5, at(3, 30), False)):
        extra = call_extra(hall.body, held_at=day, reason="补开", actor=secretary, now=hall.now)
        for act in ("call", "papers_out"):
            extra = hall.do(extra, act)
        hall.now = max(hall.now, day)
        extra = hall.do(extra, "sign_in", seats=hall.all_here(number))
        extra = hall.do(extra, "open", chair_name="赵街道", as_talk=number < 5)
        assert extra.is_talk == still
        assert owed() == still


def test_a_community_meets_by_its_own_cycle_and_an_ended_body_not_at_all(hall: Hall) -> None:
    area = hall.town.tiebei.area
    body = body_of_eight(name="铁北社区大党委", community=area, cycle_months=2)
    gone = PartyJointBody.objects.create(
        name="东苑大党委",
        community=hall.town.dongyuan.area,
        valid_from=date(2025, 1, 1),
        valid_to=date(2025, 12, 31),
    )
    tick(at(1, 5))
    assert JointMeeting.objects.filter(body=body).count() == 6
    assert not JointMeeting.objects.filter(body=gone).exists()
    first = JointMeeting.objects.get(body=body, period=1)
    assert (first.period_first, first.period_last) == (date(2026, 1, 1), date(2026, 2, 28))
    assert first.due_code == "meeting.held.short"
    assert str(first) == "铁北社区大党委2026年第1次会议"
