"""What party building offers to programs: joint meetings, topics, the three lists, and the rooms of works."""

from typing import Any

from core.api.resources import Resource
from grids.scope import Scope
from grids.works.api import resources_of
from partybuilding.items import policies as items
from partybuilding.items.flow import ITEMS
from partybuilding.items.forms.filters import ItemFilter
from partybuilding.items.views.detail import PAGES as ITEM_PAGES
from partybuilding.meetings import policies as meetings
from partybuilding.meetings.flow import MEETINGS, TOPICS
from partybuilding.meetings.views.detail import PAGES as MEETING_PAGES
from partybuilding.meetings.views.topics import PAGES as TOPIC_PAGES
from partybuilding.models import ActionItem, JointMeeting, MeetingTopic
from partybuilding.works.views import PAGES as WORK_PAGES


def _no_items(user: Any) -> str:
    return "" if items.may_open(Scope.of(user)) else "会议任务由街道、社区和成员单位办理"


def _no_meetings(user: Any) -> str:
    return "" if meetings.may_open(Scope.of(user)) else "联席会议由街道、社区和成员单位使用"


RESOURCES = (
    Resource(
        name="meetings",
        label="联席会议",
        family_label="联席会议和议题",
        model=JointMeeting,
        key="pk",
        rows=MEETINGS.queryset,
        fields=(
            "id", "kind", "body", "year", "period", "state", "held_at", "place", "is_talk", "called_at", "papers_at",
            "ended_at", "signed_at", "due_at", "last_act", "last_act_at", "version",
        ),
        acts=MEETING_PAGES,
        opens=_no_meetings,
    ),
    Resource(
        name="topics",
        label="会议议题",
        family="meetings",
        model=MeetingTopic,
        key="pk",
        rows=TOPICS.queryset,
        fields=(
            "id", "body", "meeting", "title", "problem", "state", "due_at", "last_act", "last_act_at", "version",
        ),
        acts=TOPIC_PAGES,
        opens=_no_meetings,
    ),
    Resource(
        name="items",
        label="会议任务",
        model=ActionItem,
        rows=ITEMS.queryset,
        fields=(
            "no", "official_no", "body", "source_words", "what", "problem", "cause", "community", "place", "lead",
            "responsible", "due_on", "standard", "funding", "is_public", "by_residents", "state", "percent", "due_at",
            "taken_at", "done_at", "verified_at", "cleared_at", "order_count", "last_act", "last_act_at", "version",
        ),
        acts=ITEM_PAGES,
        opens=_no_items,
        filter=ItemFilter,
    ),
    *resources_of(WORK_PAGES, "党建工作"),
)  # fmt: skip
