"""Which account an outside identity opens."""

from typing import ClassVar

from django.db import models

from core.accounts.models.user import User


class Identity(models.Model):
    """The person's number at the office's identity provider (OpenID Connect Core 1.0 section 2, `iss` and `sub`).

    Bound by the person, who had shown the account's own password; nothing that the provider says of anybody (name, phone,
    unit) is kept or believed."""

    user = models.OneToOneField(User, models.CASCADE, related_name="identity")
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    bound_at = models.DateTimeField()

    class Meta:
        verbose_name = "统一身份"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="identity_once", fields=["issuer", "subject"]),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.issuer}"
