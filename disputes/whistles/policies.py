"""Who is who for a call, a whistle and a unit today, and who reads what of a whistle."""

from collections.abc import Callable
from functools import partial
from typing import Any

from disputes.models import CommunityCall, Dispute, StreetHead, Whistle, WhistleUnit
from disputes.querysets import COMMUNITY_READERS, GRID_ROLES, STREET_DESK, STREET_READERS
from disputes.whistles.choices import UNIT_SEES, WhistleKind
from disputes.whistles.facts import facts
from disputes.whistles.workflow import Who
from grids.choices import Role
from grids.scope import Scope

_DUTY_OFFICERS = frozenset({Role.CENTRE_INTAKE, Role.CENTRE_MANAGER, Role.STREET_LEAD})


def head_post(user: Any) -> str:
    """secretary or director, when the person is the one or the other today."""
    found = StreetHead.objects.in_office().filter(user=user).first()
    return str(found.post) if found else ""


def may_issue(user: Any, kind: str) -> bool:
    """D3: emergency the duty officer, enforcement and hard a leader of the street, tough its secretary or director."""
    roles = Scope.of(user).street_roles
    if kind == WhistleKind.EMERGENCY:
        return bool(roles & _DUTY_OFFICERS)
    if Role.STREET_LEAD not in roles:
        return False
    return kind != WhistleKind.TOUGH or bool(head_post(user))


def may_draft(user: Any) -> bool:
    return bool(Scope.of(user).street_roles & STREET_DESK)


def may_call(user: Any, community_id: int | None) -> bool:
    """D1: only a community calls, for its own area."""
    return community_id in Scope.of(user).communities_as(*COMMUNITY_READERS)


def of_community(scope: Scope, community_id: int) -> bool:
    return community_id in scope.communities_as(*COMMUNITY_READERS)


def speaks_for(scope: Scope, unit: WhistleUnit | None) -> bool:
    """The liaison of the unit's department, while the whistle is theirs."""
    return unit is not None and unit.state in UNIT_SEES and unit.department_id in scope.department_ids


def _checker(scope: Scope, whistle: Whistle) -> bool:
    """On the spot: the community or the grid, and nobody who speaks for a summoned unit (no self-clearing, N8)."""
    near = of_community(scope, whistle.community_id) or whistle.grid_id in scope.grids_as(*GRID_ROLES)
    return near and not (scope.department_ids and scope.department_ids & facts(whistle).department_ids())


def _street(scope: Scope, role: Role) -> bool:
    return role in scope.street_roles


def holds_call(user: Any, who: str, call: CommunityCall) -> bool:
    """Whether the user is `who` for this call today."""
    scope = Scope.of(user)
    if who == Who.DESK:
        return bool(scope.street_roles & STREET_DESK)
    return who == Who.COMMUNITY and of_community(scope, call.community_id)


def holds(user: Any, who: str, whistle: Whistle) -> bool:
    """Whether the user is `who` for this whistle today. SYSTEM and CITIZEN are never a signed-in person."""
    scope = Scope.of(user)
    answers: dict[str, Callable[[], bool]] = {
        Who.DESK: lambda: bool(scope.street_roles & STREET_DESK),
        Who.INTAKE: partial(_street, scope, Role.CENTRE_INTAKE),
        Who.MANAGER: partial(_street, scope, Role.CENTRE_MANAGER),
        Who.STREET_LEAD: partial(_street, scope, Role.STREET_LEAD),
        Who.ISSUER: lambda: may_issue(user, whistle.kind),
        Who.COMMUNITY: lambda: of_community(scope, whistle.community_id),
        Who.CHECKER: partial(_checker, scope, whistle),
        Who.CHASER: lambda: (
            bool(scope.street_roles & STREET_DESK) or of_community(scope, whistle.community_id)
        ),
        Who.LEAD_UNIT: lambda: bool(scope.department_ids) and speaks_for(scope, facts(whistle).lead),
    }
    answer = answers.get(who)
    return answer is not None and answer()


def holds_unit(user: Any, who: str, unit: WhistleUnit) -> bool:
    """The same for one summoned unit."""
    if who == Who.UNIT:
        return speaks_for(Scope.of(user), unit)
    return holds(user, who, unit.whistle)


def sees_whole(user: Any, whistle: Whistle) -> bool:
    """Reads the whistle with its place, people and origin: the street's desk, and the community and grid of the place.

    A department reads its slip; a supervisor header and clocks."""
    scope = Scope.of(user)
    if scope.street_roles & STREET_DESK or of_community(scope, whistle.community_id):
        return True
    return whistle.grid_id is not None and whistle.grid_id in scope.grids_as(*GRID_ROLES)


def unit_of(user: Any, whistle: Whistle) -> WhistleUnit | None:
    """The unit for which the person speaks in this whistle."""
    scope = Scope.of(user)
    return next((one for one in facts(whistle).units if speaks_for(scope, one)), None)


def sees_content(user: Any, whistle: Whistle) -> bool:
    """May see the pictures: everybody but the supervisor as such."""
    return sees_whole(user, whistle) or unit_of(user, whistle) is not None


def why_no_whistle(case: Dispute) -> str:
    """A restricted case (domestic violence, minors) is told to nobody outside (C1b)."""
    if case.is_restricted:
        return "限制知悉的案件不吹哨。要公安、民政配合的，请直接报警或移送"
    return "" if case.is_open else "这件案件已经办完了，不能再吹哨"


def sees_calls_of(user: Any, whistle: Whistle) -> bool:
    """Calls are read by the street and by the community; the grid comes only to look on the spot."""
    scope = Scope.of(user)
    street = bool(scope.street_roles & STREET_READERS)
    return street or whistle.community_id in scope.communities_as(*COMMUNITY_READERS)
