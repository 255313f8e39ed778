"""The three tables of 街社吹哨、部门报到 (domain.md D1-D5), and nothing else.

CALLS      what becomes of a community's call
WHISTLES   D3 row by row. Acts of FOLLOWS happen by the lead unit: the whistle goes where its lead goes
UNITS      what each summoned unit does, the lead and the assisting ones alike, with clocks of its own

`row` is the clause of domain.md. docs/states holds their pictures, drawn by a test.
"""

from enum import StrEnum

from core.flow.table import CITIZEN, SYSTEM, Transition, row
from disputes.whistles.choices import LIVE_STATES, UNIT_WORKING, CallState, UnitState, WhistleState


class Who(StrEnum):
    """Who may do an act, always in relation to one row; policies.py answers each against postings."""

    DESK = "desk"
    INTAKE = "intake"
    MANAGER = "manager"
    STREET_LEAD = "street_lead"
    ISSUER = "issuer"
    COMMUNITY = "community"
    CHECKER = "checker"
    CHASER = "chaser"
    LEAD_UNIT = "lead_unit"
    UNIT = "unit"
    CITIZEN = CITIZEN
    SYSTEM = SYSTEM


WHO_WORDS: dict[str, str] = {
    Who.DESK: "街道综治中心或分管领导",
    Who.INTAKE: "综治中心值班人员",
    Who.MANAGER: "街道案管",
    Who.STREET_LEAD: "街道分管领导",
    Who.ISSUER: "按哨类有权吹哨的人",
    Who.COMMUNITY: "所在社区",
    Who.CHECKER: "所在社区或网格",
    Who.CHASER: "街道或所在社区",
    Who.LEAD_UNIT: "主办单位联络员",
    Who.UNIT: "本单位联络员",
    Who.CITIZEN: "居民",
    Who.SYSTEM: "系统",
}


class Tell(StrEnum):
    """Who gets a notice after an act; the words of the rules' reminders are among them."""

    DESK = "desk"
    MANAGER = "manager"
    STREET_LEAD = "street_lead"
    COMMUNITY = "community"
    CHECKERS = "checkers"
    LEAD_UNIT = "lead_unit"
    UNIT = "unit"
    UNITS = "units"
    HANDLER = "handler"
    LEAD = "lead"
    NEXT_TIER = "next_tier"
    SUPERVISION = "supervision"
    PARTIES = "parties"


C, W, U = CallState, WhistleState, UnitState
# fmt: off
_CALL_ROWS = (
    row("call", "社区呼叫", {C.DRAFT}, to=(C.WAITING,), who=(Who.COMMUNITY,), row="D1", needs=("title", "problem", "asked"),
        clocks=("start:call.triage",), tells=(Tell.DESK,)),
    row("whistle", "吹哨给部门", {C.WAITING, C.TAKEN}, to=(C.WHISTLED,), who=(Who.DESK,), row="D1", clocks=("stop:call.triage",),
        tells=(Tell.COMMUNITY,)),
    row("take", "街道自己办", {C.WAITING}, to=(C.TAKEN,), who=(Who.DESK,), row="D1", needs=("text",),
        clocks=("stop:call.triage",), tells=(Tell.COMMUNITY,)),
    row("decline", "不予采纳", {C.WAITING}, to=(C.DECLINED,), who=(Who.DESK,), row="D1", needs=("reason",),
        clocks=("stop:call.triage",), tells=(Tell.COMMUNITY,)),
    row("finish", "办完并答复", {C.TAKEN}, to=(C.DONE,), who=(Who.DESK,), row="D1", needs=("answer",), tells=(Tell.COMMUNITY,)),
    row("withdraw", "撤回呼叫", {C.WAITING}, to=(C.WITHDRAWN,), who=(Who.COMMUNITY,), row="D1", needs=("reason",),
        clocks=("cancel:call.triage",), tells=(Tell.DESK,)),
    row("bring_back", "拟哨作废，回到待分办", {C.WHISTLED}, to=(C.WAITING,), who=(Who.SYSTEM,), row="D1",
        clocks=("revive:call.triage",), tells=(Tell.DESK,)),
)

# Where time may have run out while a unit has the matter (D3: any overdue state).
_OVERDUE = {W.APPROVED, W.REASSIGNED, W.SIGNED, W.ARRIVED, W.HANDLING, W.EXTENSION, W.REWORK}
_WHISTLE_ROWS = (
    row("edit", "修改拟哨", {W.DRAFT}, to=(), who=(Who.DESK,), row="D3"),
    row("submit", "提交分管领导", {W.DRAFT}, to=(), who=(Who.DESK,), row="D3", tells=(Tell.STREET_LEAD,)),
    row("issue", "吹哨", {W.DRAFT}, to=(W.APPROVED,), who=(Who.ISSUER,), row="D3", guards=("has_lead", "has_basis"),
        clocks=("start:whistle.ratify",), tells=(Tell.COMMUNITY,), note="应急哨由值班人员吹的，分管领导24小时内追认"),
    row("void", "作废", {W.DRAFT}, to=(W.VOID,), who=(Who.DESK,), row="D3", needs=("reason",)),
    row("ratify", "追认", LIVE_STATES | {W.CLOSED}, to=(), who=(Who.STREET_LEAD,), row="D3", guards=("waits_for_ratifying",),
        clocks=("stop:whistle.ratify",)),
    row("sign", "签收", {W.APPROVED, W.REASSIGNED}, to=(W.SIGNED,), who=(Who.LEAD_UNIT,), row="D3"),
    row("object", "提出异议", {W.SIGNED}, to=(W.OBJECTED,), who=(Who.LEAD_UNIT,), row="D3"),
    row("rule_back", "裁定维持原单位", {W.OBJECTED}, to=(W.SIGNED,), who=(Who.STREET_LEAD,), row="D3"),
    row("reassign", "裁定改派", {W.OBJECTED}, to=(W.REASSIGNED,), who=(Who.STREET_LEAD,), row="D3", tells=(Tell.COMMUNITY,)),
    row("arrive", "报到", {W.SIGNED}, to=(W.ARRIVED,), who=(Who.LEAD_UNIT,), row="D3"),
    row("plan", "定下打算", {W.ARRIVED}, to=(W.HANDLING,), who=(Who.LEAD_UNIT,), row="D3"),
    row("ask_extension", "申请延期", {W.HANDLING}, to=(W.EXTENSION,), who=(Who.LEAD_UNIT,), row="D3"),
    row("decide_extension", "审批延期", {W.EXTENSION}, to=(W.HANDLING,), who=(Who.STREET_LEAD,), row="D3"),
    row("resolve", "反馈结果", {W.HANDLING}, to=(W.RESOLVED,), who=(Who.LEAD_UNIT,), row="D3",
        clocks=("start:whistle.check",)),
    row("check", "现场核查", {W.RESOLVED}, to=(W.CHECKED,), who=(Who.CHECKER,), row="D3", needs=("passed", "text"),
        clocks=("stop:whistle.check",), tells=(Tell.MANAGER, Tell.LEAD_UNIT)),
    row("rework", "退回返工", {W.CHECKED}, to=(W.REWORK,), who=(Who.MANAGER,), row="D3", needs=("reason",),
        guards=("found_undone",), tells=(Tell.COMMUNITY,)),
    row("resume_work", "接着办理", {W.REWORK, W.ESCALATED}, to=(W.HANDLING,), who=(Who.LEAD_UNIT,), row="D3",
        guards=("lead_has_arrived",)),
    row("rate_street", "街道评价", {W.CHECKED}, to=(W.CHECKED, W.RATED), who=(Who.DESK,), row="D6", needs=("satisfaction",),
        guards=("found_done", "street_has_not_rated"), note="各方都评价了，就是已评价"),
    row("rate_community", "社区评价", {W.CHECKED}, to=(W.CHECKED, W.RATED), who=(Who.COMMUNITY,), row="D6",
        needs=("satisfaction",), guards=("found_done", "community_has_not_rated")),
    row("rate_resident", "居民评价", {W.CHECKED}, to=(W.CHECKED, W.RATED), who=(Who.CHECKER, Who.CITIZEN), row="D6",
        needs=("satisfaction",), guards=("found_done", "resident_is_asked", "resident_has_not_rated")),
    row("close", "办结", {W.RATED}, to=(W.CLOSED,), who=(Who.MANAGER,), row="D3", needs=("public_text",),
        guards=("all_answered",), clocks=("stop:whistle.check",), tells=(Tell.COMMUNITY, Tell.UNITS)),
    row("put_on_account", "挂账", {W.HANDLING}, to=(W.ON_ACCOUNT,), who=(Who.STREET_LEAD,), row="D3", needs=("reason",),
        clocks=("start:whistle.account",), tells=(Tell.COMMUNITY, Tell.UNITS)),
    row("review_account", "挂账复查", {W.ON_ACCOUNT}, to=(), who=(Who.STREET_LEAD,), row="D3", needs=("text",),
        clocks=("stop:whistle.account", "start:whistle.account"), tells=(Tell.COMMUNITY,)),
    row("resume_account", "销账，恢复办理", {W.ON_ACCOUNT}, to=(W.HANDLING,), who=(Who.STREET_LEAD,), row="D3", needs=("reason",),
        clocks=("stop:whistle.account",), tells=(Tell.COMMUNITY, Tell.UNITS)),
    row("close_on_account", "挂账办结", {W.ON_ACCOUNT}, to=(W.CLOSED,), who=(Who.MANAGER,), row="D3", needs=("public_text",),
        guards=("reviewed_three_times",), clocks=("stop:whistle.account",), tells=(Tell.COMMUNITY, Tell.UNITS)),
    row("escalate", "提请上级", _OVERDUE, to=(W.ESCALATED,), who=(Who.STREET_LEAD,), row="D3",
        needs=("requirement", "city_told"), guards=("overdue_or_refused",), tells=(Tell.COMMUNITY,), note="同时发督办单"),
    row("explain_missing", "说明不等的单位", {W.HANDLING, W.RESOLVED, W.CHECKED, W.RATED}, to=(), who=(Who.LEAD_UNIT,), row="D5",
        needs=("reason",), guards=("somebody_missing",), tells=(Tell.MANAGER,)),
    row("chase", "催办", LIVE_STATES, to=(), is_talk=True, who=(Who.CHASER,), row="E8", needs=("text",)),
    row("supervise", "督办", LIVE_STATES, to=(), who=(Who.MANAGER, Who.STREET_LEAD), row="E8", needs=("requirement",)),
    row("note", "记一笔", LIVE_STATES, to=(), is_talk=True, who=(Who.CHASER,), row="D3", needs=("text",)),
)

_ON_THE_WAY = {U.SIGNED, U.CONTACTED}
_UNIT_ROWS = (
    row("receive", "收到吹哨", {U.PLANNED}, to=(U.PENDING,), who=(Who.DESK, Who.SYSTEM), row="D3", clocks=("begin:*",),
        tells=(Tell.UNIT,)),
    row("sign", "签收", {U.PENDING}, to=(U.SIGNED,), who=(Who.UNIT,), row="D3", guards=("goes_on",),
        clocks=("stop:sign", "start:whistle.objection")),
    row("object", "提出不属本单位", {U.SIGNED}, to=(U.OBJECTED,), who=(Who.UNIT,), row="D3", needs=("reason", "clause", "suggested"),
        guards=("goes_on", "objection_once", "no_final_word", "objection_in_time"),
        clocks=("stop:whistle.objection", "pause:*", "start:whistle.ruling"), tells=(Tell.STREET_LEAD, Tell.MANAGER)),
    row("rule_back", "裁定维持原单位", {U.OBJECTED}, to=(U.SIGNED,), who=(Who.STREET_LEAD,), row="D3", needs=("note",),
        clocks=("stop:whistle.ruling", "resume:*"), tells=(Tell.UNIT,)),
    row("reassign", "裁定改派", {U.OBJECTED}, to=(U.RELEASED,), who=(Who.STREET_LEAD,), row="D3", needs=("note",),
        clocks=("stop:whistle.ruling", "cancel:*"), tells=(Tell.UNIT,), note="主办要改派给别的单位；协办可以不再派"),
    row("promote", "改为主办", {U.PENDING, *_ON_THE_WAY, U.ARRIVED, U.ANSWERED}, to=(U.PENDING,), who=(Who.STREET_LEAD,), row="D3",
        clocks=("cancel:*", "begin:*"), tells=(Tell.UNIT,), note="时限重新起算"),
    row("contact", "已联系", {U.SIGNED}, to=(U.CONTACTED,), is_talk=True, who=(Who.UNIT,), row="D4", needs=("text",),
        guards=("goes_on", "must_contact"), clocks=("stop:contact",), tells=(Tell.COMMUNITY,)),
    row("arrive", "我已到场", _ON_THE_WAY, to=(U.ARRIVED,), who=(Who.UNIT,), row="D3", guards=("goes_on",),
        clocks=("stop:sign", "stop:contact", "stop:arrive", "cancel:whistle.objection"), tells=(Tell.COMMUNITY,)),
    row("plan", "定下打算", {U.ARRIVED}, to=(), who=(Who.UNIT,), row="D3", needs=("plan",), guards=("goes_on",), clocks=("stop:plan",),
        tells=(Tell.COMMUNITY,)),
    row("progress", "记进展", {U.ARRIVED}, to=(), is_talk=True, who=(Who.UNIT,), row="D3", needs=("text",), guards=("goes_on",)),
    row("ask_extension", "申请延期", {U.ARRIVED}, to=(), who=(Who.UNIT,), row="D3", needs=("days", "reason"),
        guards=("goes_on", "extension_possible"), tells=(Tell.STREET_LEAD,)),
    row("decide_extension", "审批延期", {U.ARRIVED}, to=(), who=(Who.STREET_LEAD,), row="D3", needs=("approved",),
        guards=("extension_asked",), tells=(Tell.UNIT,)),
    row("explain", "说明超期和阶段情况", {U.PENDING, *_ON_THE_WAY, U.ARRIVED}, to=(), who=(Who.UNIT,), row="D5",
        needs=("reason", "interim"), guards=("goes_on", "is_late"), tells=(Tell.LEAD_UNIT, Tell.MANAGER)),
    row("answer", "反馈结果", {U.ARRIVED}, to=(U.ANSWERED,), who=(Who.UNIT,), row="D3", needs=("result", "text"),
        guards=("goes_on", "no_extension_open"), clocks=("stop:plan", "stop:result"), tells=(Tell.CHECKERS, Tell.MANAGER)),
    row("rate_whistle", "评这次吹哨", {U.ANSWERED}, to=(), who=(Who.UNIT,), row="D6", needs=("justified", "clear"),
        guards=("whistle_not_rated_by_unit",)),
    row("send_back", "退回返工", {U.ANSWERED}, to=(U.ARRIVED,), who=(Who.MANAGER,), row="D3", needs=("reason",),
        clocks=("start:result",), tells=(Tell.UNIT,)),
    row("halt", "挂账期间不计时", UNIT_WORKING, to=(), who=(Who.STREET_LEAD,), row="D3", clocks=("cancel:*",)),
    row("restart", "恢复办理", UNIT_WORKING, to=(), who=(Who.STREET_LEAD,), row="D3", clocks=("start:result",)),
    row("drop", "办结时没有反馈", UNIT_WORKING, to=(U.DROPPED,), who=(Who.MANAGER,), row="D5", clocks=("miss:*",), tells=(Tell.UNIT,)),
)
# fmt: on

CALLS: dict[str, Transition] = {one.act: one for one in _CALL_ROWS}
WHISTLES: dict[str, Transition] = {one.act: one for one in _WHISTLE_ROWS}
UNITS: dict[str, Transition] = {one.act: one for one in _UNIT_ROWS}

# The whistle does these because its lead unit did (or the street about that unit): nobody calls them by themselves.
FOLLOWS = frozenset(
    {
        "sign",
        "object",
        "rule_back",
        "reassign",
        "arrive",
        "plan",
        "ask_extension",
        "decide_extension",
        "resolve",
    }
)
# Part of a whistle's act, never asked for alone.
INSIDE = frozenset({"receive", "promote", "send_back", "halt", "restart", "drop"})
