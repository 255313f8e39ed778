"""What must hold before an act of a ticket: the missing thing in plain words, or "". As disputes.guards."""

from collections.abc import Callable
from datetime import datetime

from disputes.choices import Tier
from disputes.models import HotlineTicket


def was_given_out(ticket: HotlineTicket, now: datetime) -> str:
    return "" if ticket.desk < Tier.STREET else "这张就在综治中心，不用退回"


def carries_it_alone(ticket: HotlineTicket, now: datetime) -> str:
    """One matter, one record that carries the work."""
    if not ticket.is_linked:
        return ""
    return f"这件事已经在{ticket.target_no}办理，一件事只在一处办。关联错了的，请案管「解除关联」"


def is_linked(ticket: HotlineTicket, now: datetime) -> str:
    return "" if ticket.is_linked else "这张工单没有关联别的"


def target_has_ended(ticket: HotlineTicket, now: datetime) -> str:
    if not ticket.waits_for_target:
        return ""
    return f"关联的{ticket.target_no}还没有结果。可以先「联系、告知诉求人」，来不及的「申请延期」"


def not_extended_yet(ticket: HotlineTicket, now: datetime) -> str:
    return "已经延期过一次，不能再延。请按时答复，或告知诉求人进展" if ticket.extended_at else ""


def no_extension_asked(ticket: HotlineTicket, now: datetime) -> str:
    return "已经申请延期，等街道案管决定" if ticket.asked_days else ""


def extension_asked(ticket: HotlineTicket, now: datetime) -> str:
    return "" if ticket.asked_days else "没有人申请延期"


def not_overdue(ticket: HotlineTicket, now: datetime) -> str:
    late = ticket.due_at is not None and now > ticket.due_at
    return "已经到期，不能再申请延期。请尽快答复并说明" if late else ""


GUARDS: dict[str, Callable[[HotlineTicket, datetime], str]] = {
    one.__name__: one
    for one in (
        was_given_out, carries_it_alone, is_linked, target_has_ended, not_extended_yet, no_extension_asked, extension_asked,
        not_overdue,
    )
}  # fmt: skip
