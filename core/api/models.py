"""The keys by which programs come in."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

User = settings.AUTH_USER_MODEL


class ApiToken(models.Model):
    """One key of a person or a system account: what it opens and until when. It opens never more than its user's own
    postings; the key itself is shown once and not kept, only its hash."""

    user = models.ForeignKey(User, models.PROTECT, related_name="api_tokens", verbose_name="账号")
    name = models.CharField("用途", max_length=60)
    # The first part of the key, which people see and the search finds by; the hash decides.
    prefix = models.CharField("开头", max_length=8, unique=True)
    # SHA-256: the key is 256 random bits, so there is nothing to guess and no salt is needed.
    key_hash = models.BinaryField(max_length=32)
    scopes = ArrayField(models.CharField(max_length=40), verbose_name="范围")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁建的")
    created_at = models.DateTimeField("建于")
    expires_on = models.DateField("用到")
    # The day alone: enough to find forgotten keys, and one write a day.
    last_used_on = models.DateField("最近用过", null=True)
    revoked_at = models.DateTimeField("撤销时间", null=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="谁撤销的")

    class Meta:
        verbose_name = "接口令牌"
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="token_opens_something", condition=Q(scopes__len__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.shown}）"

    @property
    def shown(self) -> str:
        """What may be shown of the key."""
        return f"xg_{self.prefix}…"

    def is_over(self, today: date) -> bool:
        """Revoked, or past its last day."""
        return self.revoked_at is not None or self.expires_on < today
