"""What the ground asks of topics; of meetings core.flow answers alone."""

from core.flow.subject import FlowSubject
from partybuilding.meetings.flow import TOPICS
from partybuilding.models import MeetingTopic


class TopicSubject(FlowSubject[MeetingTopic]):
    """Registered for "meeting_topic". It has no clocks."""

    def __init__(self) -> None:
        super().__init__(TOPICS)

    def lock(self, subject_id: int) -> bool:
        if not MeetingTopic.objects.filter(pk=subject_id).exists():
            return False
        TOPICS.lock(subject_id)
        return True
