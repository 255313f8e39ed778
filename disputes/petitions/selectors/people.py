"""Who may be named as handler of a matter."""

from core.accounts.models import User
from disputes.models import PetitionMatter
from disputes.petitions.facts import facts
from grids.choices import Role
from grids.selectors import holders

_STREET = (Role.CENTRE_MANAGER, Role.CENTRE_INTAKE, Role.MEDIATOR, Role.STREET_LEAD)
_COMMUNITY = (Role.COMMUNITY_LEAD, Role.COMMUNITY_CLERK)


def people_for(matter: PetitionMatter) -> dict[int, User]:
    """The street's people, then those of the community, which assists (居委会组织法 art. 10(5)); without who stepped aside."""
    found: dict[int, User] = {}
    for role in _STREET:
        found |= {one.pk: one for one in holders(role, street=True)}
    for role in _COMMUNITY:
        found |= {one.pk: one for one in holders(role, community=matter.community_id)}
    return {pk: one for pk, one in found.items() if pk not in facts(matter).recused_ids}
