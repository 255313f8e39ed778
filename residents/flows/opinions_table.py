"""The acts of an opinion (domain.md H4), and nothing else. Everything that moves an opinion reads this.

raise -> classify -> handle or convert -> reply within five working days -> satisfaction -> closed. The shape is
core.flow's; residents.flows.opinions answers `who`, `guards` and `tells`. docs/states/opinion.md is drawn from it."""

from enum import StrEnum

from core.flow.table import SYSTEM, Transition, row
from residents.choices_visits import OPEN_STATES, OWED_STATES, OpinionState


class Who(StrEnum):
    """Who may do an act, always in relation to one opinion."""

    RAISER = "raiser"
    STAFF = "staff"
    ANSWERER = "answerer"
    LEAD = "lead"
    MARKER = "marker"
    SYSTEM = SYSTEM


WHO_WORDS: dict[str, str] = {
    Who.RAISER: "登记的人",
    Who.STAFF: "本网格、本社区或综治中心的人",
    Who.ANSWERER: "负责答复的一级",
    Who.LEAD: "本级或上级负责人",
    Who.MARKER: "社区或综治中心",
    Who.SYSTEM: "系统",
}


class Tell(StrEnum):
    """Who gets a notice after an act."""

    SORTER = "sorter"
    ANSWERER = "answerer"


S = OpinionState
REPLY = "opinion.reply"
_WITH_US = frozenset({S.RAISED, S.HANDLING})
_SHOWN = frozenset(S) - {S.DRAFT, S.VOID}

# fmt: off
_ROWS = (
    row("raise_opinion", "登记意见", {S.DRAFT}, to=(S.RAISED,), who=(Who.RAISER,), row="H4",
        needs=("place", "text"), clocks=(f"start:{REPLY}",), tells=(Tell.SORTER,)),
    row("classify", "分类", {S.RAISED}, to=(S.HANDLING,), who=(Who.STAFF,), row="H4",
        needs=("category", "desk"), tells=(Tell.ANSWERER,)),
    row("reclassify", "改分类或换人答复", {S.HANDLING}, to=(), who=(Who.ANSWERER, Who.LEAD), row="H4",
        needs=("category", "desk", "reason"), tells=(Tell.ANSWERER,)),
    row("return_opinion", "退回重新分类", {S.HANDLING}, to=(S.RAISED,), who=(Who.ANSWERER,), row="H4",
        needs=("reason",), tells=(Tell.SORTER,), note="时限接着算"),
    row("handle", "登记办理结果", {S.HANDLING}, to=(), who=(Who.ANSWERER,), row="H4", needs=("handled",)),
    row("convert", "转办", _WITH_US, to=(S.CONVERTED,), who=(Who.STAFF, Who.SYSTEM), row="H4",
        needs=("target",), note="登记那一件、吹出那张哨时自动连上"),
    row("tell_progress", "告知居民进展", {S.CONVERTED}, to=(), who=(Who.ANSWERER, Who.STAFF), row="H4", is_talk=True,
        needs=("reply_way", "public_text"), clocks=(f"stop:{REPLY}",)),
    row("target_ended", "转办件有了结果", {S.CONVERTED}, to=(S.HANDLING,), who=(Who.SYSTEM,), row="D8",
        clocks=(f"start:{REPLY}",), tells=(Tell.ANSWERER,), note="转办件办结不等于意见办结"),
    row("target_news", "转办件有进展", OPEN_STATES, to=(), who=(Who.SYSTEM,), row="D8", is_talk=True),
    row("target_moved", "转办件并到另一件", {S.CONVERTED}, to=(), who=(Who.SYSTEM,), row="D8"),
    row("target_resumed", "转办件重新办理", {S.HANDLING}, to=(S.CONVERTED,), who=(Who.SYSTEM,), row="D8"),
    row("reply", "答复居民", {S.HANDLING}, to=(S.REPLIED,), who=(Who.ANSWERER,), row="H4",
        needs=("reply_way", "public_text"), clocks=(f"stop:{REPLY}",)),
    row("rate", "登记满意度", {S.REPLIED}, to=(S.CLOSED,), who=(Who.STAFF,), row="H4", needs=("satisfaction",)),
    row("rework", "没解决，接着办", {S.REPLIED, S.CLOSED}, to=(S.HANDLING,), who=(Who.STAFF,), row="H4",
        needs=("reason",), guards=("answered_lately",), clocks=(f"start:{REPLY}",), tells=(Tell.ANSWERER,)),
    row("withdraw", "撤销登记", _WITH_US, to=(S.VOID,), who=(Who.LEAD,), row="H4", needs=("reason",),
        clocks=(f"cancel:{REPLY}",), note="重复、登记错了，或居民撤回"),
    row("mark_general", "标记共性意见", _SHOWN, to=(), who=(Who.MARKER,), row="H4", needs=("is_general",),
        note="以后可以进居务公开"),
    row("chase", "催办", OWED_STATES, to=(), is_talk=True, who=(Who.LEAD,), row="E", needs=("text",),
        tells=(Tell.ANSWERER,)),
    row("note", "记一笔", _SHOWN, to=(), is_talk=True, who=(Who.STAFF, Who.LEAD, Who.RAISER), row="H4", needs=("text",)),
    row("reveal_contact", "查看联系方式", OPEN_STATES, to=(), who=(Who.ANSWERER, Who.STAFF), row="ux 5",
        needs=("field", "reason")),
)
# fmt: on

OPINION_ACTS: dict[str, Transition] = {one.act: one for one in _ROWS}
