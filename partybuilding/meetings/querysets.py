"""Which bodies, meetings and topics a person sees (trust.md 3.3). Every list, page, paper and count starts here."""

from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from grids.choices import COMMUNITY_ROLES, Role
from grids.querysets import in_force
from grids.scope import Scope
from grids.works.querysets import STREET_READERS as PARTY_READERS
from partybuilding.choices import ON_AGENDA, SAT, MeetingState

# trust.md 3.3, row "meeting minutes, issue list": the street all, a community its own, a unit what names it. The centre's
# intake lays topics and looks whether tasks of the whole street are done; the rooms of party building give it no work.
STREET_READERS = PARTY_READERS | {Role.CENTRE_INTAKE}


def reads_all(scope: Scope) -> bool:
    return bool(scope.street_roles & STREET_READERS)


def seat_of(user: Any, scope: Scope, path: str = "") -> Q:
    """Seats on which the person sits, stands in, or for whose unit they speak."""
    own = Q(**{f"{path}user": user}) | Q(**{f"{path}deputy_user": user})
    return own | Q(**{f"{path}department__in": scope.department_ids}) if scope.department_ids else own


class MemberQuerySet(models.QuerySet[Any]):
    def serving(self, day: date) -> Self:
        return self.filter(in_force(day))


class BodyQuerySet(models.QuerySet[Any]):
    def standing(self, day: date) -> Self:
        return self.filter(in_force(day))

    def visible_to(self, user: Any) -> Self:
        """The street's desk all; a community its own and the street's; a member its own."""
        scope = Scope.of(user)
        if reads_all(scope):
            return self.all()
        if scope.user_id is None:
            return self.none()
        members = self.model._meta.get_field("members").related_model._default_manager
        seats = members.serving(scope.on).filter(seat_of(user, scope)).values("body")
        seen = Q(pk__in=seats)
        if communities := scope.communities_as(*COMMUNITY_ROLES):
            seen |= Q(community__isnull=True) | Q(community__in=communities)
        return self.filter(seen)


class MeetingQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Those of the bodies that the person sees."""
        if reads_all(Scope.of(user)):
            return self.all()
        bodies = self.model._meta.get_field("body").related_model._default_manager.visible_to(user)
        return self.filter(body__in=bodies.values("pk"))

    def with_quorum(self) -> Self:
        """They decided, or could have."""
        return self.filter(state__in=[*SAT, MeetingState.OPEN], is_talk=False)


class TopicQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The street's desk all; a community its own; everybody what they brought, and what stands on the agenda of a
        body that they see. By topic_community, topic_body_state."""
        scope = Scope.of(user)
        if reads_all(scope):
            return self.all()
        if scope.user_id is None:
            return self.none()
        bodies = self.model._meta.get_field("body").related_model._default_manager.visible_to(user)
        seen = Q(created_by=user) | Q(state__in=ON_AGENDA, body__in=bodies.values("pk"))
        if communities := scope.communities_as(*COMMUNITY_ROLES):
            seen |= Q(community__in=communities)
        return self.filter(seen)


class OpenNoticeQuerySet(models.QuerySet[Any]):
    def hanging(self, now: datetime) -> Self:
        """What the public reads today. By open_notice_days."""
        today = timezone.localdate(now)
        return self.filter(taken_down_at__isnull=True, from_on__lte=today, to_on__gte=today)
