"""Who hears of an act or a due clock of a call, a whistle or a unit, and in which words."""

from collections.abc import Callable

from core.accounts.models import User
from disputes.models import CommunityCall, Whistle, WhistleUnit
from disputes.whistles.choices import WhistleState
from disputes.whistles.facts import facts
from disputes.whistles.workflow import Tell
from grids.choices import Role
from grids.selectors import holders


def title(whistle: Whistle) -> str:
    """Kind, matter and number: names no person and no address."""
    return f"{whistle.get_kind_display()} {whistle.title}（{whistle.no or '拟哨'}）"


def _street(*roles: Role) -> set[User]:
    return {user for role in roles for user in holders(role, street=True)}


def _community(community_id: int) -> set[User]:
    clerks = set(holders(Role.COMMUNITY_CLERK, community=community_id))
    return clerks or set(holders(Role.COMMUNITY_LEAD, community=community_id))


def _checkers(whistle: Whistle) -> set[User]:
    """The grid worker of the place and the community: whoever is nearer looks first."""
    workers = set(holders(Role.GRID_WORKER, grid=whistle.grid_id)) if whistle.grid_id else set()
    return workers | _community(whistle.community_id)


def liaisons(unit: WhistleUnit | None) -> set[User]:
    """Who signed for the unit, or, before anybody did, all who speak for the department."""
    if unit is None:
        return set()
    if unit.liaison is not None and unit.liaison.is_active:
        return {unit.liaison}
    return set(holders(Role.DEPT_LIAISON, department=unit.department_id))


def _desk() -> set[User]:
    return _street(Role.CENTRE_INTAKE, Role.CENTRE_MANAGER)


_STREET_WORDS: dict[str, Callable[[], set[User]]] = {
    Tell.DESK: _desk,
    Tell.MANAGER: lambda: _street(Role.CENTRE_MANAGER),
    Tell.STREET_LEAD: lambda: _street(Role.STREET_LEAD),
    Tell.LEAD: lambda: _street(Role.CENTRE_MANAGER),
    Tell.NEXT_TIER: lambda: _street(Role.STREET_LEAD),
    Tell.SUPERVISION: lambda: _street(Role.CENTRE_MANAGER, Role.STREET_LEAD),
}


def of_call(tell: str, call: CommunityCall) -> set[User]:
    if tell == Tell.COMMUNITY:
        return _community(call.community_id)
    if tell == Tell.HANDLER:
        return _desk()
    return _STREET_WORDS[tell]()


def of_whistle(tell: str, whistle: Whistle) -> set[User]:
    """A word of the table. HANDLER is whose duty the whistle's own clocks are: ratifying, a matter on account."""
    answers: dict[str, Callable[[], set[User]]] = {
        Tell.COMMUNITY: lambda: _community(whistle.community_id),
        Tell.CHECKERS: lambda: _checkers(whistle),
        Tell.LEAD_UNIT: lambda: liaisons(facts(whistle).lead),
        Tell.UNITS: lambda: {user for one in facts(whistle).units for user in liaisons(one)},
        Tell.HANDLER: lambda: _street(Role.STREET_LEAD),
    }
    return (answers.get(tell) or _STREET_WORDS[tell])()


def of_unit(tell: str, unit: WhistleUnit) -> set[User]:
    """An assisting unit's result is for its lead; the lead's is for those who check it."""
    if tell in (Tell.UNIT, Tell.HANDLER):
        return liaisons(unit)
    if tell == Tell.CHECKERS and not unit.is_lead:
        return liaisons(facts(unit.whistle).lead)
    return of_whistle(tell, unit.whistle)


def who_owes(whistle: Whistle) -> set[User]:
    """Whose next step it is: the units without an answer, else who checks, else the community that rates."""
    known = facts(whistle)
    if whistle.state == WhistleState.RESOLVED and known.last_check is None:
        return _checkers(whistle) | {user for one in known.missing for user in liaisons(one)}
    if known.missing:
        return {user for one in known.missing for user in liaisons(one)}
    return _community(whistle.community_id)
