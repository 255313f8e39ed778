"""After the sitting: minutes drafted, signed, issued; what residents are told (E4, E9, L16)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from core.accounts.models import User
from core.errors import RuleBroken
from core.flow.checks import need
from partybuilding.meetings import limits
from partybuilding.meetings.flow import MEETINGS
from partybuilding.models import JointMeeting, OpenNotice


def draft_minutes(
    meeting: JointMeeting,
    *,
    actor: User,
    observers: str = "",
    next_words: str = "",
    sent_to: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> JointMeeting:
    """Lay the minutes before the chair. Their text is the record itself; only what nobody recorded yet is added."""
    with MEETINGS.step(meeting, "draft_minutes", actor=actor, version=version, now=now) as s:
        s.set_quietly(observers=observers)
        s.set(drafter=actor, next_words=next_words, sent_to=sent_to)
        s.move()
        s.say("纪要送主持人签发")
    return meeting


def return_minutes(
    meeting: JointMeeting,
    *,
    reason: str,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> JointMeeting:
    """Back to the secretary, with what to change."""
    with MEETINGS.step(meeting, "return_minutes", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写要改什么")
        s.move()
        s.say(reason)
    return meeting


def sign_minutes(
    meeting: JointMeeting,
    *,
    actor: User,
    text: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> JointMeeting:
    """The chair's word on them. They are numbered and frozen when they are issued."""
    with MEETINGS.step(meeting, "sign_minutes", actor=actor, version=version, now=now) as s:
        s.set(signed_by=actor, signed_at=s.now)
        s.move()
        s.say(text)
    return meeting


def issue_minutes(meeting: JointMeeting, *, number: str, actor: User, now: datetime) -> JointMeeting:
    """The paper was issued (core.papers), inside its transaction."""
    with MEETINGS.step(meeting, "issue_minutes", actor=actor, now=now) as s:
        s.move()
        s.say(number)
    return meeting


def void_minutes(meeting: JointMeeting, *, number: str, actor: User, now: datetime) -> JointMeeting:
    """The paper was declared void: the minutes are drafted anew."""
    with MEETINGS.step(meeting, "void_minutes", actor=actor, now=now) as s:
        s.set(signed_by=None, signed_at=None)
        s.move()
        s.say(f"{number}作废，重新起草")
    return meeting


def post_notice(
    meeting: JointMeeting,
    *,
    title: str,
    text: str,
    decisions: Sequence[int],
    from_on: date,
    to_on: date,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> JointMeeting:
    """Tell residents what was decided, for 15 days at least (居民委员会组织法 art. 34). No person is named in it."""
    with MEETINGS.step(meeting, "post_notice", actor=actor, version=version, now=now) as s:
        need(title, "title", "请写标题")
        need(text, "text", "请写公示内容")
        chosen = list(s.subject.decisions.filter(pk__in=list(decisions)))
        need(chosen, "decisions", "请选公示哪几项")
        if from_on < timezone.localdate(s.now):
            raise RuleBroken("past", "公示不能从过去开始", field="from_on")
        if to_on < from_on + timedelta(days=limits.NOTICE_DAYS):
            last = from_on + timedelta(days=limits.NOTICE_DAYS)
            message = f"公示不少于{limits.NOTICE_DAYS}天，最早到{last:%Y-%m-%d}"
            raise RuleBroken("short", message, field="to_on")
        notice = OpenNotice.objects.create(
            meeting=s.subject,
            title=title,
            text=text,
            from_on=from_on,
            to_on=to_on,
            posted_by=actor,
            posted_at=s.now,
            is_demo=s.subject.is_demo,
        )
        notice.decisions.set(chosen)
        s.detail["notice"] = notice.pk
        s.say(f"{title}，{from_on:%Y-%m-%d}至{to_on:%Y-%m-%d}")
    return meeting


def take_down(
    meeting: JointMeeting,
    *,
    notice: int,
    reason: str,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> JointMeeting:
    """A notice that was wrong comes down, with the reason; the right one is posted for its own 15 days."""
    with MEETINGS.step(meeting, "take_down", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么撤下")
        row = s.subject.notices.filter(pk=notice, taken_down_at__isnull=True).first()
        if row is None:
            raise RuleBroken("missing", "请选一条正在公示的", field="notice")
        row.taken_down_at = s.now
        row.save(update_fields=["taken_down_at"])
        s.detail["notice"] = row.pk
        s.say(f"{row.title}：{reason}")
    return meeting
