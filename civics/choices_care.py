"""Code words of counselling (domain.md J10), with the words people read. What is no code is sealed."""

from django.db.models import TextChoices


class CareState(TextChoices):
    REQUESTED = "requested", "等咨询员接下"
    TAKEN = "taken", "等约时间"
    BOOKED = "booked", "已约时间"
    MET = "met", "咨询中"
    CLOSED = "closed", "已结束"
    CANCELLED = "cancelled", "已取消"
    ERASED = "erased", "内容已删除"


OPEN_STATES = (CareState.REQUESTED, CareState.TAKEN, CareState.BOOKED, CareState.MET)


class CareSource(TextChoices):
    """Who asked. After a case: that there was one, never which."""

    SELF = "self", "本人"
    FAMILY = "family", "家里人（本人同意）"
    HOTLINE = "hotline", "热线"
    AFTER_CASE = "after_case", "矛盾处理之后"


class CareTime(TextChoices):
    """When it suits."""

    MORNING = "morning", "上午"
    AFTERNOON = "afternoon", "下午"
    EVENING = "evening", "下班后"
    WEEKEND = "weekend", "周末"


class CareTheme(TextChoices):
    """What it was about, in one word that the office may count."""

    FAMILY = "family", "婚姻家庭"
    CHILD = "child", "孩子和教育"
    MOOD = "mood", "情绪压力"
    GRIEF = "grief", "丧失哀伤"
    NEIGHBOUR = "neighbour", "邻里相处"
    WORK = "work", "工作和生活"
    ADAPTING = "adapting", "适应和人际"
    OTHER = "other", "其他"


class CareOutcome(TextChoices):
    """How it ended."""

    RELIEVED = "relieved", "缓解了"
    ONGOING = "ongoing", "建议继续"
    REFERRED = "referred", "转介医院"
    STOPPED = "stopped", "本人不再来"
    NO_CONTACT = "no_contact", "联系不上"
    OTHER_HELP = "other_help", "转其他帮助"
