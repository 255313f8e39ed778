"""Totals without anybody in them (domain.md G3, G5; trust.md P24): small figures are covered, and so is what would tell them by
subtraction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from core.clocks.models import Clock
from core.privacy import covered
from grids.choices import Programme
from specialgroups import wall
from specialgroups.choices import HELPED, Category
from specialgroups.flow import CONTACT, KIND
from specialgroups.models import AggregateCount, SupportEnrollment

FEWEST_HELPED = 5
FEWEST_AGGREGATE = 10


def by_programme(community_id: int | None = None) -> dict[str, str]:
    """How many are helped in each programme, in the street or one community; never by grid, never in all."""
    with wall.as_job():
        rows = SupportEnrollment.objects.filter(state__in=HELPED)
        if community_id is not None:
            rows = rows.filter(community_id=community_id)
        counts = dict(rows.values_list("programme").annotate(n=Count("pk")))
    return covered({str(one.label): counts.get(one.value, 0) for one in Programme}, FEWEST_HELPED)


@dataclass(frozen=True)
class Quarter:
    """One quarter's row of the table."""

    name: str
    cells: Sequence[str]


def quarters() -> list[Quarter]:
    """The confirmed totals, a quarter a row; both figures of a quarter are covered when one is small."""
    rows = AggregateCount.objects.filter(confirmed_at__isnull=False).order_by("-year", "-quarter")
    found: dict[tuple[int, int], dict[str, int]] = {}
    for row in rows:
        found.setdefault((row.year, row.quarter), {})[row.category] = row.value
    return [
        Quarter(
            f"{year}年第{quarter}季度",
            [covered(values, FEWEST_AGGREGATE).get(one.value, "本季未填") for one in Category],
        )
        for (year, quarter), values in found.items()
    ]


def contacts_on_time(worker_id: int, start: datetime, end: datetime) -> tuple[int, int]:
    """How many contacts that came due in the time were made in time, and how many came due, of all records that the person
    helps with. Two integers, for the evaluation of their own work; nought of both while they are fewer than five, so that
    nobody is told by them."""
    with wall.as_job():
        records = SupportEnrollment.objects.filter(reader_ids__contains=[worker_id]).values_list(
            "pk", flat=True
        )
        clocks = Clock.objects.filter(
            subject_kind=KIND, code=CONTACT, subject_id__in=list(records), cancelled_at__isnull=True,
            due_at__gte=start, due_at__lt=end,
        )  # fmt: skip
        found = clocks.aggregate(due=Count("pk"), met=Count("pk", filter=Q(met=True)))
    return (found["met"], found["due"]) if found["due"] >= FEWEST_HELPED else (0, 0)
