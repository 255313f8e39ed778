"""One quarter of evaluation: departments done with, grids and workers of one community within the days of objection,
communities counted and not announced; and records of the register drawn and partly checked."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from core.clocks.calendar import WorkCalendar
from dashboard.demo.places import Places
from dashboard.demo.staff import Staff
from dashboard.demo.worktime import OfficeHours
from dashboard.evaluation.actions import periods, results
from dashboard.evaluation.actions.samples import check_sample, draw_samples
from dashboard.evaluation.choices import AdjustKind, Kind, Outcome, Verdict
from dashboard.evaluation.models import EvaluationPeriod, SampleRecord
from dashboard.evaluation.subjects import Days, subjects_of
from grids.models import Area

HOME = "铁北社区"
_MATTERS = ("E4", "E5", "E7", "E8")


class Office:
    """When each step was taken, by whom; one community is enough to see every page."""

    def __init__(self, places: Places, staff: Staff, calendar: WorkCalendar, now: datetime) -> None:
        self.places, self.staff, self.now = places, staff, now
        self.hours, self.chance = OfficeHours(calendar), Random("evaluation")
        self.scorer = staff.street["supervisor"][0]
        self.lead = staff.street["street_lead"][0]
        self.home: Area = next(one for one in places.communities if one.name == HOME)
        self.acts = 0

    def ago(self, days: int) -> datetime:
        """In opening hours of a working day before."""
        return self.hours.workdays_ago(self.now, days, self.chance)

    def counted(self, kind: Kind, days_ago: int) -> EvaluationPeriod:
        """The last period of the kind; of grids and workers those of one community."""
        when = self.ago(days_ago)
        span = periods.last_over(kind, timezone.localdate(when))
        row = periods.open_period(kind, span.since, actor=self.scorer, now=when, is_demo=True)
        subjects = subjects_of(kind, Days(span.since, span.until))
        if kind in (Kind.WORKER, Kind.GRID):
            subjects = [one for one in subjects if one.community and one.community.pk == self.home.pk]
        self.acts += 2
        return periods.draft(row, actor=self.scorer, now=when + timedelta(minutes=2), only=subjects)

    def announced(self, row: EvaluationPeriod, days_ago: int) -> EvaluationPeriod:
        self.acts += 1
        return periods.announce(row, actor=self.scorer, now=self.ago(days_ago))


def tell_evaluation(places: Places, staff: Staff, calendar: WorkCalendar, now: datetime) -> int:
    """Returns how many acts there were."""
    office = Office(places, staff, calendar, now)
    _samples(office)
    departments = office.announced(office.counted(Kind.DEPARTMENT, 9), 8)
    periods.publish(departments, actor=office.lead, now=office.ago(1))
    _grids(office)
    _workers(office)
    office.counted(Kind.COMMUNITY, 1)
    return office.acts + 1


def _grids(office: Office) -> None:
    """One was praised, one objects and is right, one waits for its answer."""
    row = office.counted(Kind.GRID, 4)
    # Those of which most was counted come first: there is something to say about them.
    found = sorted(
        row.results.all(),
        key=lambda one: -sum(line.denominator for line in one.lines.filter(code__in=_MATTERS)),
    )[:3]
    results.adjust(
        found[0], kind=AdjustKind.PRAISE, points=Decimal(2), reason="老旧楼道清理做法在全街道推广",
        actor=office.scorer, now=office.ago(4) + timedelta(minutes=30),
    )  # fmt: skip
    office.announced(row, 3)
    right, waiting = found[1], found[2]
    for one, text in (
        (right, "有一件是当天办完的，晚登记了一天"),
        (waiting, "有一次整改物业当天就做了，复查单晚登记了一天"),
    ):
        leader = office.staff.leaders[one.grid_id or 0]
        results.appeal(one, text=text, actor=leader, now=office.ago(2) + timedelta(minutes=5))
    line = next(
        (one for one in right.lines.filter(code__in=_MATTERS) if 0 < one.denominator != one.numerator), None
    )
    if line is not None:
        counts = {line.code: (line.denominator, line.denominator)}
        told: dict[str, Any] = {
            "outcome": Outcome.CORRECTED,
            "finding": "核对当天的记录，属实",
            "counts": counts,
        }
    else:
        told = {"outcome": Outcome.UPHELD, "finding": "数是对的，没有要改的"}
    results.decide(right, actor=office.lead, now=office.ago(1), **told)
    office.acts += 4


def _workers(office: Office) -> None:
    row = office.counted(Kind.WORKER, 3)
    first = row.results.order_by("code").first()
    if first is not None:
        results.adjust(
            first, kind=AdjustKind.HAZARD, points=Decimal("1.5"), reason="发现燃气管道漏气，当场处置",
            actor=office.scorer, now=office.ago(3) + timedelta(minutes=30),
        )  # fmt: skip
        office.acts += 1
    office.announced(row, 2)


def _samples(office: Office) -> None:
    """The grids of two communities; whoever got them has looked at a few."""
    wanted = [
        one for one in office.places.communities if one.name == HOME or one == office.places.communities[0]
    ]
    grids = [grid.pk for one in wanted for grid in office.places.grids[one.pk][:3]]
    draw_samples(now=office.ago(20), grids=grids, is_demo=True)
    told = ((Verdict.RIGHT, ()), (Verdict.RIGHT, ()), (Verdict.WRONG, ("tenure",)), (Verdict.UNREACHED, ()))
    rows = SampleRecord.objects.select_related("draw__grid", "draw__checker").filter(order__lte=len(told))
    for row in rows.order_by("pk"):
        verdict, wrong = told[row.order - 1]
        clerk = office.staff.clerks[row.draw.checker_id][0]
        check_sample(row, verdict=verdict, wrong=wrong, actor=clerk, now=office.ago(row.order + 2))
        office.acts += 1
