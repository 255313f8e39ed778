"""One thing that somebody sent without an account."""

from typing import ClassVar

from django.db import models


class PublicWrite(models.Model):
    """That something came from a place, for two days: so that one place does not fill a desk. The place is a keyed mark."""

    what = models.CharField(max_length=20)
    source = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = "公开提交"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="public_write_source", fields=["source", "what", "at"]),
            models.Index(name="public_write_at", fields=["at", "what"]),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d %H:%M}"
