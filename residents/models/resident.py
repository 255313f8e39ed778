"""People, and two entries that were one person (domain.md B10-B12)."""

from datetime import date
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils import timezone

from core.accounts.models import User
from core.crypto.sealed import Mark, Sealed, SealedModel
from core.identity import is_younger_than, mask
from core.privacy import mask_name, mask_phone
from residents.choices import IdType, Leaving, Relation, ResidenceStatus, Sex, Source
from residents.models.dwelling import Placed
from residents.models.household import Household
from residents.numbers import person_no, relation_words
from residents.querysets import MergeQuerySet, ResidentQuerySet

CHILD_UNTIL = 14


class Resident(SealedModel, Placed):
    """A person who lives in the street. Held: what serving them needs, and nothing else (个人信息保护法 art. 6).

    Under 14: name, year of birth and guardian only (art. 31, B11). Names are plain, so that two characters find them;
    identity number and phone are sealed and found by keyed marks. Moved out: hidden, then erased, on the days that the
    rules gave when the move was entered."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="residents", verbose_name="户")
    name = models.CharField("姓名", max_length=25)
    # Kept by residents.names from the name: wangxiulan and wxl. In C, so that an index serves their beginnings.
    pinyin = models.CharField("拼音", max_length=120, blank=True, db_collation="C")
    initials = models.CharField("拼音首字母", max_length=25, blank=True, db_collation="C")
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
    leaving = models.CharField("怎么离开的", max_length=8, choices=Leaving.choices, blank=True)
    hidden_on = models.DateField("不再显示", null=True, blank=True)
    erase_on = models.DateField("删除", null=True, blank=True)
    guardian = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="wards",
        verbose_name="监护人",
        db_index=False,
    )
    guardian_name = models.CharField("监护人姓名", max_length=25, blank=True)
    guardian_agreed_on = models.DateField("监护人同意日期", null=True, blank=True)
    source = models.CharField("来源", max_length=8, choices=Source.choices, default=Source.VISIT)
    confirmed_on = models.DateField("上次核对", null=True, blank=True)
    # A case that needs the entry holds back its deletion until this day (B12).
    kept_until = models.DateField("留存到", null=True, blank=True)
    kept_for = models.CharField("为何留存", max_length=60, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_rows",
        verbose_name="并入",
        db_index=False,
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
            models.CheckConstraint(
                name="resident_days_of_leaving",
                condition=Q(
                    moved_out_on__isnull=True, hidden_on__isnull=True, erase_on__isnull=True, leaving=""
                )
                | Q(moved_out_on__isnull=False, hidden_on__isnull=False, erase_on__isnull=False)
                & ~Q(leaving=""),
            ),
            models.CheckConstraint(name="resident_not_into_itself", condition=~Q(merged_into=F("id"))),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="resident_community", fields=["community"]),
            models.Index(name="resident_grid", fields=["grid"]),
            # Two Chinese characters: trigrams need three (docs/adr/0012).
            GinIndex(Func("name", function="xg_bigrams"), name="resident_name_bigrams"),
            models.Index(name="resident_pinyin", fields=["pinyin"]),
            models.Index(name="resident_initials", fields=["initials"]),
            models.Index(name="resident_id", fields=["id_index"], condition=Q(id_index__isnull=False)),
            models.Index(
                name="resident_phone", fields=["phone_index"], condition=Q(phone_index__isnull=False)
            ),
            models.Index(
                name="resident_phone_tail",
                fields=["phone_tail_index"],
                condition=Q(phone_tail_index__isnull=False),
            ),
            # Most people have neither, so both are small.
            models.Index(name="resident_guardian", fields=["guardian"], condition=Q(guardian__isnull=False)),
            models.Index(
                name="resident_merged", fields=["merged_into"], condition=Q(merged_into__isnull=False)
            ),
            # What the night deletes.
            models.Index(name="resident_erase", fields=["erase_on"], condition=Q(erase_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.masked_name

    def get_absolute_url(self) -> str:
        return reverse("homes:detail", args=[self.household_id])

    def act_url(self, act: str) -> str:
        return reverse("homes:person_act", args=[self.pk, act])

    @property
    def no(self) -> str:
        """R-0001234: how papers and sheets name the entry without naming the person."""
        return person_no(self.pk)

    @property
    def relation_words(self) -> str:
        """As a list says it: the head of the household, not 「本人」."""
        return relation_words(self.relation)

    @property
    def about(self) -> str:
        """What a form says beside the covered name."""
        return f"{self.no}　{self.household.address}"

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
    def masked_guardian(self) -> str:
        return self.guardian.masked_name if self.guardian else mask_name(self.guardian_name)

    @property
    def is_child(self) -> bool:
        """Under 14, or perhaps: with only the year known, until the year is over (B11)."""
        return is_child(self.birth_date, self.birth_year)

    @property
    def is_present(self) -> bool:
        return self.moved_out_on is None and self.merged_into_id is None


def is_child(birth_date: date | None, birth_year: int | None, today: date | None = None) -> bool:
    """Whether the rules for under-14s apply to somebody born then."""
    today = today or timezone.localdate()
    if birth_date is not None:
        return is_younger_than(CHILD_UNTIL, birth_date, today)
    return birth_year is not None and today.year - birth_year <= CHILD_UNTIL


class ResidentMerge(models.Model):
    """Two entries that were one person, joined after a second pair of eyes; undone as a whole within thirty days.

    `joined` says what the joining changed, by names of columns and numbers of rows, so that undoing gives both entries
    back as they were. It holds no value of anybody: only what was empty is ever filled."""

    kept = models.ForeignKey(Resident, models.CASCADE, related_name="merges_kept")
    gone = models.ForeignKey(Resident, models.CASCADE, related_name="merges_gone")
    reason = models.CharField("理由", max_length=100)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)
    joined = models.JSONField(default=dict)
    undo_until = models.DateField("可撤销到", null=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = "居民并档"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="merge_of_two", condition=~Q(kept=F("gone"))),
            models.CheckConstraint(
                name="merge_second_pair_of_eyes",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
            ),
            models.UniqueConstraint(
                name="merge_asked_once", fields=["gone"], condition=Q(decided_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{person_no(self.gone_id)} 并入 {person_no(self.kept_id)}"

    def get_absolute_url(self) -> str:
        return reverse("homes:merges")

    def act_url(self, act: str) -> str:
        return reverse("homes:merge_act", args=[self.pk, act])
