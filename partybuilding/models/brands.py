"""一社一品: what a community is known for (domain.md J14)."""

from django.db import models
from django.db.models import Q

from grids.works.work import Work, WorkRecord
from partybuilding.choices_works import BrandState, ReviewResult


class CommunityBrand(Work):
    """A community's brand, from the proposal to the day it is given up; reviewed every year."""

    room = "brands"

    state = models.CharField("状态", max_length=20, choices=BrandState.choices)
    year = models.PositiveSmallIntegerField("创建年度")
    idea = models.TextField("理念", max_length=500, blank=True)
    activities = models.TextField("主要做法", max_length=800, blank=True)
    results = models.TextField("成效", max_length=800, blank=True)
    media = models.TextField(
        "宣传报道", max_length=500, blank=True, help_text="哪家媒体、哪天、什么题目，一行一条"
    )

    class Meta(Work.Meta):
        verbose_name = "品牌"


class BrandReview(WorkRecord):
    """One year's review of a brand."""

    work = models.ForeignKey(CommunityBrand, models.PROTECT, related_name="reviews")
    year = models.PositiveSmallIntegerField("年度")
    result = models.CharField("评估结果", max_length=10, choices=ReviewResult.choices)
    text = models.TextField("评估意见", max_length=500)

    class Meta(WorkRecord.Meta):
        verbose_name = "年度评估"
        constraints = [
            models.UniqueConstraint(
                name="brand_review_once_a_year",
                fields=["work", "year"],
                condition=Q(struck_because=""),
                violation_error_message="这一年已经评估过。评错了的，先作废那一条",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年评估：{self.get_result_display()}"
