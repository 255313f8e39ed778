"""Where an account is signed in, and the passwords it had."""

from datetime import datetime
from typing import ClassVar

from django.db import models

from core.accounts.models.user import User


class SignInSession(models.Model):
    """One signed-in browser or phone of a person, from sign-in to its end; the person sees it under 「我的」."""

    class End(models.TextChoices):
        SIGNED_OUT = "signed_out", "已退出"
        IDLE = "idle", "太久没操作，自动退出"
        TOO_LONG = "too_long", "登录太久，自动退出"
        ENDED = "ended", "在别的设备上被退出"
        OVER_LIMIT = "over_limit", "登录的地方太多，最早的自动退出"

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    # Counted per account in the order in which people got in; none while a second factor is still due.
    number = models.PositiveIntegerField(null=True)
    agent = models.CharField(max_length=60)
    address = models.GenericIPAddressField(null=True)
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=12, choices=End.choices, blank=True)

    class Meta:
        verbose_name = "登录记录"
        ordering: ClassVar[list[str]] = ["-last_seen_at"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "-last_seen_at"], name="sign_in_user_seen"),
            models.Index(fields=["last_seen_at"], name="sign_in_old"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.agent}"

    def end(self, because: str, *, now: datetime) -> bool:
        """Close the row once; a second end keeps the first reason."""
        return bool(
            SignInSession.objects.filter(pk=self.pk, ended_at=None).update(
                ended_at=now, ended_because=because
            )
        )


class PasswordHistory(models.Model):
    """A hash the account used before, so that the last five are not taken again (等保三级 身份鉴别)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="past_passwords")
    encoded = models.CharField(max_length=128)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "用过的密码"
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.created_at:%Y-%m-%d}"
