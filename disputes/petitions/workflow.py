"""The table of petition matters (domain.md F1-F9), and nothing else. docs/states/petition.md is drawn from it."""

from enum import StrEnum

from core.flow.table import SYSTEM, Transition, row
from disputes.petitions.choices import OPEN_STATES, OWED_STATES, TELLABLE_STATES, PetitionState


class Who(StrEnum):
    """Who may do an act, always in relation to one matter; policies.py answers each against postings."""

    INTAKE = "intake"
    OFFICER = "officer"
    STREET_LEAD = "street_lead"
    HANDLER = "handler"
    RECEIVER = "receiver"
    SYSTEM = SYSTEM


WHO_WORDS: dict[str, str] = {
    Who.INTAKE: "综治中心受理",
    Who.OFFICER: "信访专干（街道案管）",
    Who.STREET_LEAD: "街道分管领导",
    Who.HANDLER: "承办人",
    Who.RECEIVER: "接收单位联络员",
    Who.SYSTEM: "系统",
}


class Tell(StrEnum):
    """Who gets a notice after an act; the words of the rules' reminders are among them."""

    INTAKE = "intake"
    OFFICER = "officer"
    STREET_LEAD = "street_lead"
    RECEIVER = "receiver"
    HANDLER = "handler"
    LEAD = "lead"
    NEXT_TIER = "next_tier"
    SUPERVISION = "supervision"


S = PetitionState
_STAFF = (Who.INTAKE, Who.OFFICER, Who.HANDLER)
_CITY = (Who.INTAKE, Who.OFFICER)
# Decided otherwise than by the street's own opinion: the 60 days that may run already were never owed.
_ELSEWHERE = ("cancel:petition.objection", "cancel:petition.finish")
# fmt: off
_ROWS = (
    row("register", "登记", {S.DRAFT}, to=(S.RECEIVED,), who=(Who.INTAKE,), row="F3 art.22", needs=("title", "summary", "demand"),
        clocks=("start:petition.notice", "start:petition.objection"), tells=(Tell.OFFICER,), note="异议时限只对转交来的计"),
    row("give_notice", "告知信访人", TELLABLE_STATES, to=(), who=(Who.INTAKE, Who.HANDLER), row="F4 art.23", needs=("mode",),
        guards=("not_told_yet",), clocks=("stop:petition.notice",)),
    row("answer", "答复（建议、咨询）", {S.RECEIVED}, to=(S.FINISHED,), who=_CITY, row="F1 art.29", needs=("text", "mode"),
        guards=("answered_by_words",), clocks=("stop:petition.notice", "cancel:*")),
    row("propose", "拟受理", {S.RECEIVED}, to=(S.PROPOSED,), who=(Who.OFFICER,), row="F2 art.31(6)", guards=("is_appeal",),
        clocks=("cancel:petition.objection",), tells=(Tell.STREET_LEAD,)),
    row("accept", "签批受理", {S.PROPOSED}, to=(S.ACCEPTED,), who=(Who.STREET_LEAD,), row="F3", clocks=("start:petition.finish",),
        tells=(Tell.OFFICER, Tell.INTAKE), note="满15天没有告知的，60天从收到之日算"),
    row("refuse", "退回重拟", {S.PROPOSED}, to=(S.RECEIVED,), who=(Who.STREET_LEAD,), row="F3", needs=("reason",),
        tells=(Tell.OFFICER,)),
    row("forward", "转送", {S.RECEIVED}, to=(S.FORWARDED,), who=(Who.OFFICER,), row="F2 art.22", needs=("department", "receipt_by"),
        clocks=(*_ELSEWHERE, "start:petition.objection", "start:petition.receipt"), tells=(Tell.RECEIVER, Tell.INTAKE)),
    row("guide", "引导到法定途径", {S.RECEIVED}, to=(S.GUIDED,), who=(Who.OFFICER,), row="F2 art.31", needs=("route", "agency", "advice"),
        guards=("is_appeal",), clocks=_ELSEWHERE, tells=(Tell.INTAKE,)),
    row("decline", "不予受理", {S.RECEIVED, S.PROPOSED}, to=(S.NOT_ACCEPTED,), who=(Who.OFFICER,), row="F3", needs=("reason", "advice"),
        clocks=_ELSEWHERE, tells=(Tell.INTAKE,)),
    row("join_open", "同一件已在办理", {S.RECEIVED}, to=(S.DUPLICATE,), who=(Who.OFFICER,), row="F3 art.19", needs=("same_as",),
        clocks=_ELSEWHERE, tells=(Tell.INTAKE,)),
    row("objection", "接收单位提异议", {S.FORWARDED}, to=(S.OBJECTED,), who=(Who.RECEIVER, Who.INTAKE), row="F4 art.23",
        needs=("reason",), guards=("objection_in_time",), clocks=("stop:petition.objection",), tells=(Tell.OFFICER,)),
    row("objection_back", "向转交单位提异议", {S.RECEIVED}, to=(S.OBJECTED,), who=(Who.OFFICER,), row="F4 art.23", needs=("reason",),
        guards=("was_transferred", "objection_in_time"), clocks=("stop:petition.objection",)),
    row("settle_objection", "登记异议结果", {S.OBJECTED}, to=(S.RECEIVED, S.FORWARDED, S.RETURNED), who=(Who.OFFICER,),
        row="F4 art.23", needs=("agreed", "note"), clocks=("cancel:petition.receipt", "cancel:*"),
        tells=(Tell.RECEIVER, Tell.INTAKE), note="转出的：我们同意就收回另办；转来的：对方同意才退回"),
    row("receipt", "登记回执", {S.FORWARDED}, to=(S.FINISHED,), who=(Who.RECEIVER, *_CITY), row="F3", needs=("receipt_on",),
        guards=("has_been_told",), clocks=("stop:petition.receipt", "cancel:*"), tells=(Tell.OFFICER,)),
    row("assign", "交办", {S.ACCEPTED}, to=(S.HANDLING,), who=(Who.OFFICER,), row="F3", needs=("handler",), tells=(Tell.HANDLER,)),
    row("reassign", "换承办人", {S.HANDLING, S.EXTENSION, S.SIGNING, S.SIGNED}, to=(), who=(Who.OFFICER,), row="F3",
        needs=("handler", "reason"), tells=(Tell.HANDLER,)),
    row("recuse", "承办人回避", {S.HANDLING}, to=(S.ACCEPTED,), who=(Who.HANDLER, Who.OFFICER), row="F7 art.28", needs=("reason",),
        tells=(Tell.OFFICER,)),
    row("link_case", "转入调解", {S.ACCEPTED, S.HANDLING}, to=(), who=(Who.HANDLER, Who.OFFICER), row="F3 art.33", needs=("case",),
        guards=("no_case_yet",), note="访调对接；时限照走"),
    row("ask_extension", "申请延期", {S.HANDLING}, to=(S.EXTENSION,), who=(Who.HANDLER,), row="F4 art.34", needs=("days", "reason"),
        guards=("extension_possible",), tells=(Tell.STREET_LEAD,)),
    row("decide_extension", "审批延期", {S.EXTENSION}, to=(S.HANDLING,), who=(Who.STREET_LEAD,), row="F4 art.34", needs=("approved",),
        tells=(Tell.HANDLER, Tell.INTAKE)),
    row("tell_extension", "告知延期理由", {S.HANDLING, S.SIGNING, S.SIGNED}, to=(), who=(Who.INTAKE, Who.HANDLER), row="F4 art.34",
        needs=("mode", "told_on"), guards=("extension_untold",)),
    row("draft_opinion", "拟处理意见", {S.HANDLING}, to=(S.SIGNING,), who=(Who.HANDLER,), row="F6 art.32",
        needs=("demand", "facts", "stance", "view", "basis"), tells=(Tell.STREET_LEAD,)),
    row("send_back", "退回重写", {S.SIGNING}, to=(S.HANDLING,), who=(Who.STREET_LEAD,), row="F3", needs=("reason",),
        tells=(Tell.HANDLER,)),
    row("sign_opinion", "签发处理意见", {S.SIGNING}, to=(S.SIGNED,), who=(Who.STREET_LEAD,), row="F3",
        tells=(Tell.HANDLER, Tell.INTAKE)),
    row("serve", "登记送达", {S.SIGNED}, to=(S.REPLIED,), who=(Who.INTAKE, Who.HANDLER), row="F4 art.34", needs=("served_on", "mode"),
        guards=("extension_told", "has_been_told"), clocks=("stop:petition.finish", "start:petition.review.ask")),
    row("ask_review", "登记复查申请", {S.REPLIED}, to=(S.REVIEW,), who=_CITY, row="F4 art.35", needs=("asked_on",),
        clocks=("stop:petition.review.ask", "start:petition.review.decide"), tells=(Tell.OFFICER, Tell.HANDLER)),
    row("record_review", "登记复查意见", {S.REVIEW}, to=(S.REVIEWED, S.HANDLING), who=_CITY, row="F4 art.35",
        needs=("verdict", "replied_on"), clocks=("stop:petition.review.decide", "start:petition.second.ask", "start:petition.finish"),
        tells=(Tell.OFFICER, Tell.HANDLER), note="责令重办的，回到办理中，时限重新算"),
    row("ask_second", "登记复核申请", {S.REVIEWED}, to=(S.SECOND,), who=_CITY, row="F4 art.36", needs=("asked_on",),
        clocks=("stop:petition.second.ask", "start:petition.second.decide"), tells=(Tell.OFFICER, Tell.HANDLER)),
    row("begin_hearing", "听证开始", {S.SECOND}, to=(), who=_CITY, row="F4 art.36", guards=("no_hearing_open",),
        clocks=("pause:petition.second.decide",), note="听证时间不计"),
    row("end_hearing", "听证结束", {S.SECOND}, to=(), who=_CITY, row="F4 art.36", guards=("hearing_open",),
        clocks=("resume:petition.second.decide",)),
    row("record_second", "登记复核意见", {S.SECOND}, to=(S.SECOND_DONE, S.HANDLING), who=_CITY, row="F4 art.36",
        needs=("verdict", "replied_on"), guards=("no_hearing_open",), clocks=("stop:petition.second.decide", "start:petition.finish"),
        tells=(Tell.OFFICER, Tell.HANDLER)),
    row("finish", "办结", {S.REPLIED, S.REVIEWED, S.SECOND_DONE}, to=(S.FINISHED,), who=(Who.OFFICER, Who.HANDLER), row="F3",
        needs=("satisfaction",), clocks=("cancel:*",), note="可以申请复查、复核的期间不办结，信访人书面放弃的除外"),
    row("reopen", "按复查复核决定重办", {S.FINISHED}, to=(S.HANDLING,), who=(Who.OFFICER,), row="F3",
        needs=("agency", "document", "reason"), guards=("has_opinion",), clocks=("start:petition.finish",), tells=(Tell.HANDLER,)),
    row("relieve", "记救助帮扶", OPEN_STATES | {S.FINISHED}, to=(), who=(Who.HANDLER, Who.OFFICER), row="F6 art.37", needs=("relief",)),
    row("withdraw", "信访人撤回", {S.RECEIVED, S.PROPOSED, S.ACCEPTED, S.HANDLING, S.FORWARDED}, to=(S.WITHDRAWN,),
        who=(Who.INTAKE, Who.HANDLER), row="F3", needs=("reason",), clocks=("cancel:*",), tells=(Tell.OFFICER, Tell.HANDLER)),
    row("count_from_receipt", "满15天没有告知，从收到之日计算", OWED_STATES, to=(), who=(Who.SYSTEM,), row="F5",
        clocks=("cancel:petition.finish", "start:petition.finish"), tells=(Tell.OFFICER,)),
    row("whistle_news", "吹哨进展", OPEN_STATES, to=(), who=(Who.SYSTEM,), row="D8"),
    row("chase", "催办", OPEN_STATES, to=(), is_talk=True, who=(Who.OFFICER, Who.STREET_LEAD), row="E8", needs=("text",),
        tells=(Tell.HANDLER,)),
    row("note", "记一笔", OPEN_STATES, to=(), is_talk=True, who=_STAFF, row="F3", needs=("text",)),
    row("report_urgent", "紧急重大情况立即报告", OPEN_STATES, to=(), who=_STAFF, row="F7 art.25", needs=("told",),
        guards=("not_reported_yet",), tells=(Tell.STREET_LEAD, Tell.OFFICER)),
    row("reveal_contact", "查看联系方式", frozenset(S) - {S.DRAFT}, to=(), who=(Who.INTAKE, Who.HANDLER), row="F6",
        needs=("field", "reason")),
)
# fmt: on
PETITIONS: dict[str, Transition] = {one.act: one for one in _ROWS}
