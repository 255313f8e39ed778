"""What is brought before a meeting: proposed, screened, put on an agenda, decided (E3-E4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from core.accounts.models import User
from core.errors import NotAllowed, RuleBroken
from core.flow.checks import need
from core.flow.engine import Step
from grids.choices import COMMUNITY_ROLES
from grids.models import Area, Department
from grids.scope import Scope
from partybuilding.choices import AHEAD, WAITING_TOPICS, TopicState
from partybuilding.meetings import limits, policies
from partybuilding.meetings.flow import MEETINGS, TOPICS
from partybuilding.meetings.origins import Source
from partybuilding.models import (
    AgendaItem,
    JointMeeting,
    MeetingTopic,
    PartyJointBody,
    TopicOrigin,
)

S = TopicState


@dataclass(frozen=True)
class Draft:
    """What is laid before a body."""

    body: PartyJointBody
    title: str
    problem: str
    asked: str
    late_reason: str = ""
    sources: Sequence[Source] = field(default_factory=tuple)


def _unit_of(actor: User, scope: Scope) -> tuple[Area | None, str]:
    """For whom the person speaks: their community, their department, or the street."""
    communities = scope.communities_as(*COMMUNITY_ROLES)
    if communities:
        area = Area.objects.filter(pk__in=communities).order_by("pk").first()
        return area, area.name if area else ""
    if scope.department_ids and not scope.street:
        unit = Department.objects.filter(pk__in=scope.department_ids).order_by("pk").first()
        return None, unit.name if unit else ""
    return None, actor.title[:40] or "街道"


def propose(draft: Draft, *, actor: User, now: datetime | None = None) -> MeetingTopic:
    """Lay a topic before the body's office. `draft.sources` were picked for this person (origins.pick)."""
    now = now or timezone.now()
    if draft.body not in policies.bodies_to_propose(actor, timezone.localdate(now)):
        raise NotAllowed("role", "议题由街道、社区和成员单位提出")
    need(draft.title, "title", "请用一句话写议题")
    need(draft.problem, "problem", "请写是什么问题")
    need(draft.asked, "asked", "请写要会议定什么")
    community, unit = _unit_of(actor, Scope.of(actor))
    with transaction.atomic():
        topic = MeetingTopic.objects.create(
            state=S.PROPOSED,
            body=draft.body,
            title=draft.title,
            problem=draft.problem,
            asked=draft.asked,
            late_reason=draft.late_reason,
            community=community,
            proposed_by=unit,
            created_by=actor,
            created_at=now,
            is_demo=draft.body.is_demo,
        )
        TopicOrigin.objects.bulk_create(
            TopicOrigin(topic=topic, kind=one.kind, origin_id=one.pk, no=one.no, title=one.title[:60])
            for one in draft.sources
        )
        with TOPICS.step(topic, "propose", actor=actor, now=now) as s:
            s.detail["origins"] = [one.key for one in draft.sources]
            s.say(f"{unit}提出" + (f"，来自{len(draft.sources)}件" if draft.sources else ""))
    return topic


def revise(
    topic: MeetingTopic,
    *,
    title: str,
    problem: str,
    asked: str,
    late_reason: str = "",
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> MeetingTopic:
    """Say it better while it waits."""
    with TOPICS.step(topic, "revise", actor=actor, version=version, now=now) as s:
        need(title, "title", "请用一句话写议题")
        s.set(title=title, problem=problem, asked=asked, late_reason=late_reason)
        if not s.changes:
            raise RuleBroken("same", "没有改动", field="title")
    return topic


def accept(
    topic: MeetingTopic,
    *,
    actor: User,
    text: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> MeetingTopic:
    """The office takes it up for an agenda."""
    with TOPICS.step(topic, "accept", actor=actor, version=version, now=now) as s:
        s.move()
        s.say(text)
    return topic


def decline(
    topic: MeetingTopic,
    *,
    reason: str,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> MeetingTopic:
    """Not for this meeting, with the reason that the proposer reads."""
    with TOPICS.step(topic, "decline", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么不上会、建议走哪条路")
        s.move()
        s.say(reason)
    return topic


def merge(
    topic: MeetingTopic,
    *,
    main: int,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> MeetingTopic:
    """The same as another: what it came of goes over to that one."""
    with TOPICS.step(topic, "merge", actor=actor, version=version, now=now) as s:
        into = MeetingTopic.objects.filter(pk=main, body=s.subject.body_id, state__in=WAITING_TOPICS)
        found = into.exclude(pk=s.subject.pk).first()
        if found is None:
            raise RuleBroken("missing", "请选一个还没有上会的议题", field="main")
        known = set(found.origins.values_list("kind", "origin_id"))
        for one in s.subject.origins.all():
            if (one.kind, one.origin_id) not in known:
                TopicOrigin.objects.create(
                    topic=found, kind=one.kind, origin_id=one.origin_id, no=one.no, title=one.title
                )
        s.set(merged_into=found)
        s.move()
        s.say(f"并入「{found.title}」")
    return topic


def last_day_for_topics(meeting: JointMeeting) -> date | None:
    """The last day on which a topic is in time for the meeting (E3); none while it has no date."""
    return limits.last_day(meeting.held_on, limits.TOPICS) if meeting.held_on else None


def is_late(topic: MeetingTopic, last: date | None) -> bool:
    return last is not None and timezone.localdate(topic.created_at) > last


def schedule(
    topic: MeetingTopic,
    *,
    meeting: JointMeeting,
    actor: User,
    late_reason: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> MeetingTopic:
    """Put it on the agenda of a meeting that has not begun, behind what stands there. Late ones say why."""
    with transaction.atomic():
        held = MEETINGS.lock(meeting.pk)
        with TOPICS.step(topic, "schedule", actor=actor, version=version, now=now) as s:
            put_on(s, held, late_reason)
    return topic


def put_on(s: Step[MeetingTopic], meeting: JointMeeting, late_reason: str) -> None:
    """The caller holds the meeting."""
    topic = s.subject
    if meeting.body_id != topic.body_id or meeting.state not in AHEAD:
        raise RuleBroken("meeting", "请选一次还没有开的会", field="meeting")
    if is_late(topic, last_day_for_topics(meeting)) and not (topic.late_reason or late_reason):
        days = limits.days_before(limits.TOPICS)
        message = f"「{topic.title}」是会前不到{days}天才提出的，写明为什么急，或者排到下一次"
        raise RuleBroken("late", message, field="late_reason")
    last = meeting.agenda.aggregate(last=Max("position"))["last"] or 0
    AgendaItem.objects.create(meeting=meeting, topic=topic, position=last + 1)
    s.set(meeting=meeting, late_reason=topic.late_reason or late_reason)
    s.move()
    s.say(f"列入{meeting}议程")


def unschedule(
    topic: MeetingTopic,
    *,
    reason: str,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> MeetingTopic:
    """Off the agenda before the meeting begins."""
    with TOPICS.step(topic, "unschedule", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么撤出")
        AgendaItem.objects.filter(topic=s.subject, meeting=s.subject.meeting_id).delete()
        s.set(meeting=None)
        s.move()
        s.say(reason)
    return topic


def note_topic(
    topic: MeetingTopic, *, text: str, actor: User, version: int | None = None, now: datetime | None = None
) -> MeetingTopic:
    """One more line on the timeline."""
    with TOPICS.step(topic, "note", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写内容")
        s.say(text)
    return topic


def chosen_topics(body: PartyJointBody, ids: Iterable[int]) -> list[MeetingTopic]:
    """Of the body, in the order that was asked for."""
    wanted = list(dict.fromkeys(ids))
    rows = {one.pk: one for one in TOPICS.queryset().filter(body=body, pk__in=wanted)}
    return [rows[pk] for pk in wanted if pk in rows]
