"""The month, its iCalendar file, and the secret link that opens it and can be taken back."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from core.audit.models import Entry as Line
from partybuilding.choices import MeetingState
from partybuilding.meetings.actions.feeds import make_feed
from partybuilding.meetings.selectors.calendar import bounds, entries, icalendar, weeks
from partybuilding.models import CalendarFeed
from tests.meetings.conftest import As
from tests.meetings.hall import Hall, at, body_of_eight
from tests.meetings.test_pages import body, post

pytestmark = pytest.mark.django_db
S = MeetingState


def test_a_month_is_whole_weeks_from_monday() -> None:
    assert bounds(2026, 3) == (date(2026, 2, 23), date(2026, 4, 5))
    assert bounds(2026, 12) == (date(2026, 11, 30), date(2027, 1, 3))
    assert bounds(2027, 2) == (date(2027, 2, 1), date(2027, 2, 28))
    rows = weeks(2026, 3, [], date(2026, 3, 2))
    assert {len(row) for row in rows} == {7} and rows[1][0].is_today and not rows[0][0].is_in


def test_days_of_meetings_papers_and_minutes_for_those_who_see_them(hall: Hall) -> None:
    meeting = hall.to(S.CALLED)
    other = body_of_eight(name="东苑社区大党委", community=hall.town.dongyuan.area)
    hall.body = other
    hall.do(hall.slot(), "propose_date", "outsider", held_at=at(3, 26))
    first, last = bounds(2026, 3)
    days = [(one.day, one.words) for one in entries(hall.cast.clerk, first, last)]
    assert days == [
        (date(2026, 3, 17), f"送出材料：{meeting}"),
        (date(2026, 3, 20), f"09:30 {meeting}"),
    ]
    assert len(entries(hall.cast.outsider, first, last)) == len(entries(hall.cast.manager, first, last)) == 3
    assert entries(hall.cast.nobody, first, last) == []


def test_an_icalendar_file_keeps_the_rules_of_its_lines(hall: Hall) -> None:
    meeting = hall.to(S.CALLED)
    type(meeting).objects.filter(pk=meeting.pk).update(place="三楼会议室, 东侧; 带证件" + "长" * 30)
    found = entries(hall.cast.clerk, date(2026, 3, 1), date(2026, 3, 31))
    text = icalendar(found, address="https://xiongguan.example", now=at(3, 2))
    assert text.startswith("BEGIN:VCALENDAR\r\n") and text.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    whole = text.replace("\r\n ", "")
    assert "DTSTART:20260320T013000Z" in whole and "DTSTART;VALUE=DATE:20260317" in whole
    assert "三楼会议室\\, 东侧\\; 带证件" in whole
    assert f"UID:meeting-{meeting.pk}@xiongguan.example" in whole
    hall.do(meeting, "cancel", reason="冲突")
    again = entries(hall.cast.clerk, date(2026, 3, 1), date(2026, 3, 31))
    assert "STATUS:CANCELLED" in icalendar(again, address="https://x", now=at(3, 2))


def test_the_link_opens_one_persons_calendar_until_it_is_taken_back(hall: Hall, as_: As) -> None:
    meeting = hall.to(S.CALLED)
    with time_machine.travel(hall.now, tick=False):
        client = as_(hall.cast.liaison)
        page = body(client.get("/meetings/calendar/?month=2026-03"))
        assert str(meeting) in page and "生成链接" in page
        assert client.get("/meetings/calendar/?month=2026-13").status_code == 200
        assert as_(hall.cast.worker).get("/meetings/calendar/").status_code == 403
        assert post(client, "/meetings/calendar/link/", {"what": "make"}).status_code == 302
        shown: Any = re.search(
            r'value="[^"]*(/meetings/feed/[^"]+)"', body(client.get("/meetings/calendar/"))
        )
        path = shown[1]
        answer = Client().get(path)
        assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
        assert "no-store" in answer["Cache-Control"] and "委员" not in answer.content.decode()
        feed = CalendarFeed.objects.get()
        assert Client().get(path.replace(feed.secret, "0" * 64)).status_code == 404
        assert Client().get(path.replace(f"/{feed.pk}-", "/999-")).status_code == 404
        make_feed(actor=hall.cast.liaison, now=hall.now + timedelta(hours=1))
        assert Client().get(path).status_code == 404
        fresh = CalendarFeed.objects.get().path
        hall.cast.liaison.is_active = False
        hall.cast.liaison.save(update_fields=["is_active"])
        assert Client().get(fresh).status_code == 404
        hall.cast.liaison.is_active = True
        hall.cast.liaison.save(update_fields=["is_active"])
        assert post(as_(hall.cast.liaison), "/meetings/calendar/link/", {"what": "revoke"}).status_code == 302
        assert Client().get(fresh).status_code == 404 and not CalendarFeed.objects.exists()
        lines = Line.objects.filter(subject_kind="calendar_feed")
        assert [one.action for one in lines.order_by("seq")] == ["calendar_feed.make"] * 2 + [
            "calendar_feed.revoke"
        ]
        assert feed.nonce not in str([one.detail for one in lines])
