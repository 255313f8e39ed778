"""The timeline of everything that has no timeline of its own, and the columns that every matter under a flow has."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class EventKind(models.TextChoices):
    """What a line of a timeline is; people filter by it."""

    MOVE = "move", "办理"
    TALK = "talk", "沟通"
    SYSTEM = "system", "系统"


class Event(models.Model):
    """One thing that happened to a subject: who, when, from where to where, why. Append-only, guarded by triggers.

    `changes` never holds a name, a number or any text about a person: what may have to be erased stands in the
    subject's own row."""

    subject_kind = models.CharField(max_length=40)
    subject_id = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor_title = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=8, choices=EventKind.choices)
    act = models.CharField(max_length=30)
    label = models.CharField(max_length=40)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, blank=True)
    text = models.TextField(max_length=2000, blank=True)
    # What the citizen reads; empty means the event is internal.
    public_text = models.CharField(max_length=200, blank=True)
    changes = models.JSONField(default=dict)
    version = models.PositiveIntegerField()

    class Meta:
        verbose_name = "时间线"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # Also the index by which a timeline is read.
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "version"], name="flow_event_one_per_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.label}"


class Matter(models.Model):
    """What every row under a flow carries. Written only by the engine.

    The due columns copy the nearest live clock, so that lists filter and sort by an index."""

    state = models.CharField("状态", max_length=20)
    due_at = models.DateTimeField("应办时间", null=True)
    yellow_at = models.DateTimeField(null=True)
    due_code = models.CharField(max_length=40, blank=True)
    last_act = models.CharField("最近动作", max_length=40, blank=True)
    last_act_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )
    created_at = models.DateTimeField("登记时间")
    is_demo = models.BooleanField(default=False)

    class Meta:
        abstract = True
