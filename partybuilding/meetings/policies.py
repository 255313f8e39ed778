"""Who is who for a meeting, a topic or a body today."""

from typing import Any

from core.flow.table import ALLOWED, Decision
from grids.choices import COMMUNITY_ROLES, Role
from grids.scope import Scope
from partybuilding.meetings.facts import facts
from partybuilding.meetings.querysets import reads_all
from partybuilding.meetings.workflow import Who
from partybuilding.models import JointMeeting, MeetingTopic, PartyJointBody

# Of the street's desk: whoever may lay something before the street's meeting.
PROPOSING_DESK = frozenset(
    {Role.CENTRE_INTAKE, Role.CENTRE_MANAGER, Role.STREET_LEAD, Role.MEETING_SECRETARY}
)


def may_open(scope: Scope) -> bool:
    """Whose work meets joint meetings at all."""
    return reads_all(scope) or bool(scope.department_ids or scope.communities_as(*COMMUNITY_ROLES))


def keeps(scope: Scope, body: PartyJointBody) -> bool:
    """Prepares and writes down its meetings."""
    if body.is_street:
        return Role.MEETING_SECRETARY in scope.street_roles
    return body.community_id in scope.communities_as(*COMMUNITY_ROLES)


def chairs(scope: Scope, body: PartyJointBody) -> bool:
    if body.is_street:
        return Role.STREET_LEAD in scope.street_roles
    return body.community_id in scope.communities_as(Role.COMMUNITY_LEAD)


def sits(user: Any, scope: Scope, meeting: JointMeeting) -> bool:
    """Sits on one of its seats, stands in, or speaks for a member unit."""
    return any(
        user.pk in (one.user_id, one.deputy_user_id) or one.department_id in scope.department_ids
        for one in facts(meeting).members
    )


def holds_meeting(user: Any, who: str, meeting: JointMeeting) -> bool:
    """Whether the user is `who` for this meeting today. SYSTEM is never a signed-in person."""
    scope = Scope.of(user)
    if who == Who.SECRETARY:
        return keeps(scope, meeting.body)
    if who == Who.CHAIR:
        return chairs(scope, meeting.body)
    return who == Who.MEMBER and sits(user, scope, meeting)


def holds_topic(user: Any, who: str, topic: MeetingTopic) -> bool:
    scope = Scope.of(user)
    if who == Who.SECRETARY:
        return keeps(scope, topic.body)
    if who == Who.CHAIR:
        return chairs(scope, topic.body)
    own = topic.created_by_id == user.pk or topic.community_id in scope.communities_as(*COMMUNITY_ROLES)
    return who == Who.PROPOSER and own and may_open(scope)


def is_desk(scope: Scope) -> bool:
    """Brings to the meeting what its office cannot solve: a case's page has a door for them."""
    return bool(scope.street_roles & PROPOSING_DESK or scope.communities_as(*COMMUNITY_ROLES))


def bodies_to_propose(user: Any, on: Any) -> list[PartyJointBody]:
    """The bodies before which the person may lay something: the street's desk and communities the street's, a community
    its own, a member those in which its unit sits."""
    scope = Scope.of(user)
    seen = list(PartyJointBody.objects.visible_to(user).standing(on).select_related("community"))
    communities = scope.communities_as(*COMMUNITY_ROLES)
    if scope.street_roles & PROPOSING_DESK:
        return [one for one in seen if one.is_street]
    if reads_all(scope):
        return []
    return [one for one in seen if one.is_street or one.community_id in communities or not communities]


def may_manage(user: Any, body: PartyJointBody) -> Decision:
    """The street's body is the meeting secretary's to keep, a community's its secretary's."""
    scope = Scope.of(user)
    street = body.is_street and Role.MEETING_SECRETARY in scope.street_roles
    if not street and body.community_id not in scope.communities_as(Role.COMMUNITY_LEAD):
        return Decision(False, "role", "大工委由街道会议秘书登记，大党委由本社区书记登记")
    if body.valid_to is not None:
        return Decision(False, "state", "这个组织已经撤销")
    return ALLOWED


def may_set_up(user: Any) -> Decision:
    scope = Scope.of(user)
    if Role.MEETING_SECRETARY in scope.street_roles or scope.communities_as(Role.COMMUNITY_LEAD):
        return ALLOWED
    return Decision(False, "role", "大工委由街道会议秘书登记，大党委由本社区书记登记")
