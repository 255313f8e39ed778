"""Which rows of a room a person sees. Every list, page, file and count starts here."""

from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models import Q

from grids.choices import COMMUNITY_ROLES, Role
from grids.scope import Scope

# They keep what is the street's and approve what communities propose.
STREET_KEEPERS = frozenset({Role.STREET_LEAD, Role.CENTRE_MANAGER, Role.MEETING_SECRETARY})
STREET_READERS = STREET_KEEPERS | {Role.SUPERVISOR}


def closest_to(user: Any) -> Q:
    """Rows that are nobody's closer than the person's: of their own communities, the street's own for the street."""
    scope = Scope.of(user)
    street = Q(community=None) if scope.street_roles & STREET_KEEPERS else Q(pk__in=[])
    return street | Q(community__in=scope.communities_as(*COMMUNITY_ROLES))


def places_of(scope: Scope, roles: Iterable[str]) -> frozenset[int]:
    """Communities in which one of the roles is held, for the whole of it or for a grid."""
    wanted = {str(role) for role in roles}
    held = (one for one in scope.postings if one.role in wanted)
    found = (one.community_id or one.grid_community_id for one in held)
    return frozenset(place for place in found if place is not None)


class WorkQuerySet(models.QuerySet[Any]):
    """Rows of one room."""

    def visible_to(self, user: Any) -> Self:
        """The street all; a community its own and the street's; a department what its unit is a side of.

        By the index of community and state that every room has."""
        scope, model = Scope.of(user), self.model
        if scope.street_roles & (model.keepers | model.readers):
            return self
        seen = Q(pk__in=[])
        if places := places_of(scope, (*model.community_keepers, *model.local_readers)):
            seen |= Q(community__in=places) | Q(community=None)
        if (path := model.unit_path) and scope.department_ids:
            seen |= Q(**{f"{path}__in": scope.department_ids})
        return self.filter(seen)
