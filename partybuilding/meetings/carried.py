"""The standing first item: what became of the last meetings' decisions (E5).

Whoever keeps the work that comes of a decision registers how it stands:

    carried.register(reporter)      reporter(decisions) -> {decision.pk: Standing("已销号", is_done=True)}

Decisions of earlier meetings come up again until they are done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from partybuilding.models import JointMeeting, MeetingDecision

MOST_LINES = 60


@dataclass(frozen=True)
class Standing:
    """How the work of one decision stands, in words without anybody's name."""

    words: str
    is_done: bool


Reporter = Callable[[Sequence[MeetingDecision]], Mapping[int, Standing]]
_reporters: list[Reporter] = []


def register(reporter: Reporter) -> None:
    """The latest registration answers."""
    _reporters[:] = [reporter]


def standings(decisions: Sequence[MeetingDecision]) -> Mapping[int, Standing]:
    """How each stands; nothing is said of one whose work nobody keeps."""
    return _reporters[0](decisions) if _reporters and decisions else {}


def previous(meeting: JointMeeting) -> JointMeeting | None:
    """The last meeting of the body before this one that could decide."""
    rows = JointMeeting.objects.with_quorum().filter(body=meeting.body_id).exclude(pk=meeting.pk)
    if meeting.held_at is not None:
        rows = rows.filter(held_at__lt=meeting.held_at)
    found: JointMeeting | None = rows.select_related("body").order_by("-held_at").first()
    return found


def report(meeting: JointMeeting) -> str:
    """The text of the item: each decision of the last meeting, then what earlier ones left undone. Three queries."""
    last = previous(meeting)
    if last is None:
        return "这是第一次会议，没有上次的议定事项。"
    rows = MeetingDecision.objects.filter(
        meeting__body=meeting.body_id, meeting__held_at__lte=last.held_at
    ).select_related("meeting", "meeting__body")
    decisions = list(rows.order_by("-meeting__held_at", "number"))
    known = standings(decisions)
    own = [one for one in decisions if one.meeting_id == last.pk]
    undone = [
        one
        for one in decisions
        if one.meeting_id != last.pk and one.pk in known and not known[one.pk].is_done
    ]
    lines = [f"{last}议定{len(own)}项。" if own else f"{last}没有议定事项。"]
    lines += [_line(at, one, known) for at, one in enumerate(own, 1)]
    if undone:
        lines.append(f"以前会议还没有办结的{len(undone)}项。")
        lines += [f"{_line(at, one, known)}（{one.meeting}）" for at, one in enumerate(undone, 1)]
    return "\n".join(lines[:MOST_LINES])


def _line(at: int, decision: MeetingDecision, known: Mapping[int, Standing]) -> str:
    unit = f"，{decision.units}" if decision.units else ""
    standing = known.get(decision.pk)
    return f"{at}. {decision.text}{unit}{f'：{standing.words}' if standing else ''}"
