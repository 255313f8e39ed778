"""Sheets that leave the house."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from core.papers.numbers import format_number
from core.sheets import kinds
from core.sheets.choices import ExportState
from core.sheets.querysets import SheetExportQuerySet


class SheetExport(models.Model):
    """One sheet taken out: by whom, for what, with how many rows, agreed by whom. The file is kept sealed for seven days."""

    kind = models.CharField("类型", max_length=40)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="sheet_exports", verbose_name="谁导出的"
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="谁同意的"
    )
    purpose = models.CharField("用途", max_length=200)
    chosen = models.JSONField("条件", default=dict)
    is_masked = models.BooleanField("遮住个人信息", default=True)
    row_count = models.PositiveIntegerField("行数", default=0)
    state = models.CharField("状态", max_length=8, choices=ExportState.choices)
    answer = models.CharField("答复", max_length=200, blank=True)
    sealed_file = models.BinaryField(null=True)
    downloads = models.PositiveIntegerField("下载次数", default=0)
    created_at = models.DateTimeField("申请时间")
    answered_at = models.DateTimeField("答复时间", null=True)
    expires_at = models.DateTimeField("到期")

    objects = SheetExportQuerySet.as_manager()

    class Meta:
        verbose_name = "导出"
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["year", "serial"], name="sheetexport_serial"),
            # Never alone (trust.md 3.3): who asks for people's numbers is not who agrees.
            models.CheckConstraint(
                condition=~models.Q(approver=models.F("owner")), name="sheetexport_second_person"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["owner", "-created_at"], name="sheetexport_owner"),
            models.Index(fields=["state", "expires_at"], name="sheetexport_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind_label}"

    def get_absolute_url(self) -> str:
        return reverse("exports:detail", args=[self.pk])

    @property
    def number(self) -> str:
        """雄导〔2026〕0001号."""
        return format_number(settings.EXPORT_SERIES, self.year, self.serial)

    @property
    def spec(self) -> kinds.SheetKind:
        return kinds.get(self.kind)

    @property
    def kind_label(self) -> str:
        try:
            return self.spec.label
        except LookupError:
            return "表格"

    @property
    def file_context(self) -> str:
        return f"sheets_sheetexport:{self.pk}:file"

    def may_be_downloaded(self, now: datetime) -> bool:
        return self.state == ExportState.READY and now < self.expires_at and self.sealed_file is not None
