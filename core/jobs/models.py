"""One row a job: the last time that it went well, and the last time that it did not."""

from datetime import timedelta
from typing import ClassVar

from django.db import models


class JobRun(models.Model):
    """Overwritten, never piled up: how often is in the schedule, what was done is in the ledger and the logs."""

    name = models.CharField(max_length=100, primary_key=True)
    ok_at = models.DateTimeField(null=True)
    took = models.DurationField(default=timedelta(0))
    failed_at = models.DateTimeField(null=True)
    # The kind of fault alone: its words may hold what somebody typed.
    fault = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = "后台任务"
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_failing(self) -> bool:
        """The last run went wrong."""
        return self.failed_at is not None and (self.ok_at is None or self.failed_at > self.ok_at)
