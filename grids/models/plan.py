"""Changes of staff that are prepared, checked and then saved at once; and the hand-overs that wait for their day."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from core.accounts.models import User
from grids.choices import HandoverMode, Role
from grids.models.area import Area
from grids.models.grid import Grid
from grids.models.people import Posting


class AssignmentPlan(models.Model):
    """What one administrator is preparing: several changes, one effective day, one save (ux.md W6)."""

    class State(models.TextChoices):
        DRAFT = "draft", "待保存"
        SAVED = "saved", "已保存"
        DROPPED = "dropped", "已放弃"

    owner = models.ForeignKey(User, models.PROTECT, related_name="assignment_plans")
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    effective_on = models.DateField("生效日期", null=True, blank=True)
    mode = models.CharField(
        "在办案件", max_length=8, choices=HandoverMode.choices, default=HandoverMode.FOLLOW
    )
    reason = models.CharField("事由", max_length=200, blank=True)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "人员调整方案"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["owner"], condition=Q(state="draft"), name="plan_one_draft_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner} {self.get_state_display()}"


class StagedChange(models.Model):
    """One line of a plan: who holds this post of this grid from the effective day, or stands in until a day."""

    plan = models.ForeignKey(AssignmentPlan, models.CASCADE, related_name="changes")
    grid = models.ForeignKey(Grid, models.PROTECT, related_name="+")
    role = models.CharField(
        max_length=20, choices=[(r.value, r.label) for r in (Role.GRID_WORKER, Role.GRID_LEADER)]
    )
    # Empty means: leave the post vacant, and say why.
    new_user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    # Who held it when the line was written: a change by somebody else since then stops the save.
    old_user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    is_cover = models.BooleanField(default=False)
    until = models.DateField(null=True, blank=True)
    vacant_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "待保存的改动"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["plan", "grid", "role", "is_cover"], name="stagedchange_once_a_post"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grid_id} {self.role}"


class Handover(models.Model):
    """Open work of a grid that goes to another person or grid on a day: at once, or when the day comes."""

    grid_from = models.ForeignKey(Grid, models.PROTECT, related_name="+")
    grid_to = models.ForeignKey(Grid, models.PROTECT, related_name="+")
    old_user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    new_user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # Empty means the whole grid; after a split only what lies in these buildings moves.
    buildings = models.ManyToManyField(Area, related_name="+", blank=True)
    mode = models.CharField(max_length=8, choices=HandoverMode.choices)
    due_on = models.DateField()
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    posting = models.ForeignKey(Posting, models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    moved = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "工作交接"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_on"], condition=Q(done_at__isnull=True), name="handover_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.grid_from_id} → {self.grid_to_id}"
