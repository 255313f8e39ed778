"""Which tier a case belongs to, and why (domain.md C4). Pure; the person decides, this suggests in words."""

from dataclasses import dataclass
from decimal import Decimal

from disputes.choices import Alert, Danger, Severity, Tier

MICRO_HOUSEHOLDS = 2
MICRO_AMOUNT = Decimal(2_000)
SMALL_PEOPLE = 9
SMALL_AMOUNT = Decimal(50_000)
CROWD = 10

FIRST_TIER = {Severity.MICRO: Tier.GRID, Severity.SMALL: Tier.COMMUNITY, Severity.MAJOR: Tier.STREET}
SLOGAN = {
    Severity.MICRO: "微事不出网格",
    Severity.SMALL: "小事不出社区",
    Severity.MAJOR: "大事不出街道",
}


@dataclass(frozen=True)
class Facts:
    """What the grading looks at."""

    people: int = 2
    households: int = 2
    amount: Decimal = Decimal(0)
    injury: bool = False
    minor: bool = False
    violence: bool = False
    cross_community: bool = False
    department_duty: bool = False
    needs_committee: bool = False
    danger: str = ""
    failed_rounds: int = 0
    overdue: bool = False


@dataclass(frozen=True)
class Suggestion:
    """The suggested grade with the reasons that led to it, in the words of the screen."""

    severity: Severity
    alert: Alert
    reasons: tuple[str, ...]
    alert_reasons: tuple[str, ...]

    @property
    def tier(self) -> Tier:
        return FIRST_TIER[self.severity]

    @property
    def in_words(self) -> str:
        why = "；".join(self.reasons)
        return f"建议按{self.severity.label}由{self.tier.label}先办（{SLOGAN[self.severity]}）：{why}"


def alert_for(facts: Facts) -> tuple[Alert, tuple[str, ...]]:
    """Red for danger, a crowd in one quarrel or a child in danger; yellow for a failed round or overdue; else blue."""
    red = []
    if facts.danger:
        red.append(f"紧急情况：{Danger(facts.danger).label}")
    if facts.people >= CROWD:
        red.append(f"一起纠纷涉及{facts.people}人")
    if facts.minor and facts.violence:
        red.append("未成年人可能受到伤害")
    if red:
        return Alert.RED, tuple(red)
    yellow = []
    if facts.failed_rounds >= 1:
        yellow.append("已有一次没谈成")
    if facts.overdue:
        yellow.append("已超期")
    if yellow:
        return Alert.YELLOW, tuple(yellow)
    return Alert.BLUE, ()


def _major(facts: Facts, alert: Alert) -> list[str]:
    found = []
    if facts.injury:
        found.append("有人受伤")
    if facts.cross_community:
        found.append("跨社区")
    if facts.department_duty:
        found.append("属于部门法定职责")
    if facts.failed_rounds >= 2:
        found.append("两次调解没谈成")
    if alert is Alert.RED:
        found.append("红色预警")
    if facts.people > SMALL_PEOPLE:
        found.append(f"涉及{facts.people}人，超过{SMALL_PEOPLE}人")
    if facts.amount > SMALL_AMOUNT:
        found.append(f"金额{facts.amount:,.0f}元，超过{SMALL_AMOUNT:,.0f}元")
    return found


def _small(facts: Facts) -> list[str]:
    found = []
    if facts.households > MICRO_HOUSEHOLDS:
        found.append(f"涉及{facts.households}户，超过{MICRO_HOUSEHOLDS}户")
    if facts.amount > MICRO_AMOUNT:
        found.append(f"金额{facts.amount:,.0f}元，超过{MICRO_AMOUNT:,.0f}元")
    if facts.needs_committee:
        found.append("要居委会或物业出面")
    if facts.violence or facts.minor:
        found.append("涉及家庭暴力或未成年人，由社区先办")
    return found


def suggest(facts: Facts) -> Suggestion:
    """The highest grade whose test one of the facts meets."""
    alert, why_alert = alert_for(facts)
    if found := _major(facts, alert):
        return Suggestion(Severity.MAJOR, alert, tuple(found), why_alert)
    if found := _small(facts):
        return Suggestion(Severity.SMALL, alert, tuple(found), why_alert)
    why = (f"不超过{MICRO_HOUSEHOLDS}户、{MICRO_AMOUNT:,.0f}元，没有人受伤",)
    return Suggestion(Severity.MICRO, alert, why, why_alert)
