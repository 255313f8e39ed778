"""A person's own calendar link, for the calendar on their phone."""

import secrets

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "partybuilding.calendar"


def new_nonce() -> str:
    return secrets.token_hex(16)


class CalendarFeed(models.Model):
    """One secret link a person; taking it back or making another makes the old one worthless. The link is worked out from
    the nonce and the house's key, so the table alone opens nothing."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="账号"
    )
    nonce = models.CharField(max_length=32, default=new_nonce)
    made_at = models.DateTimeField("生成时间")

    class Meta:
        verbose_name = "日历订阅"

    def __str__(self) -> str:
        return f"日历订阅 {self.made_at:%Y-%m-%d}"

    @property
    def secret(self) -> str:
        return salted_hmac(SALT, f"{self.pk}:{self.nonce}", algorithm="sha256").hexdigest()

    def opens(self, secret: str) -> bool:
        return constant_time_compare(self.secret, secret)

    @property
    def path(self) -> str:
        return reverse("meetings:feed", args=[self.pk, self.secret])
