"""The acts of a period and of one result (domain.md I7). Data only."""

from enum import StrEnum

from core.flow.table import SYSTEM, Transition, row
from dashboard.evaluation.choices import PeriodState as P
from dashboard.evaluation.choices import ResultState as R


class Who(StrEnum):
    SCORER = "scorer"
    LEAD = "lead"
    CONCERNED = "concerned"
    REVIEWER = "reviewer"
    SYSTEM = SYSTEM


WHO_WORDS: dict[str, str] = {
    Who.SCORER: "街道督查考评",
    Who.LEAD: "街道分管领导",
    Who.CONCERNED: "被考评的本人、网格长、社区书记或部门联络员",
    Who.REVIEWER: "没有参加初评的分管领导或督查考评",
    Who.SYSTEM: "系统",
}
APPEAL, DECIDE = "evaluation.appeal", "evaluation.decide"
_PERIOD = (
    row("draft", "计算初评", {P.OPEN, P.DRAFTED}, to=(P.DRAFTED,), who=(Who.SCORER, Who.SYSTEM), row="I2", guards=("over",), tells=("scorers",)),
    row("announce", "公布初评结果", {P.DRAFTED}, to=(P.ANNOUNCED,), who=(Who.SCORER,), row="I7", guards=("any",), clocks=(f"start:{APPEAL}",),
        tells=("concerned",)),
    row("publish", "发布结果", {P.ANNOUNCED}, to=(P.PUBLISHED,), who=(Who.LEAD,), row="I7", guards=("waited", "answered"), clocks=(f"stop:{APPEAL}",),
        tells=("concerned",)),
)  # fmt: skip
_RESULT = (
    row("adjust", "加减分", {R.STANDING}, to=(), who=(Who.SCORER,), row="I4", needs=("kind", "reason"), guards=("drafted",)),
    row("strike", "撤销加减分", {R.STANDING}, to=(), who=(Who.SCORER,), row="I4", needs=("adjustment", "reason"), guards=("drafted", "adjusted")),
    row("appeal", "对结果有异议", {R.STANDING}, to=(R.APPEALED,), who=(Who.CONCERNED,), row="I7", needs=("text",), guards=("window",),
        clocks=(f"start:{DECIDE}",), tells=("reviewers",)),
    row("decide", "答复异议", {R.APPEALED}, to=(R.DECIDED,), who=(Who.REVIEWER,), row="I7", needs=("outcome", "finding"), clocks=(f"stop:{DECIDE}",),
        tells=("concerned",)),
)  # fmt: skip
PERIOD_TABLE: dict[str, Transition] = {one.act: one for one in _PERIOD}
RESULT_TABLE: dict[str, Transition] = {one.act: one for one in _RESULT}
