"""Who sees a booking: a counsellor, and nobody else. There is no office that reads all."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from civics.choices_care import OPEN_STATES, CareState
from grids.choices import Role
from grids.scope import Scope
from grids.selectors.staffing import holders


def serves(scope: Scope) -> Q:
    """Places of a counsellor: the street's serves all, a community's its own."""
    if Role.COUNSELLOR in scope.street_roles:
        return Q()
    return Q(community__in=scope.communities_as(Role.COUNSELLOR))


class CareQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """One's own, and of the places one serves what nobody has taken. By care_counsellor, care_waiting."""
        scope = Scope.of(user)
        if not scope.has(Role.COUNSELLOR):
            return self.none()
        return self.filter(Q(counsellor=user.pk) | (self.free() & serves(scope)))

    @staticmethod
    def free() -> Q:
        """Nobody's: not taken yet, or left behind by somebody who is no counsellor any more."""
        left = Q(state__in=OPEN_STATES) & ~Q(counsellor__in=holders(Role.COUNSELLOR))
        return Q(state=CareState.REQUESTED) | left

    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)
