"""Checklists of hazards: what to look for, and the law that asks for it (domain.md K17, J16)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.clocks.choices import Mark
from grids.choices_field import Grade, HazardDanger, Limit


class Checklist(models.Model):
    """One class of hazards (大类), e.g. 消防. Shipped with the product; administrators change it."""

    code = models.CharField("编码", max_length=20, unique=True)
    name = models.CharField("大类", max_length=20, unique=True)
    order = models.PositiveSmallIntegerField("顺序", default=0)
    is_active = models.BooleanField("在用", default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "隐患清单"
        ordering: ClassVar[list[str]] = ["order", "id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("checklists:detail", args=[self.pk])


class ChecklistItem(models.Model):
    """One kind of hazard (小类), e.g. 楼道堆物: how to ask for it, the law, and the grade and limit it usually gets.

    Retired, never deleted: hazards of past years name it."""

    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="items", verbose_name="大类")
    code = models.CharField("编码", max_length=30, unique=True)
    name = models.CharField("小类", max_length=30)
    question = models.CharField("查什么", max_length=100)
    basis = models.CharField("依据", max_length=160, blank=True)
    basis_mark = models.CharField("依据可靠程度", max_length=16, choices=Mark.choices, default=Mark.DEFAULT)
    grade = models.CharField("一般定为", max_length=10, choices=Grade.choices, default=Grade.GENERAL)
    limit = models.CharField("整改时限", max_length=10, choices=Limit.choices, default=Limit.MINOR)
    danger = models.CharField("当场危险", max_length=10, choices=HazardDanger.choices, blank=True)
    is_frequent = models.BooleanField("常见", default=False)
    order = models.PositiveSmallIntegerField("顺序", default=0)
    is_active = models.BooleanField("在用", default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "隐患清单条目"
        ordering: ClassVar[list[str]] = ["checklist__order", "order", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["checklist", "name"], name="checklistitem_name_once"),
            # The longest limit is for major hazards only (J16).
            models.CheckConstraint(
                condition=Q(grade=Grade.MAJOR) | ~Q(limit=Limit.MAJOR), name="checklistitem_limit_fits_grade"
            ),
        ]

    def __str__(self) -> str:
        return self.name
