"""What becomes of a supervision order (J23, L15, E8), and nothing else."""

from enum import StrEnum

from core.flow.table import SYSTEM, Transition, row
from disputes.supervision.choices import OrderState


class Who(StrEnum):
    ISSUER = "issuer"
    ADDRESSEE = "addressee"
    SYSTEM = SYSTEM


WHO_WORDS: dict[str, str] = {
    Who.ISSUER: "街道案管或分管领导",
    Who.ADDRESSEE: "被督办的单位",
    Who.SYSTEM: "系统",
}


class Tell(StrEnum):
    ADDRESSEE = "addressee"
    ISSUER = "issuer"
    HANDLER = "handler"
    LEAD = "lead"
    NEXT_TIER = "next_tier"
    SUPERVISION = "supervision"
    PARTIES = "parties"


S = OrderState
# fmt: off
_ROWS = (
    row("issue", "督办", {S.DRAFT}, to=(S.ISSUED,), who=(Who.ISSUER, Who.SYSTEM), row="J23", needs=("basis", "requirement"),
        clocks=("start:reply",), tells=(Tell.ADDRESSEE,)),
    row("reply", "答复督办", {S.ISSUED}, to=(S.REPLIED,), who=(Who.ADDRESSEE,), row="L15", needs=("text",),
        clocks=("stop:reply",), tells=(Tell.ISSUER,)),
    row("send_back", "不认可，再答复", {S.REPLIED}, to=(S.ISSUED,), who=(Who.ISSUER,), row="L15", needs=("reason",),
        clocks=("start:reply",), tells=(Tell.ADDRESSEE,)),
    row("close", "销号", {S.REPLIED}, to=(S.CLOSED,), who=(Who.ISSUER,), row="L15", needs=("result",), tells=(Tell.ADDRESSEE,)),
    row("withdraw", "撤销督办", {S.ISSUED}, to=(S.WITHDRAWN,), who=(Who.ISSUER,), row="L15", needs=("reason",),
        clocks=("cancel:reply",), tells=(Tell.ADDRESSEE,)),
)
# fmt: on
ORDERS: dict[str, Transition] = {one.act: one for one in _ROWS}
