"""Called back, closed or done again; and the words in between."""

from datetime import datetime

from core.accounts.models import User
from core.errors import RuleBroken
from core.flow.checks import need
from disputes.choices import Satisfaction
from disputes.hotline.choices import Caller
from disputes.hotline.flow import TICKETS
from disputes.models import HotlineTicket

UNASKED = (Satisfaction.NOT_REACHED, Satisfaction.NO_ANSWER)
BAD = (Satisfaction.BAD, Satisfaction.VERY_BAD)


def call_back(
    ticket: HotlineTicket,
    *,
    actor: User,
    satisfaction: str,
    responded: bool | None = None,
    solved: bool | None = None,
    note: str = "",
    called_by: str = Caller.STREET,
    version: int | None = None,
    now: datetime | None = None,
) -> HotlineTicket:
    """The caller's three answers, asked by the street or told by the platform. Not reached is an answer too."""
    with TICKETS.step(ticket, "call_back", actor=actor, version=version, now=now) as s:
        need(satisfaction, "satisfaction", "请选满意不满意；联系不上就选「未联系上」")
        asked = satisfaction not in UNASKED
        if asked:
            need(responded, "responded", "请选响应及时不及时")
            need(solved, "solved", "请选问题解决没有")
        if satisfaction in BAD:
            need(note, "note", "请写不满意在哪里")
        s.set(
            called_by=Caller(called_by).value,
            called_back_at=s.now,
            satisfaction=satisfaction,
            responded=responded if asked else None,
            solved=solved if asked else None,
        )
        s.set_quietly(satisfaction_note=note)
        s.move()
        undone = "，没解决" if solved is False and asked else ""
        s.say(f"{Caller(called_by).label}：{Satisfaction(satisfaction).label}{undone}")
    return ticket


def unhappy(ticket: HotlineTicket) -> bool:
    """The caller says that it is not solved, or is not content."""
    return ticket.solved is False or ticket.satisfaction in BAD


def close(
    ticket: HotlineTicket,
    *,
    actor: User,
    text: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> HotlineTicket:
    """The end. Against the caller's word only with a reason."""
    with TICKETS.step(ticket, "close", actor=actor, version=version, now=now) as s:
        if unhappy(s.subject) and not text:
            raise RuleBroken(
                "missing",
                "诉求人说没解决或不满意。还能办的请「重新办理」；不能办的，写清为什么",
                field="text",
            )
        s.set(closed_at=s.now)
        s.move()
        s.say(text)
    return ticket


def rework(
    ticket: HotlineTicket,
    *,
    actor: User,
    reason: str,
    due_given: datetime | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> HotlineTicket:
    """Done again by the same desk under a fresh limit: the platform's new moment, else that of the kind from now."""
    with TICKETS.step(ticket, "rework", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写还有什么没办好")
        if due_given is not None and due_given <= s.now:
            raise RuleBroken("due", "市平台时限要晚于现在，请核对", field="due_given")
        # What was linked has had its say: the desk starts anew and may link again.
        s.set(
            rework_count=s.subject.rework_count + 1,
            due_given=due_given,
            extended_at=None,
            closed_at=None,
            guided_to="",
            target_kind="",
            target_id=None,
            target_no="",
            target_ended_at=None,
        )
        s.set_quietly(target_result="")
        s.move()
        s.say(reason)
    return ticket


def chase(
    ticket: HotlineTicket, *, actor: User, text: str, version: int | None = None, now: datetime | None = None
) -> HotlineTicket:
    """催办: a word to whoever handles it."""
    with TICKETS.step(ticket, "chase", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写要对方做什么、什么时候前")
        s.say(text)
    return ticket


def note(
    ticket: HotlineTicket, *, actor: User, text: str, version: int | None = None, now: datetime | None = None
) -> HotlineTicket:
    """One more line on the timeline."""
    with TICKETS.step(ticket, "note", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写内容")
        s.say(text)
    return ticket
