"""Numbers of papers."""

from typing import ClassVar

from django.db import models


class Counter(models.Model):
    """The last number given out in one series of one year, e.g. 雄纠 2026: 184."""

    series = models.CharField("字头", max_length=20)
    year = models.PositiveSmallIntegerField("年")
    last = models.PositiveIntegerField("已用到")

    class Meta:
        verbose_name = "编号"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["series", "year"], name="counter_one_per_series_and_year"),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"
