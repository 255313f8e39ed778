"""Which calls, whistles and units a person sees. Every list, page, file and print starts here."""

from datetime import date, datetime
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.lookups import pk_among
from disputes.querysets import COMMUNITY_READERS, GRID_ROLES, STREET_DESK, STREET_READERS
from disputes.whistles.choices import (
    LIVE_STATES,
    UNIT_SEES,
    UNIT_WORKING,
    CallState,
    UnitState,
    WhistleState,
)
from grids.scope import Scope

# When somebody of the grid looks on the spot.
CHECK_STATES = (WhistleState.RESOLVED, WhistleState.CHECKED)


def _of_area(scope: Scope, prefix: str = "") -> Q:
    """Whistles of the person's communities, and of their grids while there is something to check."""
    found = Q(pk__in=[])
    if communities := scope.communities_as(*COMMUNITY_READERS):
        found |= Q(**{f"{prefix}community__in": communities})
    if grids := scope.grids_as(*GRID_ROLES):
        found |= Q(**{f"{prefix}grid__in": grids, f"{prefix}state__in": CHECK_STATES})
    return found


class CallQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The street all, a community its own. By call_community_due."""
        scope = Scope.of(user)
        known = ~Q(state=CallState.DRAFT)
        if scope.street_roles & STREET_READERS:
            return self.filter(known)
        communities = scope.communities_as(*COMMUNITY_READERS)
        return self.filter(known, community__in=communities) if communities else self.none()

    def open(self) -> Self:
        return self.filter(state__in=[CallState.WAITING, CallState.TAKEN])


class WhistleQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The street all; a community those of its place, a grid those it is to check, a department those that summon
        it. Drafts are the desk's. By whistle_community_due, whistle_grid_state, unit_department_state."""
        scope = Scope.of(user)
        if scope.street_roles & STREET_DESK:
            return self
        issued = self.filter(no__isnull=False)
        if scope.street_roles & STREET_READERS:
            return issued
        seen = _of_area(scope)
        if departments := scope.department_ids:
            units = apps.get_model("disputes", "WhistleUnit")._default_manager
            told = units.filter(department__in=departments, state__in=UNIT_SEES)
            seen |= pk_among(told.values("whistle_id"))
        return issued.filter(seen)

    def live(self) -> Self:
        return self.filter(state__in=LIVE_STATES)

    def of_origin(self, kind: str, pk: int) -> Self:
        """By index whistle_of_origin."""
        return self.filter(origin_kind=kind, origin_id=pk)

    def overdue(self, now: datetime) -> Self:
        return self.filter(due_at__lte=now)

    def due_soon(self, now: datetime) -> Self:
        return self.filter(due_at__gt=now, yellow_at__lte=now)


class UnitQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """A department its own; everybody else those of the whistles they see."""
        scope = Scope.of(user)
        if scope.street_roles & STREET_READERS:
            return self.exclude(state=UnitState.PLANNED)
        own = Q(department__in=scope.department_ids, state__in=UNIT_SEES)
        return self.filter(own | _of_area(scope, "whistle__") & ~Q(state=UnitState.PLANNED))

    def working(self) -> Self:
        """Those that still owe something of a whistle that goes on."""
        return self.filter(state__in=UNIT_WORKING, whistle__state__in=LIVE_STATES)

    def standing(self) -> Self:
        """Those that were not sent away."""
        return self.exclude(state=UnitState.RELEASED)


class DutyClauseQuerySet(models.QuerySet[Any]):
    def active(self) -> Self:
        return self.filter(is_active=True)


class StreetHeadQuerySet(models.QuerySet[Any]):
    def in_office(self, on: date | None = None) -> Self:
        """Who is secretary or director on the day; the last day counts."""
        day = on or timezone.localdate()
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)
