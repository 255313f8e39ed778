"""待办: open cases whose next act is this person's. Built from Scope as one Q of indexed equalities.

Counted over every case of the street at once, so inside each part the number that refuses most stands first and the
long list of states last: the database asks them in this order."""

from typing import Any

from django.db.models import Q

from disputes.choices import Alert, Severity, State, Tier
from disputes.models import Extension
from disputes.querysets import COMMUNITY_READERS, GRID_ROLES, STREET_DESK, STREET_LEADS
from grids.choices import Role
from grids.scope import Scope

# The handler has something to do here. A pause waits for a party, an escalation for the tier above.
WITH_HANDLER = (
    State.REGISTERED,
    State.CONSENT_PENDING,
    State.MEDIATING,
    State.PERFORMING,
    State.BREACHED,
    State.TERMINATED,
    State.REFERRED,
)
ENDED_EARLY = (State.WITHDRAWN, State.NOT_ACCEPTED)
# C3 row 22, 22b: blue ones are closed as they are, yellow and red ones are looked after first.
HANDLED = Q(state__in=WITH_HANDLER) | Q(state__in=ENDED_EARLY) & ~Q(alert=Alert.BLUE)
NOBODY = Q(pk__in=[])


def todo(user: Any) -> Q:
    """Narrow `visible_to(user)` and open cases by this. The visit is owed while its clock CK8 runs, then the
    closing."""
    scope = Scope.of(user)
    found = _mine(user) | _waiting_for_a_hand(scope) | _to_sign(scope) | _to_close(user, scope)
    return found | _to_visit(user, scope) | _to_decide(scope)


def _mine(user: Any) -> Q:
    """By index dispute_holder_due."""
    return Q(holder=user) & HANDLED


def _waiting_for_a_hand(scope: Scope) -> Q:
    """Nobody holds it yet at my tier. By dispute_grid_due, dispute_community_due, dispute_state_due."""
    mine = NOBODY
    if grids := scope.grids_as(*GRID_ROLES):
        mine |= Q(tier=Tier.GRID, grid__in=grids)
    if communities := scope.communities_as(*COMMUNITY_READERS):
        mine |= Q(tier=Tier.COMMUNITY, community__in=communities)
    if led := scope.communities_as(Role.COMMUNITY_LEAD):
        # B6: a vacant grid's case is the secretary's to give out.
        mine |= Q(tier=Tier.GRID, community__in=led)
    if scope.street_roles & STREET_DESK:
        mine |= Q(tier=Tier.STREET)
    return Q(holder__isnull=True) & mine & HANDLED


def _to_sign(scope: Scope) -> Q:
    """Sent up to me and not signed yet. By dispute_community_due, dispute_state_due."""
    below = NOBODY
    if communities := scope.communities_as(*COMMUNITY_READERS):
        below |= Q(tier=Tier.GRID, community__in=communities)
    if scope.street_roles & STREET_DESK:
        below |= Q(tier=Tier.COMMUNITY)
    return Q(state=State.ESCALATION_PENDING) & below


def _to_visit(user: Any, scope: Scope) -> Q:
    """Check back: my tier's, and not by its own mediator unless it is a 微事 (C9)."""
    owed = Q(state=State.FOLLOW_UP) & Q(due_code__startswith="CK8")
    owed &= Q(severity=Severity.MICRO) | Q(mediator__isnull=True) | ~Q(mediator=user)
    where = Q(holder=user)
    if grids := scope.grids_as(*GRID_ROLES):
        where |= Q(tier=Tier.GRID, grid__in=grids)
    if communities := scope.communities_as(*COMMUNITY_READERS):
        where |= Q(tier=Tier.COMMUNITY, community__in=communities)
    if scope.street_roles & STREET_DESK:
        where |= Q(tier=Tier.STREET)
    return owed & where


def _to_close(user: Any, scope: Scope) -> Q:
    """Mine to close (C3 row 23, 22b): checked back on, or ended without a visit."""
    ended = Q(state=State.FOLLOW_UP)
    ended |= Q(state__in=[*ENDED_EARLY, State.TERMINATED, State.REFERRED], alert=Alert.BLUE)
    found = NOBODY
    if led := scope.communities_as(Role.COMMUNITY_LEAD):
        found |= Q(community__in=led) & ~Q(severity=Severity.MAJOR) & ended
    if Role.CENTRE_MANAGER in scope.street_roles:
        # N8: nobody closes a major case they handled.
        others = (Q(holder__isnull=True) | ~Q(holder=user)) & (Q(mediator__isnull=True) | ~Q(mediator=user))
        found |= Q(severity=Severity.MAJOR) & ended & others
    return found


def _to_decide(scope: Scope) -> Q:
    """A request for more time waits for me, the tier's lead. Few rows are ever undecided."""
    led_grids, led = scope.grids_as(Role.GRID_LEADER), scope.communities_as(Role.COMMUNITY_LEAD)
    where = NOBODY
    if led_grids:
        where |= Q(tier=Tier.GRID, grid__in=led_grids)
    if led:
        where |= Q(tier__lte=Tier.COMMUNITY, community__in=led)
    if scope.street_roles & STREET_LEADS:
        where |= Q(tier=Tier.STREET)
    asked = Extension.objects.filter(approved__isnull=True).values("dispute_id")
    return Q(state=State.MEDIATING) & where & Q(pk__in=asked)
