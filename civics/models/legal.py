"""法律服务: when legal supporters of a grid can be found, and what they did, in numbers (domain.md J19)."""

from django.db import models

from civics.choices_services import LegalTopic, LegalWay, UseState
from grids.choices import COMMUNITY_ROLES, GRID_ROLES, Role, SupporterKind
from grids.works.querysets import STREET_KEEPERS
from grids.works.work import Work, WorkRecord

# 三官一所一律 (K19).
LEGAL_KINDS = (
    SupporterKind.POLICE,
    SupporterKind.JUDGE,
    SupporterKind.PROSECUTOR,
    SupporterKind.JUSTICE_OFFICE,
    SupporterKind.LAWYER,
)


class LegalDuty(Work):
    """The duty days of one legal supporter of one grid."""

    room, pages = "legal", "services"
    keepers = STREET_KEEPERS | {Role.CENTRE_INTAKE}
    local_readers = (*COMMUNITY_ROLES, *GRID_ROLES, Role.MEDIATOR)

    state = models.CharField("状态", max_length=20, choices=UseState.choices)
    supporter = models.ForeignKey(
        "grids.GridSupporter", models.PROTECT, related_name="duties", verbose_name="谁"
    )
    grid = models.ForeignKey(
        "grids.Grid", models.PROTECT, related_name="legal_duties", verbose_name="网格", editable=False
    )
    days = models.CharField("值班时间", max_length=60, help_text="比如：每周三上午9点到11点")
    place = models.CharField("地点", max_length=60)

    class Meta(Work.Meta):
        verbose_name = "法律服务值班"
        constraints = [
            models.UniqueConstraint(
                name="legal_duty_once",
                fields=["supporter"],
                violation_error_message="这位已经排了值班，请改原来那一条",
            ),
        ]


class LegalService(WorkRecord):
    """What was done on a day: how many, about what. Nobody who asked is written down."""

    work = models.ForeignKey(LegalDuty, models.PROTECT, related_name="services")
    on = models.DateField("日期")
    way = models.CharField("做了什么", max_length=10, choices=LegalWay.choices)
    topic = models.CharField("哪一类", max_length=10, choices=LegalTopic.choices)
    count = models.PositiveSmallIntegerField("几件（次）")
    text = models.CharField("情况", max_length=200, blank=True, help_text="不写来问的人是谁")

    class Meta(WorkRecord.Meta):
        verbose_name = "法律服务"

    def __str__(self) -> str:
        return f"{self.on} {self.get_way_display()} {self.get_topic_display()}{self.count}件"
