"""Files that people attach to a subject."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class StoredFile(models.Model):
    """A photo of a subject: never the bytes that were sent, always our own re-encoding of them."""

    class Purpose(models.TextChoices):
        INTAKE = "intake", "登记照片"
        BEFORE = "before", "处理前"
        AFTER = "after", "处理后"
        PROOF = "proof", "佐证"
        PAPER = "paper", "文书照片"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    purpose = models.CharField("用途", max_length=8, choices=Purpose.choices)
    original_name = models.CharField("文件名", max_length=120)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField("字节")
    width = models.PositiveIntegerField("宽")
    height = models.PositiveIntegerField("高")
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=120, unique=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("上传时间")
    removed_at = models.DateTimeField("移除时间", null=True)
    # The words of the act are here, the picture is still on a phone (core.replay.coming); it counts as attached.
    is_awaited = models.BooleanField("还没传到", default=False)

    class Meta:
        verbose_name = "附件"
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["subject_kind", "subject_id", "purpose"],
                condition=Q(removed_at=None),
                name="file_of_subject",
            ),
        ]

    def __str__(self) -> str:
        return self.original_name

    @property
    def thumb_path(self) -> str:
        return self.path.removesuffix(".jpg") + ".thumb.jpg"
