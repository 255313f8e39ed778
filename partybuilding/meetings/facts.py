"""What an act or a page asks of one meeting, each read once: its seats, who sits, its agenda, its decisions."""

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from partybuilding.choices import Presence
from partybuilding.models import (
    AgendaItem,
    BodyMember,
    JointMeeting,
    MeetingAttendance,
    MeetingDecision,
    OpenNotice,
)

KIND, TOPIC_KIND = "meeting", "meeting_topic"
_CACHE = "_meeting_facts"


def quorum_of(seats: int) -> int:
    """Half of the seats plus one: 5 of 8 (E4)."""
    return seats // 2 + 1


@dataclass(frozen=True)
class Seat:
    """A unit's seat at this meeting, and who sat on it if anybody signed."""

    member: BodyMember
    signed: MeetingAttendance | None

    @property
    def is_here(self) -> bool:
        return self.signed is not None and self.signed.is_here

    @property
    def words(self) -> str:
        """公安（张三）; a deputy is said to be one."""
        if self.signed is None or not self.signed.name:
            return self.member.unit_name
        stands_in = "，代" if self.signed.presence == Presence.DEPUTY else ""
        return f"{self.member.unit_name}（{self.signed.name}{stands_in}）"


class MeetingFacts:
    """Read lazily and kept on the row until it is locked again."""

    def __init__(self, meeting: JointMeeting) -> None:
        self.meeting = meeting

    @cached_property
    def members(self) -> list[BodyMember]:
        """The seats on the day of the meeting; before there is one, those of the period's first day or today."""
        day = self.meeting.held_on or max(self.meeting.period_first, timezone.localdate())
        rows = BodyMember.objects.serving(day).filter(body=self.meeting.body_id)
        return list(rows.select_related("department", "user", "deputy_user").order_by("pk"))

    @cached_property
    def seats(self) -> list[Seat]:
        signed = {one.member_id: one for one in self.meeting.attendance.all()}
        return [Seat(one, signed.get(one.pk)) for one in self.members]

    @property
    def expected(self) -> int:
        return self.meeting.expected if self.meeting.expected is not None else len(self.members)

    @property
    def present(self) -> int:
        return sum(one.is_here for one in self.seats)

    @property
    def quorum(self) -> int:
        return quorum_of(self.expected)

    @property
    def has_quorum(self) -> bool:
        return self.present >= self.quorum

    @cached_property
    def agenda(self) -> list[AgendaItem]:
        rows = self.meeting.agenda.select_related("topic", "topic__community")
        return list(rows.order_by("position", "pk"))

    @cached_property
    def decisions(self) -> list[MeetingDecision]:
        return list(self.meeting.decisions.order_by("number"))

    @cached_property
    def notices(self) -> list[OpenNotice]:
        return list(self.meeting.notices.all())


def facts(meeting: JointMeeting) -> MeetingFacts:
    known: MeetingFacts | None = getattr(meeting, _CACHE, None)
    if known is None:
        known = MeetingFacts(meeting)
        setattr(meeting, _CACHE, known)
    return known


def forget(meeting: JointMeeting) -> None:
    if hasattr(meeting, _CACHE):
        delattr(meeting, _CACHE)
