"""One import from upload to undo, and what people call their columns."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.sheets import kinds
from core.sheets.choices import OPEN, RUNNABLE, UNDOABLE, Mode, State
from core.sheets.querysets import SheetImportQuerySet

UNDO_WITHIN = timedelta(hours=24)


class SheetImport(models.Model):
    """A sheet that somebody uploaded, and how far it has come. The file is gone once it was read; the rows it held are
    staged, sealed, for seven days."""

    kind = models.CharField("类型", max_length=40)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="sheet_imports", verbose_name="谁传的"
    )
    file_name = models.CharField("文件", max_length=120)
    file_size = models.PositiveIntegerField("字节")
    sha256 = models.CharField(max_length=64)
    # The file's own name in the folder of uploads; empty once it was read.
    stored_as = models.CharField(max_length=40, blank=True)
    # How many files were uploaded for this import; a corrected one is the next.
    upload_no = models.PositiveSmallIntegerField(default=1)

    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.UPLOADED)
    # First row of the file as it was found, sealed: a sheet without a header row has people's data there.
    sealed_head = models.BinaryField(null=True)
    # What the person said on the matching page about this file: column -> place. Empty once it was read.
    told_columns = models.JSONField(default=dict)
    # A change of many rows that waits for the worker, sealed: it holds the new value.
    sealed_order = models.BinaryField(null=True)
    counts = models.JSONField(default=dict)
    notes = models.JSONField(default=list, help_text="sentences about the file as a whole, without values")
    mode = models.CharField(max_length=4, choices=Mode.choices, blank=True)
    committer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="谁提交的"
    )
    error = models.CharField("没成的原因", max_length=300, blank=True)

    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    queued_at = models.DateTimeField()
    created_at = models.DateTimeField("上传时间")
    committed_at = models.DateTimeField("导入时间", null=True)
    undone_at = models.DateTimeField("撤回时间", null=True)
    # When rows and file are deleted; None once they are.
    expires_at = models.DateTimeField("到期", null=True)

    objects = SheetImportQuerySet.as_manager()

    class Meta:
        verbose_name = "导入"
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            # The tick asks this every two seconds; it holds only what waits.
            models.Index(
                fields=["queued_at"],
                condition=Q(state__in=[state.value for state in RUNNABLE]),
                name="sheetimport_runnable",
            ),
            models.Index(fields=["owner", "-id"], name="sheetimport_owner"),
            models.Index(fields=["state", "expires_at"], name="sheetimport_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.kind_label} {self.file_name}"

    def get_absolute_url(self) -> str:
        return reverse("imports:run", args=[self.pk])

    @property
    def spec(self) -> kinds.SheetKind:
        """The kind, as its app registered it."""
        return kinds.get(self.kind)

    @property
    def kind_label(self) -> str:
        try:
            return self.spec.label
        except LookupError:
            return "表格"

    @property
    def is_running(self) -> bool:
        return self.state in RUNNABLE

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def head_context(self) -> str:
        return f"sheets_sheetimport:{self.pk}:head"

    @property
    def order_context(self) -> str:
        return f"sheets_sheetimport:{self.pk}:order"

    def undo_until(self) -> datetime | None:
        """The moment until which the whole batch can be taken back; None when it cannot."""
        if self.state not in UNDOABLE or self.committed_at is None or not self.spec.can_undo:
            return None
        return self.committed_at + UNDO_WITHIN

    def may_be_undone(self, now: datetime) -> bool:
        until = self.undo_until()
        return until is not None and now < until

    def number(self, name: str) -> int:
        """One of the counts; see core.sheets.counting."""
        value: Any = self.counts.get(name, 0)
        return int(value)


class ColumnMemory(models.Model):
    """That a person's own heading means this column (or none of them), so that they match it only once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    heading = models.CharField(max_length=40)
    column = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = "列名对应"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "kind", "heading"], name="columnmemory_once"),
        ]

    def __str__(self) -> str:
        return f"{self.heading} → {self.column or '不导入'}"
