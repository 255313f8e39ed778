"""Who hears of an act or a due clock of an action item, and in which words."""

from collections.abc import Callable

from core.accounts.models import User
from grids.choices import Role
from grids.selectors import holders
from partybuilding.choices_items import ItemState
from partybuilding.items.workflow import Tell
from partybuilding.models import ActionItem


def title(item: ActionItem) -> str:
    """May leave the house: the task and its number, nobody's name."""
    return f"会议任务 {item.what}（{item.no}）"


def _street(*roles: Role) -> set[User]:
    return {user for role in roles for user in holders(role, street=True)}


def _of_unit(department_id: int | None) -> set[User]:
    return set(holders(Role.DEPT_LIAISON, department=department_id)) if department_id else set()


def community(item: ActionItem) -> set[User]:
    """Who looks whether it is done; a vacant post's work is its lead's (B6)."""
    if item.community_id is None:
        return _street(Role.CENTRE_INTAKE)
    clerks = set(holders(Role.COMMUNITY_CLERK, community=item.community_id))
    return clerks or set(holders(Role.COMMUNITY_LEAD, community=item.community_id))


def units(item: ActionItem) -> set[User]:
    """Of the lead and those that help; of all units while it waits to be claimed."""
    if item.lead_id is None and item.is_public:
        return set(holders(Role.DEPT_LIAISON))
    found = _of_unit(item.lead_id)
    for department in item.assisting.all():
        found |= _of_unit(department.pk)
    return found


def makers(item: ActionItem) -> set[User]:
    """Who keeps the list that it stands on."""
    if item.body.community_id is not None:
        return set(holders(Role.COMMUNITY_LEAD, community=item.body.community_id))
    return _street(Role.MEETING_SECRETARY) or _street(Role.CENTRE_MANAGER)


def chairs(item: ActionItem) -> set[User]:
    own = item.body.community_id
    led = set(holders(Role.COMMUNITY_LEAD, community=own)) if own is not None else set()
    return led or _street(Role.STREET_LEAD)


def clearers() -> set[User]:
    return _street(Role.MEETING_SECRETARY, Role.CENTRE_MANAGER)


def superiors(item: ActionItem) -> set[User]:
    """E8, after two orders: the unit itself and the street's leadership."""
    return _of_unit(item.lead_id) | _street(Role.STREET_LEAD)


def who_owes(item: ActionItem) -> set[User]:
    """Whose next step it is."""
    if item.state == ItemState.CLAIMED_DONE:
        return community(item)
    if item.state == ItemState.VERIFIED:
        return clearers()
    if item.state == ItemState.EXTENDED:
        return chairs(item)
    return _of_unit(item.lead_id) if item.lead_id else units(item)


def people(tell: str, item: ActionItem) -> set[User]:
    """Words of the table, and those of the reminders of a rule."""
    answers: dict[str, Callable[[], set[User]]] = {
        Tell.LEAD_UNIT: lambda: _of_unit(item.lead_id),
        Tell.UNITS: lambda: units(item),
        Tell.MAKER: lambda: makers(item),
        Tell.CHAIR: lambda: chairs(item),
        Tell.COMMUNITY: lambda: community(item),
        Tell.CLEARER: clearers,
        Tell.HANDLER: lambda: who_owes(item),
        Tell.LEAD: lambda: makers(item),
        Tell.NEXT_TIER: lambda: _street(Role.STREET_LEAD),
        Tell.SUPERVISION: lambda: _street(Role.CENTRE_MANAGER, Role.STREET_LEAD),
    }
    return answers[tell]()
