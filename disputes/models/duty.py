"""What departments agreed to do for the communities, and who of the street may blow the loudest whistle."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from disputes.whistles.choices import IssuedAs
from disputes.whistles.querysets import DutyClauseQuerySet, StreetHeadQuerySet
from grids.choices import DepartmentCode


class DutyClause(models.Model):
    """One line of a department's duty list (职责清单). Shipped as defaults, kept up to date by the office.

    `causes` are kinds of cases (K7), `words` what people call such things: either makes the clause fit a matter."""

    department_code = models.CharField("部门", max_length=30, choices=DepartmentCode.choices)
    number = models.PositiveSmallIntegerField("第几条")
    title = models.CharField("简称", max_length=30)
    text = models.CharField("内容", max_length=200)
    causes = models.JSONField("对应的案件类型", default=list, blank=True)
    words = models.JSONField("常见说法", default=list, blank=True)
    source = models.CharField("依据", max_length=120, blank=True)
    is_default = models.BooleanField("随系统提供", default=False)
    is_active = models.BooleanField("在用", default=True)
    version = models.PositiveIntegerField(default=1)

    objects = DutyClauseQuerySet.as_manager()

    class Meta:
        verbose_name = "职责清单"
        ordering: ClassVar[list[str]] = ["department_code", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["department_code", "number"], name="duty_clause_number_once"),
        ]

    def __str__(self) -> str:
        return f"职责清单第{self.number}条「{self.title}」"


class StreetHead(models.Model):
    """That a leader of the street is its party secretary or its director from one day to another: they, and no other
    leader, blow a 攻坚哨 (D3). Gives no right without the post of 分管领导."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="分管领导"
    )
    post = models.CharField("职务", max_length=10, choices=IssuedAs.choices)
    valid_from = models.DateField("开始日期")
    valid_to = models.DateField("最后一天", null=True, blank=True)

    objects = StreetHeadQuerySet.as_manager()

    class Meta:
        verbose_name = "街道主要负责人"
        ordering: ClassVar[list[str]] = ["-valid_from", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="street_head_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_post_display()} {self.user}"
