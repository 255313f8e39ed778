"""What a sitting does with a topic: discussed, decided, put off, handed on; and a decision put right (E4)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone

from core.accounts.models import User
from core.errors import RuleBroken
from core.flow.checks import need, not_before
from core.flow.engine import Step
from partybuilding.choices import DecidedBy, Outcome
from partybuilding.meetings.facts import facts
from partybuilding.meetings.flow import TOPICS
from partybuilding.models import AgendaItem, JointMeeting, MeetingDecision, MeetingTopic


def _item(s: Step[MeetingTopic]) -> AgendaItem:
    return AgendaItem.objects.get(topic=s.subject, meeting=s.subject.meeting_id)


def discuss(
    topic: MeetingTopic,
    *,
    text: str,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> MeetingTopic:
    """What was said; the last word of it stands in the minutes."""
    with TOPICS.step(topic, "discuss", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写讨论情况")
        item = _item(s)
        item.text = text
        item.save(update_fields=["text"])
        s.move()
        s.say(text)
    return topic


@dataclass(frozen=True)
class Ballot:
    """How it was agreed. Numbers only."""

    way: str = DecidedBy.CONSENSUS
    votes_for: int | None = None
    votes_against: int | None = None
    votes_abstain: int | None = None

    def columns(self) -> dict[str, Any]:
        """As a decision keeps it: nothing is counted where all agreed."""
        voted = self.way == DecidedBy.VOTE
        names = ("votes_for", "votes_against", "votes_abstain")
        return {"way": self.way, **{name: (getattr(self, name) or 0) if voted else None for name in names}}


def check_ballot(ballot: Ballot, meeting: JointMeeting) -> None:
    """E4: consensus, or more than half of those present; the votes are not more than those present."""
    if ballot.way not in DecidedBy.values:
        raise RuleBroken("missing", "请选怎么定的", field="way")
    if ballot.way == DecidedBy.CONSENSUS:
        return
    need(ballot.votes_for, "votes_for", "请写同意几票")
    cast = [ballot.votes_for or 0, ballot.votes_against or 0, ballot.votes_abstain or 0]
    present = facts(meeting).present
    if sum(cast) > present:
        raise RuleBroken("votes", f"票数合计{sum(cast)}，到会只有{present}家，请核对", field="votes_for")
    if cast[0] * 2 <= present:
        message = f"到会{present}家，同意{cast[0]}票，没有过半数。请记「下次再议」"
        raise RuleBroken("not_carried", message, field="votes_for")


def resolve(
    topic: MeetingTopic,
    *,
    text: str,
    actor: User,
    way: str = DecidedBy.CONSENSUS,
    votes_for: int | None = None,
    votes_against: int | None = None,
    votes_abstain: int | None = None,
    units: str = "",
    due_on: date | None = None,
    standard: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> MeetingTopic:
    """Write down one decision; a topic may have several. Refuses votes without a majority of those present."""
    with TOPICS.step(topic, "resolve", actor=actor, version=version, now=now) as s:
        meeting = s.subject.meeting
        if meeting is None:
            raise RuleBroken("meeting", "这个议题不在议程里")
        need(text, "text", "请写议定什么")
        ballot = Ballot(way, votes_for, votes_against, votes_abstain)
        check_ballot(ballot, meeting)
        if due_on is not None:
            not_before(due_on, timezone.localdate(s.now), "due_on", "完成期限不能早于今天")
        last = meeting.decisions.aggregate(last=Max("number"))["last"] or 0
        MeetingDecision.objects.create(
            meeting=meeting,
            topic=s.subject,
            number=last + 1,
            text=text,
            units=units,
            due_on=due_on,
            standard=standard,
            created_at=s.now,
            **ballot.columns(),
        )
        _settle(s, Outcome.RESOLVED)
        s.move()
        s.say(f"第{last + 1}项：{text}")
    return topic


def _settle(s: Step[MeetingTopic], outcome: Outcome, text: str = "") -> None:
    item = _item(s)
    item.outcome = outcome
    item.text = item.text or text
    item.save(update_fields=["outcome", "text"])


def correct(
    topic: MeetingTopic,
    *,
    decision: int,
    text: str,
    reason: str,
    units: str = "",
    due_on: date | None = None,
    standard: str = "",
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> MeetingTopic:
    """Put a decision's words right before the minutes are laid before the chair. How it was agreed stays."""
    with TOPICS.step(topic, "correct", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写议定什么")
        need(reason, "reason", "请写为什么更正")
        row = s.subject.decisions.filter(pk=decision, meeting=s.subject.meeting_id).first()
        if row is None:
            raise RuleBroken("missing", "请选要更正的那一项", field="decision")
        row.text, row.units, row.due_on, row.standard = text, units, due_on, standard
        row.save(update_fields=["text", "units", "due_on", "standard"])
        s.say(f"第{row.number}项：{text}（{reason}）")
    return topic


def defer(
    topic: MeetingTopic,
    *,
    reason: str,
    actor: User | None,
    version: int | None = None,
    now: datetime | None = None,
) -> MeetingTopic:
    """To another meeting."""
    with TOPICS.step(topic, "defer", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么下次再议")
        _settle(s, Outcome.DEFERRED, reason)
        s.move()
        s.say(reason)
    return topic


def hand_on(
    topic: MeetingTopic,
    *,
    handed_to: str,
    reason: str,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> MeetingTopic:
    """Not this meeting's to decide: to whoever is competent."""
    with TOPICS.step(topic, "hand_on", actor=actor, version=version, now=now) as s:
        need(handed_to, "handed_to", "请写转给谁")
        need(reason, "reason", "请写为什么转交")
        _settle(s, Outcome.HANDED_ON, f"转交{handed_to}：{reason}")
        s.move()
        s.say(f"转交{handed_to}：{reason}")
    return topic
