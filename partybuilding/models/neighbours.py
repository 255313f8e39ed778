"""Who runs an estate together: steward groups 1+3+N and red property (domain.md J5-J6)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from core.identity import credit_code_trouble, normalise
from grids.works.work import Work, WorkRecord
from partybuilding.choices_works import PropertyState, Quarter, RunState


class StewardGroup(Work):
    """社区管家 1+3+N: a party organisation; residents' committee, owners' committee and property firm; social groups."""

    room = "stewards"

    state = models.CharField("状态", max_length=20, choices=RunState.choices)
    org = models.ForeignKey(
        "partybuilding.PartyOrg", models.PROTECT, related_name="+", verbose_name="牵头党组织（1）"
    )
    committee = models.CharField("居民委员会（3）", max_length=60)
    owners = models.CharField("业主委员会（3）", max_length=60, blank=True, help_text="还没有成立的不填")
    firm = models.CharField("物业企业（3）", max_length=60, blank=True, help_text="没有物业的不填")
    groups = models.TextField("社会力量（N）", max_length=500, blank=True, help_text="一行一个，写组织名称")

    class Meta(Work.Meta):
        verbose_name = "社区管家"

    def clean(self) -> None:
        if self.org.community_id not in (None, self.community_id):
            raise ValidationError({"org": f"{self.org}不在这个社区，请另选"})


class TableMeeting(WorkRecord):
    """One monthly table meeting of a group."""

    work = models.ForeignKey(StewardGroup, models.PROTECT, related_name="meetings")
    on = models.DateField("日期")
    place = models.CharField("地点", max_length=80)
    headcount = models.PositiveSmallIntegerField("到会人数")
    topics = models.TextField("议了什么", max_length=500)
    agreed = models.TextField("议定事项", max_length=500, blank=True, help_text="做什么、谁做、什么时候做完")

    class Meta(WorkRecord.Meta):
        verbose_name = "圆桌会"

    def __str__(self) -> str:
        return f"{self.on} 圆桌会"


class RedProperty(Work):
    """红色物业: the firm that keeps an estate, what it promised, and how residents rate it each quarter."""

    room = "properties"
    past = ("elected_on", "filed_on")

    state = models.CharField("状态", max_length=20, choices=PropertyState.choices)
    estate = models.ForeignKey("grids.Area", models.PROTECT, related_name="+", verbose_name="小区")
    credit_code = models.CharField("统一社会信用代码", max_length=18)
    contract_from = models.DateField("合同自")
    contract_to = models.DateField("合同至")
    has_branch = models.BooleanField("建立党支部", default=False)
    cross_posting = models.BooleanField(
        "交叉任职", default=False, help_text="社区干部和物业、业委会负责人互相兼任职务"
    )
    promises = models.TextField("服务承诺", max_length=800, help_text="一行一条，居民看得懂、查得着")
    elected_on = models.DateField("业委会选举产生", null=True, blank=True)
    filed_on = models.DateField("业委会备案", null=True, blank=True)

    class Meta(Work.Meta):
        verbose_name = "红色物业"
        constraints = [
            models.CheckConstraint(
                name="property_contract_in_order",
                condition=Q(contract_to__gte=F("contract_from")),
                violation_error_message="合同到期不能早于开始",
            ),
            models.UniqueConstraint(
                name="property_one_an_estate",
                fields=["estate"],
                condition=Q(state=PropertyState.SERVING),
                violation_error_message="这个小区已经登记了在管的物业。换了物业的，先把原来的办退出",
            ),
        ]

    def clean(self) -> None:
        self.credit_code = normalise(self.credit_code)
        if trouble := credit_code_trouble(self.credit_code):
            raise ValidationError({"credit_code": trouble})
        if self.filed_on and self.elected_on and self.filed_on < self.elected_on:
            raise ValidationError({"filed_on": "备案不能早于选举产生"})


class PropertyRating(WorkRecord):
    """How residents of the estate rated the firm in one quarter: counts, nobody's answer by name."""

    work = models.ForeignKey(RedProperty, models.PROTECT, related_name="ratings")
    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("季度", choices=Quarter.choices)
    good = models.PositiveSmallIntegerField("满意")
    fair = models.PositiveSmallIntegerField("基本满意")
    bad = models.PositiveSmallIntegerField("不满意")
    text = models.TextField("居民提得多的", max_length=500, blank=True)

    class Meta(WorkRecord.Meta):
        verbose_name = "居民评议"
        constraints = [
            models.UniqueConstraint(
                name="property_rated_once_a_quarter",
                fields=["work", "year", "quarter"],
                condition=Q(struck_because=""),
                violation_error_message="这个季度已经评议过。填错了的，先作废那一条",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.get_quarter_display()}"

    @property
    def asked(self) -> int:
        return self.good + self.fair + self.bad

    @property
    def share(self) -> str:
        """满意率 with its n; few answers say so by themselves."""
        return f"{round(100 * (self.good + self.fair) / self.asked)}%（{self.asked}人评议）"

    def clean(self) -> None:
        if not self.asked:
            raise ValidationError({"good": "至少要有一个居民评议"})
