"""The sitting: agenda, papers, who is there, opened, closed (E3-E5)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils import timezone

from core.accounts.models import User
from core.errors import RuleBroken
from core.flow.checks import need
from core.flow.engine import Step
from partybuilding.choices import AT_MEETING, MeetingKind, Presence
from partybuilding.meetings import carried, limits
from partybuilding.meetings.actions.dates import release_topics
from partybuilding.meetings.actions.deciding import defer
from partybuilding.meetings.actions.topics import chosen_topics, put_on
from partybuilding.meetings.facts import facts, forget
from partybuilding.meetings.flow import HELD, MEETINGS, TOPICS
from partybuilding.models import BodyMember, JointMeeting, MeetingAttendance


def build_agenda(
    meeting: JointMeeting,
    *,
    topics: Sequence[int],
    actor: User,
    late_reason: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> JointMeeting:
    """The agenda is these topics in this order: new ones are put on, others taken off. The report on the last meeting's
    decisions comes before them by itself (E5)."""
    with MEETINGS.step(meeting, "build_agenda", actor=actor, version=version, now=now) as s:
        chosen = chosen_topics(s.subject.body, topics)
        wanted = [one.pk for one in chosen]
        standing = {one.topic_id: one for one in s.subject.agenda.all()}
        gone = s.subject.topics.filter(pk__in=set(standing) - set(wanted)).order_by("pk")
        release_topics(s, gone, "不在这次议程里", actor=actor)
        for topic in sorted(chosen, key=lambda one: one.pk):
            if topic.pk not in standing:
                with TOPICS.step(topic, "schedule", actor=actor, now=s.now) as t:
                    put_on(t, s.subject, late_reason)
        for item in s.subject.agenda.all():
            item.position = wanted.index(item.topic_id) + 1
            item.save(update_fields=["position"])
        s.detail["topics"] = wanted
        s.say("、".join(one.title for one in chosen) or "只听取上次落实情况")
    return meeting


def papers_out(
    meeting: JointMeeting,
    *,
    actor: User,
    reason: str = "",
    text: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> JointMeeting:
    """Agenda and papers go to the members. Later than three days before the meeting only with the reason."""
    with MEETINGS.step(meeting, "papers_out", actor=actor, version=version, now=now) as s:
        day = s.subject.held_on
        late = day is not None and timezone.localdate(s.now) > limits.last_day(day, limits.PAPERS)
        if late:
            days = limits.days_before(limits.PAPERS)
            need(reason, "reason", f"离开会不到{days}天了，请写为什么迟")
        s.set(papers_at=s.now)
        s.say("；".join(one for one in (text, f"迟送：{reason}" if late else "") if one))
    return meeting


def sign_in(
    meeting: JointMeeting,
    *,
    seats: Mapping[int, str],
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> JointMeeting:
    """Who sits on which seat, as the secretary sees it: member id to presence. A deputy must have been named before."""
    with MEETINGS.step(meeting, "sign_in", actor=actor, version=version, now=now) as s:
        for member in facts(s.subject).members:
            presence = seats.get(member.pk, "")
            if presence:
                _seat(s, member, presence)
        _count(s)
    return meeting


def sign_self(
    meeting: JointMeeting,
    *,
    presence: str,
    member: int,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> JointMeeting:
    """A unit signs in itself; only its own seat."""
    with MEETINGS.step(meeting, "sign_self", actor=actor, version=version, now=now) as s:
        seat = next((one for one in facts(s.subject).members if one.pk == member), None)
        if seat is None:
            raise RuleBroken("missing", "请选本单位", field="member")
        _seat(s, seat, presence)
        _count(s)
    return meeting


def _seat(s: Step[JointMeeting], member: BodyMember, presence: str) -> None:
    if presence not in Presence.values:
        raise RuleBroken("missing", "请选到会情况", field=f"seat_{member.pk}")
    if presence == Presence.DEPUTY and not member.deputy_name:
        message = f"{member.unit_name}没有事先指定代理人，先到「成员单位」指定"
        raise RuleBroken("no_deputy", message, field=f"seat_{member.pk}")
    sat = {Presence.MEMBER: member.official_name, Presence.DEPUTY: member.deputy_name}
    MeetingAttendance.objects.update_or_create(
        meeting=s.subject,
        member=member,
        defaults={"presence": presence, "name": sat.get(Presence(presence), ""), "signed_at": s.now},
    )


def _count(s: Step[JointMeeting]) -> None:
    forget(s.subject)
    known = facts(s.subject)
    s.say(f"应到{known.expected}家，实到{known.present}家")


def open_meeting(
    meeting: JointMeeting,
    *,
    chair_name: str,
    actor: User,
    as_talk: bool = False,
    observers: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> JointMeeting:
    """It begins: the seats are counted and the report on the last decisions is fixed. Without a quorum only as a talk,
    which decides nothing and leaves the period without its meeting (E4)."""
    with MEETINGS.step(meeting, "open", actor=actor, version=version, now=now) as s:
        need(chair_name, "chair_name", "请写主持人")
        known = facts(s.subject)
        is_talk = not known.has_quorum
        if is_talk and not as_talk:
            message = (
                f"应到{known.expected}家，实到{known.present}家，不够{known.quorum}家，不能作决定。"
                "可以改日再开，或者勾选「记为谈话会」"
            )
            raise RuleBroken("quorum", message, field="as_talk")
        if is_talk:
            s.skip_clocks.add(HELD)
        s.set(expected=known.expected, is_talk=is_talk, held_at=_began_at(s.subject, s.now))
        s.set_quietly(chair_name=chair_name, observers=observers, report=carried.report(s.subject))
        s.move()
        s.say(f"应到{known.expected}家，实到{known.present}家" + ("，谈话会，不作决定" if is_talk else ""))
        if not is_talk and s.subject.kind == MeetingKind.EXTRA:
            _cover(s)
    return meeting


def _began_at(meeting: JointMeeting, now: datetime) -> datetime:
    """The hour that stood, when it opens on that day and not before it; else now."""
    planned = meeting.held_at
    same = planned is not None and timezone.localdate(planned) == timezone.localdate(now)
    return planned if planned is not None and same and planned <= now else now


def _cover(s: Step[JointMeeting]) -> None:
    """An extra meeting with a quorum is the period's meeting, when the regular one has not been held."""
    row = s.subject
    regular = JointMeeting.objects.filter(
        body=row.body_id,
        year=row.year,
        period=row.period,
        kind=MeetingKind.REGULAR,
        due_code__startswith=HELD,
    ).first()
    if regular is not None:
        with MEETINGS.step(regular, "cover", actor=None, now=s.now) as r:
            r.say(f"{row}已开")


def close(
    meeting: JointMeeting,
    *,
    actor: User,
    next_words: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> JointMeeting:
    """It is over. What nobody came to is put off; the minutes are due in three working days."""
    with MEETINGS.step(meeting, "close", actor=actor, version=version, now=now) as s:
        left = list(s.subject.topics.filter(state__in=AT_MEETING).order_by("pk"))
        why = "谈话会不作决定" if s.subject.is_talk else "这次没有议到"
        for topic in left:
            defer(topic, reason=why, actor=None, now=s.now)
        s.set(ended_at=s.now, next_words=next_words)
        s.move()
        number = s.subject.decisions.count()
        s.say(f"议定{number}项" + (f"，{len(left)}个议题下次再议" if left else ""))
    return meeting


def note(
    meeting: JointMeeting, *, text: str, actor: User, version: int | None = None, now: datetime | None = None
) -> JointMeeting:
    """One more line on the timeline."""
    with MEETINGS.step(meeting, "note", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写内容")
        s.say(text)
    return meeting
