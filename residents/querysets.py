"""Who sees which homes and people. Every list, page, search, sheet and print starts here; never lft/rght (D3).

Grid staff see their grids, communities their own, the centre the street; nobody else opens the register
(trust.md 3.3). Support workers, mediators, departments and administrators do not."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import ExpressionWrapper, Q, Value
from django.utils import timezone

from core.crypto import blind_indexes
from core.lookups import bigrams, pairs_of
from grids.choices import Role
from grids.scope import Scope

STREET_ROLES = frozenset({Role.CENTRE_INTAKE, Role.CENTRE_MANAGER})
COMMUNITY_ROLES = (Role.COMMUNITY_CLERK, Role.COMMUNITY_LEAD)
GRID_ROLES = (Role.GRID_WORKER, Role.GRID_LEADER)
REGISTER_ROLES = STREET_ROLES | set(COMMUNITY_ROLES) | set(GRID_ROLES)


def opens_register(user: Any) -> bool:
    """Whether any post of today opens any part of it."""
    return bool(Scope.of(user).roles & REGISTER_ROLES)


def in_scope(user: Any) -> Q | None:
    """Rows with `community` and `grid` keys that the user's postings open today; None when none do."""
    scope = Scope.of(user)
    if scope.street_roles & STREET_ROLES:
        return Q()
    seen: Q | None = None
    if communities := scope.communities_as(*COMMUNITY_ROLES):
        seen = Q(community__in=communities)
    if grids := scope.grids_as(*GRID_ROLES):
        mine = Q(grid__in=grids)
        seen = mine if seen is None else seen | mine
    return seen


def _still_shown() -> Q:
    return Q(hidden_on__isnull=True) | Q(hidden_on__gt=timezone.localdate())


def _in_sight(user: Any) -> Q | None:
    """The people whom the user sees; None when nobody."""
    scope = in_scope(user)
    return None if scope is None else scope & _still_shown() & Q(merged_into__isnull=True)


class PlacedQuerySet(models.QuerySet[Any]):
    """Rows that carry their community and grid."""

    def visible_to(self, user: Any) -> Self:
        seen = in_scope(user)
        return self.none() if seen is None else self.filter(seen)


class HouseholdQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Households whose last people left are hidden with them."""
        return super().visible_to(user).filter(_still_shown())

    def present(self) -> Self:
        return self.filter(left_on__isnull=True)

    def to_confirm(self, on: date) -> Self:
        """Due for confirmation on the day, by household_grid_due or household_community_due."""
        return self.present().filter(confirm_due_on__lte=on)


class ResidentQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Without merged entries and those who moved out over a month ago."""
        seen = _in_sight(user)
        return self.none() if seen is None else self.filter(seen)

    def with_sight(self, user: Any) -> Self:
        """Each row with `in_sight`: whether visible_to keeps it."""
        seen = _in_sight(user)
        if seen is None:
            return self.annotate(in_sight=Value(False))
        return self.annotate(in_sight=ExpressionWrapper(seen, output_field=models.BooleanField()))

    def held_for(self, user: Any) -> Self:
        """With hidden and merged entries: what is answered for when somebody asks what is held of them."""
        return super().visible_to(user)

    def present(self) -> Self:
        return self.filter(moved_out_on__isnull=True, merged_into__isnull=True)

    def named_like(self, text: str) -> Self:
        """Names holding the text of two characters or more, by resident_name_bigrams."""
        if len(text) < 2:
            return self.none()
        return self.alias(grams=bigrams("name")).filter(grams__contains=pairs_of(text), name__contains=text)

    def with_identity(self, number: str) -> Self:
        """The one number, whole, by resident_id; part of a number finds nobody (N6)."""
        return self.filter(id_index__in=blind_indexes("resident.id", number))

    def with_phone(self, number: str) -> Self:
        return self.filter(phone_index__in=blind_indexes("resident.phone", number))

    def with_phone_tail(self, digits: str) -> Self:
        """The last four digits that a caller says, by resident_phone_tail."""
        return self.filter(phone_tail_index__in=blind_indexes("resident.phone_tail", digits))


class MergeQuerySet(models.QuerySet[Any]):
    """Proposals to join two entries: who sees both of them by a role that joins."""

    def visible_to(self, user: Any) -> Self:
        scope = Scope.of(user)
        if scope.street_roles & STREET_ROLES:
            return self
        mine = scope.communities_as(Role.COMMUNITY_LEAD)
        return self.filter(kept__community__in=mine, gone__community__in=mine) if mine else self.none()
