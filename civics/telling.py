"""Who hears of what residents take part in. A vacant post's work is its lead's (B6)."""

from core.accounts.models import User
from grids.choices import Role
from grids.selectors import holders


def leads_of(community_id: int | None) -> set[User]:
    """The secretary of the community, or the street's manager for what is the street's own."""
    found = set(holders(Role.COMMUNITY_LEAD, community=community_id)) if community_id else set()
    return found or set(holders(Role.CENTRE_MANAGER, street=True))


def community_people(community_id: int | None) -> set[User]:
    """The clerks of the community, else its secretary."""
    found = set(holders(Role.COMMUNITY_CLERK, community=community_id)) if community_id else set()
    return found or leads_of(community_id)


def street_people() -> set[User]:
    return set(holders(Role.CENTRE_MANAGER, street=True)) | set(holders(Role.STREET_LEAD, street=True))
