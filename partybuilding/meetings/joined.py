"""What meetings make known: pages of their subjects, their papers, what a case's page says of them, words of the ledger."""

from collections.abc import Iterable
from datetime import datetime

from core import subjects
from core.accounts.models import User
from core.audit.words import register_words
from core.flow.subject import FlowSubject
from core.papers.kinds import register_owner
from disputes import mentions
from grids import handover
from grids.models import Area
from partybuilding.meetings.actions.bodies import KIND as BODY_KIND
from partybuilding.meetings.actions.feeds import KIND as FEED_KIND
from partybuilding.meetings.facts import KIND, TOPIC_KIND
from partybuilding.meetings.flow import MEETINGS as MEETING_FLOW
from partybuilding.meetings.mentions import MeetingMentions
from partybuilding.meetings.papers import MeetingPapers
from partybuilding.meetings.subject import TopicSubject
from partybuilding.meetings.workflow import MEETINGS, TOPICS
from partybuilding.models import MeetingTopic, PartyJointBody

_BODY_WORDS = {
    "set_up": "设立",
    "change": "修改",
    "add_member": "登记委员",
    "name_deputy": "指定代理人",
    "end_member": "委员不再担任",
    "note_absence": "登记请假",
    "drop_absence": "取消请假",
    "end_body": "撤销",
}


def register_all() -> None:
    """Called once by partybuilding.joined."""
    subjects.register(FlowSubject(MEETING_FLOW))
    subjects.register(TopicSubject())
    register_owner(MeetingPapers())
    mentions.register(MeetingMentions())
    handover.register("meetings", community_changed=community_changed)
    for kind, noun, table in ((KIND, "会议", MEETINGS), (TOPIC_KIND, "议题", TOPICS)):
        actions = {f"{kind}.{act}": f"{noun}{row.label}" for act, row in table.items()}
        register_words(actions=actions, kinds={kind: noun})
    actions = {f"{BODY_KIND}.{act}": f"大工委、大党委{words}" for act, words in _BODY_WORDS.items()}
    register_words(actions=actions, kinds={BODY_KIND: "大工委、大党委"})
    feed = {f"{FEED_KIND}.make": "生成日历订阅链接", f"{FEED_KIND}.revoke": "停用日历订阅链接"}
    register_words(actions=feed, kinds={FEED_KIND: "日历订阅"})


def community_changed(*, grids: Iterable[int], old: Area, new: Area, actor: User, now: datetime) -> int:
    """Two communities became one: its topics are the new one's, its own body too unless that has one."""
    moved = int(MeetingTopic.objects.filter(community=old).update(community=new))
    bodies = PartyJointBody.objects.filter(community=old, valid_to__isnull=True)
    if not PartyJointBody.objects.filter(community=new, valid_to__isnull=True).exists():
        moved += int(bodies.update(community=new))
    return moved
