"""Code words of joint meetings and what they decide (domain.md E), with the words people read."""

from django.db import models


class MeetingState(models.TextChoices):
    """From an empty slot of a period to issued minutes (E2-E4)."""

    SLOT = "slot", "待定日期"
    PROPOSED = "proposed", "拟定日期"
    CALLED = "called", "已通知"
    OPEN = "open", "会议中"
    HELD = "held", "会后整理"
    DRAFTED = "drafted", "纪要待签发"
    SIGNED = "signed", "纪要待印发"
    MINUTED = "minuted", "纪要已印发"
    CANCELLED = "cancelled", "已取消"


M = MeetingState
# Nobody sits yet: dates and agenda may still change.
AHEAD = frozenset({M.SLOT, M.PROPOSED, M.CALLED})
# It took place.
SAT = frozenset({M.HELD, M.DRAFTED, M.SIGNED, M.MINUTED})


class MeetingKind(models.TextChoices):
    """A period's own meeting, or one called beside it (E2)."""

    REGULAR = "regular", "例会"
    EXTRA = "extra", "临时会议"


class Presence(models.TextChoices):
    """Who sat on a unit's seat. A deputy is the one named in advance (E4)."""

    MEMBER = "member", "本人到会"
    DEPUTY = "deputy", "代理到会"
    LEAVE = "leave", "请假"
    ABSENT = "absent", "未到"


HERE = frozenset({Presence.MEMBER, Presence.DEPUTY})


class TopicState(models.TextChoices):
    """E3; handed on to whoever is competent."""

    PROPOSED = "proposed", "待采纳"
    ACCEPTED = "accepted", "已采纳"
    DECLINED = "declined", "未采纳"
    MERGED = "merged", "已合并"
    SCHEDULED = "scheduled", "已列入议程"
    DISCUSSED = "discussed", "已讨论"
    RESOLVED = "resolved", "已议定"
    DEFERRED = "deferred", "下次再议"
    HANDED_ON = "handed_on", "已转交"


T = TopicState
# Nothing has been settled yet.
WAITING_TOPICS = frozenset({T.PROPOSED, T.ACCEPTED, T.DEFERRED})
AT_MEETING = frozenset({T.SCHEDULED, T.DISCUSSED})
# Members see a topic once it stands on an agenda.
ON_AGENDA = AT_MEETING | {T.RESOLVED, T.DEFERRED, T.HANDED_ON}


class Outcome(models.TextChoices):
    """What a meeting did with an item of its agenda."""

    RESOLVED = "resolved", "议定"
    DEFERRED = "deferred", "下次再议"
    HANDED_ON = "handed_on", "转交办理"


class DecidedBy(models.TextChoices):
    """E4: agreed by all, or by more than half of those present."""

    CONSENSUS = "consensus", "协商一致"
    VOTE = "vote", "表决"


# How many months a body's period has; every one divides the year.
CYCLES = ((1, "每月一次"), (2, "两个月一次"), (3, "每季度一次"), (4, "四个月一次"), (6, "每半年一次"))
