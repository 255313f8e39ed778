"""综治中心: rooms, the units in it, who is on duty, and the log of the day (domain.md J1). The street's own."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from civics.choices_services import (
    IntakeTopic,
    IntakeWay,
    LogState,
    RoomKind,
    ShiftPart,
    ShiftState,
    UnitWay,
    UseState,
)
from civics.models.service import WINDOW_KEEPERS
from grids.choices import COMMUNITY_ROLES, GRID_ROLES, Role
from grids.works.work import Work, WorkRecord


class CentreWork(Work):
    """What the centre keeps: its intake, the manager and the leader; the rest of the office reads where it may go."""

    pages = "services"
    keepers = WINDOW_KEEPERS
    readers = frozenset({Role.SUPERVISOR, Role.MEETING_SECRETARY})
    community_keepers = ()

    class Meta(Work.Meta):
        abstract = True


class CentreRoom(CentreWork):
    """One of 一厅五室."""

    room = "rooms"
    local_readers = (*COMMUNITY_ROLES, *GRID_ROLES, Role.MEDIATOR)

    state = models.CharField("状态", max_length=20, choices=UseState.choices)
    kind = models.CharField("功能", max_length=12, choices=RoomKind.choices)
    place = models.CharField("位置", max_length=60)
    opens = models.CharField("开放时间", max_length=60, blank=True)
    seats = models.PositiveSmallIntegerField("座位", null=True, blank=True)

    class Meta(CentreWork.Meta):
        verbose_name = "综治中心功能室"


class CentreUnit(CentreWork):
    """A unit that is stationed in the centre, comes by turns, or on call."""

    room = "units"
    local_readers = (*COMMUNITY_ROLES, *GRID_ROLES, Role.MEDIATOR)

    state = models.CharField("状态", max_length=20, choices=UseState.choices)
    way = models.CharField("方式", max_length=10, choices=UnitWay.choices)
    department = models.ForeignKey(
        "grids.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="部门",
        help_text="名单里有就选，没有就空着",
    )
    seat = models.ForeignKey(
        CentreRoom, models.PROTECT, null=True, blank=True, related_name="units", verbose_name="在哪个室"
    )
    days = models.CharField("什么时候在", max_length=60, help_text="比如：每周二全天；随叫随到写多久到")
    phone = models.CharField("值班电话", max_length=20, blank=True, help_text="只填办公电话")
    duties = models.TextField("办什么", max_length=300, blank=True)

    class Meta(CentreWork.Meta):
        verbose_name = "进驻单位"


class CentreShift(CentreWork):
    """Who is on duty on a day."""

    room = "roster"
    state = models.CharField("状态", max_length=20, choices=ShiftState.choices)
    on = models.DateField("哪天")
    part = models.CharField("班次", max_length=10, choices=ShiftPart.choices)
    unit = models.ForeignKey(
        CentreUnit, models.PROTECT, null=True, blank=True, related_name="shifts", verbose_name="进驻单位"
    )
    seat = models.ForeignKey(
        CentreRoom, models.PROTECT, null=True, blank=True, related_name="shifts", verbose_name="在哪个室"
    )

    class Meta(CentreWork.Meta):
        verbose_name = "值班"
        ordering = ["-on", "part", "-pk"]
        indexes = [*CentreWork.Meta.indexes, models.Index(name="centre_shift_day", fields=["on", "part"])]
        constraints = [
            models.UniqueConstraint(
                name="centre_shift_once",
                fields=["on", "part", "name"],
                condition=~models.Q(state=ShiftState.CANCELLED),
                violation_error_message="这天这个班次已经排了这一位",
            ),
        ]


class IntakeDay(CentreWork):
    """The log of one day in the hall, closed when the shift hands over."""

    room = "intake"
    past = ("on",)

    state = models.CharField("状态", max_length=20, choices=LogState.choices)
    on = models.DateField("哪天")

    class Meta(CentreWork.Meta):
        verbose_name = "接待日志"
        ordering = ["-on"]
        constraints = [
            models.UniqueConstraint(
                name="centre_log_once", fields=["on"], violation_error_message="这天的日志已经开了"
            ),
        ]


class IntakeLine(WorkRecord):
    """People who came about one thing: what kind, where it went. Who they were stands in the case, not here."""

    past = ()

    work = models.ForeignKey(IntakeDay, models.PROTECT, related_name="lines")
    topic = models.CharField("来办什么", max_length=12, choices=IntakeTopic.choices)
    headcount = models.PositiveSmallIntegerField("来了几人")
    way = models.CharField("怎么办的", max_length=10, choices=IntakeWay.choices)
    waited = models.PositiveSmallIntegerField("等了几分钟", null=True, blank=True)
    text = models.CharField("说明", max_length=200, blank=True, help_text="不写姓名电话")

    class Meta(WorkRecord.Meta):
        verbose_name = "来访"

    def __str__(self) -> str:
        at = timezone.localtime(self.created_at)
        return f"{at:%H:%M} {self.get_topic_display()} {self.get_way_display()}"

    def clean(self) -> None:
        told: dict[str, Any] = {}
        if not self.headcount:
            told["headcount"] = "至少1人"
        if told:
            raise ValidationError(told)
