"""The acts of a hotline ticket (domain.md F10), and nothing else. Everything that moves a ticket reads this.

received -> accepted | objected -> handling -> [extended] -> answered -> called back -> closed | rework. One clock runs
from the city's dispatch to the answer: the moment the platform set, else the limit of the kind. An objection does not
stop it: until the platform has agreed, the ticket is ours. docs/states/hotline_ticket.md is drawn from this by a test."""

from enum import StrEnum

from core.flow.table import SYSTEM, Transition, row
from disputes.hotline.choices import AT_WORK, OPEN_STATES, WITH_CENTRE, TicketState


class Who(StrEnum):
    """Who may do an act, always in relation to one ticket; policies.py answers each against postings."""

    DESK = "desk"
    MANAGER = "manager"
    DUTY = "duty"
    STREET_LEAD = "street_lead"
    HANDLER = "handler"
    CALLER = "caller"
    SYSTEM = SYSTEM


WHO_WORDS: dict[str, str] = {
    Who.DESK: "街道综治中心",
    Who.MANAGER: "街道案管",
    Who.DUTY: "综治中心值班人员（抢修和危险情况）",
    Who.STREET_LEAD: "街道分管领导",
    Who.HANDLER: "承办的网格、社区或综治中心",
    Who.CALLER: "综治中心里没有答复这件的人",
    Who.SYSTEM: "系统",
}


class Tell(StrEnum):
    """Who gets a notice after an act; the words of the rules' reminders are among them."""

    DESK = "desk"
    MANAGER = "manager"
    HANDLER = "handler"
    LEAD = "lead"
    NEXT_TIER = "next_tier"
    SUPERVISION = "supervision"


S = TicketState
_OURS = WITH_CENTRE | AT_WORK
_SHOWN = frozenset(S) - {S.DRAFT}
# fmt: off
_ROWS = (
    row("receive", "登记工单", {S.DRAFT}, to=(S.RECEIVED,), who=(Who.DESK,), row="F10", needs=("city_no", "place", "text"),
        clocks=("start:hotline",), tells=(Tell.DESK,), note="时限从市平台派单起算"),
    row("accept", "接单", {S.RECEIVED}, to=(S.ACCEPTED,), who=(Who.DESK,), row="F10", tells=(Tell.MANAGER,)),
    row("assign", "交办", WITH_CENTRE, to=(S.HANDLING,), who=(Who.MANAGER, Who.DUTY), row="F10", needs=("desk",),
        tells=(Tell.HANDLER,)),
    row("reassign", "改派", AT_WORK, to=(), who=(Who.MANAGER,), row="F10", needs=("desk", "reason"), tells=(Tell.HANDLER,)),
    row("hand_back", "退回综治中心", AT_WORK, to=(S.ACCEPTED,), who=(Who.HANDLER,), row="F10", needs=("reason",),
        guards=("was_given_out", "carries_it_alone"), tells=(Tell.MANAGER,), note="时限接着算"),
    row("relimit", "更正类别和时限", _OURS | {S.OBJECTED}, to=(), who=(Who.DESK,), row="F10", needs=("kind", "reason"),
        clocks=("cancel:*", "start:hotline"), tells=(Tell.HANDLER,)),
    row("correct", "更正登记的内容", WITH_CENTRE | {S.OBJECTED}, to=(), who=(Who.DESK,), row="F10", needs=("reason",),
        note="交办以前，登记错了的照工单改"),
    row("object", "向市平台提出异议", WITH_CENTRE, to=(S.OBJECTED,), who=(Who.MANAGER,), row="F10", needs=("reason",),
        tells=(Tell.DESK,), note="市平台同意以前，时限照走"),
    row("objection_upheld", "市平台同意退单", {S.OBJECTED}, to=(S.RETURNED,), who=(Who.DESK,), row="F10", needs=("text",),
        clocks=("cancel:*",), tells=(Tell.MANAGER,)),
    row("objection_refused", "市平台维持派单", {S.OBJECTED}, to=(S.ACCEPTED,), who=(Who.DESK,), row="F10", needs=("text",),
        tells=(Tell.MANAGER,)),
    row("withdraw", "撤单", WITH_CENTRE | {S.OBJECTED}, to=(S.RETURNED,), who=(Who.MANAGER,), row="F10", needs=("reason",),
        clocks=("cancel:*",), note="市平台撤回，或登记错了"),
    row("guide", "引导到正在办的程序", _OURS, to=(S.ANSWERED,), who=(Who.MANAGER,), row="F10",
        needs=("guided_to", "reply_way", "public_text"), guards=("carries_it_alone",), clocks=("stop:*",), tells=(Tell.DESK,),
        note="已在诉讼、仲裁、复议、信访的，不重复办"),
    row("tell_caller", "联系、告知诉求人", _OURS, to=(), is_talk=True, who=(Who.HANDLER, Who.DESK), row="F10",
        needs=("reply_way", "public_text")),
    row("ask_extension", "申请延期", {S.HANDLING, S.REWORK}, to=(), who=(Who.HANDLER,), row="F10", needs=("days", "reason"),
        guards=("not_extended_yet", "no_extension_asked", "not_overdue"), tells=(Tell.MANAGER,)),
    row("extend", "同意延期", {S.HANDLING, S.REWORK}, to=(S.EXTENDED,), who=(Who.MANAGER,), row="F10",
        needs=("reply_way", "public_text"), guards=("extension_asked",), tells=(Tell.HANDLER,), note="理由要告诉诉求人"),
    row("refuse_extension", "不同意延期", {S.HANDLING, S.REWORK}, to=(), who=(Who.MANAGER,), row="F10", needs=("reason",),
        guards=("extension_asked",), tells=(Tell.HANDLER,)),
    row("link", "关联到案件或吹哨", _OURS, to=tuple(sorted(AT_WORK)), who=(Who.HANDLER, Who.DESK, Who.SYSTEM), row="D8",
        needs=("target",), guards=("carries_it_alone",), note="一件事只在一处办；还没有交办的，转为综治中心办理中"),
    row("unlink", "解除关联", AT_WORK, to=(), who=(Who.MANAGER,), row="D8", needs=("reason",), guards=("is_linked",)),
    row("target_news", "关联件有进展", _OURS, to=(), who=(Who.SYSTEM,), row="D8", is_talk=True),
    row("target_ended", "关联件有了结果", AT_WORK, to=(), who=(Who.SYSTEM,), row="D8", tells=(Tell.HANDLER,),
        note="关联件办结不等于工单办结，还要答复诉求人"),
    row("target_moved", "关联件并到另一件", AT_WORK, to=(), who=(Who.SYSTEM,), row="D8"),
    row("target_resumed", "关联件重新办理", AT_WORK, to=(), who=(Who.SYSTEM,), row="D8"),
    row("answer", "答复", AT_WORK, to=(S.ANSWERED,), who=(Who.HANDLER,), row="F10",
        needs=("result", "text", "reply_way", "public_text"), guards=("target_has_ended",), clocks=("stop:*",),
        tells=(Tell.DESK,)),
    row("call_back", "回访", {S.ANSWERED}, to=(S.CALLED_BACK,), who=(Who.CALLER,), row="F10", needs=("satisfaction",),
        tells=(Tell.MANAGER,)),
    row("close", "办结", {S.CALLED_BACK}, to=(S.CLOSED,), who=(Who.MANAGER,), row="F10", note="没解决、不满意的，要写为什么办结"),
    row("rework", "重新办理", {S.ANSWERED, S.CALLED_BACK, S.CLOSED}, to=(S.REWORK,), who=(Who.MANAGER,), row="F10",
        needs=("reason",), clocks=("start:hotline",), tells=(Tell.HANDLER,), note="时限重新起算"),
    row("chase", "催办", _OURS, to=(), is_talk=True, who=(Who.MANAGER, Who.STREET_LEAD), row="E8", needs=("text",),
        tells=(Tell.HANDLER,)),
    row("note", "记一笔", _SHOWN, to=(), is_talk=True, who=(Who.DESK, Who.HANDLER, Who.STREET_LEAD), row="F10",
        needs=("text",)),
    row("reveal_contact", "查看联系方式", OPEN_STATES, to=(), who=(Who.HANDLER, Who.DESK), row="ux 5",
        needs=("field", "reason")),
)
# fmt: on

TICKETS: dict[str, Transition] = {one.act: one for one in _ROWS}
# By other rooms and by time; on a page of its own; from the value itself.
INSIDE = frozenset(
    {"receive", "target_news", "target_ended", "target_moved", "target_resumed", "reveal_contact"}
)
