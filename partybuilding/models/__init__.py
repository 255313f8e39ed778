from partybuilding.models.item import ActionItem, ItemCheck, ItemProgress
from partybuilding.models.meeting import JointMeeting, MeetingDecision, MeetingTopic, PartyJointBody

__all__ = [
    "ActionItem",
    "ItemCheck",
    "ItemProgress",
    "JointMeeting",
    "MeetingDecision",
    "MeetingTopic",
    "PartyJointBody",
]
