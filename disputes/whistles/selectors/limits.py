"""The limits of each kind in words, read from the rules in force: what a form promises is what the clocks will count."""

from datetime import datetime

from core.clocks.models import DeadlineRule
from core.ui.words import local_dt
from disputes.whistles.choices import WhistleKind
from disputes.whistles.clockwork import STEPS, rule_code

_WORDS = {"sign": "签收", "contact": "联系", "arrive": "到场", "plan": "拿出方案", "result": "反馈结果"}


def limits_by_kind() -> list[tuple[str, str, str]]:
    """(hard, 难点民生, 1小时签收，24小时联系 …) for each kind; one query."""
    rules = _rules()
    return [(kind.value, kind.label, _in_words(kind, rules, None)) for kind in WhistleKind]


def limit_words(kind: str, result_by: datetime | None = None) -> str:
    return _in_words(kind, _rules(), result_by)


def _rules() -> dict[str, DeadlineRule]:
    rows = DeadlineRule.objects.current().filter(code__startswith="whistle.")
    return {one.code: one for one in rows}


def _in_words(kind: str, rules: dict[str, DeadlineRule], result_by: datetime | None) -> str:
    parts = []
    for step in STEPS[kind]:
        rule = rules.get(rule_code(kind, step))
        if rule is None:
            continue
        if rule.length is None:
            parts.append(
                f"{local_dt(result_by)}前{_WORDS[step]}" if result_by else f"按交办的时间{_WORDS[step]}"
            )
        else:
            parts.append(f"{rule.limit_words}内{_WORDS[step]}")
    return "，".join(parts)
