"""Who sees visits, campaigns, leaders' contacts and opinions, and adjectives to narrow them.

As the register: grid staff their grids, communities their own, the centre the street (residents.querysets.in_scope).
Beside that a street leader sees what belongs to a community they are in contact with (J20). No rule here looks at who
somebody visited or asked before."""

from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from grids.choices import Role
from grids.querysets import in_force
from grids.scope import Scope
from residents.choices_visits import OPEN_STATES, OWED_STATES, OpinionState, VisitState
from residents.querysets import COMMUNITY_ROLES, GRID_ROLES, STREET_ROLES, in_scope

# Opinions are owed an answer, as cases are; who leads the street reads them all.
STREET_READERS = STREET_ROLES | {Role.STREET_LEAD}


def _in_contact(user: Any) -> Q:
    """Rows of the leader's own contact while it lasts."""
    return Q(contact__leader=user.pk) & in_force(prefix="contact__")


def _or(seen: Q | None, more: Q) -> Q:
    """None is nothing, the empty Q everything: Django's own `|` would narrow the latter."""
    if seen is None:
        return more
    return seen | more if seen else seen


class VisitQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """By visit_grid_planned, visit_community_planned."""
        scope, seen = Scope.of(user), in_scope(user)
        if scope.street_roles:
            seen = _or(seen, _in_contact(user))
        return self.none() if seen is None else self.filter(seen)

    def planned(self) -> Self:
        return self.filter(state=VisitState.PLANNED)

    def done(self) -> Self:
        return self.filter(state=VisitState.DONE)

    def planned_before(self, moment: datetime) -> Self:
        return self.planned().filter(planned_at__lt=moment)

    def to_look_after(self, on: date) -> Self:
        """Something was promised for a day that has come. By visit_grid_follow_up, visit_community_follow_up."""
        return self.filter(follow_up_on__lte=on, followed_up_at__isnull=True)


class CampaignQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Those that reach into the person's grids or communities; the street's desks see all."""
        scope = Scope.of(user)
        if scope.street_roles & STREET_READERS:
            return self
        communities = scope.communities_as(*COMMUNITY_ROLES)
        near = communities | scope.grid_community_ids
        if not near:
            return self.none()
        grids = Q(grids__in=scope.grids_as(*GRID_ROLES)) | Q(grids__community__in=communities)
        return self.filter(pk__in=self.model.objects.filter(Q(communities__in=near) | grids).values("pk"))

    def running(self, on: date) -> Self:
        return self.filter(starts_on__lte=on, ends_on__gte=on, ended_at__isnull=True)


class ContactQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Who is in contact with which community is work information of that community and of the street."""
        scope = Scope.of(user)
        if scope.street_roles & STREET_READERS:
            return self
        near = scope.communities_as(*COMMUNITY_ROLES) | scope.grid_community_ids
        return self.filter(Q(community__in=near) | Q(leader=user.pk if scope.street_roles else None))

    def lasting(self, on: date | None = None) -> Self:
        return self.filter(in_force(on))


class OpinionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """By opinion_grid_due, opinion_community_due. A worker who noted one next door sees it too."""
        scope, seen = Scope.of(user), in_scope(user)
        if scope.street_roles & STREET_READERS:
            seen = Q()
        elif scope.street_roles:
            seen = _or(seen, _in_contact(user))
        if scope.grids_as(*GRID_ROLES):
            seen = _or(seen, Q(created_by=user.pk, community__in=scope.grid_community_ids))
        return self.none() if seen is None else self.filter(seen)

    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def owed(self) -> Self:
        """The resident still waits for an answer."""
        return self.filter(state__in=OWED_STATES)

    def overdue(self, now: datetime) -> Self:
        return self.filter(due_at__lte=now)

    def numbered(self) -> Self:
        return self.exclude(state=OpinionState.DRAFT)

    def aimed_at(self, kind: str, target_id: int) -> Self:
        """Those that wait for this case (or hazard, or whistle). By opinion_target."""
        return self.filter(target_kind=kind, target_id=target_id)
