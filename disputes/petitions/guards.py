"""What must hold before an act of a petition matter: the missing thing in plain words, or ""."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from disputes.models import PetitionMatter
from disputes.petitions.choices import Channel, PetitionKind, Stage
from disputes.petitions.facts import facts

# Rights of others: they remind nobody and turn nothing red.
RIGHTS = frozenset({"petition.objection", "petition.review.ask", "petition.second.ask"})


def not_told_yet(matter: PetitionMatter, now: datetime) -> str:
    return f"已经{matter.get_notice_mode_display()}过了" if matter.notice_mode else ""


def has_been_told(matter: PetitionMatter, now: datetime) -> str:
    return "" if matter.notice_mode else "还没有告知信访人。请先「告知信访人」，再做这一步"


def not_reported_yet(matter: PetitionMatter, now: datetime) -> str:
    return f"已经报告过：{matter.urgent_told}" if matter.is_urgent else ""


def is_appeal(matter: PetitionMatter, now: datetime) -> str:
    if matter.kind == PetitionKind.APPEAL:
        return ""
    return f"「{matter.get_kind_display()}」不走受理程序，请直接「答复」或「转送」"


def answered_by_words(matter: PetitionMatter, now: datetime) -> str:
    if matter.kind != PetitionKind.APPEAL:
        return ""
    return "申诉求决要按途径办：「拟受理」「转送」「引导到法定途径」或「不予受理」"


def was_transferred(matter: PetitionMatter, now: datetime) -> str:
    return "" if matter.channel == Channel.TRANSFER else "这件不是别的单位转来的，没有转交单位可以提异议"


def objection_in_time(matter: PetitionMatter, now: datetime) -> str:
    """Five working days from receiving it (art. 23)."""
    clock = facts(matter).live("petition.objection")
    if clock is None:
        return "已经提过异议，或者没有在走的异议时限"
    if now > clock.due_at:
        return f"异议要在{clock.due_words(timezone.localtime(now))}前提出，已经过了"
    return ""


def no_case_yet(matter: PetitionMatter, now: datetime) -> str:
    return f"已经转入调解：{matter.case.no}" if matter.case else ""


def extension_possible(matter: PetitionMatter, now: datetime) -> str:
    if facts(matter).granted_extension:
        return "已经延期过一次，不能再延"
    clock = facts(matter).live("petition.finish")
    if clock is None:
        return "没有在走的办结时限，不用延期"
    return "已经到期，不能再申请延期。请尽快把处理意见送签" if now > clock.due_at else ""


def extension_untold(matter: PetitionMatter, now: datetime) -> str:
    granted = facts(matter).granted_extension
    if granted is None:
        return "没有批准过延期，不用告知"
    return "延期理由已经告知过了" if granted.told_on else ""


def extension_told(matter: PetitionMatter, now: datetime) -> str:
    """Art. 34: an extension goes with its reason to the citizen."""
    granted = facts(matter).granted_extension
    if granted is None or granted.told_on:
        return ""
    return "延期理由还没有告知信访人。请先「告知延期理由」"


def no_hearing_open(matter: PetitionMatter, now: datetime) -> str:
    review = facts(matter).review(Stage.SECOND)
    if review is not None and review.hearing_from and not review.hearing_to:
        return "听证还没有结束。请先「听证结束」"
    return ""


def hearing_open(matter: PetitionMatter, now: datetime) -> str:
    return "" if no_hearing_open(matter, now) else "没有在进行的听证"


def has_opinion(matter: PetitionMatter, now: datetime) -> str:
    served = any(one.served_on for one in facts(matter).opinions)
    return "" if served else "这件没有出过处理意见，不会有复查复核决定。有新事实的，请另登记一件"


GUARDS: dict[str, Callable[[PetitionMatter, datetime], str]] = {
    guard.__name__: guard
    for guard in (
        answered_by_words,
        extension_possible,
        extension_told,
        extension_untold,
        has_been_told,
        has_opinion,
        hearing_open,
        is_appeal,
        no_case_yet,
        no_hearing_open,
        not_reported_yet,
        not_told_yet,
        objection_in_time,
        was_transferred,
    )
}
