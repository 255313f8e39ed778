"""「由联席会议推动」 on the page of a case: which topics came of it, and what was decided. One query."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse

from disputes.mentions import Mention
from grids.scope import Scope
from partybuilding.choices import TopicState
from partybuilding.meetings.policies import is_desk
from partybuilding.models import MeetingDecision, MeetingTopic

_SILENT = (TopicState.DECLINED, TopicState.MERGED)


class MeetingMentions:
    """Registered with disputes.mentions."""

    key = "meetings"

    def mentions(self, user: Any, kind: str, pk: int) -> Sequence[Mention]:
        own = MeetingTopic.objects.visible_to(user).filter(pk=OuterRef("pk"))
        decided = MeetingDecision.objects.filter(topic=OuterRef("pk")).order_by("number").values("text")[:1]
        rows = (
            MeetingTopic.objects.filter(origins__kind=kind, origins__origin_id=pk)
            .exclude(state__in=_SILENT)
            .select_related("meeting", "meeting__body")
            .annotate(is_seen=Exists(own), decided=Subquery(decided))
            .order_by("-pk")
        )
        return [_mention(one) for one in rows]

    def door(self, user: Any, kind: str, no: str) -> tuple[str, str] | None:
        if not is_desk(Scope.of(user)):
            return None
        return "提请联席会议", f"{reverse('meetings:topic_new')}?{urlencode({'from': f'{kind}:{no}'})}"


def _mention(topic: Any) -> Mention:
    words = topic.get_state_display()
    if topic.meeting is not None:
        words = f"{words}，{topic.meeting}"
    if topic.decided:
        words = f"{words}：{topic.decided}"
    return Mention("由联席会议推动", topic.title, words, topic.get_absolute_url() if topic.is_seen else "")
