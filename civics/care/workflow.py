"""The acts of counselling (J10): request -> booking -> session -> outcome. Data only."""

from enum import StrEnum

from civics.choices_care import OPEN_STATES
from civics.choices_care import CareState as S
from core.flow.table import SYSTEM, Transition, row


class Who(StrEnum):
    COUNSELLOR = "counsellor"
    OWN = "own"
    SYSTEM = SYSTEM


WHO_WORDS: dict[str, str] = {
    Who.COUNSELLOR: "本社区或街道的心理咨询员",
    Who.OWN: "接下这个预约的咨询员",
    Who.SYSTEM: "系统",
}
CONTACT, FORGET = "care.contact", "care.forget"
_OWN = (Who.OWN,)
_TAKEN = frozenset(OPEN_STATES) - {S.REQUESTED}
_END = ("cancel:*", f"start:{FORGET}")
_ROWS = (
    row("take", "接下", OPEN_STATES, to=(S.TAKEN,), who=(Who.COUNSELLOR,), row="J10", guards=("free",)),
    row("arrange", "约时间", _TAKEN, to=(S.BOOKED,), who=_OWN, row="J10", needs=("slot_at", "place"), clocks=(f"stop:{CONTACT}",)),
    row("meet", "记一次疏导", {S.TAKEN, S.BOOKED, S.MET}, to=(S.MET,), who=_OWN, row="J10", needs=("on", "minutes", "theme"),
        clocks=(f"stop:{CONTACT}",)),
    row("danger", "有生命危险", OPEN_STATES, to=(), who=(Who.OWN, Who.COUNSELLOR), row="J10", needs=("called",)),
    row("refer", "转介医院", _TAKEN, to=(), who=_OWN, row="J10 精神卫生法第23条", needs=("hospital", "agreed")),
    row("pass_on", "请别的咨询员接", _TAKEN, to=(S.REQUESTED,), who=_OWN, row="J10", clocks=(f"cancel:{CONTACT}", f"start:{CONTACT}"),
        tells=("counsellors",)),
    row("close", "结束", _TAKEN, to=(S.CLOSED,), who=_OWN, row="J10", needs=("outcome",), clocks=_END),
    row("cancel", "取消预约", {S.REQUESTED, S.TAKEN, S.BOOKED}, to=(S.CANCELLED,), who=(Who.OWN, Who.COUNSELLOR), row="J10",
        clocks=_END),
    row("erase", "删除内容", {S.CLOSED, S.CANCELLED}, to=(S.ERASED,), who=(Who.OWN, Who.SYSTEM), row="J10 个人信息保护法第47条",
        clocks=("cancel:*",)),
)  # fmt: skip
TABLE: dict[str, Transition] = {one.act: one for one in _ROWS}
