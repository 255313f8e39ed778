"""居务公开: what hangs for everybody to read and ask about (domain.md J8)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from civics.models.topic import Deliberation
from civics.models.word import PublicWord
from civics.talks.choices import AffairKind, AffairState
from grids.works.work import Work


class OpenAffair(Work):
    """One notice of a residents' committee, at least fifteen days (城市居民委员会组织法 art. 34)."""

    pages, room = "talks", "affairs"

    state = models.CharField("状态", max_length=20, choices=AffairState.choices)
    kind = models.CharField("类别", max_length=16, choices=AffairKind.choices)
    text = models.TextField("公开内容", max_length=4000, help_text="不写个人姓名、电话、证件号和住址")
    phone = models.CharField("咨询电话", max_length=20, help_text="写居委会的电话，不写个人手机号")
    shown_from = models.DateField("公示开始", null=True, blank=True)
    shown_to = models.DateField("公示到", null=True, blank=True)
    topic = models.ForeignKey(
        Deliberation, models.PROTECT, null=True, editable=False, related_name="affairs", verbose_name="议题"
    )

    class Meta(Work.Meta):
        verbose_name = "居务公开"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="affair_days_in_order",
                condition=Q(shown_from=None) | Q(shown_to__gte=F("shown_from")),
                violation_error_message="公示到的日期不能早于开始",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            *Work.Meta.indexes,
            # The public page: what hangs, the newest first.
            models.Index(fields=["state", "-shown_from"], name="openaffair_hanging"),
        ]


class AffairQuestion(PublicWord):
    """What a resident asks about a notice, and the answer for all."""

    work = models.ForeignKey(OpenAffair, models.PROTECT, related_name="words")

    class Meta(PublicWord.Meta):
        verbose_name = "居民提问"
