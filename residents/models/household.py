"""Households and the people in them (domain.md B10-B12)."""

from datetime import date
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse

from core.accounts.models import User
from core.crypto.sealed import Mark, Sealed, SealedModel
from core.identity import mask
from core.privacy import mask_name, mask_phone
from residents.choices import IdType, Relation, ResidenceStatus, Service, Sex, Source, Tenure
from residents.models.dwelling import Dwelling, Placed
from residents.querysets import HouseholdQuerySet, ResidentQuerySet


class Household(Placed):
    """People who live behind one door together. Confirmed with them every 180 days (B12)."""

    dwelling = models.ForeignKey(Dwelling, models.PROTECT, related_name="households", verbose_name="房屋")
    # Several households may share a door: a courtyard room, a let flat.
    ordinal = models.PositiveSmallIntegerField("同址第几户", default=1)
    tenure = models.CharField("居住方式", max_length=8, choices=Tenure.choices, default=Tenure.OWNED)
    head = models.ForeignKey(
        "residents.Resident",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="户主",
        db_constraint=False,
    )
    # People living there now; kept by the actions.
    members = models.PositiveSmallIntegerField("人口", default=0)
    source = models.CharField("来源", max_length=8, choices=Source.choices, default=Source.VISIT)
    confirmed_on = models.DateField("上次核对", null=True, blank=True)
    # Stored, so that the work list of a grid is one index.
    confirm_due_on = models.DateField("应核对日期", null=True, blank=True)
    left_on = models.DateField("搬走日期", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField("登记时间")
    is_demo = models.BooleanField(default=False)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = "户"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="household_one_place",
                fields=["dwelling", "ordinal"],
                condition=Q(left_on__isnull=True),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # The work list 「该核对的户」 of a grid or a community, oldest first.
            models.Index(
                name="household_grid_due",
                fields=["grid", "confirm_due_on"],
                condition=Q(left_on__isnull=True),
            ),
            models.Index(
                name="household_community_due",
                fields=["community", "confirm_due_on"],
                condition=Q(left_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.no

    @property
    def no(self) -> str:
        """H-030712: what addresses and people's talk carry; it tells nothing about anybody."""
        return f"H-{self.pk:06}"

    def get_absolute_url(self) -> str:
        return reverse("homes:detail", args=[self.no])


class Resident(SealedModel, Placed):
    """A person who lives in the street. Held: what serving them needs, and nothing else (个人信息保护法 art. 6).

    Under 14: name, year of birth and guardian only (art. 31, B11). Names are plain, so that two characters find them;
    identity number and phone are sealed and found by keyed marks."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="residents", verbose_name="户")
    name = models.CharField("姓名", max_length=25)
    # Kept by residents.names from the name: wangxiulan and wxl.
    pinyin = models.CharField("拼音", max_length=120, blank=True)
    initials = models.CharField("拼音首字母", max_length=25, blank=True)
    sex = models.CharField("性别", max_length=1, choices=Sex.choices, default=Sex.UNKNOWN)
    birth_date = models.DateField("出生日期", null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField("出生年", null=True, blank=True)
    id_type = models.CharField("证件类型", max_length=3, choices=IdType.choices, blank=True)
    id_sealed = models.BinaryField("证件号码", null=True)
    id_index = models.BinaryField(null=True)
    phone_sealed = models.BinaryField("手机", null=True)
    phone_index = models.BinaryField(null=True)
    phone_tail_index = models.BinaryField(null=True)
    relation = models.CharField("与户主关系", max_length=1, choices=Relation.choices, default=Relation.OTHER)
    residence_status = models.CharField(
        "居住状态", max_length=1, choices=ResidenceStatus.choices, default=ResidenceStatus.HERE
    )
    is_floating = models.BooleanField("流动人口", default=False)
    registered_place = models.CharField("户籍地", max_length=40, blank=True, help_text="到县级")
    moved_in_on = models.DateField("迁入日期", null=True, blank=True)
    moved_out_on = models.DateField("迁出日期", null=True, blank=True)
    guardian = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="wards", verbose_name="监护人"
    )
    guardian_name = models.CharField("监护人姓名", max_length=25, blank=True)
    guardian_agreed_on = models.DateField("监护人同意日期", null=True, blank=True)
    source = models.CharField("来源", max_length=8, choices=Source.choices, default=Source.VISIT)
    confirmed_on = models.DateField("上次核对", null=True, blank=True)
    # A case that needs the entry holds back its deletion until this day (B12).
    kept_until = models.DateField("留存到", null=True, blank=True)
    kept_for = models.CharField("为何留存", max_length=60, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_rows", verbose_name="并入"
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField("登记时间")
    is_demo = models.BooleanField(default=False)

    SEALED: ClassVar[dict[str, Sealed]] = {
        "id_number": Sealed("id_sealed", {"id_index": Mark("resident.id")}),
        "phone": Sealed(
            "phone_sealed",
            {
                "phone_index": Mark("resident.phone"),
                "phone_tail_index": Mark("resident.phone_tail", lambda number: number[-4:]),
            },
        ),
    }

    objects = ResidentQuerySet.as_manager()

    class Meta:
        verbose_name = "居民"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="resident_moved_in_order",
                condition=Q(moved_in_on__isnull=True)
                | Q(moved_out_on__isnull=True)
                | Q(moved_out_on__gte=F("moved_in_on")),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="resident_community", fields=["community"]),
            models.Index(name="resident_grid", fields=["grid"]),
            # Two Chinese characters: trigrams need three (docs/adr/0012).
            GinIndex(Func("name", function="xg_bigrams"), name="resident_name_bigrams"),
            models.Index(OpClass("name", name="varchar_pattern_ops"), name="resident_name_prefix"),
            models.Index(OpClass("pinyin", name="varchar_pattern_ops"), name="resident_pinyin"),
            models.Index(OpClass("initials", name="varchar_pattern_ops"), name="resident_initials"),
            models.Index(name="resident_id", fields=["id_index"], condition=Q(id_index__isnull=False)),
            models.Index(
                name="resident_phone", fields=["phone_index"], condition=Q(phone_index__isnull=False)
            ),
            models.Index(
                name="resident_phone_tail",
                fields=["phone_tail_index"],
                condition=Q(phone_tail_index__isnull=False),
            ),
            # What the night hides and deletes.
            models.Index(
                name="resident_moved_out", fields=["moved_out_on"], condition=Q(moved_out_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.masked_name

    def get_absolute_url(self) -> str:
        return self.household.get_absolute_url()

    @property
    def no(self) -> str:
        """R-0001234: how papers and sheets name the entry without naming the person."""
        return f"R-{self.pk:07}"

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.open_sealed("phone"))

    @property
    def masked_id(self) -> str:
        return mask(self.open_sealed("id_number"))

    @property
    def is_child(self) -> bool:
        """Under 14, or perhaps: with only the year known, until the year is over (B11)."""
        return is_child(self.birth_date, self.birth_year)


def is_child(birth_date: date | None, birth_year: int | None, today: date | None = None) -> bool:
    """Whether the rules for under-14s apply to somebody born then."""
    today = today or date.today()
    if birth_date is not None:
        return (today.year - birth_date.year, today.month, today.day) < (14, birth_date.month, birth_date.day)
    return birth_year is not None and today.year - birth_year <= 14


class HouseholdService(models.Model):
    """A service that a household asked for, with the day they agreed. Ends when they say so."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="services")
    service = models.CharField("服务", max_length=12, choices=Service.choices)
    agreed_on = models.DateField("本人同意日期")
    ended_on = models.DateField("结束日期", null=True, blank=True)
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "约定的服务"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="service_once", fields=["household", "service"], condition=Q(ended_on__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.get_service_display()


class ResidentMerge(models.Model):
    """Two entries that were one person, joined after a second pair of eyes; undone as a whole within thirty days.

    `before` holds, sealed, what the kept entry had before, so that undoing gives both back as they were."""

    kept = models.ForeignKey(Resident, models.CASCADE, related_name="merges_kept")
    gone = models.ForeignKey(Resident, models.CASCADE, related_name="merges_gone")
    reason = models.CharField("理由", max_length=100)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)
    before = models.BinaryField(null=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "居民并档"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="merge_of_two", condition=~Q(kept=F("gone"))),
            models.CheckConstraint(
                name="merge_second_pair_of_eyes",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} 并入 {self.kept_id}"
