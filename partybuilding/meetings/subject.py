"""What the ground asks of meetings and topics."""

from core.flow.subject import FlowSubject
from partybuilding.meetings.flow import MEETINGS, TOPICS
from partybuilding.models import JointMeeting, MeetingTopic


class MeetingSubject(FlowSubject[JointMeeting]):
    """Registered for "meeting": its clocks remind whoever prepares it and whoever chairs it."""

    def __init__(self) -> None:
        super().__init__(MEETINGS)


class TopicSubject(FlowSubject[MeetingTopic]):
    """Registered for "meeting_topic". It has no clocks."""

    def __init__(self) -> None:
        super().__init__(TOPICS)

    def lock(self, subject_id: int) -> bool:
        if not MeetingTopic.objects.filter(pk=subject_id).exists():
            return False
        TOPICS.lock(subject_id)
        return True
