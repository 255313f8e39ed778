"""Who hears of an act or a due clock of a meeting or a topic, and in which words."""

from collections.abc import Callable

from core.accounts.models import User
from core.clocks.words import day_zh
from grids.choices import COMMUNITY_ROLES, Role
from grids.models import Posting
from grids.querysets import in_force
from grids.selectors import holders
from partybuilding.meetings.facts import facts
from partybuilding.meetings.workflow import Tell
from partybuilding.models import BodyMember, JointMeeting, MeetingTopic, PartyJointBody


def title(meeting: JointMeeting) -> str:
    """May leave the house: which meeting and when."""
    day = meeting.held_on
    return f"{meeting}{f'，{day_zh(day, weekday=True)}' if day else ''}"


def topic_title(topic: MeetingTopic) -> str:
    return f"议题「{topic.title}」"


def secretaries(body: PartyJointBody) -> set[User]:
    if body.is_street:
        return set(holders(Role.MEETING_SECRETARY, street=True))
    return {user for role in COMMUNITY_ROLES for user in holders(role, community=body.community_id)}


def chairs(body: PartyJointBody) -> set[User]:
    if body.is_street:
        return set(holders(Role.STREET_LEAD, street=True))
    return set(holders(Role.COMMUNITY_LEAD, community=body.community_id))


def invited(members: list[BodyMember]) -> set[User]:
    """Officials and deputies with accounts; for a unit without one, its liaisons."""
    people = {user for one in members for user in (one.user, one.deputy_user) if user and user.is_active}
    without = {one.department_id for one in members if one.department_id and one.user_id is None}
    posted = Posting.objects.filter(in_force(None), role=Role.DEPT_LIAISON, department__in=without)
    return people | set(User.objects.filter(pk__in=posted.values("user_id"), is_active=True))


def people(tell: str, meeting: JointMeeting) -> set[User]:
    """Words of the table, and those of the reminders of a rule."""
    body = meeting.body
    answers: dict[str, Callable[[], set[User]]] = {
        Tell.SECRETARY: lambda: secretaries(body),
        Tell.CHAIR: lambda: chairs(body),
        Tell.MEMBERS: lambda: invited(facts(meeting).members),
        Tell.INVITED: lambda: invited(facts(meeting).members) if meeting.called_at else set(),
        Tell.HANDLER: lambda: secretaries(body),
        Tell.LEAD: lambda: chairs(body),
        Tell.NEXT_TIER: lambda: chairs(body),
        Tell.SUPERVISION: lambda: chairs(body),
    }
    return answers[tell]()


def topic_people(tell: str, topic: MeetingTopic) -> set[User]:
    if tell == Tell.PROPOSER:
        return {topic.created_by} if topic.created_by is not None else set()
    return secretaries(topic.body) if tell == Tell.SECRETARY else chairs(topic.body)
