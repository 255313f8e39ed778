"""Weekly sums by form, and for a month what was sent and not yet looked at. No person stands in either table."""

from typing import ClassVar

from django.db import models


class FormWeek(models.Model):
    """What one form asked for in one week. `form` is the code of the act that it became (core.audit)."""

    week = models.DateField("周一")
    form = models.CharField("表单", max_length=80)
    sent = models.PositiveIntegerField("交了几次", default=0)
    typed = models.PositiveIntegerField("人填的项", default=0)
    # Filled in by the system and left as they were.
    known = models.PositiveIntegerField("系统里本来就有的项", default=0)
    # How many of the sent ones have a page of their own, and on how many of these nobody looked within a month.
    rows = models.PositiveIntegerField("有自己的页面的", default=0)
    unopened = models.PositiveIntegerField("一个月没人看的", default=0)

    class Meta:
        verbose_name = "一周的填报"
        ordering: ClassVar[list[str]] = ["-week", "form"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["week", "form"], name="form_week_once"),
        ]

    def __str__(self) -> str:
        return f"{self.week} {self.form}"


class SentRow(models.Model):
    """A page that a form led to and that nobody has opened since. Gone when it is opened, and after a month."""

    path = models.CharField(max_length=200)
    form = models.CharField(max_length=80)
    week = models.DateField()
    sent_at = models.DateTimeField()

    class Meta:
        verbose_name = "还没人看过的登记"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["path"], name="sent_row_path"),
            models.Index(fields=["sent_at"], name="sent_row_age"),
        ]

    def __str__(self) -> str:
        return self.path
