"""The one way from an address to a meeting or a topic: what is out of scope is answered like what never was."""

from typing import Any

from django.http import Http404, HttpRequest

from partybuilding.meetings.flow import MEETINGS, TOPICS
from partybuilding.models import JointMeeting, MeetingTopic


def meeting_or_404(asked: HttpRequest, pk: int) -> JointMeeting:
    seen: Any = MEETINGS.queryset().select_related("drafter", "signed_by")
    found: JointMeeting | None = seen.visible_to(asked.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def topic_or_404(asked: HttpRequest, pk: int) -> MeetingTopic:
    seen: Any = TOPICS.queryset().select_related("merged_into")
    found: MeetingTopic | None = seen.visible_to(asked.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
