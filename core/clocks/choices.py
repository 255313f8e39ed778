"""The closed lists of core.clocks, with the words that people see."""

from django.db import models


class Unit(models.TextChoices):
    """What a period is counted in. A law may define its own "days", so the unit is kept per rule."""

    HOUR = "hour", "小时"
    WORK_HOUR = "work_hour", "工作小时"
    CAL = "cal", "日历日"
    WD = "wd", "工作日"
    MONTH = "month", "个月"
    YEAR = "year", "年"
    GIVEN = "given", "按约定或交办的日期"


class DayEnd(models.TextChoices):
    """When the last day of a period ends (民法典 art. 203)."""

    MIDNIGHT = "midnight", "当天24:00"
    BUSINESS = "business", "当天下班"


class Measure(models.TextChoices):
    """What kind of limit a rule is. Only a deadline can run as a clock; the rest is kept for reference."""

    DEADLINE = "deadline", "期限"
    CYCLE = "cycle", "频次"
    QUANTITY = "quantity", "数量"


class Mark(models.TextChoices):
    """How sure we are of the source. Only a default may be edited by the office."""

    VERIFIED = "verified", "法规原文"
    VERIFIED_LOCAL = "verified_local", "外地或上级做法"
    RECALLED = "recalled", "待核对"
    DEFAULT = "default", "本街道自定"


class OverrideKind(models.TextChoices):
    OFF = "off", "放假"
    WORK = "work", "上班"


class DaySource(models.TextChoices):
    """Which link of the chain decided a day."""

    OVERRIDE = "override", "本系统节假日表"
    PACKAGE = "package", "已公布的放假安排"
    FALLBACK = "fallback", "按法定节假日推算"


class State(models.TextChoices):
    """What a clock shows. Words, mark and colour are the screen's business (ux.md section 4)."""

    NORMAL = "normal", "正常"
    DUE_SOON = "due_soon", "临期"
    OVERDUE = "overdue", "超期"
    BADLY_OVERDUE = "badly_overdue", "严重超期"
    PAUSED = "paused", "暂停"
    MET = "met", "按期"
    MET_LATE = "met_late", "逾期"
    CANCELLED = "cancelled", "已取消"
