"""Who is who for a record today (domain.md G3). A posting of the programme is the first condition of everything."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone

from grids.choices import Role
from grids.scope import Scope
from specialgroups.models import SupportContact, SupportEnrollment
from specialgroups.querysets import led, served
from specialgroups.workflow import Who

# What each may uncover; the papers of entry and the person's own number are the lead's and the manager's.
_PERSON = frozenset({"name", "phone"})
_ALL = frozenset({"name", "phone", "id_number", "address", "document", "guardian_name", "guardian_phone"})
# To save a life: who, where, whom to call.
_IN_DANGER = frozenset({"name", "phone", "address", "guardian_name", "guardian_phone"})


def may_open(user: Any) -> bool:
    """Whose work this is at all; for everybody else these pages do not exist."""
    return bool(served(Scope.of(user)))


def may_read_log(user: Any) -> bool:
    """The privacy officer reads who looked, and never at whom by name."""
    return Role.PRIVACY_OFFICER in Scope.of(user).street_roles


def reads_street_totals(user: Any) -> bool:
    """How many are helped in the whole street: its leader, the privacy officer, managers of programmes (G3)."""
    scope = Scope.of(user)
    return bool(scope.street_roles & {Role.STREET_LEAD, Role.PRIVACY_OFFICER} or led(scope))


def may_read_totals(user: Any) -> bool:
    """The street's, or a community's for its secretary."""
    return reads_street_totals(user) or bool(Scope.of(user).communities_as(Role.COMMUNITY_LEAD))


def office_of(user: Any, programme: str) -> str:
    """The office in which somebody co-signs; empty when in none."""
    scope = Scope.of(user)
    if programme in led(scope):
        return Role.SUPPORT_LEAD.value
    for role in (Role.PRIVACY_OFFICER, Role.SECURITY_ADMIN):
        if role in scope.street_roles:
            return role.value
    return ""


def holds(user: Any, who: str, row: SupportEnrollment, now: datetime | None = None) -> bool:
    """Whether the user is `who` for this record today. SYSTEM is never a signed-in person."""
    scope = Scope.of(user)
    if row.programme not in served(scope):
        return False
    answers: dict[str, Callable[[], bool]] = {
        Who.MANAGER: lambda: row.programme in led(scope),
        # Entry and exit: whoever asked for it does not confirm it.
        Who.SECOND: lambda: (
            row.programme in led(scope) and user.pk != (row.asked_end_by_id or row.created_by_id)
        ),
        Who.LEAD: lambda: row.lead_worker_id == user.pk,
        Who.TEAM: lambda: user.pk in row.reader_ids,
        Who.PROPOSER: lambda: row.created_by_id == user.pk,
        Who.GLASS: lambda: row.is_open_to_glass(user.pk, now or timezone.now()),
    }
    answer = answers.get(who)
    return answer is not None and answer()


def may_uncover(user: Any, row: SupportEnrollment) -> frozenset[str]:
    """The fields that the person may uncover, one at a time and with a reason."""
    if holds(user, Who.MANAGER, row) or holds(user, Who.LEAD, row):
        return _ALL
    seen: frozenset[str] = frozenset()
    if holds(user, Who.TEAM, row):
        seen |= _PERSON
    if holds(user, Who.GLASS, row):
        seen |= _IN_DANGER
    return seen


def reads_papers(user: Any, row: SupportEnrollment) -> bool:
    """The papers of entry and the plan: the lead and the manager."""
    return holds(user, Who.MANAGER, row) or holds(user, Who.LEAD, row)


def reads_words(user: Any, row: SupportEnrollment, contact: SupportContact) -> bool:
    """The words of a contact: the lead and the manager, whoever wrote them, and helpers with whom they were shared."""
    if reads_papers(user, row):
        return True
    return holds(user, Who.TEAM, row) and (contact.worker_id == user.pk or contact.is_shared)
