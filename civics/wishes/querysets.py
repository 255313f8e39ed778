"""Which wishes a person sees. Every list, page, file and count starts here. Nobody is found by who wishes."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from civics.keepers import reads_all, takes_part
from civics.wishes.choices import OPEN_STATES, WishState
from grids.choices import COMMUNITY_ROLES
from grids.scope import Scope


class WishQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The street all; a community and its grids their own; everybody at work what waits for somebody to claim it, and
        what they or their unit claimed. By wish_community_state and wish_state."""
        scope = Scope.of(user)
        if reads_all(scope):
            return self.all()
        if not takes_part(scope):
            return self.none()
        own = scope.communities_as(*COMMUNITY_ROLES) | scope.grid_community_ids
        seen = Q(state=WishState.PUBLISHED) | Q(claimer=scope.user_id)
        if own:
            seen |= Q(community__in=own)
        if scope.department_ids:
            seen |= Q(claimer_unit__in=scope.department_ids)
        return self.filter(seen)

    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def published(self) -> Self:
        """What everybody may read, without sign-in."""
        return self.filter(state=WishState.PUBLISHED)
