"""Who is who for an action item today."""

from collections.abc import Callable
from typing import Any

from grids.choices import COMMUNITY_ROLES, Role
from grids.scope import Scope
from grids.selectors.picking import community_choices
from partybuilding.choices_items import ItemState
from partybuilding.items.workflow import Who
from partybuilding.meetings.querysets import reads_all
from partybuilding.models import ActionItem, PartyJointBody

OFFICE = frozenset({Role.MEETING_SECRETARY, Role.CENTRE_MANAGER})


def may_open(scope: Scope) -> bool:
    """Whose work meets the lists at all."""
    return bool(reads_all(scope) or scope.communities_as(*COMMUNITY_ROLES) or scope.department_ids)


def is_unit_only(scope: Scope) -> bool:
    """A liaison: the lists are narrowed to its own unit already."""
    area = scope.communities_as(*COMMUNITY_ROLES)
    return bool(scope.department_ids) and not (reads_all(scope) or area)


def list_of(user: Any) -> PartyJointBody | None:
    """The body whose list the person keeps: the street's, else that of their own community."""
    scope = Scope.of(user)
    bodies = PartyJointBody.objects.filter(valid_to__isnull=True)
    if scope.street_roles & OFFICE:
        return bodies.filter(community__isnull=True).first()
    return bodies.filter(community__in=scope.communities_as(*COMMUNITY_ROLES)).order_by("pk").first()


def may_make(user: Any, body: PartyJointBody) -> bool:
    """The street's meeting office for every body; a community for its own 大党委."""
    scope = Scope.of(user)
    own = body.community_id is not None and body.community_id in scope.communities_as(*COMMUNITY_ROLES)
    return bool(scope.street_roles & OFFICE) or own


def communities_of(user: Any) -> list[tuple[str, str]]:
    """The communities in which the person may lay a task. One query."""
    return community_choices(user, whole=Scope.of(user).street)


def is_doer(scope: Scope, item: ActionItem) -> bool:
    """E7: whoever claimed it done, and anybody of the lead unit."""
    return item.done_by_id == scope.user_id or item.lead_id in scope.department_ids


def _verifies(scope: Scope, item: ActionItem) -> bool:
    """The community where it lies; a task of the whole street is looked at by the street's centre."""
    if item.community_id is not None:
        return item.community_id in scope.communities_as(*COMMUNITY_ROLES)
    return bool(scope.street_roles & {Role.CENTRE_INTAKE, Role.CENTRE_MANAGER})


def _chairs(scope: Scope, item: ActionItem) -> bool:
    own = item.body.community_id
    led = own is not None and own in scope.communities_as(Role.COMMUNITY_LEAD)
    return Role.STREET_LEAD in scope.street_roles or led


def _helps(scope: Scope, item: ActionItem) -> bool:
    departments = scope.department_ids
    return bool(departments) and any(unit.pk in departments for unit in item.assisting.all())


def holds(user: Any, who: str, item: ActionItem) -> bool:
    """Whether the user is `who` for this item today. SYSTEM is never a signed-in person."""
    scope = Scope.of(user)
    roles = scope.street_roles
    unclaimed = item.lead_id is None and item.is_public and item.state == ItemState.OPEN
    answers: dict[str, Callable[[], bool]] = {
        Who.MAKER: lambda: may_make(user, item.body),
        Who.LEAD_UNIT: lambda: item.lead_id in scope.department_ids,
        Who.ANY_UNIT: lambda: unclaimed and bool(scope.department_ids),
        Who.HELPER: lambda: _helps(scope, item),
        Who.CHAIR: lambda: _chairs(scope, item),
        Who.VERIFIER: lambda: _verifies(scope, item),
        # Nobody strikes off what they themselves found done.
        Who.CLEARER: lambda: bool(roles & OFFICE) and item.verified_by_id != user.pk,
        Who.MANAGER: lambda: Role.CENTRE_MANAGER in roles,
        Who.STREET_LEAD: lambda: Role.STREET_LEAD in roles,
    }
    answer = answers.get(who)
    return answer is not None and answer()
