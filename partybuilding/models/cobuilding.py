"""What communities and units do for each other: agreements with three lists, link programmes, units that check in
(domain.md J2-J4)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from grids.works.work import Work, WorkRecord
from partybuilding.choices_works import (
    AgreementState,
    CheckInState,
    EntryKind,
    EntryState,
    Grade,
    LinkState,
    Side,
)

_WITH_ACCOUNT = "单位在系统里有联络员的才选，选了由它自己发布、认领"


class PairedWork(Work):
    """A work between a community and a unit. A unit that is one of the departments works on it itself."""

    unit_path = "department"

    unit = models.CharField("共建单位", max_length=60, help_text="写单位全称")
    department = models.ForeignKey(
        "grids.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="对应部门",
        help_text=_WITH_ACCOUNT,
    )

    class Meta(Work.Meta):
        abstract = True


class CoBuildAgreement(PairedWork):
    """契约化共建: a signed agreement; under it needs, resources and projects of either side (J3)."""

    room = "agreements"
    past = ("signed_on",)

    state = models.CharField("状态", max_length=20, choices=AgreementState.choices)
    signed_on = models.DateField("签订日期", null=True, blank=True)
    ends_on = models.DateField("到期日期", null=True, blank=True)
    terms = models.TextField("约定", max_length=800, blank=True)

    class Meta(PairedWork.Meta):
        verbose_name = "共建协议"
        constraints = [
            models.CheckConstraint(
                name="agreement_days_in_order",
                condition=Q(signed_on=None) | Q(ends_on=None) | Q(ends_on__gte=models.F("signed_on")),
                violation_error_message="到期日期不能早于签订日期",
            ),
        ]


class CoBuildEntry(Work):
    """One line of the three lists. Two-way: what one side publishes the other claims, delivers and is rated for."""

    room = "entries"
    unit_path = "agreement__department"
    past = ("delivered_on",)

    state = models.CharField("状态", max_length=20, choices=EntryState.choices)
    agreement = models.ForeignKey(
        CoBuildAgreement, models.PROTECT, related_name="entries", verbose_name="共建协议", editable=False
    )
    kind = models.CharField("清单", max_length=10, choices=EntryKind.choices)
    side = models.CharField("谁发布", max_length=10, choices=Side.choices)
    detail = models.TextField("具体内容", max_length=500)
    due_on = models.DateField("希望完成", null=True, blank=True)
    matched_with = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="对接的条目"
    )
    delivered_on = models.DateField("完成日期", null=True, blank=True)
    delivery = models.TextField("完成情况", max_length=500, blank=True)
    grade = models.CharField("评价", max_length=10, choices=Grade.choices, blank=True)

    class Meta(Work.Meta):
        verbose_name = "共建条目"
        indexes = [
            *Work.Meta.indexes,
            models.Index(fields=["agreement", "state"], name="cobuildentry_of_agreement"),
        ]


class LinkProgramme(PairedWork):
    """互联共转: a unit and a community, one year's plan and what they do together (J2)."""

    room = "links"
    past = ("signed_on",)

    state = models.CharField("状态", max_length=20, choices=LinkState.choices)
    year = models.PositiveSmallIntegerField("年度")
    plan = models.TextField("年度计划", max_length=800)
    resources = models.TextField(
        "共享资源", max_length=500, blank=True, help_text="场地、人员、设备，一行一项"
    )
    signed_on = models.DateField("签订日期", null=True, blank=True)
    review = models.TextField("年度总结", max_length=800, blank=True)

    class Meta(PairedWork.Meta):
        verbose_name = "互联共转"
        constraints = [
            models.UniqueConstraint(
                name="link_once_a_year",
                fields=["community", "unit", "year"],
                nulls_distinct=False,
                violation_error_message="这个单位这一年已经登记过互联共转",
            ),
        ]


class LinkActivity(WorkRecord):
    """Something that both did together."""

    work = models.ForeignKey(LinkProgramme, models.PROTECT, related_name="activities")
    on = models.DateField("日期")
    topic = models.CharField("活动", max_length=60)
    place = models.CharField("地点", max_length=80, blank=True)
    headcount = models.PositiveSmallIntegerField("参加人数", null=True, blank=True)
    text = models.TextField("情况", max_length=500, blank=True)

    class Meta(WorkRecord.Meta):
        verbose_name = "共同活动"

    def __str__(self) -> str:
        return f"{self.on} {self.topic}"


class PartyCheckIn(PairedWork):
    """双报到: a unit registers at the community and takes posts; its members count as a number, nobody is listed (J4)."""

    room = "checkins"
    past = ("on",)

    state = models.CharField("状态", max_length=20, choices=CheckInState.choices)
    on = models.DateField("报到日期")
    members = models.PositiveSmallIntegerField("报到人数", help_text="只填人数，不登记名单")
    posts = models.TextField(
        "认领岗位", max_length=500, help_text="一行一个，比如：文明劝导、环境清扫、政策宣讲"
    )

    class Meta(PairedWork.Meta):
        verbose_name = "双报到"
        constraints = [
            models.UniqueConstraint(
                name="check_in_once",
                fields=["community", "unit"],
                condition=Q(state=CheckInState.REGISTERED),
                nulls_distinct=False,
                violation_error_message="这个单位已经在这个社区报到",
            ),
        ]


class CheckInService(WorkRecord):
    """Hours that people of the unit served at one of its posts: voluntary, in sum."""

    work = models.ForeignKey(PartyCheckIn, models.PROTECT, related_name="services")
    on = models.DateField("日期")
    post = models.CharField("岗位", max_length=40)
    headcount = models.PositiveSmallIntegerField("人数")
    hours = models.DecimalField("每人小时", max_digits=4, decimal_places=1, help_text="比如 1.5")

    class Meta(WorkRecord.Meta):
        verbose_name = "服务记录"

    def __str__(self) -> str:
        return f"{self.on} {self.post}"

    def clean(self) -> None:
        if not self.headcount or not self.hours or not 0 < self.hours <= 24:
            raise ValidationError("人数和小时都要大于0，一天最多24小时")
