"""The acts of an action item (domain.md E6-E8, E10), and nothing else. Everything that moves an item reads this.

open -> in progress [-> asks more time -> in progress] -> claimed done -> verified -> cleared; refused back; on account
and void only by a later decision. One clock runs to the day that the meeting gave; another asks for a word each month.
docs/states/action_item.md is drawn from this by a test."""

from enum import StrEnum

from core.flow.table import SYSTEM, Transition, row
from partybuilding.choices_items import LIVE_STATES, SHOWN_STATES, UNFINISHED, UNIT_OWES, WORKING, ItemState


class Who(StrEnum):
    """Who may do an act, always in relation to one item; policies.py answers each against postings."""

    MAKER = "maker"
    LEAD_UNIT = "lead_unit"
    ANY_UNIT = "any_unit"
    HELPER = "helper"
    CHAIR = "chair"
    VERIFIER = "verifier"
    CLEARER = "clearer"
    MANAGER = "manager"
    STREET_LEAD = "street_lead"
    SYSTEM = SYSTEM


WHO_WORDS: dict[str, str] = {
    Who.MAKER: "会议秘书或街道案管（大党委的由本社区）",
    Who.LEAD_UNIT: "牵头单位联络员",
    Who.ANY_UNIT: "成员单位联络员",
    Who.HELPER: "配合单位联络员",
    Who.CHAIR: "街道分管领导（大党委的由社区书记）",
    Who.VERIFIER: "所在社区里没有参与办理的人",
    Who.CLEARER: "会议秘书或街道案管里没有参与办理和核实的人",
    Who.MANAGER: "街道案管",
    Who.STREET_LEAD: "街道分管领导",
    Who.SYSTEM: "系统",
}


class Tell(StrEnum):
    """Who gets a notice after an act; the words of the rules' reminders are among them."""

    LEAD_UNIT = "lead_unit"
    UNITS = "units"
    MAKER = "maker"
    CHAIR = "chair"
    COMMUNITY = "community"
    CLEARER = "clearer"
    HANDLER = "handler"
    LEAD = "lead"
    NEXT_TIER = "next_tier"
    SUPERVISION = "supervision"


S = ItemState
_BEGIN = ("start:meeting.action",)
_END = ("stop:meeting.action", "stop:meeting.progress")
# fmt: off
_ROWS = (
    row("make", "列入清单", {S.DRAFT}, to=(S.OPEN,), who=(Who.MAKER,), row="E6", needs=("what", "problem", "due_on", "standard"),
        clocks=_BEGIN, tells=(Tell.UNITS, Tell.COMMUNITY), note="没有牵头单位的，等成员单位认领"),
    row("edit", "修改", {S.OPEN}, to=(), who=(Who.MAKER,), row="E6", needs=("what", "problem", "due_on", "standard"),
        clocks=("cancel:meeting.action", *_BEGIN), tells=(Tell.UNITS,)),
    row("take", "接办", {S.OPEN}, to=(S.IN_PROGRESS,), who=(Who.LEAD_UNIT,), row="E7", needs=("responsible",),
        clocks=("start:meeting.progress",), tells=(Tell.MAKER,)),
    row("claim", "认领", {S.OPEN}, to=(S.IN_PROGRESS,), who=(Who.ANY_UNIT,), row="E10", needs=("responsible",),
        clocks=("start:meeting.progress",), tells=(Tell.MAKER, Tell.COMMUNITY)),
    row("reassign", "调整责任单位", {S.OPEN, S.IN_PROGRESS}, to=(S.OPEN,), who=(Who.MAKER,), row="E6", needs=("lead", "reason"),
        clocks=("cancel:meeting.progress",), tells=(Tell.UNITS,), note="期限不变"),
    row("progress", "记进展", WORKING, to=(), is_talk=True, who=(Who.LEAD_UNIT,), row="E8", needs=("percent", "text"),
        clocks=("stop:meeting.progress", "start:meeting.progress"), tells=(Tell.COMMUNITY,)),
    row("ask_extension", "申请延期", {S.IN_PROGRESS}, to=(S.EXTENDED,), who=(Who.LEAD_UNIT,), row="E7",
        needs=("asked_on", "reason"), guards=("not_extended_yet", "not_overdue"), tells=(Tell.CHAIR, Tell.MAKER)),
    row("approve_extension", "同意延期", {S.EXTENDED}, to=(S.IN_PROGRESS,), who=(Who.CHAIR,), row="E7",
        guards=("not_overdue",), tells=(Tell.LEAD_UNIT, Tell.MAKER), note="只延一次，最多30天"),
    row("refuse_extension", "不同意延期", {S.EXTENDED}, to=(S.IN_PROGRESS,), who=(Who.CHAIR,), row="E7", needs=("reason",),
        tells=(Tell.LEAD_UNIT, Tell.MAKER)),
    row("claim_done", "申报完成", {S.IN_PROGRESS}, to=(S.CLAIMED_DONE,), who=(Who.LEAD_UNIT,), row="E7",
        needs=("text", "evidence"), clocks=(*_END, "start:meeting.check"), tells=(Tell.COMMUNITY, Tell.MAKER),
        note="要有照片或材料"),
    row("verify", "核实通过", {S.CLAIMED_DONE}, to=(S.VERIFIED,), who=(Who.VERIFIER,), row="E7", needs=("text",),
        clocks=("stop:meeting.check",), tells=(Tell.CLEARER, Tell.LEAD_UNIT), note="居民反映的，要有居民确认"),
    row("refuse", "退回重办", {S.CLAIMED_DONE}, to=(S.IN_PROGRESS,), who=(Who.VERIFIER, Who.CLEARER), row="E7",
        needs=("reason",), clocks=("stop:meeting.check", "revive:meeting.action", "start:meeting.progress"),
        tells=(Tell.LEAD_UNIT, Tell.MAKER, Tell.COMMUNITY), note="期限接着算"),
    row("clear", "销号", {S.VERIFIED}, to=(S.CLEARED,), who=(Who.CLEARER,), row="E7", needs=("text",),
        guards=("has_evidence", "residents_confirmed"), clocks=("stop:*",), tells=(Tell.UNITS, Tell.COMMUNITY)),
    row("put_on_account", "挂账", LIVE_STATES, to=(S.ON_ACCOUNT,), who=(Who.MAKER,), row="E7", needs=("decision", "reason"),
        guards=("a_later_meeting_decided",), clocks=("cancel:*",), tells=(Tell.UNITS, Tell.COMMUNITY)),
    row("resume", "恢复办理", {S.ON_ACCOUNT}, to=(S.OPEN, S.IN_PROGRESS), who=(Who.MAKER,), row="E7",
        needs=("due_on", "reason"), clocks=_BEGIN, tells=(Tell.UNITS, Tell.COMMUNITY), note="期限重新定"),
    row("void", "作废", LIVE_STATES | {S.ON_ACCOUNT}, to=(S.VOID,), who=(Who.MAKER,), row="E7", needs=("decision", "reason"),
        guards=("a_later_meeting_decided",), clocks=("cancel:*",), tells=(Tell.UNITS, Tell.COMMUNITY)),
    row("supervise", "督办", UNIT_OWES, to=(), who=(Who.MANAGER, Who.STREET_LEAD, Who.SYSTEM), row="E8",
        needs=("requirement",), guards=("has_lead",), note="两次督办，报单位上级和下次会议"),
    row("chase", "催办", LIVE_STATES, to=(), is_talk=True, who=(Who.MAKER, Who.STREET_LEAD, Who.VERIFIER), row="E8",
        needs=("text",)),
    row("whistle_news", "吹哨有进展", UNFINISHED, to=(), is_talk=True, who=(Who.SYSTEM,), row="D8"),
    row("note", "记一笔", SHOWN_STATES, to=(), is_talk=True, row="E8", needs=("text",),
        who=(Who.MAKER, Who.LEAD_UNIT, Who.HELPER, Who.VERIFIER, Who.STREET_LEAD)),
)
# fmt: on

ITEMS: dict[str, Transition] = {one.act: one for one in _ROWS}
# The doer never does these: whoever claimed it done, and anybody of the lead unit (E7).
NOT_BY_THE_DOER = frozenset({"verify", "refuse", "clear"})
# On a page of its own; by the whistle that came of it.
INSIDE = frozenset({"make", "whistle_news"})
