"""The transition table of a case (domain.md C3), and nothing else. Everything that moves a case reads this.

The shape is core.flow's. policies.py answers `who`, forms and actions give what `needs` names, guards.py holds the
functions that `guards` names, clockwork.py the verbs of `clocks`, telling.py the people of `tells`. `row` is the number
in domain.md C3. docs/states/dispute.md is drawn from it by a test.
"""

from enum import StrEnum

from core.flow.table import CITIZEN, SYSTEM, Transition, row
from disputes.choices import OPEN_STATES, State


class Who(StrEnum):
    """Who may do an act, always in relation to one case. policies.py answers each against postings."""

    AUTHOR = "author"
    HOLDER_STAFF = "holder_staff"
    HOLDER_LEAD = "holder_lead"
    UPPER_STAFF = "upper_staff"
    INTAKE = "intake"
    MANAGER = "manager"
    COMMUNITY_LEAD = "community_lead"
    CLOSER = "closer"
    ARCHIVIST = "archivist"
    HOLDER = "holder"
    CHASER = "chaser"
    SUPERVISES = "supervises"
    CHECKER = "checker"
    CITIZEN = CITIZEN
    SYSTEM = SYSTEM


WHO_WORDS: dict[Who, str] = {
    Who.AUTHOR: "登记的人",
    Who.HOLDER_STAFF: "本级经办人员",
    Who.HOLDER_LEAD: "本级负责人",
    Who.UPPER_STAFF: "上一级经办人员",
    Who.INTAKE: "街道综治中心受理",
    Who.MANAGER: "街道案管",
    Who.COMMUNITY_LEAD: "社区书记",
    Who.CLOSER: "社区书记（微事、小事）或街道案管（大事）",
    Who.ARCHIVIST: "社区专干或街道案管",
    Who.HOLDER: "经办人本人",
    Who.CHASER: "本级或上级负责人",
    Who.SUPERVISES: "街道案管或分管领导",
    Who.CHECKER: "本级人员（小事、大事不能由调解员自己回访）",
    Who.CITIZEN: "居民",
    Who.SYSTEM: "系统到期自动",
}


class Tell(StrEnum):
    """Who gets a notice after an act."""

    HOLDER = "holder"
    STAFF = "staff"
    LEAD = "lead"
    LOWER = "lower"
    STREET_LEAD = "street_lead"
    CLOSER = "closer"


S = State
_UNDER_WAY = frozenset({S.REGISTERED, S.CONSENT_PENDING, S.MEDIATING, S.SUSPENDED})
_LIVE = _UNDER_WAY | {S.ESCALATION_PENDING, S.PERFORMING, S.BREACHED, S.FOLLOW_UP, S.TERMINATED, S.REFERRED}
# The resident's thirty days run on whether or not the file is locked meanwhile.
_ENDED = frozenset({S.CLOSED, S.ARCHIVED})
_ENDED_WITHOUT_VISIT = frozenset({S.TERMINATED, S.REFERRED, S.WITHDRAWN, S.NOT_ACCEPTED})


# fmt: off
_ROWS = (
    row("register", "登记", {S.DRAFT}, to=(S.REGISTERED,), who=(Who.AUTHOR,), row="1",
         needs=("place", "cause"), clocks=("start:CK1", "start:CK2", "start:CK3", "labour:CK5", "helpless:dv.report"),
         tells=(Tell.STAFF,)),
    row("route_up", "上报", {S.REGISTERED}, to=(S.ESCALATION_PENDING,),
         who=(Who.HOLDER_STAFF, Who.INTAKE), row="1b", needs=("trigger",), guards=("below_street",),
         clocks=("stop:CK3", "start:CK6"), tells=(Tell.STAFF,)),
    row("assign", "分派", _UNDER_WAY | {S.PERFORMING, S.BREACHED, S.FOLLOW_UP}, to=(),
         who=(Who.HOLDER_LEAD, Who.INTAKE, Who.HOLDER_STAFF), row="1b", needs=("holder",),
         tells=(Tell.HOLDER,), note="已登记的案件可由受理窗口改派到合适的层级"),
    row("ask_consent", "征询意愿", {S.REGISTERED}, to=(S.CONSENT_PENDING,), who=(Who.HOLDER_STAFF,), row="2",
         needs=("asked_on",), clocks=("stop:CK1",), note="问意愿就是首次联系"),
    row("accept", "受理", {S.CONSENT_PENDING}, to=(S.MEDIATING,), who=(Who.HOLDER_STAFF,), row="3",
         needs=("consents", "rights_told_on"), guards=("nobody_refused",), clocks=("stop:CK2", "start:CK4")),
    row("refuse", "一方拒绝，终止", {S.CONSENT_PENDING}, to=(S.TERMINATED,), who=(Who.HOLDER_STAFF,), row="4",
         needs=("party", "advice"), clocks=("stop:CK1", "stop:CK2", "stop:CK3", "stop:CK5")),
    row("decline", "不予受理", {S.REGISTERED}, to=(S.NOT_ACCEPTED,), who=(Who.COMMUNITY_LEAD, Who.MANAGER),
         row="5", needs=("reason_code", "advice"), clocks=("stop:CK1", "stop:CK2", "stop:CK3", "stop:CK5")),
    row("guide", "导引到别的途径", {S.REGISTERED}, to=(S.REFERRED,), who=(Who.INTAKE,), row="6",
         needs=("result", "referred_to", "referred_on"),
         clocks=("stop:CK1", "stop:CK2", "stop:CK3", "stop:CK5")),
    row("merge", "并案", {S.REGISTERED, S.MEDIATING}, to=(S.MERGED,), who=(Who.MANAGER,), row="7",
         needs=("target", "reason"), clocks=("stop:*",)),
    row("unmerge", "撤销并案", {S.MERGED}, to=(S.REGISTERED, S.MEDIATING), who=(Who.MANAGER,), row="7u",
         needs=("reason",), guards=("merge_can_be_undone",), tells=(Tell.STAFF,), note="回到并案前的状态"),
    row("hold_session", "记录调解", {S.MEDIATING}, to=(), who=(Who.HOLDER_STAFF,), row="8",
         needs=("held_at", "place", "mode", "present", "facts", "outcome"), guards=("not_at_court", "help_offered")),
    row("pick_mediator", "选定调解员", {S.MEDIATING, S.SUSPENDED}, to=(), who=(Who.HOLDER_STAFF, Who.HOLDER_LEAD),
         row="8m", needs=("mediator", "chosen_by"), tells=(Tell.HOLDER,), note="调委会指定或者当事人选定"),
    row("change_track", "转换调解方式", {S.MEDIATING}, to=(), who=(Who.HOLDER_STAFF,), row="C8",
         needs=("track", "reason", "parties_agreed_on"), clocks=("track:track",), tells=(Tell.LEAD,),
         note="人民、行政、司法三种方式只有一种在办"),
    row("court_result", "登记法院调解结果", {S.MEDIATING}, to=(S.FOLLOW_UP, S.TERMINATED), who=(Who.HOLDER_STAFF,),
         row="C8", needs=("outcome", "ended_on"), guards=("at_court",), clocks=("stop:track", "start:CK8.agreement"),
         note="调解成的转回访，没有成的终止"),
    row("escalate", "上报", {S.MEDIATING}, to=(S.ESCALATION_PENDING,), who=(Who.HOLDER_STAFF,), row="9",
         needs=("trigger", "work_done"), guards=("below_street", "on_people_track"), clocks=("stop:CK3", "start:CK6"),
         tells=(Tell.STAFF,)),
    row("sign", "签收", {S.ESCALATION_PENDING}, to=(S.MEDIATING, S.REGISTERED), who=(Who.UPPER_STAFF,), row="10",
         clocks=("stop:CK6", "start:CK3"), tells=(Tell.LOWER,), note="还没受理过的，签收后先征询意愿"),
    row("return_case", "退回", {S.ESCALATION_PENDING}, to=(S.MEDIATING, S.REGISTERED), who=(Who.UPPER_STAFF,),
         row="11", needs=("reason", "instruction"), guards=("not_returned_before", "no_hard_trigger"),
         clocks=("stop:CK6", "revive:CK3"), tells=(Tell.HOLDER,), note="回到上报前的状态，时限接着算"),
    row("suspend", "中止", {S.MEDIATING}, to=(S.SUSPENDED,), who=(Who.HOLDER_LEAD,), row="12",
         needs=("reason_code", "resume_on", "parties_told_on"), guards=("on_people_track",), clocks=("pause:CK3", "pause:CK4", "due:RESUME")),
    row("resume", "恢复", {S.SUSPENDED}, to=(S.MEDIATING,), who=(Who.HOLDER_STAFF, Who.SYSTEM), row="13",
         clocks=("stop:RESUME", "resume:CK3", "resume:CK4"), tells=(Tell.HOLDER,)),
    row("agree", "达成协议", {S.MEDIATING}, to=(S.PERFORMING,), who=(Who.HOLDER_STAFF,), row="14",
         needs=("form", "terms", "agreed_on", "items"), guards=("accepted", "not_at_court", "no_agreement_yet"),
         clocks=("stop:track", "stop:CK3", "stop:CK4", "stop:CK5", "start:CK8.agreement", "confirm:CK7", "due:PERFORM")),
    row("agree_performed", "达成协议并当场履行", {S.MEDIATING}, to=(S.FOLLOW_UP,), who=(Who.HOLDER_STAFF,),
         row="15", needs=("terms", "agreed_on", "proof"), guards=("accepted", "not_at_court", "no_agreement_yet"),
         clocks=("stop:track", "stop:CK3", "stop:CK4", "stop:CK5", "confirm:CK7", "start:CK8.performance")),
    row("fail", "调解不成，终止", {S.MEDIATING, S.SUSPENDED}, to=(S.TERMINATED,), who=(Who.HOLDER_STAFF,), row="16",
         needs=("reason", "advice"), clocks=("stop:RESUME", "stop:track", "stop:CK3", "stop:CK4", "stop:CK5")),
    row("withdraw", "当事人撤回", _UNDER_WAY, to=(S.WITHDRAWN,), who=(Who.HOLDER_STAFF,), row="17",
         needs=("withdrawn_on", "free_will"),
         clocks=("stop:RESUME", "stop:track", "stop:CK1", "stop:CK2", "stop:CK3", "stop:CK4", "stop:CK5")),
    row("lapse", "到期未履行", {S.PERFORMING}, to=(S.BREACHED,), who=(Who.SYSTEM,), row="18",
         guards=("item_overdue",), tells=(Tell.HOLDER, Tell.LEAD)),
    row("contest", "协议内容有争议，重新调解", {S.PERFORMING}, to=(S.MEDIATING,), who=(Who.HOLDER_STAFF,),
         row="18b", needs=("reason", "both_consent_on"), guards=("confirmation_ended", "not_confirmed"),
         clocks=("stop:PERFORM", "stop:CK7", "stop:CK8", "start:CK3", "start:CK4")),
    row("sign_agreement", "补登签字盖章", {S.PERFORMING, S.BREACHED, S.FOLLOW_UP}, to=(), who=(Who.HOLDER_STAFF,),
         row="C6", guards=("signatures_missing",), clocks=("confirm:CK7",), note="三样齐了协议生效，30天从生效日起算"),
    row("apply_confirmation", "申请司法确认", {S.PERFORMING, S.BREACHED, S.FOLLOW_UP}, to=(), who=(Who.HOLDER_STAFF,),
         row="C6", needs=("court", "applied_on", "both_applied"), guards=("confirmable",), clocks=("stop:CK7",),
         note="双方一起申请，协议生效30天内"),
    row("confirmation_filed", "登记法院受理", {S.PERFORMING, S.BREACHED, S.FOLLOW_UP}, to=(), who=(Who.HOLDER_STAFF,),
         row="C6", needs=("filed_on", "case_no"), guards=("confirmation_applied",), clocks=("court:court.special",)),
    row("confirmation_decided", "登记司法确认结果", {S.PERFORMING, S.BREACHED, S.FOLLOW_UP}, to=(),
         who=(Who.HOLDER_STAFF,), row="C6", needs=("outcome", "decided_on"), guards=("confirmation_waits",),
         clocks=("stop:court.special",), tells=(Tell.HOLDER, Tell.LEAD), note="驳回的，双方同意可以重新调解（18b）"),
    row("renegotiate", "改约或补履行", {S.BREACHED}, to=(S.PERFORMING,), who=(Who.HOLDER_STAFF,), row="19",
         needs=("items", "both_consent_on"), clocks=("due:PERFORM",)),
    row("enforce", "导引起诉或强制执行", {S.BREACHED}, to=(S.REFERRED,), who=(Who.HOLDER_STAFF,), row="20",
         needs=("result", "referred_to", "referred_on"), guards=("confirmation_ended",),
         clocks=("stop:PERFORM", "stop:CK7", "stop:CK8")),
    row("perform", "登记履行", {S.PERFORMING}, to=(), who=(Who.HOLDER_STAFF,), row="21",
         needs=("item", "done_on", "proof"), clocks=("due:PERFORM",)),
    row("complete", "全部履行，转回访", {S.PERFORMING}, to=(S.FOLLOW_UP,), who=(Who.HOLDER_STAFF,), row="21",
         guards=("all_items_settled",), clocks=("stop:PERFORM", "stop:CK8", "start:CK8.performance")),
    row("check_later", "转回访", _ENDED_WITHOUT_VISIT, to=(S.FOLLOW_UP,), who=(Who.HOLDER_STAFF,),
         row="22", clocks=("start:CK8.agreement",), note="黄色、红色的撤回和不予受理也要先回访再结案"),
    row("close_directly", "直接结案", _ENDED_WITHOUT_VISIT, to=(S.CLOSED,), who=(Who.CLOSER,), row="22b",
         needs=("citizen_told",), guards=("blue_only",), clocks=("stop:*", "start:CK9")),
    row("mediate_again", "双方要求再调解", {S.TERMINATED}, to=(S.MEDIATING,), who=(Who.HOLDER_STAFF,), row="22c",
         needs=("both_consent_on",), guards=("ended_lately",), clocks=("start:CK3", "start:CK4")),
    row("follow_up", "登记回访", {S.FOLLOW_UP}, to=(), who=(Who.CHECKER,), row="22",
         needs=("at", "mode", "performed", "satisfaction"), clocks=("stop:CK8",), tells=(Tell.CLOSER,)),
    row("close", "结案", {S.FOLLOW_UP}, to=(S.CLOSED,), who=(Who.CLOSER,), row="23", needs=("citizen_told",),
         guards=("visited", "result_set", "all_items_settled", "confirmation_ended", "red_three_visits"),
         clocks=("stop:*", "start:CK9")),
    row("rework", "没解决，重新调解", {S.FOLLOW_UP}, to=(S.MEDIATING,), who=(Who.CLOSER,), row="24",
         needs=("reason",), guards=("confirmation_ended",), clocks=("stop:CK7", "stop:CK8", "start:CK3", "start:CK4"),
         tells=(Tell.HOLDER, Tell.STAFF)),
    row("reopen", "重开", {S.CLOSED}, to=(S.MEDIATING,), who=(Who.MANAGER,), row="25", needs=("reason",),
         guards=("closed_lately",), clocks=("stop:CK9", "start:CK3", "start:CK4"),
         tells=(Tell.HOLDER, Tell.STAFF)),
    row("archive", "归档", {S.CLOSED}, to=(S.ARCHIVED,), who=(Who.ARCHIVIST,), row="26", needs=("retention",),
         guards=("no_open_reopen_request",), clocks=("stop:CK9",)),
    row("regrade", "调整分级或预警", _LIVE, to=(), who=(Who.HOLDER_LEAD, Who.INTAKE), row="27", needs=("reason",),
         note="红色立即通知分管领导"),
    row("contact", "登记首次联系", _LIVE, to=(), is_talk=True, who=(Who.HOLDER_STAFF,), row="C5", needs=("mode", "note"),
         clocks=("stop:CK1",)),
    row("ask_extension", "申请延期", {S.MEDIATING}, to=(), who=(Who.HOLDER_STAFF,), row="C5",
         needs=("clock_code", "days", "reason_code"), guards=("extension_left",), tells=(Tell.LEAD,)),
    row("decide_extension", "审批延期", {S.MEDIATING}, to=(), who=(Who.HOLDER_LEAD,), row="C5",
         needs=("approved",), guards=("extension_asked",), tells=(Tell.HOLDER,)),
    row("recuse", "回避", _UNDER_WAY, to=(), who=(Who.HOLDER,), row="C3", needs=("reason",), tells=(Tell.LEAD,)),
    row("report_police", "登记报警", _LIVE, to=(), who=(Who.HOLDER_STAFF, Who.INTAKE), row="C7",
         needs=("reported_at",), clocks=("stop:dv.report",)),
    row("protect", "登记家暴处置", _LIVE, to=(), who=(Who.HOLDER_STAFF, Who.INTAKE), row="C7",
         needs=("offered", "offered_on"), clocks=("helpless:dv.report",), tells=(Tell.LEAD, Tell.STREET_LEAD),
         note="转为限制知悉；受害的可能是孩子或没有行为能力的人时要报案"),
    row("warn", "登记告诫书", _LIVE, to=(), who=(Who.HOLDER_STAFF, Who.INTAKE), row="C8", needs=("warned_on",),
         guards=("at_home",), clocks=("start:dv.visit",), tells=(Tell.HOLDER, Tell.LEAD), note="社区要查访双方"),
    row("visit_warned", "登记查访", _LIVE, to=(), is_talk=True, who=(Who.HOLDER_STAFF,), row="C8",
         needs=("sides", "visited_on", "note"), guards=("was_warned",), clocks=("stop:dv.visit",)),
    row("confer", "记录研判会", _LIVE, to=(), who=(Who.HOLDER_STAFF, Who.HOLDER_LEAD, Who.INTAKE), row="C8",
         needs=("held_at", "place", "chair", "opinions", "decision"), tells=(Tell.HOLDER, Tell.LEAD)),
    row("add_party", "补充当事人", _UNDER_WAY, to=(), who=(Who.HOLDER_STAFF,), row="C1b", needs=("party",)),
    row("chase", "催办", _LIVE, to=(), is_talk=True, who=(Who.CHASER,), row="E", needs=("text",), tells=(Tell.HOLDER, Tell.STAFF)),
    row("supervise", "督办", _LIVE, to=(), who=(Who.SUPERVISES,), row="E8", needs=("requirement",)),
    row("whistle_news", "吹哨进展", _LIVE | {S.NOT_ACCEPTED, S.WITHDRAWN, S.CLOSED}, to=(), is_talk=True, who=(Who.SYSTEM,),
         row="D8", tells=(Tell.HOLDER,)),
    row("note", "记一笔", _LIVE, to=(), is_talk=True, who=(Who.HOLDER_STAFF, Who.CHASER, Who.AUTHOR), row="W4", needs=("text",)),
    row("citizen_rate", "居民评价", _ENDED, to=(), is_talk=True, who=(Who.CITIZEN,), row="G-23", needs=("satisfaction",)),
    row("citizen_reopen", "居民说没解决", _ENDED, to=(), is_talk=True, who=(Who.CITIZEN,), row="G-23", needs=("text",),
         guards=("closed_lately",), tells=(Tell.CLOSER,)),
    row("answer_reopen", "答复居民不重开", _ENDED, to=(), is_talk=True, who=(Who.CLOSER, Who.MANAGER), row="G-23",
         needs=("public_text",), guards=("reopen_asked",)),
    row("hand_over", "随网格交接", OPEN_STATES, to=(), who=(Who.SYSTEM,), row="B6", tells=(Tell.HOLDER,)),
    row("reveal_phone", "查看电话", _LIVE | {S.CLOSED}, to=(), who=(Who.HOLDER_STAFF,), row="ux 5",
         needs=("party", "reason")),
)
# fmt: on

TRANSITIONS: dict[str, Transition] = {one.act: one for one in _ROWS}
# Said to nobody on a case that has nothing to do with violence at home.
AT_HOME = frozenset({"warn", "visit_warned"})
