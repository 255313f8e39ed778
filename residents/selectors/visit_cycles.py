"""Whom one should look in on again: the frequencies of H2, as the rules of the office say them today."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, Max, OuterRef, Q, Subquery, Value, When
from django.utils import timezone

from core.clocks.choices import Unit
from core.clocks.models import DeadlineRule
from grids.scope import Scope
from residents.choices import Service
from residents.choices_visits import VisitState
from residents.models import Household, HouseholdService, Rental, Resident, Visit
from residents.querysets import GRID_ROLES

# Rule and what it is called at the door, the most pressing first.
CYCLES: dict[str, str] = {
    "visit.newcomer": "新搬来",
    "visit.living_alone": "独居老人关怀（本人同意）",
    "visit.landlord": "出租房",
    "visit.household": "一年一次",
}
LEADER_DAY = "visit.leader_day"
SHOWN = 8


@dataclass(frozen=True)
class DueHome:
    """A home, why one goes, and when somebody was there last."""

    household: Household
    why: str
    last_at: datetime | None


@dataclass(frozen=True)
class DueHomes:
    rows: list[DueHome]
    has_more: bool


def back(rule: DeadlineRule, on: date) -> date:
    """The day one period before `on`."""
    length = int(rule.length or 0)
    if rule.unit in (Unit.MONTH, Unit.YEAR):
        months = on.year * 12 + on.month - 1 - length * (12 if rule.unit == Unit.YEAR else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))
    return on - timedelta(days=length)


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def homes_to_visit(user: Any, now: datetime, limit: int = SHOWN) -> DueHomes:
    """For grid staff, the homes of their grids that the rules say are due; two queries. Nobody else gets this list."""
    grids = Scope.of(user).grids_as(*GRID_ROLES)
    if not grids:
        return DueHomes([], False)
    rules = {rule.code: rule for rule in DeadlineRule.objects.current().filter(code__in=CYCLES)}
    rows = _with_reasons(Household.objects.present().filter(grid__in=grids))
    rows = rows.annotate(reason=_reason(rules, timezone.localdate(now))).filter(reason__isnull=False)
    rows = rows.select_related("dwelling__building__parent").order_by(
        "reason", F("last_at").asc(nulls_first=True), "pk"
    )
    found = list(rows[: limit + 1])
    words = list(CYCLES.values())
    return DueHomes(
        [DueHome(one, words[one.reason], one.last_at) for one in found[:limit]], len(found) > limit
    )


def _with_reasons(homes: Any) -> Any:
    made = Visit.objects.filter(household=OuterRef("pk"), state=VisitState.DONE)
    agreed = HouseholdService.objects.filter(
        household=OuterRef("pk"), service=Service.LIVING_ALONE, ended_on__isnull=True
    )
    newest = Resident.objects.present().filter(household=OuterRef("pk")).order_by()
    return homes.annotate(
        last_at=Subquery(made.order_by().values("household").annotate(at=Max("visited_at")).values("at")),
        is_alone=Exists(agreed),
        is_let=Exists(Rental.objects.filter(dwelling=OuterRef("dwelling"))),
        moved_in=Subquery(newest.values("household").annotate(day=Max("moved_in_on")).values("day")),
    )


def _reason(rules: dict[str, DeadlineRule], on: date) -> Case:
    """The first cycle that is due, by its place in CYCLES. A rule that the office took out asks for nothing."""

    def longer_ago(code: str) -> Q:
        return Q(last_at__isnull=True) | Q(last_at__lt=_start_of(back(rules[code], on)))

    whens = []
    for place, code in enumerate(CYCLES):
        if code not in rules:
            continue
        if code == "visit.newcomer":
            # Somebody who came within four periods and whom nobody has met since.
            since = on - 4 * (on - back(rules[code], on))
            due = Q(moved_in__gte=since) & (Q(last_at__isnull=True) | Q(last_at__date__lt=F("moved_in")))
        else:
            due = longer_ago(code)
            due &= {"visit.living_alone": Q(is_alone=True), "visit.landlord": Q(is_let=True)}.get(code, Q())
        whens.append(When(due, then=Value(place)))
    return Case(*whens, default=None, output_field=IntegerField(null=True))
