"""What the page of one meeting shows: its stages as a list of tasks, its agenda with decisions, its notices."""

from dataclasses import dataclass, field

from django.db.models import prefetch_related_objects

from partybuilding.choices import MeetingState
from partybuilding.meetings import carried
from partybuilding.meetings.facts import MeetingFacts, facts
from partybuilding.models import AgendaItem, JointMeeting, MeetingDecision

M = MeetingState
DONE, NOW, LATER, NEVER = "已完成", "进行中", "未开始", "没有开"
_BEFORE_OPEN = frozenset({M.SLOT, M.PROPOSED, M.CALLED})


@dataclass(frozen=True)
class Stage:
    """One step of the way: how it stands, and what is known or missing of it."""

    label: str
    state: str
    words: str = ""
    anchor: str = ""


def stages(meeting: JointMeeting) -> list[Stage]:
    """ux.md W9: date, agenda, papers, the sitting, decisions, minutes, notice."""
    known, state = facts(meeting), meeting.state
    after = meeting.has_sat
    begun = after or state == M.OPEN
    dead = state == M.CANCELLED
    number = len(known.decisions)
    agenda = f"{len(known.agenda)}个议题" if known.agenda else "还没有议题"
    return [
        Stage(
            "定日期、发通知",
            _state(begun or state == M.CALLED, state == M.PROPOSED, dead=dead),
            _dated(meeting),
        ),
        Stage("议程", _state(begun, bool(known.agenda), dead=dead), agenda, "agenda"),
        Stage("材料", _state(meeting.papers_at is not None, state == M.CALLED, dead=dead), _papers(meeting)),
        Stage("开会", _state(after, state == M.OPEN, dead=dead), _sitting(known, begun=begun), "seats"),
        Stage(
            "议定事项", _state(after, state == M.OPEN, dead=dead), f"{number}项" if begun else "", "agenda"
        ),
        Stage("纪要", _state(state == M.MINUTED, after, dead=dead), _minutes(meeting), "minutes"),
        Stage("公示", _state(bool(known.notices), False, dead=dead), _noticed(known), "notices"),
    ]


def _state(done: bool, now: bool, *, dead: bool) -> str:
    if done:
        return DONE
    return NEVER if dead else NOW if now else LATER


def _dated(meeting: JointMeeting) -> str:
    return meeting.get_state_display() if meeting.state in _BEFORE_OPEN else ""


def _papers(meeting: JointMeeting) -> str:
    if meeting.papers_at is not None:
        return ""
    return "等发通知" if meeting.state in (M.SLOT, M.PROPOSED) else ""


def _sitting(known: MeetingFacts, *, begun: bool) -> str:
    if not begun and not any(one.signed for one in known.seats):
        return f"应到{known.expected}家"
    return f"应到{known.expected}家，实到{known.present}家"


def _minutes(meeting: JointMeeting) -> str:
    return meeting.get_state_display() if meeting.has_sat else "散会后3个工作日内"


def _noticed(known: MeetingFacts) -> str:
    return f"到{known.notices[0].to_on:%Y-%m-%d}" if known.notices else "印发纪要后公示，不少于15天"


@dataclass
class Item:
    """One item of the agenda as the page shows it."""

    number: int
    row: AgendaItem
    decisions: list[MeetingDecision] = field(default_factory=list)


def items(meeting: JointMeeting) -> list[Item]:
    """The topics after the standing first item."""
    known = facts(meeting)
    prefetch_related_objects(known.decisions, "items__lead")
    found = []
    for number, row in enumerate(known.agenda, 2):
        own = [one for one in known.decisions if one.topic_id == row.topic_id]
        found.append(Item(number, row, own))
    return found


def report_of(meeting: JointMeeting) -> str:
    """What was reported; before it opens, what would be today."""
    return meeting.report if meeting.report or not meeting.is_ahead else carried.report(meeting)
