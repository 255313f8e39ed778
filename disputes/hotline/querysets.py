"""Which tickets a person sees. Every list, page, file and count starts here. Nobody is found by who called."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from disputes.choices import Tier
from disputes.hotline.choices import OPEN_STATES, OWED_STATES, TicketState
from disputes.querysets import COMMUNITY_READERS, GRID_ROLES, STREET_DESK
from grids.scope import Scope


class TicketQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The street's desk all; a community and a grid what was given to them. By ticket_community_due,
        ticket_grid_due."""
        scope, known = Scope.of(user), ~Q(state=TicketState.DRAFT)
        if scope.street_roles & STREET_DESK:
            return self.filter(known)
        seen = Q(pk__in=[])
        if communities := scope.communities_as(*COMMUNITY_READERS):
            seen |= Q(community__in=communities, desk__lt=Tier.STREET)
        if grids := scope.grids_as(*GRID_ROLES):
            seen |= Q(grid__in=grids, desk=Tier.GRID)
        return self.filter(known, seen)

    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def owed(self) -> Self:
        """The caller still waits for an answer."""
        return self.filter(state__in=OWED_STATES)

    def overdue(self, now: datetime) -> Self:
        return self.filter(due_at__lte=now)

    def aimed_at(self, kind: str, target_id: int) -> Self:
        """Those whose work this case or whistle carries. By ticket_target."""
        return self.filter(target_kind=kind, target_id=target_id)
