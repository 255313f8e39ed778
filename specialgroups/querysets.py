"""Which records a person sees: the first wall, in the program. wall.py is the second, in the database, with the same rule.

Programme and assignment: a manager sees the programme, everybody else whom they help. No list crosses programmes."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from grids.choices import PROGRAMME_ROLES, Role
from grids.scope import Scope
from specialgroups.choices import LISTED, OPEN

# They co-sign and review; each is an office of its own.
COSIGNERS = (Role.PRIVACY_OFFICER, Role.SECURITY_ADMIN)


def programmes_as(scope: Scope, *roles: str) -> frozenset[str]:
    """Programmes in which one of the roles is held today."""
    wanted = {str(role) for role in roles}
    return frozenset(held.programme for held in scope.postings if held.role in wanted and held.programme)


def led(scope: Scope) -> frozenset[str]:
    return programmes_as(scope, Role.SUPPORT_LEAD)


def served(scope: Scope) -> frozenset[str]:
    return programmes_as(scope, *PROGRAMME_ROLES)


class EnrollmentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any, now: datetime | None = None) -> Self:
        """Own ones, those of a programme one leads, and one broken open for this person. By support_due."""
        scope = Scope.of(user)
        seen = Q(pk__in=[])
        if programmes := led(scope):
            seen |= Q(programme__in=programmes)
        if programmes := served(scope):
            seen |= Q(programme__in=programmes, reader_ids__contains=[user.pk])
            seen |= Q(glass_user=user.pk, glass_until__gt=now or timezone.now())
        return self.filter(seen, state__in=OPEN)

    def listed(self) -> Self:
        """Who has left stands in no list."""
        return self.filter(state__in=LISTED)


class GlassQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """One's own requests; those of a programme one leads; all for the two offices that co-sign."""
        scope = Scope.of(user)
        if scope.street_roles & set(COSIGNERS):
            return self
        mine = Q(asked_by=user.pk) if served(scope) else Q(pk__in=[])
        return self.filter(mine | Q(programme__in=led(scope)))
