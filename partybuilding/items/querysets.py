"""Which action items a person sees. Every list, page, file and sheet starts here."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from core.lookups import pk_among
from grids.choices import COMMUNITY_ROLES
from grids.scope import Scope
from partybuilding.choices_items import LIVE_STATES, SHOWN_STATES, ItemState
from partybuilding.meetings.querysets import reads_all


class ItemQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The street all; a community what lies in it and what its own 大党委 decided; a unit what it leads or helps
        with, and what waits for a unit to claim it unless that is internal. By item_state_due, item_community_due,
        item_lead_due."""
        scope = Scope.of(user)
        known = Q(state__in=SHOWN_STATES)
        if reads_all(scope):
            return self.filter(known)
        seen = Q(pk__in=[])
        if communities := scope.communities_as(*COMMUNITY_ROLES):
            seen |= Q(community__in=communities) | Q(body__community__in=communities)
        if departments := scope.department_ids:
            helped = self.model.assisting.through.objects.filter(department__in=departments)
            seen |= Q(lead__in=departments) | pk_among(helped.values("actionitem_id"))
            seen |= Q(lead__isnull=True, state=ItemState.OPEN, is_public=True)
        return self.filter(known, seen)

    def live(self) -> Self:
        return self.filter(state__in=LIVE_STATES)

    def overdue(self, now: datetime) -> Self:
        """E7: computed, not stored."""
        return self.filter(state__in=LIVE_STATES, due_at__lte=now)
