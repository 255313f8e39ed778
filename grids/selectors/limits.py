"""How long the four limits of hazards are, in the words of the rules in force."""

from core.clocks.models import DeadlineRule
from grids.choices_field import Limit


def limit_words() -> dict[str, str]:
    """3个工作日 by limit; on the spot has no length. One query."""
    rules = {rule.code: rule for rule in DeadlineRule.objects.current().filter(code__startswith="hazard.")}
    return {
        limit.value: "当场" if limit == Limit.SPOT else f"{rules[limit.code].limit_words}内"
        for limit in Limit
        if limit.code in rules
    }


def limit_choices() -> list[tuple[str, str]]:
    return list(limit_words().items())
