"""The timeline."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from disputes.choices import State, Tier


class DisputeEvent(models.Model):
    """One thing that happened to a case: who, when, from where to where, why. Append-only, guarded by triggers."""

    class Kind(models.TextChoices):
        MOVE = "move", "办理"
        TALK = "talk", "沟通"
        SYSTEM = "system", "系统"

    dispute = models.ForeignKey("disputes.Dispute", models.PROTECT, related_name="events")
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor_title = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    act = models.CharField(max_length=30)
    label = models.CharField(max_length=40)
    from_state = models.CharField(max_length=20, choices=State.choices, blank=True)
    to_state = models.CharField(max_length=20, choices=State.choices, blank=True)
    tier = models.PositiveSmallIntegerField(choices=Tier.choices)
    # Where the case stood after this act: figures of a past month are by the areas and grids of that month. Nobody
    # searches by them. Empty on lines that are older than the columns.
    community = models.ForeignKey("grids.Area", models.PROTECT, null=True, related_name="+", db_index=False)
    estate = models.ForeignKey("grids.Area", models.PROTECT, null=True, related_name="+", db_index=False)
    grid = models.ForeignKey("grids.Grid", models.PROTECT, null=True, related_name="+", db_index=False)
    text = models.TextField(max_length=2000, blank=True)
    # What the citizen reads on the receipt page; empty means the event is internal.
    public_text = models.CharField(max_length=200, blank=True)
    changes = models.JSONField(default=dict)
    version = models.PositiveIntegerField()

    class Meta:
        verbose_name = "时间线"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="event_one_per_version", fields=["dispute", "version"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.label}"
