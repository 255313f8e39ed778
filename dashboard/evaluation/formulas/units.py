"""I5: what summoned departments did, from whistles. What stands on account for a good reason leaves the denominators."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Greatest

from core.clocks.models import Clock
from core.flow.models import Event
from dashboard.evaluation.choices import Kind
from dashboard.evaluation.formulas.base import Formula, Source
from dashboard.evaluation.subjects import Days, Subject
from dashboard.figures import terms
from disputes.models import Whistle, WhistleRating, WhistleUnit
from disputes.whistles.choices import Side, UnitState, WhistleState
from disputes.whistles.facts import UNIT_KIND

_ONLY = frozenset({Kind.DEPARTMENT})


def _units(subject: Subject) -> Any:
    assert subject.department is not None  # noqa: S101 - of this kind
    units = WhistleUnit.objects.filter(department=subject.department.pk)
    return units.exclude(whistle__state=WhistleState.ON_ACCOUNT)


def _led(subject: Subject) -> Any:
    """Whistles that the department leads; whoever was relieved of the lead does not."""
    led = _units(subject).filter(is_lead=True).exclude(state=UnitState.RELEASED)
    return led.values("whistle_id")


def _whistles(user: Any) -> Any:
    return Whistle.objects.visible_to(user)


def arrived_in_time(subject: Subject, days: Days) -> Iterator[Source]:
    """`resp`. Summonses that ended in an arrival, or without one; in time when signed, contacted and arrived in time."""
    start, end = days.moments
    came = Q(act="arrive") | Q(act="drop", from_state__in=terms.WORKING_BEFORE_ARRIVAL)
    late = Q(pk__in=[])
    for step in terms.ARRIVAL_STEPS:
        late |= Q(code__endswith=step)
    missed = Clock.objects.filter(
        late, subject_kind=UNIT_KIND, subject_id=OuterRef("subject_id"), stopped_at__lte=OuterRef("at"), met=False
    )  # fmt: skip
    whistle = WhistleUnit.objects.filter(pk=OuterRef("subject_id")).values("whistle_id")
    rows = Event.objects.filter(
        came, subject_kind=UNIT_KIND, subject_id__in=_units(subject).values("pk"), at__gte=start, at__lt=end
    )
    rows = rows.annotate(was_late=Exists(missed), whistle_id=Subquery(whistle))
    yield Source("该报到的吹哨", rows, Q(act="arrive", was_late=False), "whistle_id", _whistles, _came)


def _came(row: Any) -> str:
    return f"{row.at:%m月%d日}到场" if row.act == "arrive" else "没有到场"


def judged_solved(subject: Subject, days: Days) -> Iterator[Source]:
    """`solve`. Results that both the street and the community have judged; above the line those that both call solved."""
    start, end = days.moments
    other = WhistleRating.objects.filter(
        whistle=OuterRef("whistle_id"), round=OuterRef("round"), side=Side.COMMUNITY
    )
    rows = WhistleRating.objects.filter(side=Side.STREET, whistle__in=_led(subject)).annotate(
        other_at=Subquery(other.values("at")[:1]), other_solved=Subquery(other.values("solved")[:1])
    )
    rows = rows.filter(other_at__isnull=False).annotate(judged_at=Greatest(F("at"), F("other_at")))
    rows = rows.filter(judged_at__gte=start, judged_at__lt=end)
    yield Source(
        "两方评价过的结果",
        rows,
        Q(solved=True, other_solved=True),
        "whistle_id",
        _whistles,
        lambda row: "街道和社区已评价",
    )


def rated_satisfied(subject: Subject, days: Days) -> Iterator[Source]:
    """`sat`. Answers of street, community and residents; the first two of the five words are satisfied (K16)."""
    start, end = days.moments
    rows = WhistleRating.objects.filter(
        whistle__in=_led(subject), responded__isnull=False, at__gte=start, at__lt=end
    )
    yield Source(
        "满意度评价",
        rows,
        Q(satisfaction__in=terms.SATISFIED),
        "whistle_id",
        _whistles,
        lambda row: f"{row.get_side_display()}：{row.get_satisfaction_display()}",
    )


UNITS = (
    Formula(
        "arrived_in_time", "按时签收、联系并到场的", "期内该报到的吹哨（挂账的不算）", _ONLY, arrived_in_time
    ),
    Formula(
        "judged_solved", "街道、社区都认为解决的", "两方评价过的结果（挂账的不算）", _ONLY, judged_solved
    ),
    Formula("rated_satisfied", "非常满意和满意的", "作出的满意度评价（挂账的不算）", _ONLY, rated_satisfied),
)
