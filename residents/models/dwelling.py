"""Flats and rooms, and the facts of letting (domain.md B2, B10, B13)."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from core.crypto.sealed import Sealed, SealedModel
from core.privacy import mask_phone
from grids.models import Area, Grid
from residents.choices import DwellingUse
from residents.querysets import PlacedQuerySet


class Placed(models.Model):
    """What carries its community and its grid, so that scope is an equality (D3)."""

    # Each model names its own index over them.
    community = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="社区", db_index=False)
    grid = models.ForeignKey(
        Grid, models.PROTECT, null=True, related_name="+", verbose_name="网格", db_index=False
    )

    class Meta:
        abstract = True


class Dwelling(SealedModel, Placed):
    """A flat, a room of a courtyard, a shop: one door."""

    building = models.ForeignKey(
        Area, models.PROTECT, related_name="dwellings", verbose_name="楼栋", db_index=False
    )
    unit_no = models.CharField("单元", max_length=10, blank=True)
    room_no = models.CharField("房号", max_length=20)
    floor = models.SmallIntegerField("楼层", null=True, blank=True)
    use = models.CharField("用途", max_length=8, choices=DwellingUse.choices, default=DwellingUse.OWN)
    # A large building may be split between grids by unit (B2); unsaid, the building's grid counts.
    grid_override = models.ForeignKey(
        Grid,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="单独划入的网格",
        db_index=False,
    )
    owner_name = models.CharField("房主", max_length=60, blank=True)
    owner_phone_sealed = models.BinaryField("房主电话", null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField("登记时间")
    is_demo = models.BooleanField(default=False)

    SEALED: ClassVar[dict[str, Sealed]] = {"owner_phone": Sealed("owner_phone_sealed")}

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = "房屋"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # Also the index of a building's plan.
            models.UniqueConstraint(name="dwelling_one_door", fields=["building", "unit_no", "room_no"]),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="dwelling_grid_building", fields=["grid", "building"]),
            models.Index(name="dwelling_community_building", fields=["community", "building"]),
        ]

    def __str__(self) -> str:
        return self.address

    def get_absolute_url(self) -> str:
        return reverse("homes:door", args=[self.pk])

    def act_url(self, act: str) -> str:
        return reverse("homes:door_act", args=[self.pk, act])

    @property
    def door(self) -> str:
        """2单元201."""
        return f"{self.unit_no}单元{self.room_no}" if self.unit_no else self.room_no

    @property
    def address(self) -> str:
        """铁路小区3号楼2单元201. Lists select building__parent."""
        return f"{building_words(self.building)}{self.door}"

    @property
    def masked_owner_phone(self) -> str:
        return mask_phone(self.open_sealed("owner_phone"))


def days_over(due: date | None) -> str:
    """The words of a day that has come: 今天到期, 超12天."""
    late = (timezone.localdate() - due).days if due else 0
    return f"超{late}天" if late > 0 else "今天到期"


def building_words(building: Area) -> str:
    """铁路小区3号楼."""
    return f"{building.parent.name if building.parent else ''}{building.name}"


class Rental(SealedModel, Placed):
    """What is known of a let dwelling or of a whole rental courtyard (B13, 住房租赁条例).

    When it is let no more the row goes, and the landlord's name and number with it."""

    dwelling = models.OneToOneField(
        Dwelling, models.CASCADE, null=True, blank=True, related_name="rental", verbose_name="房屋"
    )
    courtyard = models.OneToOneField(
        Area, models.PROTECT, null=True, blank=True, related_name="rental_row", verbose_name="出租大院"
    )
    landlord_name = models.CharField("房东", max_length=60)
    landlord_phone_sealed = models.BinaryField("房东电话", null=True)
    tenants = models.PositiveSmallIntegerField("租住人数", default=0)
    # 住房租赁合同备案.
    filing_no = models.CharField("备案号", max_length=40, blank=True)
    last_check_on = models.DateField("上次消防燃气检查", null=True, blank=True)
    next_check_on = models.DateField("下次检查", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField("登记时间")
    is_demo = models.BooleanField(default=False)

    SEALED: ClassVar[dict[str, Sealed]] = {"landlord_phone": Sealed("landlord_phone_sealed")}

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = "出租信息"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="rental_of_one_place",
                condition=Q(dwelling__isnull=False, courtyard__isnull=True)
                | Q(dwelling__isnull=True, courtyard__isnull=False),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # 「该检查的出租房」 of a community or a grid, oldest first.
            models.Index(name="rental_community_check", fields=["community", "next_check_on"]),
            models.Index(name="rental_grid_check", fields=["grid", "next_check_on"]),
        ]

    def __str__(self) -> str:
        return self.address

    def get_absolute_url(self) -> str:
        return self.dwelling.get_absolute_url() if self.dwelling else reverse("homes:rentals")

    def act_url(self, act: str) -> str:
        return reverse("homes:rental_act", args=[self.pk, act])

    @property
    def address(self) -> str:
        return self.dwelling.address if self.dwelling else str(self.courtyard)

    @property
    def due_words(self) -> str:
        return days_over(self.next_check_on)

    @property
    def masked_landlord_phone(self) -> str:
        return mask_phone(self.open_sealed("landlord_phone"))
