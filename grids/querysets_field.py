"""Which patrols and hazards a person sees, and adjectives to narrow them. Every list, page, file and print starts here."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from grids.choices import COMMUNITY_ROLES, GRID_ROLES, Role
from grids.choices_field import OPEN_HAZARDS
from grids.scope import Scope

if TYPE_CHECKING:
    from grids.models import Hazard, HazardCheck, Patrol, PatrolDay, PatrolPoint  # noqa: F401

# These work the street's hazards; the supervisor sees header and clocks only (trust.md 3.3, domain.md C1b).
STREET_STAFF = frozenset({Role.CENTRE_INTAKE, Role.CENTRE_MANAGER, Role.STREET_LEAD})
STREET_READERS = STREET_STAFF | {Role.SUPERVISOR}
FIELD_ROLES = STREET_READERS | set(COMMUNITY_ROLES) | set(GRID_ROLES)


def _here(scope: Scope, prefix: str = "") -> Q:
    """In the person's own grids or communities."""
    found = Q(pk__in=[])
    if communities := scope.communities_as(*COMMUNITY_ROLES):
        found |= Q(**{f"{prefix}community__in": communities})
    if grids := scope.grids_as(*GRID_ROLES):
        found |= Q(**{f"{prefix}grid__in": grids})
    return found


class HazardQuerySet(models.QuerySet["Hazard"]):
    def visible_to(self, user: Any) -> Self:
        """Hazards in the person's postings today, by hazard_community_due and hazard_grid_due; one's own finds stay
        in sight of a grid worker who met them next door."""
        return self._seen(user, STREET_READERS)

    def content_for(self, user: Any) -> Self:
        """Those of which the person reads more than header and clocks."""
        return self._seen(user, STREET_STAFF)

    def _seen(self, user: Any, street: frozenset[Role]) -> Self:
        scope = Scope.of(user)
        if scope.street_roles & street:
            return self
        found = _here(scope)
        if scope.has(*GRID_ROLES):
            found |= Q(created_by=user)
        return self.filter(found)

    def open(self) -> Self:
        return self.filter(state__in=OPEN_HAZARDS)

    def overdue(self, now: datetime) -> Self:
        return self.open().filter(due_at__lte=now)

    def at_place(self, place_id: int, item_id: int) -> Self:
        """The same thing at the same place, by hazard_place_item."""
        return self.filter(place_id=place_id, item_id=item_id)


class HazardCheckQuerySet(models.QuerySet["HazardCheck"]):
    def visible_to(self, user: Any) -> Self:
        """Inspections in the person's postings today, and their own. Not the supervisor's: they are content."""
        scope = Scope.of(user)
        if scope.street_roles & STREET_STAFF:
            return self
        found = _here(scope)
        if scope.has(*GRID_ROLES):
            found |= Q(checked_by=user)
        return self.filter(found)


class PatrolPointQuerySet(models.QuerySet["PatrolPoint"]):
    def visible_to(self, user: Any) -> Self:
        """Routes are work information of the grid, its community and the street's desks."""
        scope = Scope.of(user)
        if scope.street_roles & STREET_STAFF:
            return self
        found = Q(pk__in=[])
        if communities := scope.communities_as(*COMMUNITY_ROLES):
            found |= Q(route__grid__community__in=communities)
        if grids := scope.grids_as(*GRID_ROLES):
            found |= Q(route__grid__in=grids)
        return self.filter(found)

    def active(self) -> Self:
        return self.filter(is_active=True)


class PatrolQuerySet(models.QuerySet["Patrol"]):
    def visible_to(self, user: Any) -> Self:
        """Who walked when is for the person, the grid's leader and the community. The street counts days, not steps."""
        scope = Scope.of(user)
        found = Q(worker=user) if scope.has(*GRID_ROLES) else Q(pk__in=[])
        if led := scope.led_grid_ids:
            found |= Q(grid__in=led)
        if communities := scope.communities_as(*COMMUNITY_ROLES):
            found |= Q(grid__community__in=communities)
        return self.filter(found)

    def before(self, day: date) -> Self:
        return self.filter(day__lt=day)


class PatrolDayQuerySet(models.QuerySet["PatrolDay"]):
    def visible_to(self, user: Any) -> Self:
        """Counts of grids: their people, their community, the whole street for those who work or supervise there."""
        scope = Scope.of(user)
        if scope.street_roles & STREET_READERS:
            return self
        found = Q(pk__in=[])
        if communities := scope.communities_as(*COMMUNITY_ROLES):
            found |= Q(grid__community__in=communities)
        if grids := scope.grids_as(*GRID_ROLES):
            found |= Q(grid__in=grids)
        return self.filter(found)
