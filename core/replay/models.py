"""First answers, kept so that a repeated request is answered and not done again."""

from typing import ClassVar

from django.db import models


class Answer(models.Model):
    """What the first sending of a form was answered. A second one with the same key gets these very bytes (P7)."""

    owner = models.CharField(max_length=80)
    key = models.UUIDField()
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=500)
    body_hash = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    sealed_body = models.BinaryField()
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "已答复的提交"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "key"], name="answer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.status}"
