"""When a meeting is: laid into the year, given a date, called, moved, called off (E2)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.clocks.store import load_calendar
from core.clocks.words import day_zh
from core.errors import NotAllowed, RuleBroken
from core.flow.checks import need
from core.flow.engine import Step
from partybuilding.choices import AT_MEETING, MeetingKind, MeetingState
from partybuilding.meetings import dates, limits, policies
from partybuilding.meetings.flow import MEETINGS, TOPICS
from partybuilding.models import BodyMember, JointMeeting, MeetingTopic, MemberAbsence, PartyJointBody

S = MeetingState


def lay(body: PartyJointBody, *, year: int, period: int, now: datetime) -> JointMeeting:
    """Lay the regular meeting of a period, without a date yet; its clock runs from the first day of the period. The caller
    holds the body's row, the constraint keeps it single."""
    with transaction.atomic():
        meeting = JointMeeting.objects.create(
            state=S.SLOT,
            body=body,
            year=year,
            period=period,
            place=body.place,
            created_at=now,
            is_demo=body.is_demo,
        )
        with MEETINGS.step(meeting, "lay", actor=None, now=now) as s:
            s.say(f"{year}年{body.period_words(period)}")
    return meeting


def find_day(meeting: JointMeeting, now: datetime) -> dates.Proposal:
    """A working day from the twentieth day of the period on that leaves time for topics and papers, on which nobody is
    known to be away."""
    today = timezone.localdate(now)
    earliest = max(
        meeting.period_first + timedelta(days=limits.FIRST_DAYS), today + timedelta(days=limits.LEAD_DAYS)
    )
    latest = max(meeting.period_last, earliest + timedelta(days=limits.FIRST_DAYS))
    rows = BodyMember.objects.serving(earliest).filter(body=meeting.body_id)
    away = MemberAbsence.objects.filter(member__in=rows, last_on__gte=earliest, first_on__lte=latest)
    known = [
        dates.Away(one.member.unit_name, one.first_on, one.last_on) for one in away.select_related("member")
    ]
    return dates.propose_day(earliest, latest, load_calendar(), known, units=rows.count())


def usual_moment(meeting: JointMeeting, proposal: dates.Proposal) -> datetime:
    return timezone.make_aware(datetime.combine(proposal.day, meeting.body.starts_at))


def _check_date(held_at: datetime, now: datetime) -> None:
    if held_at <= now:
        raise RuleBroken("past", "会议时间要晚于现在", field="held_at")
    if held_at > now + timedelta(days=400):
        raise RuleBroken("far", "日期太远了，请核对", field="held_at")


def propose_date(
    meeting: JointMeeting,
    *,
    actor: User | None,
    held_at: datetime | None = None,
    place: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> JointMeeting:
    """Give the slot a date; without one the day is looked for and says how it was found."""
    with MEETINGS.step(meeting, "propose_date", actor=actor, version=version, now=now) as s:
        if held_at is None:
            found = find_day(s.subject, s.now)
            held_at = usual_moment(s.subject, found)
            s.set(proposal=found.words[:500])
        _check_date(held_at, s.now)
        s.set(held_at=held_at, place=place or s.subject.place)
        s.move()
        s.say(s.subject.proposal or f"定在{_moment_words(held_at)}")
    return meeting


def _moment_words(held_at: datetime) -> str:
    local = timezone.localtime(held_at)
    return f"{day_zh(local.date(), weekday=True)}{local:%H:%M}"


def call_extra(
    body: PartyJointBody,
    *,
    held_at: datetime,
    reason: str,
    actor: User,
    place: str = "",
    now: datetime | None = None,
) -> JointMeeting:
    """A meeting beside the regular ones. Refuses whoever neither prepares nor chairs the body's meetings."""
    now = now or timezone.now()
    need(reason, "reason", "请写为什么要临时开会")
    _check_date(held_at, now)
    day = timezone.localdate(held_at)
    with transaction.atomic():
        meeting = JointMeeting(
            state=S.SLOT,
            kind=MeetingKind.EXTRA,
            body=body,
            year=day.year,
            period=body.period_of(day),
            created_by=actor,
            created_at=now,
            is_demo=body.is_demo,
        )
        if not any(policies.holds_meeting(actor, who, meeting) for who in MEETINGS.table["call_extra"].who):
            raise NotAllowed("role", "临时会议由会议秘书或主持人召集")
        meeting.save()
        with MEETINGS.step(meeting, "call_extra", actor=actor, now=now) as s:
            s.set(held_at=held_at, place=place or body.place)
            s.move()
            s.say(reason)
    return meeting


def change_date(
    meeting: JointMeeting,
    *,
    held_at: datetime,
    reason: str = "",
    place: str = "",
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> JointMeeting:
    """Another day or place. Once the members are invited they hear of it, with the reason."""
    with MEETINGS.step(meeting, "change_date", actor=actor, version=version, now=now) as s:
        if s.subject.called_at is not None:
            need(reason, "reason", "已经通知过，请写为什么改")
        _check_date(held_at, s.now)
        s.set(held_at=held_at, place=place or s.subject.place)
        if not s.changes:
            raise RuleBroken("same", "时间和地点都没有变", field="held_at")
        if s.subject.called_at is None or s.subject.papers_at is not None:
            s.skip_clocks.add("meeting.papers_out")
        s.set(proposal="")
        s.say(f"改到{_moment_words(held_at)}，{s.subject.place}" + (f"：{reason}" if reason else ""))
    return meeting


def call(
    meeting: JointMeeting,
    *,
    actor: User | None,
    text: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> JointMeeting:
    """Invite the members: the date stands. Called by time itself when nobody did."""
    with MEETINGS.step(meeting, "call", actor=actor, version=version, now=now) as s:
        held_at = s.subject.held_at
        s.set(called_at=s.now)
        s.move()
        words = f"{_moment_words(held_at)}在{s.subject.place or '街道'}开会" if held_at else ""
        s.say(f"{words}{f'。{text}' if text else ''}。议题请在会前{limits.days_before(limits.TOPICS)}天提出")
    return meeting


def cancel(
    meeting: JointMeeting,
    *,
    reason: str,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> JointMeeting:
    """Call it off. Its topics wait for another meeting; the period still owes one."""
    with MEETINGS.step(meeting, "cancel", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么取消")
        release_topics(s, s.subject.topics.filter(state__in=AT_MEETING).order_by("pk"), "会议取消")
        s.move()
        s.say(reason)
    return meeting


def release_topics(
    s: Step[JointMeeting], topics: Iterable[MeetingTopic], reason: str, *, actor: User | None = None
) -> None:
    """Off the agenda, still accepted."""
    for topic in topics:
        with TOPICS.step(topic, "unschedule", actor=actor, now=s.now) as t:
            s.subject.agenda.filter(topic=topic.pk).delete()
            t.set(meeting=None)
            t.move()
            t.say(reason)
