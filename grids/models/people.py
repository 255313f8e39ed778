"""Who serves where: departments, dated postings, and the supporters of a grid."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Case, F, IntegerField, Q, Value, When

from core.accounts.models import User
from grids.choices import (
    COMMUNITY_OR_STREET_ROLES,
    COMMUNITY_ROLES,
    DEPARTMENT_ROLES,
    GRID_ROLES,
    PROGRAMME_ROLES,
    STREET_ROLES,
    DepartmentKind,
    Programme,
    Role,
    SupporterKind,
)
from grids.models.area import Area
from grids.models.grid import Grid, days_in_force, ends_after_start
from grids.querysets import DepartmentQuerySet, PostingQuerySet, SupporterQuerySet, today


class Department(models.Model):
    """A unit outside the street that takes part in its work."""

    code = models.CharField("编码", max_length=30, unique=True)
    name = models.CharField("名称", max_length=40)
    kind = models.CharField(
        "类别", max_length=12, choices=DepartmentKind.choices, default=DepartmentKind.COORDINATION
    )
    duty_note = models.CharField("职责说明", max_length=200, blank=True)
    office_phone = models.CharField("办公电话", max_length=20, blank=True)
    is_active = models.BooleanField("在用", default=True)
    is_demo = models.BooleanField("演示数据", default=False)
    version = models.PositiveIntegerField(default=1)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = "部门"
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return self.name


def _at(*, street: bool = False, **filled: bool) -> Q:
    """Exactly these place columns are filled."""
    condition = Q(street=street)
    for name in ("community", "grid", "department"):
        condition &= Q(**{f"{name}__isnull": not filled.get(name, False)})
    return condition & (~Q(programme="") if filled.get("programme") else Q(programme=""))


def _roles(*roles: Role) -> Q:
    return Q(role__in=[role.value for role in roles])


def _place_fits_role() -> Q:
    return (
        (_roles(*GRID_ROLES) & _at(grid=True))
        | (_roles(*COMMUNITY_ROLES) & _at(community=True))
        | (_roles(*COMMUNITY_OR_STREET_ROLES) & (_at(community=True) | _at(street=True)))
        | (_roles(*STREET_ROLES) & _at(street=True))
        | (_roles(*DEPARTMENT_ROLES) & _at(department=True))
        | (_roles(*PROGRAMME_ROLES) & _at(programme=True))
    )


def _duty_class() -> Case:
    """0 for the work, another number for each of the three administrators (trust.md T4)."""
    return Case(
        When(role=Role.SYSADMIN.value, then=Value(1)),
        When(role=Role.SECURITY_ADMIN.value, then=Value(2)),
        When(role=Role.AUDITOR.value, then=Value(3)),
        default=Value(0),
        output_field=IntegerField(),
    )


class Posting(models.Model):
    """That a person holds a role at a place from one day to another (inclusive). All permission comes from here.

    `is_cover` rows are substitutes for the days given; `covers` names the posting they stand in for."""

    user = models.ForeignKey(User, models.PROTECT, related_name="postings", verbose_name="人员")
    role = models.CharField("岗位", max_length=20, choices=Role.choices)
    street = models.BooleanField("全街道", default=False)
    community = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="社区"
    )
    grid = models.ForeignKey(
        Grid, models.PROTECT, null=True, blank=True, related_name="postings", verbose_name="网格"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="postings", verbose_name="部门"
    )
    programme = models.CharField("帮扶项目", max_length=12, choices=Programme.choices, blank=True, default="")
    valid_from = models.DateField("开始日期", default=today)
    valid_to = models.DateField("最后一天", null=True, blank=True)
    full_time = models.BooleanField("专职", default=True)
    is_cover = models.BooleanField("替班", default=False)
    covers = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="cover_rows")
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.CharField("事由", max_length=200, blank=True)
    ended_reason = models.CharField("离岗原因", max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = "岗位"
        ordering: ClassVar[list[str]] = ["-valid_from", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "valid_from", "valid_to"], name="posting_user_days"),
            models.Index(fields=["grid", "role"], name="posting_grid_role"),
            models.Index(fields=["community", "role"], name="posting_community_role"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            ends_after_start("posting_days_in_order"),
            models.CheckConstraint(condition=_place_fits_role(), name="posting_place_fits_role"),
            models.CheckConstraint(
                condition=Q(is_cover=False) | (_roles(*GRID_ROLES) & Q(valid_to__isnull=False)),
                name="posting_cover_is_dated_and_of_a_grid",
            ),
            # 1+1: one regular full-time worker and one regular leader to a grid on any day.
            ExclusionConstraint(
                name="posting_one_holder_of_a_grid",
                expressions=[
                    (days_in_force(), RangeOperators.OVERLAPS),
                    ("grid", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                ],
                condition=Q(grid__isnull=False, is_cover=False, full_time=True),
            ),
            # A worker has one grid, and stands in for at most one more (domain.md B6).
            ExclusionConstraint(
                name="posting_one_grid_to_a_worker",
                expressions=[
                    (days_in_force(), RangeOperators.OVERLAPS),
                    ("user", RangeOperators.EQUAL),
                ],
                condition=Q(role=Role.GRID_WORKER.value, is_cover=False),
            ),
            ExclusionConstraint(
                name="posting_one_cover_to_a_worker",
                expressions=[
                    (days_in_force(), RangeOperators.OVERLAPS),
                    ("user", RangeOperators.EQUAL),
                ],
                condition=Q(role=Role.GRID_WORKER.value, is_cover=True),
            ),
            ExclusionConstraint(
                name="posting_three_admins_apart",
                expressions=[
                    (days_in_force(), RangeOperators.OVERLAPS),
                    (F("user"), RangeOperators.EQUAL),
                    (_duty_class(), RangeOperators.NOT_EQUAL),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"


class GridSupporter(models.Model):
    """One of the N of a grid, or of 三官一所一律: helps without an account. Only an office phone is kept."""

    kind = models.CharField("类别", max_length=16, choices=SupporterKind.choices)
    grid = models.ForeignKey(Grid, models.PROTECT, related_name="supporters")
    person_name = models.CharField("姓名", max_length=25)
    organisation = models.CharField("单位", max_length=60, blank=True)
    contact = models.CharField("办公电话", max_length=20, blank=True)
    valid_from = models.DateField("开始日期", default=today)
    valid_to = models.DateField("最后一天", null=True, blank=True)
    is_demo = models.BooleanField("演示数据", default=False)

    objects = SupporterQuerySet.as_manager()

    class Meta:
        verbose_name = "支持力量"
        ordering: ClassVar[list[str]] = ["kind", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [ends_after_start("supporter_days_in_order")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.person_name}"
