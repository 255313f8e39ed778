"""The double assessment (D6, I5): three rates a department, and how well the street whistles. Units, never people.

Each is a numerator beside its denominator: what is too small to be a rate is for whoever reads it to say."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from core.clocks.models import Clock
from disputes.choices import Satisfaction
from disputes.models import Whistle, WhistleRating, WhistleUnit
from disputes.whistles.choices import UnitState, WhistleState
from disputes.whistles.facts import UNIT_KIND
from grids.models import Department

SATISFIED = (Satisfaction.VERY_GOOD, Satisfaction.GOOD)
_STEPS = (".sign", ".contact", ".arrive", ".report")


@dataclass
class Rates:
    """resp, solve and sat of one department in a period. What is on account is in no denominator (I5)."""

    department: Department
    responded: int = 0
    responses: int = 0
    solved: int = 0
    results: int = 0
    satisfied: int = 0
    rated: int = 0


@dataclass(frozen=True)
class Quality:
    """How the street whistled: justified in the units' words, and how many were sent back by a ruling."""

    issued: int
    asked: int
    justified: int
    clear: int
    sent_back: int


def _counted(since: datetime, until: datetime) -> Any:
    rows = WhistleUnit.objects.filter(whistle__issued_at__gte=since, whistle__issued_at__lt=until)
    on_account = Q(whistle__state=WhistleState.ON_ACCOUNT) | Q(whistle__result="on_account")
    return (
        rows.exclude(on_account).exclude(state=UnitState.RELEASED).exclude(whistle__state=WhistleState.VOID)
    )


def rates_of_departments(since: datetime, until: datetime) -> list[Rates]:
    """By department, in their own order, never as a ranking. Four queries."""
    found = {one.pk: Rates(one) for one in Department.objects.order_by("pk")}
    units = dict(_counted(since, until).values_list("pk", "department_id"))
    _responses(found, units)
    leads = _counted(since, until).filter(is_lead=True).select_related(None)
    led = dict(leads.values_list("whistle_id", "department_id"))
    ratings = WhistleRating.objects.filter(whistle__in=led).order_by("whistle_id", "side", "round")
    last = {(one.whistle_id, one.side): one for one in ratings}
    for (whistle_id, _), one in last.items():
        rates = found[led[whistle_id]]
        if one.responded is not None:
            rates.rated += 1
            rates.satisfied += one.satisfaction in SATISFIED
    _solutions(found, led, last)
    return [one for one in found.values() if one.responses or one.results]


def _responses(found: dict[int, Rates], units: dict[int, int]) -> None:
    """Signed, contacted and arrived in time ÷ units of which any of these is over."""
    clocks = Clock.objects.filter(subject_kind=UNIT_KIND, subject_id__in=units, stopped_at__isnull=False)
    met: dict[int, bool] = {}
    for pk, code, in_time in clocks.values_list("subject_id", "code", "met"):
        if code.endswith(_STEPS):
            met[pk] = met.get(pk, True) and bool(in_time)
    for pk, in_time in met.items():
        rates = found[units[pk]]
        rates.responses += 1
        rates.responded += in_time


def _solutions(
    found: dict[int, Rates], led: dict[int, int], last: dict[tuple[int, str], WhistleRating]
) -> None:
    """Judged solved by street and community ÷ results that both have judged."""
    for whistle_id, department in led.items():
        judged = [last.get((whistle_id, side)) for side in ("street", "community")]
        if all(judged):
            found[department].results += 1
            found[department].solved += all(bool(one.solved) for one in judged if one is not None)


def whistle_quality(since: datetime, until: datetime) -> Quality:
    """The street's own half. Two queries."""
    issued = Whistle.objects.filter(issued_at__gte=since, issued_at__lt=until)
    sent_back = Q(units__state=UnitState.RELEASED)
    sums = issued.aggregate(
        issued=Count("pk", distinct=True), sent_back=Count("pk", filter=sent_back, distinct=True)
    )
    units = WhistleUnit.objects.filter(whistle__in=issued.values("pk"), was_justified__isnull=False)
    said = units.aggregate(
        asked=Count("pk"),
        justified=Count("pk", filter=Q(was_justified=True)),
        clear=Count("pk", filter=Q(was_clear=True)),
    )
    return Quality(**sums, **said)
