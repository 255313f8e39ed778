"""Counselling under core.flow: who is who, and words that name nobody."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import ClassVar

from django.db import models

from civics.care import workflow
from civics.care.workflow import Who
from civics.choices_care import OPEN_STATES, CareState
from civics.models.care import CareBooking
from core.accounts.models import User
from core.flow.engine import Flow
from core.flow.table import ActOption
from grids.choices import COMMUNITY_ROLES, GRID_ROLES, Role
from grids.scope import Scope
from grids.selectors.staffing import holders

KIND = "care_booking"
# Who may write a wish down for somebody. What they wrote they cannot open again.
BOOKERS = (
    *GRID_ROLES, *COMMUNITY_ROLES, Role.MEDIATOR, Role.CENTRE_INTAKE, Role.CENTRE_MANAGER, Role.COUNSELLOR,
)  # fmt: skip
S = CareState


def may_book(user: object) -> bool:
    return Scope.of(user).has(*BOOKERS)


def may_read(user: object) -> bool:
    return Scope.of(user).has(Role.COUNSELLOR)


def may_read_totals(user: object) -> bool:
    """Whoever plans for the street, and the counsellors themselves."""
    scope = Scope.of(user)
    return may_read(user) or bool(
        scope.street_roles & {Role.STREET_LEAD, Role.CENTRE_MANAGER, Role.SUPERVISOR}
    )


def serves(user: User, booking: CareBooking) -> bool:
    """A counsellor of the place."""
    scope = Scope.of(user)
    if Role.COUNSELLOR in scope.street_roles:
        return True
    return booking.community_id in scope.communities_as(Role.COUNSELLOR)


def is_free(booking: CareBooking) -> bool:
    """Nobody has it: the same rule as CareQuerySet.free."""
    if booking.counsellor_id is None:
        return True
    return not holders(Role.COUNSELLOR).filter(pk=booking.counsellor_id).exists()


class CareFlow(Flow[CareBooking]):
    kind = KIND
    table = workflow.TABLE
    states = CareState
    who_words = workflow.WHO_WORDS
    noun = "这个预约"
    open_states = OPEN_STATES
    next_acts: ClassVar[Mapping[str, tuple[str, ...]]] = {
        S.REQUESTED: ("take",),
        S.TAKEN: ("arrange",),
        S.BOOKED: ("meet",),
        S.MET: ("close", "arrange"),
    }

    def queryset(self) -> "models.QuerySet[CareBooking]":
        return CareBooking.objects.select_related("community", "counsellor")

    def holds(self, user: User, who: str, booking: CareBooking) -> bool:
        own = booking.counsellor_id == user.pk and may_read(user)
        if who == Who.OWN:
            return own
        return who == Who.COUNSELLOR and serves(user, booking) and (own or is_free(booking))

    def guard(self, name: str, booking: CareBooking, now: datetime) -> str:
        return "" if is_free(booking) else "已经有咨询员接下了"

    def people(self, tell: str, booking: CareBooking) -> Iterable[User]:
        if booking.counsellor_id is not None and tell != "counsellors":
            return [booking.counsellor] if booking.counsellor else []
        street = set(holders(Role.COUNSELLOR, street=True))
        near = (
            set(holders(Role.COUNSELLOR, community=booking.community_id)) if booking.community_id else set()
        )
        return street | near

    def acts_for(self, user: User, booking: CareBooking, now: datetime | None = None) -> list[ActOption]:
        """What is one's own already is not there to be taken."""
        options = super().acts_for(user, booking, now)
        return [one for one in options if one.act != "take" or booking.counsellor_id != user.pk]

    def title(self, booking: CareBooking) -> str:
        return f"心理疏导预约 {booking.code}"


CARE = CareFlow()
