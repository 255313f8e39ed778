"""心理疏导: a booking, its sessions, and the key that both are sealed with (domain.md J10).

精神卫生法 art. 23: a counsellor neither diagnoses nor treats and keeps what was said a secret. So the office keeps dates, a
theme code, minutes and an outcome code; every word is sealed, opened for the counsellor alone, and destroyed with the key."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from civics.care.querysets import CareQuerySet
from civics.choices_care import CareOutcome, CareSource, CareState, CareTheme, CareTime
from core.crypto.kept import KeptUnderKey, RecordKeyRow
from core.flow.models import Matter
from core.privacy import mask_name, mask_phone

User = settings.AUTH_USER_MODEL


class CareKey(RecordKeyRow):
    """The key of one booking, wrapped by the ring."""

    class Meta:
        verbose_name = "心理疏导密钥"


class CareBooking(KeptUnderKey, Matter):
    """Somebody wants to be listened to. No key of the database leads from here to a case, a programme or a resident."""

    KEYS: ClassVar[type[RecordKeyRow]] = CareKey

    state = models.CharField("状态", max_length=20, choices=CareState.choices)
    # Told to whoever booked, so that somebody without a name is known again. It opens nothing.
    code = models.CharField("预约码", max_length=8, unique=True)
    community = models.ForeignKey(
        "grids.Area", models.PROTECT, null=True, related_name="+", verbose_name="社区"
    )
    source = models.CharField("谁提出的", max_length=10, choices=CareSource.choices)
    suits = models.CharField("方便的时间", max_length=10, choices=CareTime.choices)
    is_anonymous = models.BooleanField("匿名", default=False)
    name_sealed = models.BinaryField("称呼", null=True)
    phone_sealed = models.BinaryField("电话", null=True)
    wish_sealed = models.BinaryField("想说的", null=True)
    hospital_sealed = models.BinaryField("医院", null=True)

    counsellor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="咨询员")
    slot_at = models.DateTimeField("约的时间", null=True)
    place = models.CharField("地点", max_length=60, blank=True)
    danger_on = models.DateField("提醒过120/110", null=True)
    referred_on = models.DateField("转介医院", null=True)
    outcome = models.CharField("结果", max_length=12, choices=CareOutcome.choices, blank=True)
    ended_on = models.DateField("结束日期", null=True)

    TEXTS: ClassVar[dict[str, str]] = {
        "name": "name_sealed",
        "phone": "phone_sealed",
        "wish": "wish_sealed",
        "hospital": "hospital_sealed",
    }
    objects = CareQuerySet.as_manager()

    class Meta:
        verbose_name = "心理疏导"
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            # A counsellor's own list, and what nobody has taken yet.
            models.Index(name="care_counsellor", fields=["counsellor", "state"]),
            models.Index(name="care_waiting", fields=["community"], condition=Q(state="requested")),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="care_taken_by_somebody",
                condition=Q(state__in=[CareState.REQUESTED, CareState.CANCELLED, CareState.ERASED])
                | Q(counsellor__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"心理疏导 {self.code}"

    def get_absolute_url(self) -> str:
        return reverse("care:detail", args=[self.code])

    def act_url(self, act: str) -> str:
        return reverse("care:act", args=[self.code, act])

    @property
    def record_number(self) -> int:
        return int(self.pk)

    @property
    def masked_name(self) -> str:
        return mask_name(self.open_sealed("name"))

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.open_sealed("phone"))


class CareSession(KeptUnderKey):
    """One talk. Its words are the writer's own: not even the next counsellor of the same person reads them."""

    KEYS: ClassVar[type[RecordKeyRow]] = CareKey

    booking = models.ForeignKey(CareBooking, models.PROTECT, related_name="sessions")
    on = models.DateField("日期")
    minutes = models.PositiveSmallIntegerField("时长（分钟）")
    theme = models.CharField("主题", max_length=10, choices=CareTheme.choices)
    words_sealed = models.BinaryField("记录", null=True)
    counsellor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="咨询员")
    created_at = models.DateTimeField("登记时间")

    TEXTS: ClassVar[dict[str, str]] = {"words": "words_sealed"}

    class Meta:
        verbose_name = "一次疏导"
        ordering: ClassVar[list[str]] = ["-on", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="care_session_count", fields=["counsellor", "on"]),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.get_theme_display()}"

    @property
    def record_number(self) -> int:
        return int(self.booking_id)
