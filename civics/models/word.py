"""What residents write on public pages without an account (domain.md J7, J8)."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from civics.talks.choices import WordState


class PublicWord(models.Model):
    """One thing that somebody wrote. Nobody is asked for a name; it is shown when somebody of the office has read it.

    A subclass names its `work`."""

    text = models.TextField("内容", max_length=300)
    said_at = models.DateTimeField("时间")
    state = models.CharField("状态", max_length=10, choices=WordState.choices, default=WordState.WAITING)
    reply = models.TextField("答复", max_length=500, blank=True)
    hidden_because = models.CharField("不公开的原因", max_length=200, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["-pk"]
        # Those of one page by their state, and all that wait.
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["work", "state"], name="%(class)s_of_work"),
            models.Index(
                fields=["work"], name="%(class)s_waiting", condition=models.Q(state=WordState.WAITING)
            ),
        ]

    def __str__(self) -> str:
        return self.text[:30]
