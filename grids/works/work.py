"""What all rooms have in common: the thing that is run, and the records that gather under it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from core.flow.models import Matter
from grids.choices import COMMUNITY_ROLES, Role
from grids.works.querysets import STREET_KEEPERS, WorkQuerySet


class Work(Matter):
    """Something that a community, or the street (no community), sets up and runs. Written only by grids.works."""

    # The word of its pages, and the namespace they stand in.
    room: ClassVar[str]
    pages: ClassVar[str] = "works"
    # Who keeps the rows of the whole street, who only reads them, who keeps a community's own.
    keepers: ClassVar[frozenset[str]] = STREET_KEEPERS
    readers: ClassVar[frozenset[str]] = frozenset({Role.SUPERVISOR})
    community_keepers: ClassVar[tuple[str, ...]] = COMMUNITY_ROLES
    # Who else reads what their community, or that of their grid, and the street keep.
    local_readers: ClassVar[tuple[str, ...]] = ()
    # From here to the department of the unit on the other side, where a room has one.
    unit_path: ClassVar[str] = ""
    # Days of what has happened: none of them lies ahead.
    past: ClassVar[tuple[str, ...]] = ()

    name = models.CharField("名称", max_length=60)
    community = models.ForeignKey(
        "grids.Area",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="社区",
        help_text="不选，就是街道本级的",
    )

    objects = WorkQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["community", "state"], name="%(class)s_area"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse(f"{self.pages}:detail", args=[self.room, self.pk])

    def act_url(self, act: str) -> str:
        return reverse(f"{self.pages}:act", args=[self.room, self.pk, act])


class WorkRecord(models.Model):
    """One thing noted under a work: a review, a sitting, a rating. Never changed; what is wrong is struck with a reason.

    A subclass names its `work`."""

    past: ClassVar[tuple[str, ...]] = ("on",)

    struck_because = models.CharField("作废原因", max_length=200, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人", editable=False
    )
    created_at = models.DateTimeField("登记时间", editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["-pk"]
