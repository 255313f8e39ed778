"""The acts of volunteers, activities and certificates (domain.md J11, J12), and nothing else.

docs/states/{volunteer,volunteer_activity,volunteer_certificate}.md are drawn from this by a test."""

from enum import StrEnum

from civics.volunteers.choices import AHEAD, SERVING, ActivityState, CertificateState, VolunteerState
from core.flow.table import CITIZEN, SYSTEM, Transition, row


class Who(StrEnum):
    KEEPER = "keeper"
    COLLEAGUE = "colleague"
    CITIZEN = CITIZEN
    SYSTEM = SYSTEM


WHO_WORDS: dict[str, str] = {
    Who.KEEPER: "本社区的书记、专干或街道综治中心",
    Who.COLLEAGUE: "在岗的同志",
    Who.CITIZEN: "志愿者本人",
    Who.SYSTEM: "系统",
}


class Tell(StrEnum):
    HANDLER = "handler"
    LEAD = "lead"
    NEXT_TIER = "next_tier"
    SUPERVISION = "supervision"


V, A, C = VolunteerState, ActivityState, CertificateState
_KEEPER, _OR_SELF = (Who.KEEPER,), (Who.KEEPER, Who.CITIZEN)
_ONCE_IN = SERVING | {V.LEFT}
# fmt: off
_VOLUNTEER = (
    row("accept", "录用", {V.APPLIED}, to=(V.ACTIVE,), who=_KEEPER, row="J11", needs=("risks_told",), clocks=("stop:*",),
        note="讲清楚要做什么、有什么风险"),
    row("refuse", "不录用", {V.APPLIED}, to=(V.REFUSED,), who=_KEEPER, row="J11", needs=("reason",), clocks=("cancel:*",)),
    row("correct", "更正资料", SERVING | {V.APPLIED}, to=(), who=_KEEPER, row="J11", needs=("reason",),
        note="本人要求更正的，当面或打电话核对"),
    row("ask_correction", "本人要求更正", _ONCE_IN, to=(), who=(Who.CITIZEN,), row="J11", needs=("text",), is_talk=True,
        tells=(Tell.HANDLER,)),
    row("add_note", "记培训、荣誉", SERVING, to=(), who=_KEEPER, row="J11", needs=("title", "on", "by")),
    row("strike_note", "作废一条记录", _ONCE_IN, to=(), who=_KEEPER, row="J11", needs=("note", "reason"), guards=("has_notes",)),
    row("pause", "暂停服务", {V.ACTIVE}, to=(V.PAUSED,), who=_KEEPER, row="J11", needs=("reason",)),
    row("resume", "恢复服务", {V.PAUSED}, to=(V.ACTIVE,), who=_KEEPER, row="J11"),
    row("spend_credits", "兑换积分", SERVING, to=(), who=_KEEPER, row="J12", needs=("amount", "words")),
    row("give_credits", "捐赠积分", SERVING, to=(), who=_OR_SELF, row="J12", needs=("amount",)),
    row("leave", "退出", SERVING, to=(V.LEFT,), who=_OR_SELF, row="J11", needs=("reason",), tells=(Tell.HANDLER,)),
    row("note", "记一笔", set(V), to=(), is_talk=True, who=_KEEPER, row="J11", needs=("text",)),
    row("reveal_contact", "查看资料", set(V), to=(), who=_KEEPER, row="ux 5", needs=("field", "reason")),
)
_ACTIVITY = (
    row("edit", "修改", AHEAD, to=(), who=_KEEPER, row="J11", needs=("title",)),
    row("announce", "发布招募", {A.DRAFT}, to=(A.OPEN,), who=_KEEPER, row="J11", guards=("danger_is_met", "lies_ahead")),
    row("sign_up", "报名", {A.OPEN, A.RUNNING}, to=(), who=_OR_SELF, row="J11", needs=("volunteer",), is_talk=True,
        guards=("has_places",), note="年龄、培训不够的不能报"),
    row("sign_off", "退出报名", {A.OPEN}, to=(), who=_OR_SELF, row="J11", needs=("volunteer",), is_talk=True),
    row("start", "开始签到", {A.OPEN}, to=(A.RUNNING,), who=_KEEPER, row="J11", guards=("somebody_comes",)),
    row("check_in", "签到", {A.RUNNING}, to=(), who=_OR_SELF, row="J11", needs=("volunteer",), is_talk=True,
        note="凭现场的签到码，或由组织者补登"),
    row("check_out", "签退", {A.RUNNING, A.DONE}, to=(), who=_OR_SELF, row="J11", needs=("volunteer",), is_talk=True),
    row("finish", "活动结束", {A.RUNNING}, to=(A.DONE,), who=_KEEPER, row="J11", clocks=("start:activity.hours",)),
    row("confirm_hours", "核定时长", {A.DONE}, to=(A.SETTLED,), who=_KEEPER, row="J11", needs=("hours",), clocks=("stop:*",),
        note="谁记录谁负责；1小时1积分"),
    row("correct_hours", "更正时长", {A.SETTLED}, to=(), who=_KEEPER, row="J11", needs=("record", "hours", "reason")),
    row("rate", "评价服务", {A.SETTLED}, to=(), who=_KEEPER, row="J11", needs=("record", "grade"), note="评这一次服务，不评人"),
    row("cancel", "取消活动", AHEAD, to=(A.CANCELLED,), who=_KEEPER, row="J11", needs=("reason",)),
    row("note", "记一笔", set(A) - {A.CANCELLED}, to=(), is_talk=True, who=_KEEPER, row="J11", needs=("text",)),
)
_CERTIFICATE = (
    row("doubt", "提出异议", {C.NOTICE}, to=(C.DOUBTED,), who=(Who.KEEPER, Who.COLLEAGUE), row="J11", needs=("reason",),
        clocks=("cancel:*",), tells=(Tell.HANDLER,)),
    row("uphold", "核查无误，重新公示", {C.DOUBTED}, to=(C.NOTICE,), who=_KEEPER, row="J11", needs=("reason",),
        clocks=("start:volunteer.notice",)),
    row("refuse", "不予出具", {C.NOTICE, C.DOUBTED, C.READY}, to=(C.REFUSED,), who=_KEEPER, row="J11", needs=("reason",),
        clocks=("cancel:*",)),
    row("notice_over", "公示期满", {C.NOTICE}, to=(C.READY,), who=(Who.SYSTEM,), row="J11", clocks=("stop:*",),
        tells=(Tell.HANDLER,)),
    row("issue", "出具证明", {C.READY}, to=(C.ISSUED,), who=_KEEPER, row="L24", note="在文书页上出具"),
    row("void", "作废证明", {C.ISSUED}, to=(C.READY,), who=_KEEPER, row="L24", note="在文书页上作废，可以重出"),
)
# fmt: on

VOLUNTEERS: dict[str, Transition] = {one.act: one for one in _VOLUNTEER}
ACTIVITIES: dict[str, Transition] = {one.act: one for one in _ACTIVITY}
CERTIFICATES: dict[str, Transition] = {one.act: one for one in _CERTIFICATE}
# By time, by the paper, from the value itself.
INSIDE = frozenset({"ask_correction", "reveal_contact", "notice_over", "issue", "void"})
