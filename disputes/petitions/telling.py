"""Who hears of an act or a due clock of a petition matter."""

from core.accounts.models import User
from disputes.models import PetitionMatter
from disputes.petitions.workflow import Tell
from grids.choices import Role
from grids.scope import Scope
from grids.selectors import holders


def _street(role: Role) -> set[User]:
    return set(holders(role, street=True))


def handlers(matter: PetitionMatter) -> set[User]:
    """Whose name stands on it; while nobody's does, the petition officer."""
    one = matter.handler
    if one is not None and one.is_active and Scope.of(one).roles:
        return {one}
    return _street(Role.CENTRE_MANAGER)


def of_matter(tell: str, matter: PetitionMatter, *, code: str = "") -> set[User]:
    """A word of the table or of a rule's reminders. The notice to the citizen is the intake desk's duty."""
    if tell == Tell.INTAKE or (tell == Tell.HANDLER and code == "petition.notice"):
        return _street(Role.CENTRE_INTAKE)
    if tell == Tell.HANDLER:
        return handlers(matter)
    if tell in (Tell.OFFICER, Tell.LEAD):
        return _street(Role.CENTRE_MANAGER)
    if tell in (Tell.STREET_LEAD, Tell.NEXT_TIER, Tell.SUPERVISION):
        return _street(Role.STREET_LEAD)
    if tell == Tell.RECEIVER and matter.competent_id:
        return set(holders(Role.DEPT_LIAISON, department=matter.competent_id))
    return set()
