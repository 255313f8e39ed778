"""What a person's posts open on the workbench, and the one act that a row of it offers."""

from dataclasses import dataclass

from core.accounts.models import User
from disputes.choices import State
from disputes.models import Dispute
from disputes.policies import holds
from disputes.querysets import CASE_ROLES, COMMUNITY_READERS, STREET_DESK, STREET_READERS
from disputes.workflow import TRANSITIONS, Who
from grids.choices import Role
from grids.scope import Scope

# The act that usually comes next in a state; offered on the row only to somebody who holds the role for it.
NEXT_ACT: dict[str, str] = {
    State.REGISTERED: "ask_consent",
    State.CONSENT_PENDING: "accept",
    State.ESCALATION_PENDING: "sign",
    State.MEDIATING: "hold_session",
    State.SUSPENDED: "resume",
    State.PERFORMING: "perform",
    State.BREACHED: "renegotiate",
    State.FOLLOW_UP: "follow_up",
    State.TERMINATED: "check_later",
    State.REFERRED: "check_later",
}


def has_cases(scope: Scope) -> bool:
    return bool(scope.roles & CASE_ROLES)


def only_supervises(scope: Scope) -> bool:
    """Header and clocks of a case, no content (domain.md C1b)."""
    return scope.roles & CASE_ROLES == {Role.SUPERVISOR}


def has_whistles(scope: Scope) -> bool:
    """Who calls, blows, reports or watches. A grid worker comes to a whistle by the message that asks for a look."""
    street = scope.street_roles & STREET_READERS
    return bool(street or scope.department_ids or scope.communities_as(*COMMUNITY_READERS))


def has_hotline(scope: Scope) -> bool:
    """Whose menu has the tickets. A community or a grid comes to one by the message and the workbench's figure."""
    return bool(scope.street_roles & STREET_DESK)


def reads_street_cases(scope: Scope) -> bool:
    """Whose work is the whole street's cases, at least by their headers."""
    return bool(scope.street_roles & STREET_READERS)


@dataclass(frozen=True)
class RowAct:
    """A button on a row: only where the role and the state allow it; the page itself asks again."""

    label: str
    url: str
    key: str = ""


def row_acts(user: User, dispute: Dispute, scope: Scope) -> list[RowAct]:
    """The next act for who works the case, else 催办 for who leads those who do. No query a row."""
    acts = []
    name = NEXT_ACT.get(dispute.state, "")
    if name and _role_fits(user, name, dispute, scope):
        acts.append(RowAct(TRANSITIONS[name].label, f"{dispute.get_absolute_url()}do/{name}/", "e"))
    elif dispute.holder_id != user.pk and _role_fits(user, "chase", dispute, scope):
        acts.append(RowAct("催办", f"{dispute.get_absolute_url()}do/chase/"))
    return acts


def _role_fits(user: User, act: str, dispute: Dispute, scope: Scope) -> bool:
    row = TRANSITIONS[act]
    return dispute.state in row.from_states and any(holds(user, Who(who), dispute, scope) for who in row.who)
