"""Code words of action items (domain.md E6-E8), with the words people read."""

from django.db.models import TextChoices


class ItemState(TextChoices):
    """E7. Overdue is computed from the clock, never a state."""

    DRAFT = "draft", "拟任务"
    OPEN = "open", "待接办"
    IN_PROGRESS = "in_progress", "办理中"
    EXTENDED = "extended", "申请延期"
    CLAIMED_DONE = "claimed_done", "已申报完成"
    VERIFIED = "verified", "已核实"
    CLEARED = "cleared", "已销号"
    ON_ACCOUNT = "on_account", "挂账"
    VOID = "void", "作废"


S = ItemState
# The unit owes the next step.
UNIT_OWES = frozenset({S.OPEN, S.IN_PROGRESS, S.EXTENDED})
WORKING = frozenset({S.IN_PROGRESS, S.EXTENDED})
# Somebody owes something: what the lists show first.
LIVE_STATES = frozenset({*UNIT_OWES, S.CLAIMED_DONE, S.VERIFIED})
ENDED_STATES = frozenset({S.CLEARED, S.VOID})
# Not done: the report to the next meeting names it (E5).
UNFINISHED = LIVE_STATES | {S.ON_ACCOUNT}
SHOWN_STATES = frozenset(S) - {S.DRAFT}


class ConfirmWay(TextChoices):
    """How residents said that it is done. Who they are is not written down."""

    ON_SITE = "on_site", "现场当面"
    PHONE = "phone", "电话"
    MEETING = "meeting", "居民议事会"
    MESSAGE = "message", "楼栋群、留言"


CHASE_WORDS = (
    "请把这个月的进展和照片补上",
    "快到期了，请按时完成，有困难请写明",
    "已经超期，请写清卡在哪里、哪天办完",
)
# Two orders: the unit's superior hears of it and the next meeting is told (E8).
ORDERS_TO_REPORT = 2
