"""Who sees which period, result and sample. Pages, papers and downloads start here.

A named person's result is that person's and the scorers': neither colleagues nor their community read it, and no list
puts named people in an order of merit (domain.md I, ux.md 1.7)."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from core.accounts.models import User
from dashboard.evaluation.choices import KNOWN_STATES, Kind
from grids.choices import COMMUNITY_ROLES, GRID_ROLES, Role
from grids.scope import Scope

SCORERS = frozenset({Role.SUPERVISOR})
DECIDERS = frozenset({Role.STREET_LEAD, Role.SUPERVISOR})
STREET = frozenset({Role.STREET_LEAD, Role.SUPERVISOR, Role.CENTRE_MANAGER})


def reads_all(user: Any) -> bool:
    """Scores for the street, or answers for them."""
    return bool(Scope.of(user).street_roles & STREET)


def may_open(user: Any) -> bool:
    """Whether any page of evaluation is there for the person."""
    scope = Scope.of(user)
    return reads_all(user) or scope.has(*GRID_ROLES, *COMMUNITY_ROLES, Role.DEPT_LIAISON)


def _own(user: Any) -> Q:
    scope = Scope.of(user)
    found = Q(worker=user.pk)
    if grids := scope.grids_as(*GRID_ROLES):
        found |= Q(period__kind=Kind.GRID, grid__in=grids)
    if communities := scope.communities_as(*COMMUNITY_ROLES):
        found |= Q(period__kind__in=(Kind.GRID, Kind.COMMUNITY), community__in=communities)
    if scope.has(Role.DEPT_LIAISON):
        found |= Q(department__in=scope.department_ids)
    return found


class ResultQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The scorers all; whoever is concerned their own, from the day it was announced. By result_worker, result_grid,
        result_community, result_department."""
        if reads_all(user):
            return self
        if not isinstance(user, User):
            return self.none()
        return self.filter(_own(user), period__state__in=KNOWN_STATES)


class PeriodQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The scorers all; others those that say something of theirs."""
        if reads_all(user):
            return self
        if not isinstance(user, User):
            return self.none()
        own = self.model._meta.get_field("results").related_model._default_manager.filter(
            _own(user), period=OuterRef("pk")
        )
        return self.filter(Exists(own), state__in=KNOWN_STATES)


class SampleQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Who is to check them: another community than the one that keeps the record. By draw_checker."""
        mine = Scope.of(user).communities_as(*COMMUNITY_ROLES)
        return self.filter(draw__checker__in=mine)
