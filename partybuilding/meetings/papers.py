"""What a meeting answers for its minutes (domain.md L16). Nothing is typed twice: every word is the record's own."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from core.accounts.models import User
from core.papers.facts import paper_date
from core.papers.kinds import Owner
from grids.scope import Scope
from partybuilding.choices import MeetingState, Outcome, Presence
from partybuilding.meetings import policies
from partybuilding.meetings.actions.minutes import issue_minutes, void_minutes
from partybuilding.meetings.facts import KIND, Seat, facts
from partybuilding.meetings.flow import MEETINGS
from partybuilding.models import AgendaItem, JointMeeting, MeetingDecision

Answers = dict[str, Any]
Answer = Callable[[JointMeeting], Answers]
MINUTES = "L16"
STANDING = "听取上次会议议定事项落实情况"
_NUMBERS = "一二三四五六七八九十"
# Where a missing fact is filled in.
_PAGES = {
    "chair": "open",
    "held_at": "change_date",
    "place": "change_date",
    "present": "sign_in",
    "drafter": "draft_minutes",
    "signatory": "sign_minutes",
}
_SIGNED = frozenset({MeetingState.SIGNED, MeetingState.MINUTED})
_answers: dict[str, Answer] = {}


def answer(code: str, facts_of: Answer) -> None:
    """Another room answers for one more paper of a meeting, e.g. its list of duties (L17)."""
    _answers[code] = facts_of


class MeetingPapers(Owner):
    """Registered for kind "meeting"."""

    subject_kind = KIND

    def facts(self, code: str, subject_id: int, part: int) -> Answers:
        meeting = MEETINGS.queryset().select_related("drafter", "signed_by").get(pk=subject_id)
        return minutes(meeting) if code == MINUTES else _answers[code](meeting)

    def codes(self, subject_id: int) -> Sequence[str]:
        """The minutes once it sat; the papers of other rooms always."""
        meeting = JointMeeting.objects.get(pk=subject_id)
        return [*((MINUTES,) if meeting.has_sat else ()), *_answers]

    def pages(self, code: str, subject_id: int) -> Mapping[str, str]:
        if code != MINUTES:
            return {}
        return {key: reverse("meetings:act", args=[subject_id, act]) for key, act in _PAGES.items()}

    def why_not(self, user: Any, act: str, code: str, subject_id: int) -> str:
        """The secretary's to issue, once the chair has signed."""
        meeting = MEETINGS.queryset().get(pk=subject_id)
        if not policies.keeps(Scope.of(user), meeting.body):
            return "会议文书由会议秘书出具"
        if code == MINUTES and act == "issue" and meeting.state not in _SIGNED:
            return "纪要还没有签发，主持人签发后才能印发"
        return ""

    def written(self, paper: Any, act: str, *, actor: User, now: datetime) -> None:
        """Issued and void are steps of the meeting itself."""
        if paper.kind != MINUTES:
            return
        meeting = JointMeeting.objects.get(pk=paper.subject_id)
        if act == "issue" and meeting.state == MeetingState.SIGNED:
            issue_minutes(meeting, number=paper.number, actor=actor, now=now)
        elif act == "void" and meeting.state == MeetingState.MINUTED:
            void_minutes(meeting, number=paper.number, actor=actor, now=now)


def minutes(meeting: JointMeeting) -> Answers:
    """L16 from seats, agenda and decisions."""
    known = facts(meeting)
    away = [one for one in known.seats if not one.is_here]
    leave = [one.member.unit_name if _on_leave(one) else f"{one.member.unit_name}（未到）" for one in away]
    return {
        "body": str(meeting),
        "held_at": meeting.held_at,
        "place": meeting.place,
        "chair": meeting.chair_name,
        "present": "、".join(one.words for one in known.seats if one.is_here),
        "absent": "、".join(leave),
        "observers": meeting.observers,
        "topics": [
            {"no": "一", "title": STANDING, "text": meeting.report.replace("\n", "　")},
            *(_topic(at, item, known.decisions) for at, item in enumerate(known.agenda, 2)),
        ],
        "decisions": _decisions(meeting),
        "next_meeting": meeting.next_words,
        "sent_to": meeting.sent_to,
        "drafter": meeting.drafter.display_name if meeting.drafter else "",
        "signatory": meeting.signed_by.display_name if meeting.signed_by else "",
    }


def _on_leave(seat: Seat) -> bool:
    return seat.signed is not None and seat.signed.presence == Presence.LEAVE


def _sentences(parts: Sequence[str]) -> str:
    """One paragraph, each part ended by a full stop."""
    return "".join(f"{one.rstrip('。')}。" for one in parts if one)


def numeral(at: int) -> str:
    """一 to 九十九, as agendas count."""
    tens, ones = divmod(at, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{_NUMBERS[tens - 1]}十"
    return ten + (_NUMBERS[ones - 1] if ones else "")


def _topic(at: int, item: AgendaItem, decisions: Sequence[MeetingDecision]) -> Answers:
    """What was asked, what was said, and how it ended."""
    known = [one for one in decisions if one.topic_id == item.topic_id]
    said = [f"{item.topic.proposed_by}提出：{item.topic.problem}", item.text]
    if item.outcome == Outcome.RESOLVED:
        said.append("；".join(f"{one.text}（{one.vote_words}）" for one in known))
    elif item.outcome == Outcome.DEFERRED and not item.text:
        said.append("下次再议")
    return {"no": numeral(at), "title": item.topic.title, "text": _sentences(said)}


def _decisions(meeting: JointMeeting) -> list[Answers]:
    if meeting.is_talk or not facts(meeting).decisions:
        why = "到会不足半数加一，本次为谈话会，没有作决定" if meeting.is_talk else "本次会议没有议定事项"
        return [{"no": "—", "what": why, "unit": "", "due": "", "standard": ""}]
    return [
        {
            "no": str(one.number),
            "what": one.text,
            "unit": one.units,
            "due": paper_date(one.due_on) if one.due_on else "",
            "standard": one.standard,
        }
        for one in facts(meeting).decisions
    ]
