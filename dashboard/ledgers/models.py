"""Definitions of upper-level forms, and every version that one ever had."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from dashboard.ledgers.layout import Layout, of_json
from dashboard.ledgers.querysets import LedgerQuerySet
from dashboard.ledgers.sources import base


class Ledger(models.Model):
    """One upper-level form: columns over fields that the house already has (`layout`, dashboard.ledgers.layout).

    Changed only by dashboard.ledgers.actions; retired, never deleted: the ledger of acts names it."""

    title = models.CharField("表名", max_length=60)
    source = models.CharField("取数的内容", max_length=20)
    layout = models.JSONField("表样")
    is_active = models.BooleanField("在用", default=True)
    version = models.PositiveIntegerField("版本", default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="谁建的"
    )
    created_at = models.DateTimeField("新建时间")
    is_demo = models.BooleanField(default=False)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = "上级报表"
        ordering: ClassVar[list[str]] = ["-is_active", "title", "id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("ledgers:detail", args=[self.pk])

    def act_url(self, act: str) -> str:
        return reverse("ledgers:act", args=[self.pk, act])

    @property
    def shape(self) -> Layout:
        return of_json(self.layout)

    @property
    def source_label(self) -> str:
        found = base.find(self.source)
        return found.label if found else "系统里没有了"


class LedgerVersion(models.Model):
    """What a definition looked like from one change to the next. Append-only."""

    ledger = models.ForeignKey(Ledger, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版本")
    layout = models.JSONField("表样")
    said = models.CharField("改了什么", max_length=500, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="谁改的"
    )
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "上级报表的版本"
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["ledger", "number"], name="ledger_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.ledger_id} 第{self.number}版"

    @property
    def shape(self) -> Layout:
        shape: Any = self.layout
        return of_json(shape)
