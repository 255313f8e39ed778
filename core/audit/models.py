"""The ledger of who did what: append-only, one chain, each line under a key kept outside the database (D6)."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from core.audit.querysets import EntryQuerySet
from core.audit.words import action_words, subject_words


class Entry(models.Model):
    """One act of one person (or of the machine, when there is no actor), linked to the act before it.

    The database itself refuses UPDATE, DELETE and TRUNCATE (migration 0001); `hash` is an HMAC over every
    field and the previous hash, so even its owner cannot write a line that verifies."""

    seq = models.BigIntegerField("序号", unique=True)
    at = models.DateTimeField("时间", db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="操作人"
    )
    action = models.CharField("操作", max_length=80)
    subject_kind = models.CharField("对象类别", max_length=40, blank=True)
    subject_id = models.BigIntegerField("对象编号", null=True)
    detail = models.JSONField("内容", default=dict)
    request_id = models.CharField("请求编号", max_length=32, blank=True)
    ip = models.GenericIPAddressField("来源地址", null=True)
    prev_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    objects = EntryQuerySet.as_manager()

    class Meta:
        db_table = "audit_entry"
        verbose_name = "操作记录"
        ordering: ClassVar[list[str]] = ["-seq"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["actor", "-seq"], name="audit_entry_actor"),
            models.Index(fields=["subject_kind", "subject_id", "-seq"], name="audit_entry_subject"),
            models.Index(fields=["action", "-seq"], name="audit_entry_action"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(seq__gte=1), name="audit_entry_seq_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"

    @property
    def action_words(self) -> str:
        return action_words(self.action)

    @property
    def subject_words(self) -> str:
        return subject_words(self.subject_kind, self.subject_id)


class Head(models.Model):
    """The last line of the ledger, one row, signed: cut the ledger's end off, and it points at nothing."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=32)

    class Meta:
        db_table = "audit_head"
        verbose_name = "操作记录末行"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(id=1), name="audit_head_one_row"),
        ]

    def __str__(self) -> str:
        return f"head {self.seq}"


class Reveal(models.Model):
    """That somebody saw one covered value of somebody, and why. Beside its line in the ledger, so that a person can be
    told who looked (个人信息保护法 arts. 44, 45) and nobody looks more often than their work asks for."""

    class Way(models.TextChoices):
        SHOW = "show", "查看"
        SEARCH = "search", "按号码查找"
        EXPORT = "export", "导出"
        PRINT = "print", "打印"

    at = models.DateTimeField("时间")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="查看人"
    )
    subject_kind = models.CharField("对象类别", max_length=40)
    subject_id = models.BigIntegerField("对象编号")
    field = models.CharField("看了什么", max_length=30)
    way = models.CharField("方式", max_length=8, choices=Way.choices, default=Way.SHOW)
    reason = models.CharField("原因", max_length=200)

    class Meta:
        db_table = "audit_reveal"
        verbose_name = "查看记录"
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            # The day's quota of one person, and who looked at one subject.
            models.Index(fields=["actor", "at"], name="audit_reveal_actor"),
            models.Index(fields=["subject_kind", "subject_id", "-at"], name="audit_reveal_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.field}"
