"""Who hears of an act or a due clock of a ticket, and in which words."""

from collections.abc import Callable

from core.accounts.models import User
from disputes.choices import Tier
from disputes.hotline.workflow import Tell
from disputes.models import HotlineTicket
from grids.choices import Role
from grids.selectors import holders


def title(ticket: HotlineTicket) -> str:
    """May leave the house: kind, community and number, nobody's words."""
    return f"{ticket.get_kind_display()}工单 {ticket.community.name}（{ticket.no}）"


def _street(*roles: Role) -> set[User]:
    return {user for role in roles for user in holders(role, street=True)}


def _centre() -> set[User]:
    return _street(Role.CENTRE_INTAKE, Role.CENTRE_MANAGER)


def _community_leads(ticket: HotlineTicket) -> set[User]:
    return set(holders(Role.COMMUNITY_LEAD, community=ticket.community_id))


def handlers(ticket: HotlineTicket) -> set[User]:
    """All of the desk that it was given to. A vacant post's work is its lead's (B6)."""
    if ticket.desk == Tier.STREET:
        return _centre()
    if ticket.desk == Tier.GRID and ticket.grid_id:
        workers = set(holders(Role.GRID_WORKER, grid=ticket.grid_id))
        if found := workers or set(holders(Role.GRID_LEADER, grid=ticket.grid_id)):
            return found
    return set(holders(Role.COMMUNITY_CLERK, community=ticket.community_id)) or _community_leads(ticket)


def _leads(ticket: HotlineTicket) -> set[User]:
    if ticket.desk == Tier.STREET:
        return _street(Role.CENTRE_MANAGER)
    return _community_leads(ticket) or _street(Role.CENTRE_MANAGER)


def people(tell: str, ticket: HotlineTicket) -> set[User]:
    """Words of the table, and those of the reminders of a rule."""
    answers: dict[str, Callable[[], set[User]]] = {
        Tell.DESK: _centre,
        Tell.MANAGER: lambda: _street(Role.CENTRE_MANAGER),
        Tell.HANDLER: lambda: handlers(ticket),
        Tell.LEAD: lambda: _leads(ticket),
        Tell.NEXT_TIER: lambda: _street(Role.CENTRE_MANAGER, Role.STREET_LEAD),
        Tell.SUPERVISION: lambda: _street(Role.CENTRE_MANAGER, Role.STREET_LEAD),
    }
    return answers[tell]()
