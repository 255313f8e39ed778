"""What the office says of a kind of case: whether its forms offer it, and by which example people recognise it."""

from typing import Any

from django.db import models

from disputes.choices import Cause


class CauseOptionQuerySet(models.QuerySet["CauseOption"]):
    def visible_to(self, user: Any) -> "CauseOptionQuerySet":
        """Every row, for everybody signed in: it names no person."""
        return self if user.is_authenticated else self.none()


class CauseOption(models.Model):
    """A row only where the office changed something; a kind without a row is offered (domain.md K7 is the closed list)."""

    code = models.CharField("类型", max_length=2, choices=Cause.choices, unique=True)
    is_offered = models.BooleanField("登记时给选", default=True)
    example = models.CharField("举例", max_length=40, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = CauseOptionQuerySet.as_manager()

    class Meta:
        verbose_name = "案件类型"

    def __str__(self) -> str:
        return str(self.get_code_display())

    def get_absolute_url(self) -> str:
        return "/settings/causes/"
