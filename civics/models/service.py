"""便民服务: the catalogue of what can be had, and what somebody asked for (domain.md J21)."""

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from civics.choices_services import ItemState, Rating, Trips, UseState, Window
from core.crypto.sealed import Sealed, SealedModel
from grids.choices import COMMUNITY_ROLES, GRID_ROLES, Role
from grids.works.work import Work

# 受理、案管、分管领导 keep the street's window.
WINDOW_KEEPERS = frozenset({Role.CENTRE_INTAKE, Role.CENTRE_MANAGER, Role.STREET_LEAD})


class ServiceKind(Work):
    """One thing that residents can have done: where, in how many working days, with how many trips. The street's own."""

    room, pages = "kinds", "services"
    keepers = frozenset({Role.SYSADMIN, Role.CENTRE_MANAGER, Role.STREET_LEAD})
    readers = frozenset({Role.CENTRE_INTAKE, Role.SUPERVISOR})
    community_keepers = ()
    local_readers = (*COMMUNITY_ROLES, *GRID_ROLES)

    state = models.CharField("状态", max_length=20, choices=UseState.choices)
    window = models.CharField("在哪办", max_length=10, choices=Window.choices)
    is_relief = models.BooleanField("社会救助事项", default=False, help_text="救助申请由街道窗口受理、审核")
    trips = models.CharField("跑几次", max_length=10, choices=Trips.choices)
    days = models.PositiveSmallIntegerField("承诺几个工作日办完")
    materials = models.TextField("要带什么", max_length=500, blank=True)
    basis = models.CharField("依据", max_length=120, blank=True)

    class Meta(Work.Meta):
        verbose_name = "便民事项"
        constraints = [
            models.UniqueConstraint(
                name="service_kind_once", fields=["name"], violation_error_message="目录里已经有这个事项"
            ),
            models.CheckConstraint(
                name="service_relief_at_the_street",
                condition=models.Q(is_relief=False) | models.Q(window=Window.STREET),
                violation_error_message="救助申请由街道窗口办（《社会救助法》第64条），请选街道窗口",
            ),
            models.CheckConstraint(
                name="service_kind_days",
                condition=models.Q(days__range=(1, 90)),
                violation_error_message="承诺的工作日在1到90之间",
            ),
        ]


class ServiceItem(SealedModel, Work):
    """One request of a resident. Who took it in (`created_by`) is never who handles it.

    Who asked is sealed and serves the answer alone: nothing finds, lists or counts items by person."""

    room, pages = "items", "services"
    keepers = WINDOW_KEEPERS

    state = models.CharField("状态", max_length=20, choices=ItemState.choices)
    kind = models.ForeignKey(ServiceKind, models.PROTECT, related_name="items", verbose_name="事项")
    # As the catalogue said on that day.
    window = models.CharField("在哪办", max_length=10, choices=Window.choices, editable=False)
    days = models.PositiveSmallIntegerField("承诺工作日", editable=False)
    trips = models.CharField("跑几次", max_length=10, choices=Trips.choices, editable=False)
    applicant_sealed = models.BinaryField("申请人", null=True)
    phone_sealed = models.BinaryField("电话", null=True)
    detail = models.TextField("说明", max_length=500, blank=True)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="办理人",
    )
    result = models.TextField("办理结果", max_length=500, blank=True)
    came = models.PositiveSmallIntegerField("群众实际跑了几次", null=True, blank=True)
    rating = models.CharField("群众评价", max_length=10, choices=Rating.choices, blank=True)
    rating_note = models.CharField("评价说明", max_length=200, blank=True)

    SEALED: ClassVar[dict[str, Sealed]] = {
        "applicant": Sealed("applicant_sealed"),
        "phone": Sealed("phone_sealed"),
    }

    class Meta(Work.Meta):
        verbose_name = "便民服务件"
        indexes = [
            *Work.Meta.indexes,
            # What waits at the street's window, and what one person handles.
            models.Index(name="service_item_window", fields=["window", "state"]),
            models.Index(name="service_item_handler", fields=["handler", "state"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="service_two_persons",
                condition=models.Q(handler__isnull=True) | ~models.Q(handler=models.F("created_by")),
                violation_error_message="受理的人不办理，请另选一位",
            ),
        ]

    def clean(self) -> None:
        if self.came is not None and self.came > 20:
            raise ValidationError({"came": "请核对跑了几次"})
