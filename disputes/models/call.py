"""社区呼叫."""

from typing import ClassVar

from django.db import models
from django.urls import reverse

from core.flow.models import Matter
from disputes.choices import Cause
from disputes.whistles.choices import CallState
from disputes.whistles.querysets import CallQuerySet


class CommunityCall(Matter):
    """A community asks the street for help with what it cannot settle alone (社区呼叫, D1).

    The street answers within a working day: it handles the matter itself, whistles for departments, or says why not."""

    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    no = models.CharField("编号", max_length=12, unique=True)
    community = models.ForeignKey("grids.Area", models.PROTECT, related_name="+", verbose_name="呼叫社区")
    grid = models.ForeignKey("grids.Grid", models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey("grids.Area", models.PROTECT, related_name="+", verbose_name="地点")
    place_detail = models.CharField("具体位置", max_length=60, blank=True)
    origin_kind = models.CharField(max_length=40, blank=True)
    origin_id = models.PositiveBigIntegerField(null=True)
    cause = models.CharField("类型", max_length=2, choices=Cause.choices, blank=True)
    title = models.CharField("事项", max_length=60)
    problem = models.TextField("问题", max_length=500)
    asked = models.CharField("请街道做什么", max_length=200)
    answer = models.CharField("街道答复", max_length=500, blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = "社区呼叫"
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["year", "serial"], name="call_year_serial"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "due_at"], name="call_state_due"),
            models.Index(fields=["community", "due_at"], name="call_community_due"),
            models.Index(fields=["origin_kind", "origin_id"], name="call_of_origin"),
        ]

    def __str__(self) -> str:
        return f"呼叫{self.no} {self.title}"

    def get_state_display(self) -> str:
        return str(CallState(self.state).label)

    def get_absolute_url(self) -> str:
        return reverse("whistles:call", args=[self.no])

    def act_url(self, act: str) -> str:
        if act == "whistle":
            return f"{reverse('whistles:new')}?call={self.no}"
        return reverse("whistles:call_act", args=[self.no, act])
