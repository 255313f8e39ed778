"""督办单."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.flow.models import Matter
from core.papers.numbers import format_number
from disputes.supervision.choices import Desk, OrderState
from disputes.supervision.querysets import OrderQuerySet

User = settings.AUTH_USER_MODEL


class SupervisionOrder(Matter):
    """A written chase of whoever lets a matter lie, to be answered by a day (督办单, J23, L15).

    The subject may be anything that core.subjects knows. What is kept of it here is a title that names nobody."""

    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    no = models.CharField("编号", max_length=12, unique=True)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.PositiveBigIntegerField()
    subject_words = models.CharField("督办事项", max_length=80)
    desk = models.CharField("督办谁", max_length=10, choices=Desk.choices)
    department = models.ForeignKey(
        "grids.Department", models.PROTECT, null=True, related_name="+", verbose_name="部门"
    )
    community = models.ForeignKey(
        "grids.Area", models.PROTECT, null=True, related_name="+", verbose_name="社区"
    )
    holder = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="经办人")
    basis = models.CharField("督办依据", max_length=200)
    first_due_at = models.DateTimeField("原定时间", null=True)
    progress = models.CharField("目前进展", max_length=200, blank=True)
    requirement = models.CharField("要求", max_length=200)
    consequence = models.CharField("逾期后果", max_length=120, blank=True)
    reply_by = models.DateTimeField("答复时间", null=True)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="签发人")
    issued_at = models.DateTimeField("签发时间")
    reply = models.CharField("答复", max_length=500, blank=True)
    replied_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="答复人")
    replied_at = models.DateTimeField("答复于", null=True)
    result = models.CharField("销号意见", max_length=200, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = "督办单"
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["year", "serial"], name="order_year_serial"),
            models.CheckConstraint(
                name="order_has_its_addressee",
                condition=Q(desk=Desk.DEPARTMENT, department__isnull=False)
                | Q(desk=Desk.COMMUNITY, community__isnull=False)
                | Q(desk=Desk.STREET),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject_kind", "subject_id"], name="order_of_subject"),
            models.Index(fields=["state", "due_at"], name="order_state_due"),
        ]

    def __str__(self) -> str:
        return f"督办{self.no} {self.subject_words}"

    def get_state_display(self) -> str:
        return str(OrderState(self.state).label)

    def get_absolute_url(self) -> str:
        return reverse("orders:detail", args=[self.no])

    def act_url(self, act: str) -> str:
        return reverse("orders:act", args=[self.no, act])

    @property
    def official_no(self) -> str:
        """雄督〔2026〕0003号."""
        return format_number(settings.ORDER_SERIES, self.year, self.serial)

    @property
    def addressee(self) -> str:
        """住建局 / 铁北社区 / 街道."""
        return str(self.department or self.community or settings.OFFICE_NAME)
