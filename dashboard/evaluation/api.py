"""What the evaluation offers to programs, to read: its periods, and what grids, communities and departments got.

A named worker's result is on that worker's page and nowhere else: a program would make an order of merit of them
(domain.md I, ADR 0034). Figures before the announcement are drafts and stay on the page too."""

from typing import Any

from django import forms

from core.api.resources import Extra, Resource
from core.api.shapes import TEXT, Schema, value_of
from core.ui.filters import AddressFilter
from dashboard.evaluation.choices import KNOWN_STATES, Kind, PeriodState
from dashboard.evaluation.models import EvaluationPeriod, EvaluationResult
from dashboard.evaluation.querysets import may_open

NOT_YOURS = "考评由街道督查考评来做，被考评的网格、社区和部门看自己的结果"
_KINDS = [("", "全部"), *((one.value, one.label) for one in Kind if one != Kind.WORKER)]
_NUMBER: Schema = {"type": ["string", "null"]}
_LINE = {
    "code": TEXT, "name": TEXT, "round": {"type": "integer"}, "numerator": TEXT, "denominator": TEXT, "rate": _NUMBER,
    "target": TEXT, "weight": TEXT, "spread": _NUMBER, "score": _NUMBER,
}  # fmt: skip


def _closed(user: Any) -> str:
    return "" if may_open(user) else NOT_YOURS


class PeriodFilter(AddressFilter):
    """`?kind=grid&state=published`."""

    kind = forms.ChoiceField(label="对象", choices=[("", "全部"), *Kind.choices], required=False)
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), *PeriodState.choices], required=False)

    def narrow(self, rows: Any, now: Any) -> Any:
        return rows.filter(**self.given())


class ResultFilter(AddressFilter):
    """`?kind=grid&period=12`."""

    kind = forms.ChoiceField(label="对象", choices=_KINDS, required=False)
    period = forms.ModelChoiceField(label="考评", queryset=EvaluationPeriod.objects.none(), required=False)

    def prepare(self) -> None:
        found: Any = self.fields["period"]
        found.queryset = EvaluationPeriod.objects.visible_to(self.user)

    def narrow(self, rows: Any, now: Any) -> Any:
        given = self.given()
        if "kind" in given:
            rows = rows.filter(period__kind=given["kind"])
        return rows.filter(period=given["period"]) if "period" in given else rows


def _announced() -> Any:
    rows = EvaluationResult.objects.filter(period__state__in=KNOWN_STATES, worker__isnull=True)
    return rows.exclude(period__kind=Kind.WORKER)


def _lines(user: Any, row: EvaluationResult) -> list[dict[str, Any]]:
    """The first count, then what an objection corrected; rates and targets in percent, the rest in points."""
    return [{name: value_of(one, name) for name in _LINE} for one in row.lines.all()]


FAMILY, FAMILY_LABEL = "evaluations", "考评"
RESOURCES = (
    Resource(
        name="evaluations",
        label="考评",
        model=EvaluationPeriod,
        key="pk",
        rows=lambda: EvaluationPeriod.objects,
        fields=(
            "id", "kind", "since", "until", "state", "drafted_at", "announced_at", "published_at", "due_at", "last_act",
            "last_act_at", "version",
        ),
        opens=_closed,
        filter=PeriodFilter,
        family=FAMILY,
        family_label=FAMILY_LABEL,
    ),
    Resource(
        name="evaluation-results",
        label="考评结果（网格、社区、部门）",
        model=EvaluationResult,
        key="pk",
        rows=_announced,
        fields=(
            "id", "period", "name", "grid", "community", "department", "base", "bonus", "deduction", "total", "grade",
            "corrected_total", "corrected_grade", "state", "due_at", "last_act", "last_act_at", "version",
        ),
        opens=_closed,
        filter=ResultFilter,
        family=FAMILY,
        family_label=FAMILY_LABEL,
        extras={
            "lines": Extra(
                {"type": "array", "items": {"type": "object", "required": list(_LINE), "properties": _LINE}}, _lines
            )
        },
    ),
)  # fmt: skip
