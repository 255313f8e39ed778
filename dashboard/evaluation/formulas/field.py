"""E1-E3, E7: what a grid and its worker did at doors and places."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from dashboard.evaluation.choices import Kind, Verdict
from dashboard.evaluation.formulas.base import Formula, Source
from dashboard.evaluation.models import SampleRecord
from dashboard.evaluation.subjects import Days, Subject
from grids.choices_field import HazardState
from grids.models import Hazard, HazardRound, PatrolDay
from residents.choices_visits import VisitState
from residents.models import Household, Visit

OF_GRIDS = frozenset({Kind.WORKER, Kind.GRID})


def rolling_quarter(days: Days) -> Days:
    """The three months that end with the period."""
    at = days.until.year * 12 + days.until.month - 1 - 3
    return Days(days.until.replace(year=at // 12, month=at % 12 + 1, day=1), days.until)


def patrol_days(subject: Subject, days: Days) -> Iterator[Source]:
    """E1. Days with points due; done when all of them were looked at. Days on which somebody stood in are the
    substitute's, so leave leaves the denominator."""
    yield Source(
        "巡查日",
        PatrolDay.objects.filter(subject.within("grid_id", "day"), points_due__gt=0).select_related("grid"),
        Q(points_done=F("points_due")),
        "pk",
        lambda user: PatrolDay.objects.visible_to(user),
        lambda row: f"{row.day:%m月%d日}　应查{row.points_due}处，查了{row.points_done}处",
        lambda row: reverse("patrols:log", args=[row.grid_id, row.day]),
    )


def homes_visited(subject: Subject, days: Days) -> Iterator[Source]:
    """E2. Households that lived in the grids when the period ended; above the line those with a visit in the rolling
    quarter, whatever came of it: a door that stays shut counts like any other (H5)."""
    last, quarter = days.until - timedelta(days=1), rolling_quarter(days)
    start, end = quarter.moments
    there = Q(left_on__isnull=True) | Q(left_on__gte=days.until)
    homes = Household.objects.filter(there, grid__in=subject.grid_ids, created_at__lt=days.moments[1])
    visits = Visit.objects.filter(
        household=OuterRef("pk"), state=VisitState.DONE, visited_at__gte=start, visited_at__lt=end
    )
    yield Source(
        f"住户（到{last:%m月%d日}）",
        homes.annotate(was_visited=Exists(visits)).select_related("dwelling__building"),
        Q(was_visited=True),
        "pk",
        lambda user: Household.objects.visible_to(user),
    )


def records_right(subject: Subject, days: Days) -> Iterator[Source]:
    """E3. Records of the register drawn by chance and looked at by another community in the rolling quarter."""
    start, end = rolling_quarter(days).moments
    rows = SampleRecord.objects.filter(
        draw__grid__in=subject.grid_ids,
        checked_at__gte=start,
        checked_at__lt=end,
        verdict__in=(Verdict.RIGHT, Verdict.WRONG),
    )
    yield Source(
        "抽查的住户",
        rows,
        Q(verdict=Verdict.RIGHT),
        "household_id",
        lambda user: Household.objects.visible_to(user),
        lambda row: "、".join(row.wrong_words) or row.get_verdict_display(),
    )


def hazards_put_right(subject: Subject, days: Days) -> Iterator[Source]:
    """E7. Orders to put something right whose day came; above the line those put right by then that passed the second
    look. What a department took over, or was no hazard, leaves the denominator."""
    rows = HazardRound.objects.filter(subject.within_moments("hazard__grid_id", "due_at"))
    gone = (HazardState.REFERRED, HazardState.DISMISSED)
    yield Source(
        "限期整改的隐患",
        rows.exclude(hazard__state__in=gone).select_related("hazard"),
        Q(passed=True, rectified_at__lte=F("due_at")),
        "hazard_id",
        lambda user: Hazard.objects.visible_to(user),
        _round_words,
    )


def _round_words(row: Any) -> str:
    return f"第{row.number}次整改，限期{row.due_at:%m月%d日}"


FIELD = (
    Formula(
        "patrol_days", "应查点位都查了的天数", "要巡查的天数（工作日，有人替班的不算）", OF_GRIDS, patrol_days
    ),
    Formula("homes_visited", "近3个月走访过的户数", "期末在住的户数", OF_GRIDS, homes_visited),
    Formula("records_right", "抽查一致的户数", "近3个月外社区抽查核对的户数", OF_GRIDS, records_right),
    Formula(
        "hazards_put_right",
        "按期整改并复查合格的",
        "期内到期的整改（移送部门的不算）",
        OF_GRIDS,
        hazards_put_right,
    ),
)
