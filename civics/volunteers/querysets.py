"""Who sees volunteers, activities and certificates. Every list, page and count starts here.

Nobody is found by name or number; a volunteer's own page opens by number and code alone."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from civics.keepers import STREET_KEEPERS, reads_all, takes_part
from civics.volunteers.choices import ActivityState, CertificateState
from grids.choices import COMMUNITY_ROLES
from grids.scope import Scope


class VolunteerQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Whoever looks after them: a community its own, the street all. By volunteer_community_state."""
        scope = Scope.of(user)
        if scope.street_roles & STREET_KEEPERS:
            return self.all()
        return self.filter(community__in=scope.communities_as(*COMMUNITY_ROLES))


class ActivityQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The street all, a community its own, everybody at work what is announced. By activity_community_state."""
        scope = Scope.of(user)
        if reads_all(scope):
            return self.all()
        if not takes_part(scope):
            return self.none()
        announced = ~Q(state=ActivityState.DRAFT)
        return self.filter(announced | Q(community__in=scope.communities_as(*COMMUNITY_ROLES)))

    def announced(self) -> Self:
        """What everybody may read and join, without sign-in. By activity_state_start."""
        return self.filter(state__in=[ActivityState.OPEN, ActivityState.RUNNING])


class CertificateQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Like the volunteers; during the days of notice everybody at work, who may know something against it."""
        scope = Scope.of(user)
        if scope.street_roles & STREET_KEEPERS:
            return self.all()
        own = Q(volunteer__community__in=scope.communities_as(*COMMUNITY_ROLES))
        return self.filter(own | Q(state=CertificateState.NOTICE)) if takes_part(scope) else self.none()

    def kept_by(self, user: Any) -> Self:
        """Those whose paper the person may read and issue."""
        scope = Scope.of(user)
        if scope.street_roles & STREET_KEEPERS:
            return self.all()
        return self.filter(volunteer__community__in=scope.communities_as(*COMMUNITY_ROLES))
