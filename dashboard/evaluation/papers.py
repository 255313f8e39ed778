"""What a result answers for its sheet (domain.md L29). Whoever may read the result may print it; each print is noted."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from core.papers.kinds import Owner
from dashboard.evaluation.choices import Grade
from dashboard.evaluation.flow import RESULT
from dashboard.evaluation.models import EvaluationResult, ResultLine

NOT_APPLICABLE = "不适用"


def number_words(value: Decimal) -> str:
    """19, 2.71."""
    return f"{value.normalize():f}"


def score_words(total: Decimal | None, grade: str) -> str:
    """91.50分，优秀."""
    return f"{total}分，{Grade(grade).label}" if total is not None else "各项都不适用，不评"


def appeal_words(result: EvaluationResult) -> str:
    """没有异议 / 提了异议，还没有答复 / the answer. Texts of objection and answer stay on the page."""
    row = getattr(result, "appeal", None)
    if row is None:
        return "没有异议"
    return f"{row.get_outcome_display()}。{row.finding}" if row.outcome else "提了异议，还没有答复"


def _line(one: ResultLine) -> dict[str, str]:
    return {
        "name": one.name,
        "above": number_words(one.numerator),
        "below": number_words(one.denominator),
        "rate": f"{one.rate}%" if one.rate is not None else NOT_APPLICABLE,
        "weight": number_words(one.spread if one.spread is not None else one.weight),
        "score": str(one.score) if one.score is not None else NOT_APPLICABLE,
    }


def _lines(lines: Iterable[ResultLine], round: int) -> list[dict[str, str]]:
    return [_line(one) for one in lines if one.round == round]


class ResultPapers(Owner):
    """Registered for kind "evaluation_result"."""

    subject_kind = RESULT

    def facts(self, code: str, subject_id: int, part: int) -> Mapping[str, Any]:
        rows = EvaluationResult.objects.select_related("period", "appeal").prefetch_related(
            "lines", "adjustments"
        )
        row: EvaluationResult = rows.get(pk=subject_id)
        lines = list(row.lines.all())
        return {
            "subject": row.name,
            "period": row.period.span_words,
            "state": row.period.get_state_display(),
            "lines": _lines(lines, 1),
            "adjustments": [
                {
                    "what": str(one.get_kind_display()),
                    "points": one.signed,
                    "why": f"{one.reason}（已撤销：{one.struck_because}）"
                    if one.struck_because
                    else one.reason,
                }
                for one in row.adjustments.all()
            ]
            or [{"what": "没有", "points": "–", "why": "–"}],
            "total": score_words(row.total, row.grade),
            "appeal": appeal_words(row),
            "corrected": score_words(row.corrected_total, row.corrected_grade) if row.is_corrected else "",
            "corrections": _lines((one for one in lines if one.score is not None), 2),
        }
