from partybuilding.models import works
from partybuilding.models.meeting import JointMeeting, MeetingDecision, MeetingTopic, PartyJointBody

__all__ = ["JointMeeting", "MeetingDecision", "MeetingTopic", "PartyJointBody", "works"]
