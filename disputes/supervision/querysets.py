"""Which supervision orders a person sees."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from disputes.querysets import COMMUNITY_READERS, STREET_READERS
from disputes.supervision.choices import OPEN_STATES, OrderState
from grids.scope import Scope


class OrderQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The street all; a department and a community what is addressed to them; the holder theirs."""
        scope = Scope.of(user)
        issued = self.exclude(state=OrderState.DRAFT)
        if scope.street_roles & STREET_READERS:
            return issued
        if not scope.roles:
            return issued.none()
        mine = Q(holder=user)
        if departments := scope.department_ids:
            mine |= Q(department__in=departments)
        if communities := scope.communities_as(*COMMUNITY_READERS):
            mine |= Q(community__in=communities)
        return issued.filter(mine)

    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def overdue(self, now: datetime) -> Self:
        return self.filter(due_at__lte=now)
