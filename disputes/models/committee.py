"""Who mediates: people's mediation committees and their mediators, with their terms (人民调解法 arts. 7-16)."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from disputes.choices_mediation import MEMBER_POSTS, CommitteeKind, MediatorPost
from disputes.querysets_mediation import CommitteeQuerySet, MediatorQuerySet

FEWEST, MOST = 3, 9
SOON_DAYS = 60


class MediationCommittee(models.Model):
    """A people's mediation committee (人民调解委员会): of a community, of the street, or of a trade. Its name, number
    series and seal stand on the papers of the cases that it mediates."""

    kind = models.CharField("类别", max_length=10, choices=CommitteeKind.choices)
    name = models.CharField("名称", max_length=60, unique=True)
    community = models.ForeignKey(
        "grids.Area", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="社区"
    )
    trade = models.CharField("行业或专业领域", max_length=30, blank=True)
    series = models.CharField("编号字头", max_length=20, unique=True)
    court = models.CharField("管辖的基层法院", max_length=40, blank=True)
    term_from = models.DateField("本届开始")
    term_to = models.DateField("本届到期")
    ended_on = models.DateField("撤销日期", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    is_demo = models.BooleanField(default=False)

    objects = CommitteeQuerySet.as_manager()

    class Meta:
        verbose_name = "人民调解委员会"
        ordering: ClassVar[list[str]] = ["kind", "name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                # A case finds its committee by its place: one of a kind at a place.
                name="committee_one_a_community",
                fields=["community"],
                condition=Q(kind="community", ended_on__isnull=True),
            ),
            models.UniqueConstraint(
                name="committee_one_of_the_street",
                fields=["kind"],
                condition=Q(kind="street", ended_on__isnull=True),
            ),
            models.CheckConstraint(
                name="committee_community_has_place",
                condition=~Q(kind="community") | Q(community__isnull=False),
            ),
            models.CheckConstraint(
                name="committee_term_in_order", condition=Q(term_to__gt=models.F("term_from"))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("committees:detail", args=[self.pk])

    def act_url(self, act: str) -> str:
        return reverse("committees:act", args=[self.pk, act])

    @property
    def about(self) -> str:
        return self.get_kind_display()

    def lacks(self, today: date | None = None) -> list[str]:
        """What the law asks of a committee and this one has not: 3-9 members, a head, a woman, a running term
        (人民调解法 arts. 8-9). Told, never a bar: a quarrel does not wait for an election."""
        today = today or timezone.localdate()
        members = [one for one in self.mediators.all() if one.serves(today) and one.post in MEMBER_POSTS]
        found = []
        if not FEWEST <= len(members) <= MOST:
            found.append(f"委员应有{FEWEST}到{MOST}人，现在{len(members)}人")
        if not any(one.post == MediatorPost.HEAD for one in members):
            found.append("还没有主任")
        if not any(one.is_woman for one in members):
            found.append("应当有妇女委员")
        if self.term_to < today:
            found.append(f"本届已于{self.term_to:%Y-%m-%d}到期，请换届")
        elif (self.term_to - today).days <= SOON_DAYS:
            found.append(f"本届{self.term_to:%Y-%m-%d}到期，请准备换届")
        return found


class Mediator(models.Model):
    """A member of a committee or somebody whom it engaged (人民调解员), from one day to another. With an account they are
    chosen for cases; without one they stand on the list only."""

    committee = models.ForeignKey(MediationCommittee, models.PROTECT, related_name="mediators")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="账号"
    )
    name = models.CharField("姓名", max_length=25)
    # 人民调解法 art. 8 asks for women members; nothing else is kept about sex.
    is_woman = models.BooleanField("妇女", default=False)
    post = models.CharField("职务", max_length=10, choices=MediatorPost.choices)
    valid_from = models.DateField("从哪天起")
    valid_to = models.DateField("最后一天", null=True, blank=True)

    objects = MediatorQuerySet.as_manager()

    class Meta:
        verbose_name = "人民调解员"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="mediator_serves_once",
                fields=["committee", "user"],
                condition=Q(valid_to__isnull=True, user__isnull=False),
            ),
            models.CheckConstraint(
                name="mediator_days_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_post_display()} {self.name}"

    def serves(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or self.valid_to >= day)
