"""Which petition matters a person sees. No rule here, and no adjective, looks at who brought a matter (F8)."""

from datetime import datetime
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from disputes.petitions.choices import OPEN_STATES, WITH_UNIT, PetitionState
from disputes.querysets import STREET_DESK
from grids.scope import Scope


class PetitionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The street's desk all; whoever handles one that one; a unit those that were sent to it.

        Whoever stepped aside sees it no longer as handler (the handler is another then), and as the desk only without
        acts. By petition_handler_state, petition_unit_state."""
        scope = Scope.of(user)
        known = self.exclude(state=PetitionState.DRAFT)
        if scope.street_roles & STREET_DESK:
            return known
        if not scope.roles:
            return self.none()
        seen = Q(handler=user.pk)
        if departments := scope.department_ids:
            sent = Q(state__in=WITH_UNIT) | Q(state=PetitionState.FINISHED, receipt_on__isnull=False)
            seen |= Q(competent__in=departments) & sent
        return known.filter(seen)

    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def same_matter(self, place_id: int, content: str) -> Self:
        """Open ones at the same place about the same thing. Matters are compared, never people (F8).
        By petition_same_matter."""
        return self.open().filter(place_id=place_id, content=content)

    def overdue(self, now: datetime) -> Self:
        return self.filter(due_at__lte=now)

    def not_recused(self, user: Any) -> Self:
        """Without those in which the person stepped aside."""
        recused = apps.get_model("disputes", "PetitionRecusal")._default_manager.filter(user=user.pk)
        return self.exclude(pk__in=recused.values("matter_id"))
