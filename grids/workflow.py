"""The transition table of a hazard (domain.md J16), and nothing else. Everything that moves a hazard reads this.

The shape is core.flow's; grids.engine answers `who`, `guards` and `tells`. docs/states/hazard.md is drawn from it
by a test. Grid workers find, put right and look again; they never order anything (domain.md B7)."""

from enum import StrEnum

from core.flow.table import SYSTEM, Transition, row
from grids.choices_field import OPEN_HAZARDS, HazardState


class Who(StrEnum):
    """Who may do an act, always in relation to one hazard. policies_field.py answers each against postings."""

    FINDER = "finder"
    GRID = "grid"
    COMMUNITY = "community"
    STREET = "street"
    ORDERER = "orderer"
    CHECKER = "checker"
    CLOSER = "closer"
    DISMISSER = "dismisser"
    CHASER = "chaser"
    SYSTEM = SYSTEM


WHO_WORDS: dict[Who, str] = {
    Who.FINDER: "发现的人",
    Who.GRID: "本网格的网格员、网格长",
    Who.COMMUNITY: "社区专干、社区书记",
    Who.STREET: "街道综治中心、案管、分管领导",
    Who.ORDERER: "网格长、社区或街道（网格员不责令）",
    Who.CHECKER: "没有登记这次整改的人（重大隐患由社区或街道复查）",
    Who.CLOSER: "社区书记或街道案管（不能是登记整改的人）",
    Who.DISMISSER: "不是发现人的网格长、社区或街道",
    Who.CHASER: "网格长、社区或街道",
    Who.SYSTEM: "系统",
}


class Tell(StrEnum):
    """Who gets a notice after an act, and whom a rule's reminder means."""

    HANDLER = "handler"
    LEAD = "lead"
    NEXT_TIER = "next_tier"
    SUPERVISION = "supervision"
    ALARM = "alarm"
    CHECKERS = "checkers"
    CLOSERS = "closers"
    FINDER = "finder"


S = HazardState

# fmt: off
_ROWS = (
    row("report", "上报隐患", {S.FOUND}, to=(S.FOUND, S.GRADED), who=(Who.FINDER,), row="J16", needs=("place", "item"),
        clocks=("limit:hazard",), tells=(Tell.LEAD, Tell.HANDLER, Tell.ALARM),
        note="按清单定级，时限从发现起算；重大的由网格长、社区或街道定级"),
    row("grade", "定级", {S.FOUND, S.GRADED}, to=(S.GRADED,), who=(Who.ORDERER,), row="J16", needs=("grade", "limit"),
        clocks=("limit:hazard",), tells=(Tell.HANDLER, Tell.ALARM), note="定过级再改时限的，从改的时候重新算"),
    row("regrade", "调整等级和时限", {S.ORDERED, S.REFERRED}, to=(), who=(Who.COMMUNITY, Who.STREET), row="J16",
        needs=("grade", "limit", "reason"), clocks=("limit:hazard",), tells=(Tell.HANDLER, Tell.ALARM),
        note="改了时限就从改的时候重新算"),
    row("settle", "当场整改", {S.FOUND, S.GRADED}, to=(S.RECTIFIED,), who=(Who.GRID, Who.COMMUNITY), row="J16",
        needs=("what", "photos"), guards=("general_only",), clocks=("stop:hazard", "start:hazard.recheck"),
        tells=(Tell.CHECKERS,)),
    row("order", "责令整改", {S.GRADED}, to=(S.ORDERED,), who=(Who.ORDERER,), row="J16",
        needs=("responsible", "requirement"), tells=(Tell.HANDLER,)),
    row("rectify", "登记整改", {S.ORDERED}, to=(S.RECTIFIED,), who=(Who.GRID, Who.COMMUNITY, Who.STREET), row="J16",
        needs=("what", "photos"), clocks=("stop:hazard", "start:hazard.recheck"), tells=(Tell.CHECKERS,)),
    row("recheck", "复查", {S.RECTIFIED}, to=(S.CLOSED, S.RECHECKED, S.ORDERED), who=(Who.CHECKER,), row="J16",
        needs=("passed",), clocks=("looked:hazard.recheck", "again:hazard"), tells=(Tell.HANDLER, Tell.CLOSERS),
        note="合格：一般隐患办结，重大隐患等办结；不合格：重新责令，时限重新算"),
    row("close", "办结", {S.RECHECKED}, to=(S.CLOSED,), who=(Who.CLOSER,), row="N8", clocks=("stop:*",),
        tells=(Tell.FINDER,)),
    row("refer", "移送部门", {S.FOUND, S.GRADED, S.ORDERED}, to=(S.REFERRED,), who=(Who.COMMUNITY, Who.STREET), row="J16",
        needs=("department", "reason"), guards=("major_or_refused",), tells=(Tell.HANDLER, Tell.LEAD),
        note="时限不停：交出去危险还在"),
    row("answer", "登记部门反馈", {S.REFERRED}, to=(S.RECTIFIED, S.ORDERED, S.GRADED), who=(Who.COMMUNITY, Who.STREET, Who.SYSTEM),
        row="D8", needs=("outcome", "text"), clocks=("done:hazard",), tells=(Tell.CHECKERS, Tell.LEAD),
        note="处理了的等复查；退回的仍由本级整改"),
    row("referral_news", "部门办理进展", OPEN_HAZARDS, to=(), is_talk=True, who=(Who.SYSTEM,), row="D8"),
    row("dismiss", "不属隐患", {S.FOUND, S.GRADED}, to=(S.DISMISSED,), who=(Who.DISMISSER,), row="J16", needs=("reason",),
        clocks=("cancel:*",), tells=(Tell.FINDER,)),
    row("chase", "催办", OPEN_HAZARDS, to=(), is_talk=True, who=(Who.CHASER,), row="E", needs=("text",), tells=(Tell.HANDLER,)),
    row("note", "记一笔", OPEN_HAZARDS, to=(), is_talk=True, who=(Who.GRID, Who.COMMUNITY, Who.STREET), row="W4", needs=("text",)),
    row("hand_over", "随网格交接", OPEN_HAZARDS, to=(), who=(Who.SYSTEM,), row="B6"),
)
# fmt: on

TRANSITIONS: dict[str, Transition] = {one.act: one for one in _ROWS}
