"""What a person has besides the password: an authenticator app, and recovery codes on paper.

django-otp brings the algorithm, the back-off and the binding to the session. Its own device tables keep secrets in
plain text, so ours seal the secret (SM4-GCM) and keep of a recovery code only a keyed hash: a dump opens nothing.
"""

import base64
import os
import secrets
import time
from datetime import datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import models
from django.utils import timezone
from django_otp.models import Device, ThrottlingMixin, TimestampMixin
from django_otp.oath import TOTP

from core import crypto
from core.text import fold

# Without a ceiling somebody who knows the password could push the owner's wait to days.
LONGEST_WAIT = timedelta(minutes=15)
RECOVERY_CODES = 10
# No 0/o, 1/l/i: people copy these from paper.
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


class CappedThrottle(ThrottlingMixin):
    """django-otp's growing wait after wrong codes (1, 2, 4 … seconds), never over LONGEST_WAIT."""

    class Meta:
        abstract = True

    def get_throttle_factor(self) -> int:
        return 1

    def verify_is_allowed(self) -> tuple[bool, dict[str, Any] | None]:
        allowed, why = super().verify_is_allowed()
        if not allowed and self.throttling_failure_timestamp is not None:
            until = min(why["locked_until"], self.throttling_failure_timestamp + LONGEST_WAIT)
            why["locked_until"] = until
            allowed = timezone.now() >= until
        return allowed, None if allowed else why

    def wait_until(self) -> datetime | None:
        """When the next try is let in; None when it is let in now."""
        allowed, why = self.verify_is_allowed()
        return None if allowed or why is None else why["locked_until"]


def context_of_secret(device: "CodeDevice") -> str:
    """What the seal of an app's secret is bound to: its person, for a device has no number before its secret."""
    return f"accounts_codedevice:{device.user_id}:secret"


class CodeDevice(TimestampMixin, CappedThrottle, Device):
    """The authenticator app on a person's phone (TOTP, RFC 6238). Unconfirmed until its first right code."""

    secret = models.BinaryField(editable=False)
    # The last time step accepted: a code is good once, also inside its own half minute.
    last_step = models.BigIntegerField(default=-1)

    class Meta:
        verbose_name = "身份验证器"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "confirmed"], name="one_code_device_each")
        ]

    def make_secret(self) -> None:
        self.secret = crypto.seal(os.urandom(20).hex(), context_of_secret(self))

    @property
    def key(self) -> bytes:
        return bytes.fromhex(crypto.unseal(bytes(self.secret), context_of_secret(self)))

    @property
    def written_key(self) -> str:
        """The key in groups of four, for those who type it instead of scanning."""
        plain = base64.b32encode(self.key).decode().rstrip("=")
        return " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))

    @property
    def address(self) -> str:
        """What the QR code says to the app."""
        issuer = settings.OTP_TOTP_ISSUER
        secret = base64.b32encode(self.key).decode().rstrip("=")
        query = urlencode({"secret": secret, "issuer": issuer}, quote_via=quote)
        return f"otpauth://totp/{quote(f'{issuer}:{self.user.get_username()}')}?{query}"

    def verify_token(self, token: str) -> bool:
        """True once for a code of this half minute or its neighbours that is newer than the last one used."""
        if not self.verify_is_allowed()[0]:
            return False
        totp = TOTP(self.key)
        totp.time = time.time()
        if not (token.isascii() and token.isdigit() and totp.verify(int(token), 1, self.last_step + 1)):
            self.throttle_increment()
            return False
        self.last_step = totp.t()
        self.throttle_reset(commit=False)
        self.set_last_used_timestamp(commit=False)
        self.save()
        return True


class RecoverySet(TimestampMixin, CappedThrottle, Device):
    """The ten codes a person keeps on paper for the day the phone is lost."""

    class Meta:
        verbose_name = "恢复码"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user"], name="one_recovery_set_each")
        ]

    def renew(self) -> list[str]:
        """New codes, the old ones void; the plain codes exist only in this answer."""
        codes = ["".join(secrets.choice(_ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]
        self.codes.all().delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(recovery_set=self, mark=self.mark_of(code)) for code in codes
        )
        return [f"{code[:5]}-{code[5:]}" for code in codes]

    def mark_of(self, code: str) -> bytes:
        bare = fold(code).replace("-", "").replace(" ", "")
        return crypto.mac(f"recovery:{self.user_id}", bare.encode())

    def verify_token(self, token: str) -> bool:
        """True once for each code: the row that matches is deleted with the answer."""
        if not self.verify_is_allowed()[0]:
            return False
        deleted, _ = self.codes.filter(mark=self.mark_of(token)).delete()
        if not deleted:
            self.throttle_increment()
            return False
        self.throttle_reset(commit=False)
        self.set_last_used_timestamp(commit=False)
        self.save()
        return True


class RecoveryCode(models.Model):
    """The keyed hash of one unused recovery code."""

    recovery_set = models.ForeignKey(RecoverySet, models.CASCADE, related_name="codes")
    mark = models.BinaryField()

    class Meta:
        verbose_name = "一个恢复码"

    def __str__(self) -> str:
        return f"{self.recovery_set_id}/{self.pk}"
