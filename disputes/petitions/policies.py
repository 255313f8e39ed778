"""Who is who for a petition matter today, and who may read what of it."""

from typing import Any

from disputes.models import PetitionMatter
from disputes.petitions.choices import WITH_UNIT
from disputes.petitions.facts import facts
from disputes.petitions.workflow import Who
from disputes.querysets import STREET_DESK, STREET_READERS
from grids.choices import Role
from grids.scope import Scope

_STREET = {
    Who.INTAKE: Role.CENTRE_INTAKE,
    Who.OFFICER: Role.CENTRE_MANAGER,
    Who.STREET_LEAD: Role.STREET_LEAD,
}


def is_desk(user: Any) -> bool:
    return bool(Scope.of(user).street_roles & STREET_DESK)


def may_register(user: Any) -> bool:
    """F3: the intake desk registers."""
    return Role.CENTRE_INTAKE in Scope.of(user).street_roles


def sees_figures(user: Any) -> bool:
    return bool(Scope.of(user).street_roles & STREET_READERS)


def handles(user: Any, matter: PetitionMatter) -> bool:
    """Whose name stands on it, while they hold a post at all."""
    return matter.handler_id == user.pk and bool(Scope.of(user).roles)


def receives(user: Any, matter: PetitionMatter) -> bool:
    """The liaison of the unit that it was sent to."""
    return matter.state in WITH_UNIT and matter.competent_id in Scope.of(user).department_ids


def holds(user: Any, who: str, matter: PetitionMatter) -> bool:
    """Whether the user is `who` for this matter today. SYSTEM is never a signed-in person."""
    if who in _STREET:
        return _STREET[Who(who)] in Scope.of(user).street_roles
    if who == Who.HANDLER:
        return handles(user, matter)
    return who == Who.RECEIVER and receives(user, matter)


def sees_contact(user: Any, matter: PetitionMatter) -> bool:
    """F6: name, telephone and home, letters and enclosures are for the handler and the intake desk alone."""
    if user.pk in facts(matter).recused_ids:
        return False
    return handles(user, matter) or holds(user, Who.INTAKE, matter)


def reads_matter(user: Any, matter: PetitionMatter) -> bool:
    """The words of the matter: whoever sees it, but for those who stepped aside."""
    return user.pk not in facts(matter).recused_ids


def may_open(user: Any) -> bool:
    """Whether petition matters are this person's work at all; a handler comes to theirs by the message."""
    scope = Scope.of(user)
    return bool(scope.street_roles & STREET_DESK or scope.department_ids)
