"""Which cases a person sees, and chainable adjectives. Every list, page, search, file and print starts here."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q, TextField, Value
from django.db.models.functions import Concat, Upper

from core.lookups import bigrams, pk_among
from disputes.choices import OPEN_STATES, Confidentiality, Severity, State, Tier
from grids.choices import Role
from grids.scope import Scope

# The desk of the street: it takes in, drafts, routes, watches and chases.
STREET_DESK = frozenset({Role.CENTRE_INTAKE, Role.CENTRE_MANAGER, Role.STREET_LEAD})
# These see the street's work; the supervisor of it only headers and clocks (policies.sees_content).
STREET_READERS = STREET_DESK | {Role.SUPERVISOR}
STREET_LEADS = frozenset({Role.CENTRE_MANAGER, Role.STREET_LEAD})
COMMUNITY_READERS = (Role.COMMUNITY_CLERK, Role.COMMUNITY_LEAD)
GRID_ROLES = (Role.GRID_WORKER, Role.GRID_LEADER)
CASE_ROLES = STREET_READERS | set(COMMUNITY_READERS) | set(GRID_ROLES) | {Role.MEDIATOR}

# What a search for words finds a case by without its place: pairs of neighbouring characters, in capitals, of its
# number, title and door.
WORDS = bigrams(
    Upper(Concat("no", Value(" "), "title", Value(" "), "place_detail", output_field=TextField()))
)


def _own(user: Any, scope: Scope) -> Q:
    """What the person handles or mediates, wherever it lies."""
    joint = user.co_mediated_disputes.through.objects.filter(user=user)
    return Q(holder=user) | Q(mediator=user) | pk_among(joint.values("dispute_id"))


def _in_area(user: Any, scope: Scope) -> Q:
    if scope.street_roles & STREET_READERS:
        return Q()
    area = _own(user, scope)
    communities = scope.communities_as(*COMMUNITY_READERS)
    if communities:
        area |= Q(community__in=communities)
    grids = scope.grids_as(*GRID_ROLES)
    if grids:
        area |= Q(grid__in=grids) | Q(created_by=user)
    return area


def _restricted(user: Any, scope: Scope) -> Q:
    """C1b: domestic violence, minors: the handler and the lead of the tier that holds it, or is asked to sign or
    close it."""
    seen = Q(holder=user)
    led_grids = scope.grids_as(Role.GRID_LEADER)
    if led_grids:
        seen |= Q(tier=Tier.GRID, grid__in=led_grids)
    led = scope.communities_as(Role.COMMUNITY_LEAD)
    if led:
        at_community = Q(tier=Tier.COMMUNITY) | Q(tier=Tier.GRID, state=State.ESCALATION_PENDING)
        closing = ~Q(severity=Severity.MAJOR) & Q(state__in=[State.FOLLOW_UP, State.CLOSED, State.ARCHIVED])
        seen |= Q(community__in=led) & (at_community | closing)
    if scope.street_roles & STREET_LEADS:
        seen |= Q(tier=Tier.STREET) | Q(tier=Tier.COMMUNITY, state=State.ESCALATION_PENDING)
        seen |= Q(severity=Severity.MAJOR, state__in=[State.FOLLOW_UP, State.CLOSED, State.ARCHIVED])
    return seen


class DisputeQuerySet(models.QuerySet[Any]):
    """Chainable reads of cases; no writes."""

    def visible_to(self, user: Any) -> "DisputeQuerySet":
        """The cases in the person's postings today. Uses dispute_community_due, dispute_grid_due, dispute_holder_due;
        never the tree's lft/rght (D3). Drafts are their author's alone."""
        scope = Scope.of(user)
        if not scope.roles & CASE_ROLES:
            return self.none()
        normal = Q(confidentiality=Confidentiality.NORMAL) & _in_area(user, scope)
        restricted = Q(confidentiality=Confidentiality.RESTRICTED) & _restricted(user, scope)
        draft = Q(state=State.DRAFT)
        # What nearly every row answers to stands first, so that the rest is seldom asked.
        return self.filter((~draft & (normal | restricted)) | (draft & Q(created_by=user)))

    def open(self) -> "DisputeQuerySet":
        return self.filter(state__in=OPEN_STATES)

    def overdue(self, now: datetime) -> "DisputeQuerySet":
        return self.filter(due_at__lte=now)

    def due_soon(self, now: datetime) -> "DisputeQuerySet":
        return self.filter(due_at__gt=now, yellow_at__lte=now)

    def at_place(self, place_id: int, cause: str) -> "DisputeQuerySet":
        """Same building and same cause, by dispute_place_cause."""
        return self.filter(place_id=place_id, cause=cause)
