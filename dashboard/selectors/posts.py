"""What the workbench says to posts beside the cases: the grids one serves, what administrators must look at."""

from dataclasses import dataclass, field
from datetime import date

from core.accounts.models import User
from core.clocks.selectors import CalendarGap, calendar_gap
from core.notices.models import Notice, Outbox
from grids.choices import GRID_ROLES, Role
from grids.models import Grid, Posting
from grids.scope import Scope
from grids.selectors import unstaffed_grids

SHOWN = 6


@dataclass(frozen=True)
class Upkeep:
    """What keeps the house in order; each part only for whom it is."""

    vacant: list[Grid] = field(default_factory=list)
    vacant_count: int = 0
    gap: CalendarGap | None = None
    stuck_deliveries: int | None = None
    accounts: int | None = None
    without_post: int | None = None


def grids_served(scope: Scope) -> list[Grid]:
    """The grids of a worker or leader, for the head of the page."""
    mine = scope.grids_as(*GRID_ROLES)
    return list(Grid.objects.filter(pk__in=mine).order_by("code")) if mine else []


def upkeep_for(user: User, scope: Scope, *, today: date) -> Upkeep:
    """A grid that nobody serves is the top alert for who can fill it."""
    vacant: list[Grid] = []
    if scope.plans_staff:
        found = unstaffed_grids(today)
        if not (scope.edits_places or scope.street):
            found = found.filter(community_id__in=scope.community_ids | scope.grid_community_ids)
        vacant = list(found.order_by("code"))
    keeps_system, keeps_people = scope.has(Role.SYSADMIN), scope.has(Role.SECURITY_ADMIN)
    in_use = User.objects.filter(is_active=True)
    posted = Posting.objects.active(today).values("user_id")
    return Upkeep(
        vacant=vacant[:SHOWN],
        vacant_count=len(vacant),
        gap=calendar_gap(today) if keeps_system else None,
        stuck_deliveries=Outbox.objects.problems().count() if keeps_system else None,
        accounts=in_use.count() if keeps_people else None,
        without_post=in_use.exclude(pk__in=posted).count() if keeps_people else None,
    )


def unread_notices(user: User) -> list[Notice]:
    """The newest unread messages; their full list is the inbox."""
    return list(Notice.objects.visible_to(user).unread().order_by("-created_at", "-pk")[:SHOWN])
