"""The acts of a wish (domain.md J13), and nothing else. Everything that moves a wish reads this.

collected -> checked -> published -> claimed -> delivered -> confirmed -> closed; withdrawn any time. Nobody claims it in
thirty days: the community takes it. docs/states/micro_wish.md is drawn from this by a test."""

from enum import StrEnum

from civics.wishes.choices import ENDED_STATES, OPEN_STATES, WishState
from core.flow.table import CITIZEN, SYSTEM, Transition, row


class Who(StrEnum):
    """Who may do an act, always in relation to one wish; policies.py answers each against postings."""

    KEEPER = "keeper"
    COLLECTOR = "collector"
    HAND = "hand"
    CLAIMER = "claimer"
    WITNESS = "witness"
    CITIZEN = CITIZEN
    SYSTEM = SYSTEM


WHO_WORDS: dict[str, str] = {
    Who.KEEPER: "本社区的书记、专干或街道综治中心",
    Who.COLLECTOR: "收集心愿的网格员",
    Who.HAND: "在岗的同志和部门联络员",
    Who.CLAIMER: "认领的人或单位",
    Who.WITNESS: "本社区或街道里没有认领这个心愿的人",
    Who.CITIZEN: "居民",
    Who.SYSTEM: "系统",
}


class Tell(StrEnum):
    """Who gets a notice after an act; the words of the rules' reminders are among them."""

    HANDLER = "handler"
    LEAD = "lead"
    NEXT_TIER = "next_tier"
    SUPERVISION = "supervision"
    CLAIMER = "claimer"


S = WishState
_UNSEEN = frozenset({S.COLLECTED, S.CHECKED})
_THANKED = frozenset({S.CONFIRMED, S.CLOSED})
_CLAIMED = ("stop:wish.claim", "start:wish.deliver")
# fmt: off
_ROWS = (
    row("edit", "修改", _UNSEEN, to=(), who=(Who.KEEPER, Who.COLLECTOR), row="J13", needs=("title",)),
    row("check", "核实", {S.COLLECTED}, to=(S.CHECKED,), who=(Who.KEEPER,), row="J13", needs=("is_real", "is_lawful"),
        guards=("within_the_limit",), clocks=("stop:wish.check",)),
    row("refuse", "不采纳", _UNSEEN, to=(S.REFUSED,), who=(Who.KEEPER,), row="J13", needs=("reason",), clocks=("cancel:*",),
        tells=(Tell.HANDLER,)),
    row("publish", "公开征集", {S.CHECKED}, to=(S.PUBLISHED,), who=(Who.KEEPER,), row="J13", guards=("names_nobody",),
        clocks=("start:wish.claim",), note="不写姓名"),
    row("take_down", "撤下修改", {S.PUBLISHED}, to=(S.CHECKED,), who=(Who.KEEPER,), row="J13", needs=("reason",),
        clocks=("cancel:wish.claim",)),
    row("leave_claim", "在公开页上认领", {S.PUBLISHED}, to=(), who=(Who.CITIZEN,), row="J13", needs=("name", "phone"),
        tells=(Tell.HANDLER,), is_talk=True, note="社区联系后才算认领"),
    row("accept_claim", "同意认领", {S.PUBLISHED}, to=(S.CLAIMED,), who=(Who.KEEPER,), row="J13", needs=("claim",),
        guards=("somebody_waits",), clocks=_CLAIMED),
    row("decline_claim", "婉拒认领", {S.PUBLISHED}, to=(), who=(Who.KEEPER,), row="J13", needs=("claim", "reason"),
        guards=("somebody_waits",)),
    row("enter_claim", "登记认领", {S.PUBLISHED}, to=(S.CLAIMED,), who=(Who.KEEPER,), row="J13", needs=("kind",),
        clocks=_CLAIMED),
    row("take", "我来认领", {S.PUBLISHED}, to=(S.CLAIMED,), who=(Who.HAND,), row="J13", clocks=_CLAIMED,
        tells=(Tell.HANDLER,)),
    row("fall_back", "满30天没人认领，社区接办", {S.PUBLISHED}, to=(S.CLAIMED,), who=(Who.SYSTEM,), row="J13",
        clocks=_CLAIMED, tells=(Tell.HANDLER, Tell.LEAD)),
    row("give_back", "退回认领", {S.CLAIMED}, to=(S.PUBLISHED,), who=(Who.KEEPER, Who.CLAIMER), row="J13", needs=("reason",),
        clocks=("cancel:wish.deliver", "start:wish.claim"), tells=(Tell.HANDLER, Tell.CLAIMER)),
    row("deliver", "送达", {S.CLAIMED}, to=(S.DELIVERED,), who=(Who.KEEPER, Who.CLAIMER), row="J13",
        needs=("delivered_on", "delivery"), clocks=("stop:wish.deliver",), tells=(Tell.HANDLER,)),
    row("redo", "没办好，退回", {S.DELIVERED}, to=(S.CLAIMED,), who=(Who.KEEPER,), row="J13", needs=("reason",),
        clocks=("start:wish.deliver",), tells=(Tell.CLAIMER,)),
    row("confirm", "心愿人确认", {S.DELIVERED}, to=(S.CONFIRMED,), who=(Who.WITNESS, Who.CITIZEN), row="J13",
        tells=(Tell.HANDLER, Tell.CLAIMER), note="社区问过本人，或本人凭查询码确认"),
    row("close", "答谢、办结", {S.CONFIRMED}, to=(S.CLOSED,), who=(Who.KEEPER,), row="J13", needs=("thanks",),
        tells=(Tell.CLAIMER,)),
    row("tell_story", "公开心愿故事", _THANKED, to=(), who=(Who.KEEPER,), row="J13",
        needs=("story", "consent_on", "consent_paper"), note="要有本人的书面同意"),
    row("drop_story", "撤下心愿故事", _THANKED, to=(), who=(Who.KEEPER,), row="J13", needs=("reason",),
        guards=("has_story",)),
    row("withdraw", "撤回心愿", OPEN_STATES, to=(S.WITHDRAWN,), who=(Who.KEEPER, Who.COLLECTOR, Who.CITIZEN), row="J13",
        needs=("reason",), clocks=("cancel:*",), tells=(Tell.HANDLER, Tell.CLAIMER)),
    row("note", "记一笔", OPEN_STATES, to=(), is_talk=True, who=(Who.KEEPER, Who.COLLECTOR, Who.CLAIMER), row="J13",
        needs=("text",)),
    row("reveal_contact", "查看联系方式", OPEN_STATES | ENDED_STATES, to=(), who=(Who.KEEPER,), row="ux 5",
        needs=("field", "reason")),
)
# fmt: on

WISHES: dict[str, Transition] = {one.act: one for one in _ROWS}
# By citizens and by time; from the value itself.
INSIDE = frozenset({"leave_claim", "fall_back", "reveal_contact"})
