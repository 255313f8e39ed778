"""The acts of a support record (domain.md G), and nothing else. Everything that moves a record reads this.

proposed -> active <-> paused -> ending -> ended -> sealed -> erased. Entry and exit take two persons; the end of the course,
sealing and erasing are time's own. docs/states/support_enrollment.md is drawn from this by a test."""

from enum import StrEnum

from core.flow.table import SYSTEM, Transition, row
from specialgroups.choices import OPEN, EnrollmentState


class Who(StrEnum):
    """Who may do an act, always in relation to one record; policies.py answers each against postings."""

    MANAGER = "manager"
    SECOND = "second"
    LEAD = "lead"
    TEAM = "team"
    PROPOSER = "proposer"
    GLASS = "glass"
    SYSTEM = SYSTEM


WHO_WORDS: dict[str, str] = {
    Who.MANAGER: "本项目的帮扶负责人",
    Who.SECOND: "没有提出过这件事的本项目帮扶负责人",
    Who.LEAD: "这份档案的负责人",
    Who.TEAM: "这份档案的组员",
    Who.PROPOSER: "提出登记的人",
    Who.GLASS: "获准紧急查阅的人",
    Who.SYSTEM: "系统",
}


class Tell(StrEnum):
    """Who gets a notice after an act; the words of the rules' reminders are among them."""

    MANAGER = "manager"
    LEAD_WORKER = "lead_worker"
    PROPOSER = "proposer"
    HANDLER = "handler"
    LEAD = "lead"


S = EnrollmentState
_AT_WORK = frozenset({S.ACTIVE, S.PAUSED})
_BEFORE_END = frozenset({S.PROPOSED, S.ACTIVE, S.PAUSED})
_WORKERS = (Who.LEAD, Who.MANAGER)
# fmt: off
_ROWS = (
    row("confirm", "核准登记", {S.PROPOSED}, to=(S.ACTIVE,), who=(Who.SECOND,), row="G1", guards=("has_woman",),
        clocks=("stop:support.confirm", "start:support.contact", "start:support.end"), tells=(Tell.LEAD_WORKER,)),
    row("refuse", "不予登记", {S.PROPOSED}, to=(S.ERASED,), who=(Who.MANAGER, Who.PROPOSER), row="G1", clocks=("cancel:*",),
        tells=(Tell.PROPOSER,), note="登记的内容当场删除"),
    row("inform", "登记告知", _BEFORE_END, to=(), who=_WORKERS, row="G1", note="个人信息保护法第17、18、35条"),
    row("consent", "登记自愿帮助的同意", _BEFORE_END, to=(), who=_WORKERS, row="G1", note="个人信息保护法第29条"),
    row("plan", "定帮扶计划", {S.ACTIVE}, to=(), who=_WORKERS, row="G1", needs=("needs",),
        clocks=("cancel:support.contact", "start:support.contact")),
    row("team_in", "增加组员", _BEFORE_END, to=(), who=_WORKERS, row="G2", needs=("kind",)),
    row("team_out", "减少组员", _BEFORE_END, to=(), who=_WORKERS, row="G2", needs=("member",)),
    row("assign", "换负责人", _BEFORE_END, to=(), who=(Who.MANAGER,), row="G3", needs=("worker",), tells=(Tell.LEAD_WORKER,)),
    row("contact", "登记随访", {S.ACTIVE}, to=(), is_talk=True, who=(Who.TEAM, Who.MANAGER), row="G2",
        needs=("mode", "outcome"), clocks=("stop:support.contact", "start:support.contact")),
    row("refer", "转介服务", {S.ACTIVE}, to=(), who=_WORKERS, row="G2", needs=("need", "department"),
        note="就业、培训要本人同意"),
    row("refer_answer", "登记转介结果", _AT_WORK, to=(), who=_WORKERS, row="G2", needs=("referral", "result"),
        guards=("has_referral",)),
    row("service", "请网格送上门", {S.ACTIVE}, to=(), who=_WORKERS, row="ux W8", needs=("kind", "agreed_on"),
        guards=("in_register",), note="要本人同意；网格员看到的是普通走访"),
    row("agree", "登记签订协议", {S.ACTIVE}, to=(), who=_WORKERS, row="G2", guards=("makes_agreement",)),
    row("report", "登记已报告主管机关", _AT_WORK, to=(), who=_WORKERS, row="G2", guards=("has_duty_to_report",),
        note="只记日期，不记内容"),
    row("pause", "中止", {S.ACTIVE}, to=(S.PAUSED,), who=_WORKERS, row="G2", guards=("may_pause",),
        clocks=("cancel:*",), note="戒毒条例第24条"),
    row("resume", "恢复帮扶", {S.PAUSED}, to=(S.ACTIVE,), who=_WORKERS, row="G2", needs=("due_end_on",),
        clocks=("start:support.contact", "start:support.end")),
    row("review", "复核后继续", {S.ACTIVE}, to=(), who=_WORKERS, row="G2", guards=("is_reviewed",),
        clocks=("cancel:support.end", "start:support.end"), note="家庭仍需要帮助的，再续12个月"),
    row("subsidy", "登记监护补助", _AT_WORK, to=(), who=_WORKERS, row="G2", guards=("has_subsidy",)),
    row("ask_end", "提出结束", _AT_WORK, to=(S.ENDING,), who=_WORKERS, row="G2", needs=("reason",),
        clocks=("cancel:support.contact", "start:support.end_check"), tells=(Tell.MANAGER,)),
    row("end", "核准结束", {S.ENDING}, to=(S.ENDED,), who=(Who.SECOND,), row="G4",
        clocks=("cancel:*", "start:support.seal", "start:programme.erase"), tells=(Tell.LEAD_WORKER,)),
    row("keep", "不同意结束", {S.ENDING}, to=(S.ACTIVE, S.PAUSED), who=(Who.SECOND,), row="G4",
        clocks=("cancel:support.end_check",), tells=(Tell.LEAD_WORKER,), note="回到提出以前的状态"),
    row("expire", "到期结束", _AT_WORK | {S.ENDING}, to=(S.ENDED,), who=(Who.SYSTEM,), row="G2",
        clocks=("cancel:*", "start:support.seal", "start:programme.erase"), tells=(Tell.LEAD_WORKER, Tell.MANAGER)),
    row("seal_off", "封存", {S.ENDED}, to=(S.SEALED,), who=(Who.SYSTEM,), row="G4", clocks=("stop:support.seal",)),
    row("erase", "删除", {S.ENDED, S.SEALED}, to=(S.ERASED,), who=(Who.SYSTEM,), row="G4", clocks=("stop:*",)),
    row("open_glass", "紧急查阅打开", OPEN, to=(), who=(Who.SYSTEM,), row="G3", tells=(Tell.LEAD_WORKER,),
        note="两人会签后打开2小时"),
    row("reveal", "查看完整信息", OPEN, to=(), who=(Who.TEAM, Who.MANAGER, Who.GLASS), row="G3", needs=("field", "reason")),
    row("print_form", "打印表单", OPEN, to=(), who=_WORKERS, row="L22", needs=("reason",), note="只印一人，带水印，系统不留存"),
)
# fmt: on

ACTS: dict[str, Transition] = {one.act: one for one in _ROWS}
# By time; from the value itself; on a page of its own.
INSIDE = frozenset({"expire", "seal_off", "erase", "open_glass", "reveal", "print_form"})
