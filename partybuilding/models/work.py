"""What all rooms of party building have in common: the thing that is run, and the records that gather under it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from core.flow.models import Matter
from partybuilding.querysets_works import WorkQuerySet


class Work(Matter):
    """Something that a community, or the street (no community), sets up and runs. Written only by partybuilding.works."""

    # The word of its pages: /party/<room>/.
    room: ClassVar[str]
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
        return reverse("works:detail", args=[self.room, self.pk])

    def act_url(self, act: str) -> str:
        return reverse("works:act", args=[self.room, self.pk, act])


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
