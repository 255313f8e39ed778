"""What happens on the way of a whistle: objections, more time asked, answers, checks, ratings."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from disputes.choices import Satisfaction
from disputes.whistles.choices import Outcome, Ruling, Side

User = settings.AUTH_USER_MODEL


class Objection(models.Model):
    """A unit says that the matter is not its own, with the clause and a suggestion; the street rules (异议、裁定)."""

    unit = models.ForeignKey("disputes.WhistleUnit", models.PROTECT, related_name="objections")
    as_lead = models.BooleanField("作为主办单位", default=False)
    reason = models.CharField("理由", max_length=200)
    clause = models.CharField("职责依据", max_length=120)
    suggested = models.ForeignKey("grids.Department", models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ruling = models.CharField(max_length=12, choices=Ruling.choices, default=Ruling.PENDING)
    ruled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ruled_at = models.DateTimeField(null=True)
    ruling_note = models.CharField("裁定理由", max_length=200, blank=True)
    ruled_to = models.ForeignKey("grids.Department", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "异议"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # D3: once.
            models.UniqueConstraint(fields=["unit"], name="objection_once_a_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_ruling_display()}"


class UnitExtension(models.Model):
    """A unit asks for more time before its result is due; the street's leadership answers (延期)."""

    unit = models.ForeignKey("disputes.WhistleUnit", models.PROTECT, related_name="extensions")
    days = models.PositiveSmallIntegerField("天数")
    reason = models.CharField("理由", max_length=200)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    approved = models.BooleanField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField("意见", max_length=200, blank=True)

    class Meta:
        verbose_name = "延期申请"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(approved__isnull=True), name="unit_extension_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.days}天"


class UnitAnswer(models.Model):
    """The result a unit gives in one round, with its evidence as photos of this row (反馈)."""

    unit = models.ForeignKey("disputes.WhistleUnit", models.PROTECT, related_name="answers")
    round = models.PositiveSmallIntegerField(default=0)
    result = models.CharField("结果", max_length=12, choices=Outcome.choices)
    text = models.CharField("办理情况", max_length=500)
    # D5: who is late explains.
    late_reason = models.CharField("为什么晚了", max_length=200, blank=True)
    # Given after the due time while the unit still works: no answer yet, but where it stands.
    is_interim = models.BooleanField("阶段情况", default=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "反馈"
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_result_display()}"


class WhistleCheck(models.Model):
    """Somebody of the grid or the community looked on the spot whether it is done (核查). Photos are of this row."""

    whistle = models.ForeignKey("disputes.Whistle", models.PROTECT, related_name="checks")
    round = models.PositiveSmallIntegerField(default=0)
    passed = models.BooleanField("办好了")
    text = models.CharField("现场情况", max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "核查"
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.whistle} {'办好了' if self.passed else '没办好'}"


class WhistleRating(models.Model):
    """Three answers of one side: responded in time, solved, satisfied (响应、解决、满意, D6). None: not answered."""

    whistle = models.ForeignKey("disputes.Whistle", models.PROTECT, related_name="ratings")
    side = models.CharField("谁评价", max_length=10, choices=Side.choices)
    round = models.PositiveSmallIntegerField(default=0)
    responded = models.BooleanField("响应及时", null=True)
    solved = models.BooleanField("问题解决", null=True)
    satisfaction = models.CharField("满意度", max_length=12, choices=Satisfaction.choices)
    note = models.CharField("说明", max_length=200, blank=True)
    # None: the resident's own answer on the receipt page.
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "评价"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["whistle", "side", "round"], name="rating_once_a_side"),
        ]

    def __str__(self) -> str:
        return f"{self.whistle} {self.get_side_display()}"
