"""What must hold before an act of an item: the missing thing in plain words, or "". As disputes.guards."""

from collections.abc import Callable
from datetime import datetime

from core.files.models import StoredFile
from partybuilding.items.later import has_later_decision
from partybuilding.models import ActionItem

KIND, ENTRY_KIND, CHECK_KIND = "action_item", "action_item_entry", "action_item_check"


def not_extended_yet(item: ActionItem, now: datetime) -> str:
    return "已经延期过一次，不能再延。办不完的，提请下次会议研究" if item.extended_at else ""


def not_overdue(item: ActionItem, now: datetime) -> str:
    late = item.due_at is not None and now > item.due_at
    return "已经到期，不能再延期。请尽快办完，或提请下次会议研究" if late else ""


def has_lead(item: ActionItem, now: datetime) -> str:
    return "" if item.lead_id else "还没有牵头单位，请先「调整责任单位」或等单位认领"


def has_evidence(item: ActionItem, now: datetime) -> str:
    """E7: clearing needs evidence: papers by name, or photos of what the unit told."""
    told = item.entries.values("pk")
    if (
        item.evidence
        or StoredFile.objects.filter(subject_kind=ENTRY_KIND, subject_id__in=told, removed_at=None).exists()
    ):
        return ""
    return "没有照片也没有佐证材料，不能销号"


def residents_confirmed(item: ActionItem, now: datetime) -> str:
    """E7: where residents raised it, at least one of them."""
    if not item.by_residents or item.checks.filter(passed=True, residents__gt=0).exists():
        return ""
    return "这件是居民反映的，还没有居民确认办好，不能销号"


def a_later_meeting_decided(item: ActionItem, now: datetime) -> str:
    if has_later_decision(item):
        return ""
    return "只有之后的会议才能决定挂账或作废。请先把它列入下次会议的议题"


GUARDS: dict[str, Callable[[ActionItem, datetime], str]] = {
    one.__name__: one
    for one in (
        not_extended_yet, not_overdue, has_lead, has_evidence, residents_confirmed, a_later_meeting_decided,
    )
}  # fmt: skip
