"""Where events go, and each event on its way there."""

from datetime import datetime
from typing import ClassVar
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from core.crypto.sealed import Sealed, SealedModel
from core.hooks.querysets import DeliveryQuerySet, WebhookQuerySet

User = settings.AUTH_USER_MODEL
# One for each system of the office and some to spare; each costs every act a look at what it may see.
MOST_HOOKS = 20


class Webhook(SealedModel):
    """An address of another system that wants to hear of some resources. It hears of what its account sees, no more.

    Removed ones stay, without their secrets, until their events are forgotten."""

    class State(models.TextChoices):
        ON = "on", "在推送"
        OFF = "off", "已暂停"
        FAILING = "failing", "连不上，停住了"

    owner = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="系统账号")
    name = models.CharField("用途", max_length=60)
    address = models.CharField("地址", max_length=300)
    resources = ArrayField(models.CharField(max_length=40), verbose_name="推送哪些")
    secret_sealed = models.BinaryField(null=True)
    # Signs too until then, so that the receiver can change over without losing an event.
    old_secret_sealed = models.BinaryField(null=True)
    old_until = models.DateTimeField(null=True)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.ON)
    # Nobody answered: no event leaves before this.
    rest_until = models.DateTimeField(null=True)
    # A worker has it in hand until then.
    lease_until = models.DateTimeField(null=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁建的")
    created_at = models.DateTimeField("建于")
    removed_at = models.DateTimeField(null=True)

    objects = WebhookQuerySet.as_manager()
    SEALED: ClassVar[dict[str, Sealed]] = {
        "secret": Sealed("secret_sealed"),
        "old_secret": Sealed("old_secret_sealed"),
    }

    class Meta:
        verbose_name = "推送"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="webhook_wants_something", condition=Q(resources__len__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def host(self) -> str:
        """The name of the other machine; the rest of the address may hold a key of theirs."""
        return urlsplit(self.address).hostname or ""

    def secrets(self, now: datetime) -> list[str]:
        """What signs now, the newest first."""
        found = [self.open_sealed("secret")]
        if self.old_until is not None and self.old_until > now:
            found.append(self.open_sealed("old_secret"))
        return [one for one in found if one]


def new_event_id() -> str:
    """The name of an event for its receiver: the same at every try."""
    return f"evt_{uuid4().hex}"


class Delivery(models.Model):
    """One event for one address: which row moved, by which act, to which version. Nothing else is in it, ever."""

    class State(models.TextChoices):
        WAITING = "waiting", "等着发"
        DELIVERED = "delivered", "已送到"
        # The account saw the row when it moved, and does not now.
        WITHHELD = "withheld", "已看不到，不发"

    TEST: ClassVar[str] = "test"

    event_id = models.CharField("事件编号", max_length=40, unique=True, default=new_event_id)
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries", verbose_name="推送")
    # Empty for a test event.
    resource = models.CharField("数据", max_length=40, blank=True)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    key = models.CharField("编号", max_length=40)
    act = models.CharField("动作", max_length=30)
    version = models.PositiveIntegerField("版本")
    at = models.DateTimeField("时间")
    state = models.CharField("状态", max_length=9, choices=State.choices, default=State.WAITING)
    tries = models.PositiveIntegerField("发了几次", default=0)
    # Failed ones in a row: what the pauses grow by.
    misses = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField("下次")
    tried_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField("送到时间", null=True)
    answered = models.PositiveSmallIntegerField("答复", null=True)
    took_ms = models.PositiveIntegerField("用时", null=True)
    problem = models.CharField("原因", max_length=120, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "推送事件"
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["webhook", "-id"], name="hook_log"),
            models.Index(
                fields=["webhook", "subject_kind", "subject_id", "id"],
                name="hook_waiting",
                condition=Q(state="waiting"),
            ),
            models.Index(fields=["webhook", "id"], name="hook_queue", condition=Q(state="waiting")),
            models.Index(fields=["at"], name="hook_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.type}"

    @property
    def type(self) -> str:
        """`cases.route_up`: the resource and the act, in the words of the API."""
        return f"{self.resource}.{self.act}" if self.resource else self.TEST

    @property
    def url(self) -> str:
        """Where the row is read; empty for a test."""
        if not self.resource:
            return ""
        return f"{settings.PUBLIC_ADDRESS}/api/v1/{self.resource}/{self.key}/"
