"""What people are told: the message inside the house, and its copies on the way to channels outside."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.notices.querysets import NoticeQuerySet, OutboxQuerySet, SubscriptionQuerySet

MAX_ATTEMPTS = 8
CHANNEL_WORDS = {"file": "文件夹", "email": "邮件", "webhook": "消息网关"}


class Notice(models.Model):
    """One message in one person's inbox. The key makes telling twice the same as telling once."""

    class Kind(models.TextChoices):
        TODO = "todo", "待办"
        REMIND = "remind", "提醒"
        CHASE = "chase", "催办"
        SYSTEM = "system", "系统"

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField("类别", max_length=8, choices=Kind.choices)
    title = models.CharField("标题", max_length=120)
    body = models.CharField("内容", max_length=500, blank=True)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True)
    key = models.CharField(max_length=160)
    urgent = models.BooleanField("紧急", default=False)
    late_by = models.DurationField("迟到", null=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读", null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "消息"
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["recipient", "key"], name="notice_told_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["recipient", "subject_kind", "subject_id", "-created_at"], name="notice_by_subject"
            ),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def late_words(self) -> str:
        """How much later than planned it came, in whole units; empty when it came in time."""
        minutes = int(self.late_by.total_seconds() // 60) if self.late_by else 0
        if minutes < 1:
            return ""
        for size, unit in ((1440, "天"), (60, "小时"), (1, "分钟")):
            if minutes >= size:
                return f"晚到{minutes // size}{unit}"
        return ""


class Mute(models.Model):
    """A person does not want to be called about one subject: kept in the inbox, not counted, not sent outside."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mutes")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()

    class Meta:
        verbose_name = "免打扰"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "subject_kind", "subject_id"], name="mute_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.subject_kind} {self.subject_id}"


class Subscription(models.Model):
    """Where else a person wants to be told: a channel of settings.NOTICE_CHANNELS and the address there."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="subscriptions")
    channel = models.CharField("渠道", max_length=20)
    address = models.CharField("地址", max_length=200)
    is_active = models.BooleanField("启用", default=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = "消息渠道"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "channel", "address"], name="subscription_once"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.address}"

    @property
    def channel_words(self) -> str:
        return CHANNEL_WORDS.get(self.channel, "其他渠道")


class Outbox(models.Model):
    """One delivery to one address outside: written with the notice, sent after commit, kept until answered."""

    class State(models.TextChoices):
        PENDING = "pending", "等待发送"
        SENDING = "sending", "正在发送"
        SENT = "sent", "已送达"
        UNKNOWN = "unknown", "不知道到没到"
        FAILED = "failed", "没送到"

    key = models.CharField(max_length=80, unique=True)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField("渠道", max_length=20)
    address = models.CharField("地址", max_length=200)
    payload = models.JSONField(default=dict)
    send_after = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.PENDING)
    last_error = models.CharField("原因", max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = "外发消息"
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["send_after", "id"], condition=Q(state="pending"), name="outbox_pending"),
            models.Index(fields=["lease_until"], condition=Q(state="sending"), name="outbox_sending"),
            models.Index(
                fields=["-id"], condition=Q(state__in=["unknown", "failed"]), name="outbox_problems"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"

    @property
    def channel_words(self) -> str:
        return CHANNEL_WORDS.get(self.channel, "其他渠道")
