"""Papers: numbers, templates of the office's own, what was issued, its files, and who printed it."""

import base64
import hashlib
import json
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.crypto.sealed import Sealed, SealedModel

User = settings.AUTH_USER_MODEL


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


class PaperTemplate(models.Model):
    """A Word template that the office uploaded in place of the shipped one (version 0, built from the layout).

    The bytes are our own packing of its checked parts, never the file that was sent."""

    kind = models.CharField("文书", max_length=20)
    version = models.PositiveIntegerField("版本")
    docx = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    # What the check remarked: places of required facts that the template does not use, drawings that PDF leaves out.
    remarks = models.JSONField(default=list)
    is_active = models.BooleanField("在用", default=False)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = "文书模板"
        ordering: ClassVar[list[str]] = ["kind", "-version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "version"], name="template_version"),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(is_active=True), name="template_one_active_per_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} 第{self.version}版"


class PaperState(models.TextChoices):
    ISSUED = "issued", "已出具"
    SEALED = "sealed", "已签章"
    VOID = "void", "已作废"


class Paper(SealedModel):
    """A paper that was issued: its number, its facts as they were that moment, and the hashes of its two files.

    It never changes; it can only be sealed (a scan of the signed paper attached) or voided. A trigger keeps it so."""

    kind = models.CharField("文书", max_length=20)
    name = models.CharField("名称", max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.PositiveBigIntegerField()
    part = models.PositiveBigIntegerField(default=0)
    part_words = models.CharField(max_length=60, blank=True)
    # The how-manyth paper of this kind, matter and part.
    version = models.PositiveSmallIntegerField("第几份")
    number = models.CharField("编号", max_length=60, blank=True)
    facts_sealed = models.BinaryField()
    template = models.ForeignKey(PaperTemplate, models.PROTECT, null=True, related_name="+")
    template_sha256 = models.CharField(max_length=64)
    docx_sha256 = models.CharField("Word 校验值", max_length=64)
    pdf_sha256 = models.CharField("PDF 校验值", max_length=64)
    pages = models.PositiveSmallIntegerField("页数")
    retention = models.CharField("保管期限", max_length=10)
    is_personal = models.BooleanField(default=True)
    needs_seal = models.BooleanField("要盖章", default=False)
    state = models.CharField("状态", max_length=8, choices=PaperState.choices, default=PaperState.ISSUED)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="出具人")
    created_at = models.DateTimeField("出具时间")
    sealed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="上传人")
    sealed_at = models.DateTimeField("签章时间", null=True)
    voided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="作废人")
    voided_at = models.DateTimeField("作废时间", null=True)
    void_reason = models.CharField("作废理由", max_length=200, blank=True)

    SEALED: ClassVar[dict[str, Sealed]] = {"facts": Sealed("facts_sealed")}

    class Meta:
        verbose_name = "文书"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # Also the index by which the papers of a matter are found.
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "kind", "part", "version"], name="paper_version"
            ),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "kind", "part"],
                condition=~Q(state=PaperState.VOID),
                name="paper_one_in_force",
            ),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="paper_number"),
            models.CheckConstraint(
                name="paper_void_has_reason",
                condition=~Q(state=PaperState.VOID) | ~Q(void_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}".strip()

    def get_absolute_url(self) -> str:
        return reverse("docs:paper", args=[self.pk])

    @property
    def facts(self) -> dict[str, Any]:
        """The facts as they were when it was issued."""
        found: dict[str, Any] = json.loads(self.open_sealed("facts"))
        return found

    @property
    def is_void(self) -> bool:
        return self.state == PaperState.VOID


class PaperFile(SealedModel):
    """The bytes of a paper: Word, PDF, or the scan of the signed paper. Sealed, because they hold names and numbers.

    In the database and not in the folder of files: number, facts and bytes are one transaction and one backup, and keys
    change with those of every other sealed column."""

    class Format(models.TextChoices):
        DOCX = "docx", "Word"
        PDF = "pdf", "PDF"
        SCAN = "scan", "签章扫描件"

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="files")
    format = models.CharField(max_length=4, choices=Format.choices)
    content_sealed = models.BinaryField()
    size = models.PositiveIntegerField("字节")
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    SEALED: ClassVar[dict[str, Sealed]] = {"content": Sealed("content_sealed")}

    class Meta:
        verbose_name = "文书文件"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["paper", "format"], name="paper_file_one_per_format"),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.format}"

    def keep(self, data: bytes) -> None:
        """Seal the bytes and note their size and hash."""
        self.seal_in("content", base64.b64encode(data).decode())
        self.size, self.sha256 = len(data), hashlib.sha256(data).hexdigest()

    @property
    def data(self) -> bytes:
        """The bytes. Whoever hands them out has checked the hash and written the print log first."""
        return base64.b64decode(self.open_sealed("content"))


class PrintLog(models.Model):
    """That somebody looked at, took or bound a paper: who, when, in which form, what for. Append-only."""

    class Way(models.TextChoices):
        PREVIEW = "preview", "预览"
        DOCX = "docx", "下载 Word"
        PDF = "pdf", "下载 PDF"
        SCAN = "scan", "下载签章件"
        DOSSIER = "dossier", "装订成卷"

    paper = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="prints")
    kind = models.CharField(max_length=20)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.PositiveBigIntegerField()
    way = models.CharField("方式", max_length=8, choices=Way.choices)
    is_original = models.BooleanField("正本", default=False)
    purpose = models.CharField("用途", max_length=100)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="打印人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "打印记录"
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject_kind", "subject_id"], name="print_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind} {self.way}"
