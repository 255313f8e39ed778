"""The figures of one period, as they were: cases and whistles from the sums of the acts, other work by its own dates.

A community stands in the report if it was there on the last day. Of a case that was taken up again later, the closing stays
in its month. Petitions are told by whole years only (F8), the support programmes not at all: both have pages of their own."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Model, Q, QuerySet, Sum

from civics.models import MicroWish, ServiceRecord
from civics.volunteers.choices import RecordState
from dashboard.figures import terms
from dashboard.models import CaseMonth, UnitMonth
from dashboard.reports.period import Period
from disputes.choices import OPEN_STATES, PARENT_CAUSE, Cause
from disputes.models import Dispute
from grids.choices import AreaLevel
from grids.models import Area, Hazard
from partybuilding.models import ActionItem
from residents.models import Opinion, Visit

Counts = Counter[str]


@dataclass
class Counted:
    """What is known of a period; everything by community, whose names stand in their own order."""

    communities: list[tuple[int, str]]
    cases: dict[int, Counts] = field(default_factory=lambda: defaultdict(Counter))
    kinds: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counter))
    months: dict[date, Counts] = field(default_factory=lambda: defaultdict(Counter))
    units: dict[int, Counts] = field(default_factory=lambda: defaultdict(Counter))
    work: dict[int, dict[str, int | Decimal]] = field(default_factory=lambda: defaultdict(dict))
    items: tuple[int, int] = (0, 0)


def counted(period: Period, only: Collection[int] | None = None) -> Counted:
    """All figures; `only` keeps to some communities."""
    there = Q(valid_from__lte=period.last) & (Q(valid_to__isnull=True) | Q(valid_to__gte=period.last))
    areas = Area.objects.filter(there, level=AreaLevel.COMMUNITY).order_by("code")
    if only is not None:
        areas = areas.filter(pk__in=only)
    found = Counted(list(areas.values_list("pk", "name")))
    _cases(found, period, only)
    _units(found, period, only)
    _work(found, period, only)
    if only is None:
        start, end = period.moments
        made = ActionItem.objects.filter(created_at__gte=start, created_at__lt=end).count()
        cleared = ActionItem.objects.filter(cleared_at__gte=start, cleared_at__lt=end).count()
        found.items = (made, cleared)
    return found


def _only(rows: "QuerySet[Any]", only: Collection[int] | None, column: str = "community") -> "QuerySet[Any]":
    return rows if only is None else rows.filter(**{f"{column}__in": only})


def _cases(found: Counted, period: Period, only: Collection[int] | None) -> None:
    """Two queries: what happened in the period, and what was open when it ended. By case_month_span and
    dispute_state_due."""
    rows = _only(CaseMonth.objects.filter(month__gte=period.since, month__lt=period.until), only)
    sums = {f"n_{name}": Sum(name) for name in CaseMonth.SUMS}
    keys = ("month", "community", "cause", "tier", "track", "result")
    for row in rows.order_by().values(*keys).annotate(**sums):
        counts = Counter({name: row[f"n_{name}"] for name in CaseMonth.SUMS})
        counts |= _of_closed(row, counts["closed"])
        found.cases[row["community"]].update(counts)
        found.kinds[PARENT_CAUSE.get(row["cause"], Cause(row["cause"]))].update(counts)
        found.months[row["month"]].update(counts)
    for community, n in _open_at_the_end(period, only):
        found.cases[community]["in_progress"] += n
    known = {pk for pk, _ in found.communities}
    # A community that is no more by the last day and yet has figures is not left out of the sum.
    gone = [pk for pk, counts in found.cases.items() if pk not in known and any(counts.values())]
    found.communities += list(Area.objects.filter(pk__in=gone).order_by("code").values_list("pk", "name"))


def _open_at_the_end(period: Period, only: Collection[int] | None) -> "QuerySet[Any, tuple[int, int]]":
    """By community, in parts to be added: what is open now, less what came since, more what was ended since. All years
    before the period, most of the table, need not be added up."""
    now = _only(Dispute.objects.filter(state__in=OPEN_STATES), only).order_by().values_list("community")
    since = _only(CaseMonth.objects.filter(month__gte=period.until), only).order_by().values_list("community")
    later = since.annotate(n=Sum(F("ended") - F("opened")))
    found: QuerySet[Any, tuple[int, int]] = now.annotate(n=Count("pk")).union(later, all=True)
    return found


def _of_closed(row: dict[str, Any], closed: int) -> Counts:
    """The closed ones by result, tier and track."""
    counts: Counts = Counter()
    if not closed:
        return counts
    if row["result"] in terms.SETTLED:
        counts["settled"] = closed
    elif row["result"] in terms.FAILED:
        counts["failed"] = closed
    counts[f"tier{row['tier']}"] = counts[row["track"]] = closed
    return counts


def _units(found: Counted, period: Period, only: Collection[int] | None) -> None:
    rows = _only(UnitMonth.objects.filter(month__gte=period.since, month__lt=period.until), only)
    sums = {f"n_{name}": Sum(name) for name in UnitMonth.SUMS}
    for row in rows.order_by().values("community").annotate(**sums):
        found.units[row["community"]] = Counter({name: row[f"n_{name}"] for name in UnitMonth.SUMS})


# Other work: its name in the table, the rows, the day that counts, the community it is of.
_WORK: tuple[tuple[str, type[Model], str, str], ...] = (
    ("hazards_found", Hazard, "found_at", "community"),
    ("hazards_closed", Hazard, "closed_at", "community"),
    ("visits", Visit, "visited_at", "community"),
    ("opinions", Opinion, "recorded_at", "community"),
    ("replies", Opinion, "replied_at", "community"),
    ("wishes", MicroWish, "confirmed_at", "community"),
)


def _work(found: Counted, period: Period, only: Collection[int] | None) -> None:
    """One query a kind of work."""
    start, end = period.moments
    for name, model, column, community in _WORK:
        rows = model._default_manager.filter(**{f"{column}__gte": start, f"{column}__lt": end})
        if model is Opinion:
            rows = rows.exclude(state__in=["draft", "void"])
        by_place = _only(rows, only, community).order_by().values_list(community).annotate(n=Count("pk"))
        for pk, n in by_place:
            found.work[pk][name] = n
    hours = ServiceRecord.objects.filter(
        state=RecordState.CONFIRMED, activity__starts_at__gte=start, activity__starts_at__lt=end
    )
    by_place = _only(hours, only, "activity__community").order_by().values_list("activity__community")
    for pk, total in by_place.annotate(n=Sum("hours")):
        found.work[pk]["hours"] = total
