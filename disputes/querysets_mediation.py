"""Committees and mediators: who reads the list, and who serves on a day."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from grids.choices import Role
from grids.scope import Scope


class CommitteeQuerySet(models.QuerySet[Any]):
    """Who sits on a committee is told to the public (人民调解法 art. 10): everybody of the office reads the list."""

    def visible_to(self, user: Any) -> "CommitteeQuerySet":
        scope = Scope.of(user)
        return self.all() if scope.sees_places or scope.has(Role.MEDIATOR) else self.none()

    def standing(self) -> "CommitteeQuerySet":
        return self.filter(ended_on__isnull=True)


class MediatorQuerySet(models.QuerySet[Any]):
    """Chainable reads of mediators."""

    def serving(self, day: date) -> "MediatorQuerySet":
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)
