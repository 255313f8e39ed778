"""The tree of places: 街道—社区—小区—楼栋."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Q

from grids.choices import AreaLevel, EstateKind
from grids.querysets import AreaQuerySet, today
from grids.treelock import refuse_outside_tree_writing

if TYPE_CHECKING:
    # mptt has no types; to the checker its classes are what they extend.
    from django.db.models import ForeignKey as TreeForeignKey
    from django.db.models import Manager as TreeManager
    from django.db.models import Model as MPTTModel
else:
    from mptt.managers import TreeManager
    from mptt.models import MPTTModel, TreeForeignKey


class Area(MPTTModel):  # type: ignore[django-manager-missing] # the tree manager has no types
    """A place of the town: the street, a community, an estate or rental courtyard, a building.

    Written only by grids.actions.areas. Rows are retired, never deleted: cases and grids of past years point here."""

    parent = TreeForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    level = models.CharField("层级", max_length=10, choices=AreaLevel.choices)
    code = models.CharField("编码", max_length=32, unique=True)
    name = models.CharField("名称", max_length=60)
    short_name = models.CharField("简称", max_length=30, blank=True)
    estate_kind = models.CharField("小区类别", max_length=10, choices=EstateKind.choices, blank=True)
    # One estate that lies in two communities is two nodes with this word in common (domain.md B1).
    estate_group = models.CharField("跨社区小区组", max_length=32, blank=True, db_index=True)
    # Denormalised so that scope is an equality; a community names itself, the street has none.
    community = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name="社区")
    address = models.CharField("地址", max_length=120, blank=True)
    household_count = models.PositiveIntegerField("户数", null=True, blank=True)
    is_placeholder = models.BooleanField("名称待定", default=False)
    is_active = models.BooleanField("在用", default=True)
    valid_from = models.DateField("启用日期", default=today)
    valid_to = models.DateField("停用日期", null=True, blank=True)
    is_demo = models.BooleanField("演示数据", default=False)
    version = models.PositiveIntegerField(default=1)
    # Declared here so that mptt adds it without an index; see the end of this file.
    tree_id = models.PositiveIntegerField(editable=False)

    objects = TreeManager.from_queryset(AreaQuerySet)()

    class MPTTMeta:
        # "level" is the kind of place here, so mptt's own depth gets another name.
        level_attr = "depth"

    class Meta:
        verbose_name = "地点"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["community", "level", "is_active"], name="area_community_level"),
            models.Index(fields=["parent", "code"], name="area_parent_code"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["level"], condition=Q(level="street"), name="area_one_street"),
            models.CheckConstraint(
                condition=Q(level="street", parent__isnull=True, community__isnull=True)
                | (~Q(level="street") & Q(parent__isnull=False, community__isnull=False)),
                name="area_parent_and_community_fit_level",
            ),
            models.CheckConstraint(
                condition=(Q(level="estate") & ~Q(estate_kind="")) | (~Q(level="estate") & Q(estate_kind="")),
                name="area_estate_kind_only_on_estates",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        known = getattr(self, "_mptt_cached_fields", {}).get("parent")
        if self._state.adding or (known != self.parent_id and "parent_id" in self.__dict__):
            refuse_outside_tree_writing("save")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        refuse_outside_tree_writing("delete")
        return super().delete(*args, **kwargs)


# mptt adds an index on (tree_id, lft). One move renumbers every row of the street, and with lft in an index each of
# those updates would rewrite all indexes of the row; without it they stay on their page (HOT, fillfactor 50 in the
# migration). Nothing searches by lft: scope and pages go by parent and community.
Area._meta.indexes = [index for index in Area._meta.indexes if "lft" not in index.fields]
