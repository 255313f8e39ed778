"""The acts of a joint meeting and of a topic (domain.md E2-E5, E9), and nothing else.

slot -> proposed -> called -> open -> held -> minutes drafted -> signed -> issued. A period's own clock (`meeting.held`)
lies on its regular meeting and stops when a meeting with a quorum opens in that period, whichever it is: a cancelled one
or a mere talk holds nothing. docs/states/meeting.md and meeting_topic.md are drawn from this by a test."""

from enum import StrEnum

from core.flow.table import SYSTEM, Transition, row
from partybuilding.choices import AHEAD, AT_MEETING, WAITING_TOPICS, MeetingState, TopicState


class Who(StrEnum):
    """Who may do an act, in relation to one meeting or topic; policies.py answers each against postings and seats."""

    SECRETARY = "secretary"
    CHAIR = "chair"
    MEMBER = "member"
    PROPOSER = "proposer"
    SYSTEM = SYSTEM


WHO_WORDS: dict[str, str] = {
    Who.SECRETARY: "会议秘书（社区大党委由社区专干、社区书记）",
    Who.CHAIR: "会议主持人（街道分管领导、社区书记）",
    Who.MEMBER: "成员单位的委员、代理人、联络员",
    Who.PROPOSER: "提出议题的人和单位",
    Who.SYSTEM: "系统",
}


class Tell(StrEnum):
    """Who gets a notice; the words of the rules' reminders are among them."""

    SECRETARY = "secretary"
    CHAIR = "chair"
    MEMBERS = "members"
    # Members, once they have been invited.
    INVITED = "invited"
    PROPOSER = "proposer"
    HANDLER = "handler"
    LEAD = "lead"
    NEXT_TIER = "next_tier"
    SUPERVISION = "supervision"


M, T = MeetingState, TopicState
_RUNNING = {M.CALLED, M.OPEN}
_MADE = ("start:meeting.papers_out",)
# fmt: off
_MEETINGS = (
    row("lay", "列入年度计划", {M.SLOT}, to=(), who=(Who.SYSTEM,), row="E2", clocks=("start:meeting.held",)),
    row("propose_date", "拟定日期", {M.SLOT}, to=(M.PROPOSED,), who=(Who.SECRETARY, Who.SYSTEM), row="E2", needs=("held_at",),
        tells=(Tell.SECRETARY, Tell.CHAIR), note="工作日，避开委员已知的请假"),
    row("call_extra", "召集临时会议", {M.SLOT}, to=(M.PROPOSED,), who=(Who.SECRETARY, Who.CHAIR), row="E2",
        needs=("held_at", "reason"), tells=(Tell.SECRETARY, Tell.CHAIR)),
    row("change_date", "改日期", {M.PROPOSED, M.CALLED}, to=(), who=(Who.SECRETARY,), row="E2", needs=("held_at", "reason"),
        clocks=("cancel:meeting.papers_out", *_MADE), tells=(Tell.INVITED, Tell.CHAIR)),
    row("call", "发会议通知", {M.PROPOSED}, to=(M.CALLED,), who=(Who.SECRETARY, Who.SYSTEM), row="E2",
        guards=("has_members", "is_still_to_come"), clocks=_MADE, tells=(Tell.MEMBERS, Tell.CHAIR),
        note="会前14天还没有发的，系统按拟定的日期发"),
    row("build_agenda", "排议程", AHEAD, to=(), who=(Who.SECRETARY,), row="E3", needs=("topics",)),
    row("papers_out", "送出材料", {M.CALLED}, to=(), who=(Who.SECRETARY,), row="E3", clocks=("stop:meeting.papers_out",),
        tells=(Tell.MEMBERS, Tell.CHAIR), note="会前3天；迟了写原因"),
    row("sign_in", "签到", _RUNNING, to=(), who=(Who.SECRETARY,), row="E4", needs=("seats",), guards=("is_its_day",)),
    row("sign_self", "本单位签到", _RUNNING, to=(), who=(Who.MEMBER,), row="E4", needs=("presence",), guards=("is_its_day",)),
    row("open", "开会", {M.CALLED}, to=(M.OPEN,), who=(Who.SECRETARY, Who.CHAIR), row="E4", needs=("chair_name",),
        guards=("is_its_day", "papers_are_out"), clocks=("stop:meeting.held",),
        note="到会过半数再加一家才能作决定；不够的可以记为谈话会"),
    row("close", "散会", {M.OPEN}, to=(M.HELD,), who=(Who.SECRETARY, Who.CHAIR), row="E4", clocks=("start:meeting.minutes",),
        tells=(Tell.SECRETARY,), note="没议到的议题转下次"),
    row("draft_minutes", "起草纪要", {M.HELD}, to=(M.DRAFTED,), who=(Who.SECRETARY,), row="E4", tells=(Tell.CHAIR,)),
    row("return_minutes", "退回修改", {M.DRAFTED}, to=(M.HELD,), who=(Who.CHAIR,), row="E4", needs=("reason",),
        tells=(Tell.SECRETARY,)),
    row("sign_minutes", "签发纪要", {M.DRAFTED}, to=(M.SIGNED,), who=(Who.CHAIR,), row="E4", tells=(Tell.SECRETARY,)),
    row("issue_minutes", "印发纪要", {M.SIGNED}, to=(M.MINUTED,), who=(Who.SECRETARY,), row="L16",
        clocks=("stop:meeting.minutes",), tells=(Tell.MEMBERS, Tell.CHAIR), note="在文书页出具时"),
    row("void_minutes", "作废纪要", {M.MINUTED}, to=(M.HELD,), who=(Who.SECRETARY,), row="L16",
        clocks=("start:meeting.minutes",), note="在文书页作废时，重新起草"),
    row("post_notice", "公示会议结果", {M.MINUTED}, to=(), who=(Who.SECRETARY,), row="E9",
        needs=("title", "text", "decisions", "from_on", "to_on"), guards=("has_decisions",), note="不少于15天"),
    row("take_down", "撤下公示", {M.MINUTED}, to=(), who=(Who.SECRETARY,), row="E9", needs=("notice", "reason"),
        guards=("has_notice",)),
    row("cover", "本期已另行召开", frozenset(M), to=(), who=(Who.SYSTEM,), row="E2", clocks=("stop:meeting.held",)),
    row("cancel", "取消会议", AHEAD, to=(M.CANCELLED,), who=(Who.SECRETARY, Who.CHAIR), row="E2", needs=("reason",),
        clocks=("cancel:meeting.papers_out",), tells=(Tell.INVITED, Tell.SECRETARY, Tell.CHAIR),
        note="本期仍要开会，时限不停"),
    row("note", "记一笔", frozenset(M), to=(), is_talk=True, who=(Who.SECRETARY, Who.CHAIR), row="E2", needs=("text",)),
)
_TOPICS = (
    row("propose", "提出议题", {T.PROPOSED}, to=(), who=(Who.PROPOSER,), row="E3", needs=("title", "problem", "asked"),
        tells=(Tell.SECRETARY,)),
    row("revise", "修改", WAITING_TOPICS, to=(), who=(Who.PROPOSER, Who.SECRETARY), row="E3",
        needs=("title", "problem", "asked")),
    row("accept", "采纳", {T.PROPOSED}, to=(T.ACCEPTED,), who=(Who.SECRETARY,), row="E3", tells=(Tell.PROPOSER,)),
    row("decline", "不采纳", {T.PROPOSED, T.ACCEPTED}, to=(T.DECLINED,), who=(Who.SECRETARY,), row="E3", needs=("reason",),
        tells=(Tell.PROPOSER,)),
    row("merge", "并入另一议题", {T.PROPOSED, T.ACCEPTED}, to=(T.MERGED,), who=(Who.SECRETARY,), row="E3", needs=("main",),
        tells=(Tell.PROPOSER,)),
    row("schedule", "列入议程", {T.ACCEPTED, T.DEFERRED}, to=(T.SCHEDULED,), who=(Who.SECRETARY,), row="E3",
        needs=("meeting",), tells=(Tell.PROPOSER,), note="会前10天提出；迟了写为什么急"),
    row("unschedule", "撤出议程", {T.SCHEDULED}, to=(T.ACCEPTED,), who=(Who.SECRETARY, Who.SYSTEM), row="E3",
        needs=("reason",), guards=("has_not_begun",), tells=(Tell.PROPOSER,)),
    row("discuss", "记讨论情况", AT_MEETING, to=(T.DISCUSSED,), who=(Who.SECRETARY,), row="E4", needs=("text",),
        guards=("is_sitting",)),
    row("resolve", "记议定事项", AT_MEETING | {T.RESOLVED}, to=(T.RESOLVED,), who=(Who.SECRETARY,), row="E4",
        needs=("text", "way"), guards=("is_sitting", "may_decide"), note="协商一致，或到会的过半数同意"),
    row("correct", "更正议定事项", {T.RESOLVED}, to=(), who=(Who.SECRETARY,), row="E4", needs=("decision", "text", "reason"),
        guards=("minutes_are_open",)),
    row("defer", "下次再议", AT_MEETING, to=(T.DEFERRED,), who=(Who.SECRETARY, Who.SYSTEM), row="E3", needs=("reason",),
        guards=("is_sitting",), tells=(Tell.PROPOSER,)),
    row("hand_on", "转交办理", AT_MEETING, to=(T.HANDED_ON,), who=(Who.SECRETARY,), row="E4", needs=("handed_to", "reason"),
        guards=("is_sitting",), tells=(Tell.PROPOSER,)),
    row("note", "记一笔", frozenset(T), to=(), is_talk=True, who=(Who.SECRETARY, Who.PROPOSER, Who.CHAIR), row="E3",
        needs=("text",)),
)
# fmt: on

MEETINGS: dict[str, Transition] = {one.act: one for one in _MEETINGS}
TOPICS: dict[str, Transition] = {one.act: one for one in _TOPICS}
# By time, by a page of its own, or by the paper itself.
INSIDE = frozenset({"lay", "call_extra", "issue_minutes", "void_minutes", "cover"})
TOPICS_INSIDE = frozenset({"propose"})
# Until the minutes are laid before the chair, the record may be put right.
MINUTES_OPEN = frozenset({M.OPEN, M.HELD})
