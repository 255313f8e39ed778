"""What one person keeps for themselves about cases."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Watch(models.Model):
    """A case somebody keeps an eye on (关注); it gives no right to see it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    dispute = models.ForeignKey("disputes.Dispute", models.CASCADE, related_name="watches")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="watch_once", fields=["user", "dispute"]),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.dispute_id}"


class SavedView(models.Model):
    """A named filter of the case list; the address is the filter (我的视图)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField("名称", max_length=20)
    query = models.CharField("筛选条件", max_length=1000)
    is_home = models.BooleanField("设为首页", default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="saved_view_name", fields=["user", "name"]),
        ]

    def __str__(self) -> str:
        return self.name
