"""Reads of visits: today's, a home's, and the list of what was done."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from residents.models import Household, Opinion, Visit
from residents.selectors.opinions import owed_rows

WEEK = timedelta(days=7)
MOST_ROWS = 40
HISTORY = 20


@dataclass(frozen=True)
class Day:
    """What the day holds: who expects one, what was promised, who waits for an answer, and what comes next."""

    due: list[Visit]
    coming: list[Visit]
    follow_ups: list[Visit]
    opinions: list[Opinion]


def with_places(rows: "QuerySet[Visit]") -> "QuerySet[Visit]":
    return rows.select_related("place__parent", "dwelling", "community", "grid", "campaign")


def day_for(user: Any, now: datetime, *, mine_only: bool = False) -> Day:
    """Three queries, each by its own index. What was missed yesterday still stands first."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now), time.min)) + timedelta(days=1)
    seen = Visit.objects.visible_to(user)
    if mine_only:
        seen = seen.filter(workers=user)
    planned = with_places(seen.planned_before(midnight + WEEK)).prefetch_related("workers")
    rows = list(planned.order_by("planned_at", "pk")[:MOST_ROWS])
    return Day(
        due=[one for one in rows if one.planned_at and one.planned_at < midnight],
        coming=[one for one in rows if one.planned_at and one.planned_at >= midnight],
        follow_ups=follow_ups_due(user, now, mine_only=mine_only),
        opinions=list(owed_rows(user, now)[:MOST_ROWS]),
    )


def follow_ups_due(user: Any, now: datetime, *, mine_only: bool = False) -> list[Visit]:
    """What was promised at a door for today or earlier and is not done."""
    rows = Visit.objects.visible_to(user).to_look_after(timezone.localdate(now))
    if mine_only:
        rows = rows.filter(workers=user)
    return list(with_places(rows).order_by("follow_up_on", "pk")[:MOST_ROWS])


def visits_of_household(user: Any, household: Household, limit: int = HISTORY) -> list[Visit]:
    """The home's appointments and visits, newest first; to who may see them."""
    rows = Visit.objects.visible_to(user).filter(household=household)
    return list(
        with_places(rows).prefetch_related("workers").order_by("-visited_at", "-planned_at", "-pk")[:limit]
    )


def opinions_open_at(user: Any, household: Household) -> list[Opinion]:
    """What this home brought up and still waits for; gone from here once answered (ux W7)."""
    rows = Opinion.objects.visible_to(user).owed().filter(household=household)
    return list(rows.select_related("place__parent", "dwelling").order_by("due_at", "pk"))


def made_visits(user: Any) -> "QuerySet[Visit]":
    """Visits that were made, newest first. By visit_grid_made, visit_community_made."""
    rows = with_places(Visit.objects.visible_to(user).done()).prefetch_related("workers")
    return rows.order_by("-visited_at", "-pk")
