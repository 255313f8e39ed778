"""Whom the words of the hazards' table and of the limits' reminders mean."""

from collections.abc import Callable

from core.accounts.models import User
from grids.choices import Role
from grids.choices_field import Grade, HazardState
from grids.models import Hazard
from grids.selectors import holders
from grids.workflow import Tell


def workers_of(hazard: Hazard) -> set[User]:
    """The grid's worker; a vacant grid's leader; without a grid the community's clerks."""
    if hazard.grid_id is None:
        return clerks_of(hazard)
    return set(holders(Role.GRID_WORKER, grid=hazard.grid_id)) or leaders_of(hazard)


def leaders_of(hazard: Hazard) -> set[User]:
    """The grid's leader; where there is none the community's secretary."""
    found = set(holders(Role.GRID_LEADER, grid=hazard.grid_id)) if hazard.grid_id else set()
    return found or secretaries_of(hazard)


def clerks_of(hazard: Hazard) -> set[User]:
    return set(holders(Role.COMMUNITY_CLERK, community=hazard.community_id))


def secretaries_of(hazard: Hazard) -> set[User]:
    return set(holders(Role.COMMUNITY_LEAD, community=hazard.community_id))


def street_leads() -> set[User]:
    return set(holders(Role.CENTRE_MANAGER, street=True)) | set(holders(Role.STREET_LEAD, street=True))


def _checkers(hazard: Hazard) -> set[User]:
    """Who may look again: never the one who noted that it was put right; for a major one nobody of the grid."""
    near = clerks_of(hazard) if hazard.grade == Grade.MAJOR else leaders_of(hazard) | clerks_of(hazard)
    found = near - {hazard.rectified_by}
    return found or (secretaries_of(hazard) | street_leads()) - {hazard.rectified_by}


def _closers(hazard: Hazard) -> set[User]:
    if hazard.state != HazardState.RECHECKED:
        return set()
    found = secretaries_of(hazard) - {hazard.rectified_by}
    return found or set(holders(Role.CENTRE_MANAGER, street=True))


def _handlers(hazard: Hazard) -> set[User]:
    """On whose desk it lies now."""
    if hazard.state == HazardState.RECTIFIED:
        return _checkers(hazard)
    if hazard.state == HazardState.RECHECKED:
        return _closers(hazard)
    if hazard.state == HazardState.REFERRED:
        return clerks_of(hazard)
    return workers_of(hazard)


def _alarmed(hazard: Hazard) -> set[User]:
    """Danger is told to the community and the street at once, a major hazard to the community."""
    if hazard.danger:
        return clerks_of(hazard) | secretaries_of(hazard) | set(holders(Role.CENTRE_INTAKE, street=True))
    return clerks_of(hazard) | secretaries_of(hazard) if hazard.grade == Grade.MAJOR else set()


def people(hazard: Hazard, word: Tell) -> set[User]:
    """Whom the word means for this hazard now."""
    answers: dict[Tell, Callable[[], set[User]]] = {
        Tell.HANDLER: lambda: _handlers(hazard),
        Tell.LEAD: lambda: leaders_of(hazard),
        Tell.NEXT_TIER: lambda: secretaries_of(hazard),
        Tell.SUPERVISION: street_leads,
        Tell.ALARM: lambda: _alarmed(hazard),
        Tell.CHECKERS: lambda: _checkers(hazard) if hazard.state == HazardState.RECTIFIED else set(),
        Tell.CLOSERS: lambda: _closers(hazard),
        Tell.FINDER: lambda: {hazard.created_by} if hazard.created_by else set(),
    }
    return answers[word]()
