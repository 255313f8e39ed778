"""Code words of joint meetings and what they decide (domain.md E), with the words people read."""

from django.db import models


class MeetingState(models.TextChoices):
    """From an empty slot of a quarter to signed minutes (E2-E4)."""

    SLOT = "slot", "待定日期"
    PROPOSED = "proposed", "拟定日期"
    CALLED = "called", "已通知"
    OPEN = "open", "会议中"
    HELD = "held", "会后整理"
    MINUTED = "minuted", "纪要已印发"
    CANCELLED = "cancelled", "已取消"


class MeetingKind(models.TextChoices):
    """A quarter's own meeting, or one called beside it (E2)."""

    REGULAR = "regular", "例会"
    EXTRA = "extra", "临时会议"


class TopicState(models.TextChoices):
    """E3."""

    PROPOSED = "proposed", "已提出"
    ACCEPTED = "accepted", "已采纳"
    DECLINED = "declined", "未采纳"
    MERGED = "merged", "已合并"
    SCHEDULED = "scheduled", "已列入议程"
    DISCUSSED = "discussed", "已议"
    RESOLVED = "resolved", "已议定"
    DEFERRED = "deferred", "下次再议"
