"""One clock from the platform's dispatch to the answer: whose moment, which limit, what stops it and what does not.

The hours are worked out by hand for March 2026, weeks without a holiday; the office closes at 18:00."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.audit.models import Entry
from core.clocks.models import Clock
from core.clocks.sweeper import sweep
from core.errors import RuleBroken
from core.notices.models import Notice
from disputes.choices import Tier
from disputes.hotline.actions import forget_callers
from disputes.hotline.choices import TicketState
from disputes.models import HotlineTicket
from tests.hotline.desk import DAY, HOUR, T0, Desk

pytestmark = pytest.mark.django_db
S = TicketState
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI)


def running(ticket: HotlineTicket) -> list[tuple[str, datetime]]:
    return [(one.code, one.due_at) for one in Clock.objects.live().of("hotline_ticket", ticket.pk)]


@pytest.mark.parametrize(
    ("kind", "code", "due"),
    [
        ("enquiry", "hotline.enquiry", at(3, 18)),
        ("help", "hotline.help", at(9, 18)),
        ("complaint", "hotline.help", at(9, 18)),
        ("complex", "hotline.complex", at(23, 18)),
        ("urgent", "hotline.urgent", at(3, 9)),
        ("danger", "hotline.danger", at(2, 11)),
    ],
)
def test_without_a_moment_of_the_platform_the_limit_of_the_kind_holds_from_the_dispatch(
    desk: Desk, kind: str, code: str, due: datetime
) -> None:
    ticket = desk.received(kind=kind)
    assert running(ticket) == [(code, due)]
    assert (ticket.due_at, ticket.due_code) == (due, code)


def test_the_moment_of_the_platform_goes_before(desk: Desk) -> None:
    ticket = desk.received(kind="danger", due_given=at(6, 17, 30))
    assert running(ticket) == [("hotline.given", at(6, 17, 30))]
    with pytest.raises(RuleBroken) as caught:
        desk.received(due_given=T0 - 2 * HOUR)
    assert caught.value.field == "due_given"
    with pytest.raises(RuleBroken) as caught:
        desk.received(dispatched_at=T0 + HOUR)
    assert caught.value.field == "dispatched_at"


def test_an_objection_and_sending_back_give_nobody_new_time(desk: Desk) -> None:
    ticket = desk.to(S.OBJECTED)
    assert running(ticket) == [("hotline.help", at(9, 18))]
    ticket = desk.step(ticket, "objection_refused")
    assert running(ticket) == [("hotline.help", at(9, 18))]
    ticket = desk.step(desk.step(ticket, "assign"), "hand_back")
    assert (ticket.state, ticket.desk) == (S.ACCEPTED, Tier.STREET)
    assert running(ticket) == [("hotline.help", at(9, 18))]
    ticket = desk.step(desk.step(ticket, "object"), "objection_refused", due_given=at(11, 12))
    assert running(ticket) == [("hotline.given", at(11, 12))]
    ticket = desk.step(desk.step(ticket, "object"), "objection_upheld")
    assert (ticket.state, running(ticket), ticket.due_at) == (S.RETURNED, [], None)


def test_the_answer_meets_the_clock_and_a_rework_starts_another(desk: Desk) -> None:
    ticket = desk.to(S.ANSWERED)
    clock = Clock.objects.get(subject_kind="hotline_ticket", subject_id=ticket.pk)
    assert clock.met and clock.stopped_at == desk.now
    desk.now = T0 + 7 * DAY
    ticket = desk.step(ticket, "rework")
    assert running(ticket) == [("hotline.help", at(16, 18))]
    again = desk.step(desk.step(ticket, "answer"), "rework", due_given=at(20, 12))
    assert running(again) == [("hotline.given", at(20, 12))]
    assert (again.rework_count, again.target_id, again.extended_at) == (2, None, None)


def test_an_extension_adds_working_days_to_the_limit_of_a_kind_up_to_its_maximum(desk: Desk) -> None:
    ticket = desk.step(desk.to(S.HANDLING), "extend")
    assert (ticket.state, ticket.asked_days) == (S.EXTENDED, None)
    assert running(ticket) == [("hotline.help", at(12, 18))]
    back = desk.step(desk.step(ticket, "hand_back"), "assign")
    with pytest.raises(RuleBroken, match="已经延期过"):
        desk.step(back, "ask_extension")
    long = desk.do(desk.to(S.HANDLING), "ask_extension", "clerk", days=9, reason="等资金")
    with pytest.raises(RuleBroken, match="最多还能延长5天") as caught:
        desk.do(long, "extend", "manager", reply_way="phone", public_text="要等资金")
    assert caught.value.field == "due_given"
    given = {"reply_way": "phone", "public_text": "要等资金", "due_given": at(27, 18)}
    assert running(desk.do(long, "extend", "manager", **given)) == [("hotline.given", at(27, 18))]


def test_a_moment_of_the_platform_is_extended_only_by_another_of_the_platform(desk: Desk) -> None:
    ticket = desk.step(desk.to(S.HANDLING, due_given=at(4, 18)), "ask_extension")
    told = {"reply_way": "phone", "public_text": "要等配件"}
    for due in (None, at(4, 17)):
        with pytest.raises(RuleBroken) as caught:
            desk.do(ticket, "extend", "manager", due_given=due, **told)
        assert caught.value.field == "due_given"
    ticket = desk.do(ticket, "extend", "manager", due_given=at(6, 18), **told)
    assert running(ticket) == [("hotline.given", at(6, 18))]


def test_more_time_is_asked_before_it_is_due_and_an_answer_late_is_late(desk: Desk) -> None:
    ticket = desk.to(S.HANDLING)
    desk.now = at(9, 18, 30)
    with pytest.raises(RuleBroken, match="已经到期"):
        desk.step(ticket, "ask_extension")
    ticket = desk.step(ticket, "answer")
    clock = Clock.objects.get(subject_kind="hotline_ticket", subject_id=ticket.pk)
    assert clock.met is False or clock.stopped_at > clock.due_at


def test_another_kind_counts_from_the_same_dispatch(desk: Desk) -> None:
    ticket = desk.step(desk.to(S.HANDLING), "relimit", kind="enquiry")
    assert running(ticket) == [("hotline.enquiry", at(3, 18))]
    with pytest.raises(RuleBroken, match="没有变"):
        desk.step(ticket, "relimit", kind="enquiry")


def test_reminders_go_to_the_desk_that_has_it_and_name_nobody(desk: Desk) -> None:
    ticket = desk.to(S.HANDLING, due_given=at(4, 18))
    Notice.objects.all().delete()
    sweep(now=at(4, 18, 1) + timedelta(minutes=1))
    told = {one.recipient for one in Notice.objects.filter(subject_kind="hotline_ticket")}
    assert desk.cast.clerk in told and desk.cast.secretary in told and desk.cast.street_lead in told
    assert desk.cast.worker not in told
    for notice in Notice.objects.filter(subject_kind="hotline_ticket", subject_id=ticket.pk):
        assert "王建国" not in notice.title + notice.body and "路灯" not in notice.title


def test_who_called_is_forgotten_half_a_year_after_the_end(desk: Desk) -> None:
    closed, returned, open_one = desk.to(S.CLOSED), desk.to(S.RETURNED), desk.to(S.CALLED_BACK)
    assert forget_callers(now=closed.closed_at + 179 * DAY) == 0
    assert forget_callers(now=desk.now + 181 * DAY) == 2
    assert desk.fresh(closed).is_anonymous and desk.fresh(returned).is_anonymous
    assert not desk.fresh(open_one).is_anonymous and desk.fresh(closed).reply_text
    line = Entry.objects.get(action="hotline.forget")
    assert line.detail == {"tickets": sorted([closed.pk, returned.pk])}
