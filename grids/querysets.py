"""Which places, grids and postings a person sees, and adjectives to narrow them. Never reads lft or rght (D2)."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from grids.scope import Scope
from grids.treelock import refuse_outside_tree_writing

if TYPE_CHECKING:
    from django.db.models import QuerySet as TreeQuerySet

    from core.accounts.models import User
    from grids.models import Area, Department, Grid, GridBuilding, GridOutline, GridSupporter, Posting  # noqa: F401
else:
    from mptt.querysets import TreeQuerySet

TREE_FIELDS = frozenset({"parent", "parent_id", "lft", "rght", "tree_id", "depth"})


def today() -> date:
    return timezone.localdate()


def in_force(on: date | None = None, prefix: str = "") -> Q:
    """Rows whose days include `on`; valid_to is the last day, inclusive."""
    day = on or today()
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": day})
    )


class AreaQuerySet(TreeQuerySet["Area"]):
    """Places. They are work information: every member of staff may see the tree, outside units may not."""

    def visible_to(self, user: "User") -> Self:
        return self if Scope.of(user).sees_places else self.none()

    def active(self) -> Self:
        return self.filter(is_active=True)

    def communities(self) -> Self:
        return self.filter(level="community")

    def buildings(self) -> Self:
        return self.filter(level="building")

    def in_community(self, community_id: int) -> Self:
        return self.filter(community_id=community_id)

    def update(self, **changes: Any) -> int:
        if not TREE_FIELDS.isdisjoint(changes):
            refuse_outside_tree_writing("update")
        return super().update(**changes)

    def bulk_create(self, *args: Any, **kwargs: Any) -> Any:
        refuse_outside_tree_writing("bulk_create")
        return super().bulk_create(*args, **kwargs)

    def bulk_update(self, objs: Any, fields: Any, *args: Any, **kwargs: Any) -> int:
        if not TREE_FIELDS.isdisjoint(fields):
            refuse_outside_tree_writing("bulk_update")
        return super().bulk_update(objs, fields, *args, **kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        refuse_outside_tree_writing("delete")
        return super().delete()


class GridQuerySet(models.QuerySet["Grid"]):
    def visible_to(self, user: "User") -> Self:
        return self if Scope.of(user).sees_places else self.none()

    def active(self, on: date | None = None) -> Self:
        """Grids in being on the day."""
        return self.filter(in_force(on))

    def in_community(self, community_id: int) -> Self:
        return self.filter(community_id=community_id)


class GridBuildingQuerySet(models.QuerySet["GridBuilding"]):
    def active(self, on: date | None = None) -> Self:
        return self.filter(in_force(on))


class OutlineQuerySet(models.QuerySet["GridOutline"]):
    """Outlines show where grids are, so whoever sees the tree sees them."""

    def visible_to(self, user: "User") -> Self:
        return self if Scope.of(user).sees_places else self.none()

    def now(self) -> Self:
        """The last drawn of each grid in use."""
        return self.filter(until__isnull=True, grid__is_active=True)


class DepartmentQuerySet(models.QuerySet["Department"]):
    def visible_to(self, user: "User") -> Self:
        return self if Scope.of(user).sees_places else self.none()

    def active(self) -> Self:
        return self.filter(is_active=True)


class PostingQuerySet(models.QuerySet["Posting"]):
    def visible_to(self, user: "User") -> Self:
        """Who serves where is public inside the office; posts of the support programmes stay among themselves."""
        scope = Scope.of(user)
        if scope.manages_people:
            return self
        if not scope.sees_places:
            return self.none()
        return self.filter(programme="")

    def active(self, on: date | None = None) -> Self:
        return self.filter(in_force(on))

    def regular(self) -> Self:
        return self.filter(is_cover=False)


class SupporterQuerySet(models.QuerySet["GridSupporter"]):
    def active(self, on: date | None = None) -> Self:
        return self.filter(in_force(on))
