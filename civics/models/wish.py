"""微心愿 and who offers to fulfil it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from civics.wishes.choices import OPEN_STATES, ClaimerKind, ClaimState, WishKind, WishState
from civics.wishes.querysets import WishQuerySet
from core.crypto.sealed import Sealed, SealedModel
from core.flow.models import Matter
from core.papers.numbers import format_number
from core.privacy import mask_name, mask_phone

User = settings.AUTH_USER_MODEL


class MicroWish(SealedModel, Matter):
    """One wish (J13). State and due columns change only by civics.wishes.

    Title and text are written for everybody and name nobody; who wishes is sealed, for the call and the handing over."""

    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    no = models.CharField("编号", max_length=16, unique=True)
    # With the number it opens the resident's own page.
    code = models.CharField("查询码", max_length=8)
    kind = models.CharField("类别", max_length=8, choices=WishKind.choices)
    title = models.CharField("心愿", max_length=40)
    text = models.CharField("说明", max_length=300, blank=True)
    amount = models.DecimalField("大约要花（元）", max_digits=7, decimal_places=2)
    community = models.ForeignKey("grids.Area", models.PROTECT, related_name="+", verbose_name="社区")
    name_sealed = models.BinaryField("姓名", null=True)
    phone_sealed = models.BinaryField("电话", null=True)

    published_at = models.DateTimeField("公开时间", null=True)
    # The claim in force, and who of the house or which unit stands behind it.
    claim = models.ForeignKey("WishClaim", models.PROTECT, null=True, related_name="+", verbose_name="认领")
    claimer = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="认领人")
    claimer_unit = models.ForeignKey(
        "grids.Department", models.PROTECT, null=True, related_name="+", verbose_name="认领单位"
    )
    claimed_at = models.DateTimeField("认领时间", null=True)
    delivered_on = models.DateField("送达日期", null=True)
    delivery = models.CharField("怎么办的", max_length=200, blank=True)
    cost = models.DecimalField("实际花费（元）", max_digits=7, decimal_places=2, null=True)
    confirmed_at = models.DateTimeField("确认时间", null=True)
    by_wisher = models.BooleanField("本人确认", default=False)
    feedback = models.CharField("心愿人说", max_length=200, blank=True)
    thanks = models.CharField("答谢", max_length=200, blank=True)
    # A story goes out only with the wisher's written consent: its day, and where the signed sheet lies.
    story = models.CharField("心愿故事", max_length=300, blank=True)
    consent_on = models.DateField("同意书日期", null=True)
    consent_paper = models.CharField("同意书存放处", max_length=60, blank=True)
    closed_at = models.DateTimeField("结束时间", null=True)

    objects = WishQuerySet.as_manager()
    SEALED: ClassVar[dict[str, Sealed]] = {"name": Sealed("name_sealed"), "phone": Sealed("phone_sealed")}

    class Meta:
        verbose_name = "微心愿"
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="wish_amount_not_below_nought", condition=Q(amount__gte=0)),
            models.CheckConstraint(
                name="wish_claimed_has_claim",
                condition=~Q(state__in=[WishState.CLAIMED, WishState.DELIVERED, WishState.CONFIRMED])
                | Q(claim__isnull=False),
            ),
            models.CheckConstraint(
                name="wish_story_has_consent",
                condition=Q(story="") | (Q(consent_on__isnull=False) & ~Q(consent_paper="")),
            ),
            models.UniqueConstraint(name="wish_year_serial", fields=["year", "serial"]),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # A community's list, and the street's by state; what is published is for everybody at work.
            models.Index(name="wish_community_state", fields=["community", "state", "-id"]),
            models.Index(name="wish_state", fields=["state", "-id"]),
            models.Index(name="wish_live_due", fields=["due_at"], condition=Q(due_at__isnull=False)),
            # The public page tells the newest stories.
            models.Index(name="wish_story", fields=["-confirmed_at"], condition=~Q(story="")),
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.title}"

    def get_state_display(self) -> str:
        return str(WishState(self.state).label)

    def get_absolute_url(self) -> str:
        return reverse("wishes:detail", args=[self.no])

    def act_url(self, act: str) -> str:
        return reverse("wishes:act", args=[self.no, act])

    @property
    def official_no(self) -> str:
        """雄愿〔2026〕0001号."""
        return format_number(settings.WISH_SERIES, self.year, self.serial)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def masked_name(self) -> str:
        return mask_name(self.open_sealed("name"))

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.open_sealed("phone"))


class WishClaim(SealedModel):
    """Somebody's offer to fulfil a wish: entered by the community, by a colleague, or left on the public page."""

    wish = models.ForeignKey(MicroWish, models.PROTECT, related_name="claims")
    kind = models.CharField("认领方", max_length=10, choices=ClaimerKind.choices)
    unit = models.CharField("单位", max_length=60, blank=True)
    name_sealed = models.BinaryField("姓名", null=True)
    phone_sealed = models.BinaryField("电话", null=True)
    words = models.CharField("留言", max_length=100, blank=True)
    state = models.CharField("状态", max_length=10, choices=ClaimState.choices, default=ClaimState.WAITING)
    is_public = models.BooleanField("公开页上留的", default=False)
    left_at = models.DateTimeField("时间")
    decided_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    SEALED: ClassVar[dict[str, Sealed]] = {"name": Sealed("name_sealed"), "phone": Sealed("phone_sealed")}

    class Meta:
        verbose_name = "心愿认领"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="wish_one_claim_in_force", fields=["wish"], condition=Q(state=ClaimState.ACCEPTED)
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="wish_claim_waiting", fields=["wish"], condition=Q(state=ClaimState.WAITING))
        ]

    def __str__(self) -> str:
        return self.unit or str(self.get_kind_display())

    @property
    def masked_name(self) -> str:
        return mask_name(self.open_sealed("name"))

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.open_sealed("phone"))
