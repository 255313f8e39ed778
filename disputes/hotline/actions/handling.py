"""Told to the caller, extended, linked, guided, answered."""

from datetime import datetime

from django.db import transaction

from core.accounts.models import User
from core.audit.reveals import note_reveal
from core.clocks.actions import extend_clock
from core.errors import RuleBroken
from core.flow import clockwork
from core.flow.checks import need
from core.flow.engine import Step
from core.flow.models import EventKind
from disputes.hotline.actions.receiving import set_due
from disputes.hotline.cases import result_of
from disputes.hotline.choices import Proceeding, TicketResult
from disputes.hotline.flow import KIND, TICKETS
from disputes.hotline.targets import LABELS, set_target
from disputes.models import Dispute, HotlineTicket, Whistle
from disputes.whistles.choices import LIVE_STATES
from residents.choices_visits import ReplyWay

REVEALED = {"name": "姓名", "phone": "电话"}


def tell_caller(
    ticket: HotlineTicket,
    *,
    actor: User,
    reply_way: str,
    public_text: str,
    version: int | None = None,
    now: datetime | None = None,
) -> HotlineTicket:
    """A word to the caller: the first contact, or how far it is."""
    with TICKETS.step(ticket, "tell_caller", actor=actor, version=version, now=now) as s:
        _told(s, reply_way, public_text)
        s.say(f"{ReplyWay(reply_way).label}告知", public=public_text)
    return ticket


def _told(s: Step[HotlineTicket], reply_way: str, public_text: str) -> None:
    need(reply_way, "reply_way", "请选怎么告诉诉求人的")
    need(public_text, "public_text", "请写告诉诉求人的话")
    if s.subject.contacted_at is None:
        s.set(contacted_at=s.now)


def ask_extension(
    ticket: HotlineTicket,
    *,
    actor: User,
    days: int,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> HotlineTicket:
    """Ask for more time before it is due, with the reason that the caller will hear."""
    with TICKETS.step(ticket, "ask_extension", actor=actor, version=version, now=now) as s:
        need(days, "days", "请写要延长几天")
        need(reason, "reason", "请写为什么延期")
        s.set(asked_days=days)
        s.set_quietly(asked_reason=reason)
        s.say(f"延长{days}个工作日：{reason}")
    return ticket


def extend(
    ticket: HotlineTicket,
    *,
    actor: User,
    reply_way: str,
    public_text: str,
    due_given: datetime | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> HotlineTicket:
    """Grant it, and tell the caller why. Where the platform set the moment, it must have set another (`due_given`); the
    limit of a kind grows by the days asked, up to the rule's own maximum."""
    with TICKETS.step(ticket, "extend", actor=actor, version=version, now=now) as s:
        _told(s, reply_way, public_text)
        reason = s.subject.asked_reason
        if due_given is None and s.subject.due_given is not None:
            raise RuleBroken("missing", "请写市平台同意的新时限", field="due_given")
        if due_given is not None:
            _later(s.subject, due_given)
            set_due(s, due_given)
        else:
            _lengthen(s, actor, reason)
        s.set(extended_at=s.now, asked_days=None)
        s.set_quietly(asked_reason="")
        s.move()
        s.say(f"同意延期：{reason}", public=public_text)
    return ticket


def _later(ticket: HotlineTicket, due: datetime) -> None:
    if ticket.due_at is not None and due <= ticket.due_at:
        raise RuleBroken("due", "新时限要晚于原来的时限", field="due_given")


def _lengthen(s: Step[HotlineTicket], actor: User, reason: str) -> None:
    running = [one for one in clockwork.live(KIND, s.subject.pk) if one.code.startswith("hotline.")]
    for clock in running:
        try:
            extend_clock(clock, days=s.subject.asked_days or 0, actor=actor, reason=reason, now=s.now)
        except RuleBroken as broken:
            # The form has no days: what the rule refuses can be had from the platform.
            words = f"{broken.message}。市平台另外同意了时限的，请写在这里"
            raise RuleBroken(broken.code, words, field="due_given") from broken


def refuse_extension(
    ticket: HotlineTicket,
    *,
    actor: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> HotlineTicket:
    """The old limit holds."""
    with TICKETS.step(ticket, "refuse_extension", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么不同意")
        s.set(asked_days=None)
        s.set_quietly(asked_reason="")
        s.say(reason)
    return ticket


def link(
    ticket: HotlineTicket,
    *,
    actor: User,
    target: Dispute | Whistle | None,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> HotlineTicket:
    """A case or a whistle that is there already carries the work; the caller named it, so they see it."""
    need(target, "number", "请选或写一件案件、吹哨的编号")
    with transaction.atomic():
        if isinstance(target, Whistle):
            # Its lock comes before the ticket's, a case's after it (disputes.hotline.flow).
            Whistle.objects.select_for_update(no_key=True).get(pk=target.pk)
        with TICKETS.step(ticket, "link", actor=actor, version=version, now=now) as s:
            kind, result = _facts_of(target)
            assert target is not None  # noqa: S101 - need() above
            set_target(s, kind, target.pk, target.no or "", result)
            s.say(f"由{LABELS[kind]}{target.no}办理" + (f"：{note}" if note else ""))
    return ticket


def _facts_of(target: Dispute | Whistle | None) -> tuple[str, str]:
    """Its kind and how it ended, read under its lock."""
    if isinstance(target, Whistle):
        fresh = Whistle.objects.get(pk=target.pk)
        return "whistle", "" if fresh.state in LIVE_STATES else f"办结：{fresh.get_result_display()}"
    assert target is not None  # noqa: S101 - need() above
    case = Dispute.objects.select_for_update(no_key=True).get(pk=target.pk)
    if case.merged_into is not None:
        raise RuleBroken("merged", f"这件已经并到{case.merged_into.no}，请关联那一件", field="number")
    return "dispute", result_of(case)


def unlink(
    ticket: HotlineTicket,
    *,
    actor: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> HotlineTicket:
    """It was another matter after all: the ticket's own desk works it again."""
    with TICKETS.step(ticket, "unlink", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么解除关联")
        before = s.subject.target_no
        s.set(target_kind="", target_id=None, target_no="", target_ended_at=None)
        s.set_quietly(target_result="")
        s.say(f"不再由{before}办理：{reason}")
    return ticket


def guide(
    ticket: HotlineTicket,
    *,
    actor: User,
    guided_to: str,
    reply_way: str,
    public_text: str,
    text: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> HotlineTicket:
    """Decided elsewhere already (court, arbitration, review, petition): the caller is shown the way, nothing is doubled."""
    with TICKETS.step(ticket, "guide", actor=actor, version=version, now=now) as s:
        need(guided_to, "guided_to", "请选正在哪里办")
        words = f"已在{Proceeding(guided_to).label}程序中，不重复办理"
        s.set(guided_to=guided_to)
        _answered(s, actor, TicketResult.GUIDED, text or words, reply_way, public_text)
        s.move()
        s.say(f"{words}{'：' if text else ''}{text}", public=public_text)
    return ticket


def answer(
    ticket: HotlineTicket,
    *,
    actor: User,
    result: str,
    text: str,
    reply_way: str,
    public_text: str,
    version: int | None = None,
    now: datetime | None = None,
) -> HotlineTicket:
    """What was done, for the platform, and what the caller was told. Refuses while the linked record has no result."""
    with TICKETS.step(ticket, "answer", actor=actor, version=version, now=now) as s:
        need(result, "result", "请选办理结果")
        if result == TicketResult.GUIDED:
            raise RuleBroken("result", "在别的程序里办的，请案管用「引导到正在办的程序」", field="result")
        need(text, "text", "请写办理情况：谁去的、做了什么")
        _answered(s, actor, result, text, reply_way, public_text)
        s.move()
        s.say(text, public=public_text)
    return ticket


def _answered(
    s: Step[HotlineTicket], actor: User, result: str, text: str, reply_way: str, public_text: str
) -> None:
    _told(s, reply_way, public_text)
    s.set(
        result=TicketResult(result).value,
        reply_way=reply_way,
        answered_at=s.now,
        answered_by=actor,
        asked_days=None,
    )
    s.set_quietly(answer_text=text, reply_text=public_text, asked_reason="")


def reveal_contact(
    ticket: HotlineTicket, *, actor: User, field: str, reason: str, now: datetime | None = None
) -> str:
    """The whole name or number, for a reason. The event and the audit line are committed before it is opened (P13)."""
    with TICKETS.step(ticket, "reveal_contact", actor=actor, now=now) as s:
        if field not in REVEALED or not s.subject.has_sealed(field):
            raise RuleBroken("missing", "诉求人没有留这一项")
        note_reveal(
            actor=actor, subject_kind=KIND, subject_id=s.subject.pk, field=field, reason=reason, now=s.now
        )
        s.kind = EventKind.SYSTEM
        s.detail["field"] = field
        s.say(f"查看了诉求人的{REVEALED[field]}：{reason}")
    return ticket.open_sealed(field)
