"""What the ground asks of an import or an export: its name, its page, and who sees it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.urls import reverse

from core.sheets.models import SheetExport, SheetImport


class _Sheet:
    """What both share; neither has clocks."""

    kind = ""
    page = ""
    model: ClassVar[Any]

    def label(self, subject_id: int) -> str:
        return str(self.model.objects.get(pk=subject_id))

    def url(self, subject_id: int) -> str:
        return reverse(self.page, args=[subject_id])

    def links(self, subject_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
        """Title and page of many with one query: what the inbox shows."""
        rows = self.model.objects.filter(pk__in=list(subject_ids))
        return {row.pk: (str(row), row.get_absolute_url()) for row in rows}

    def visible_ids(self, user: Any, subject_ids: Iterable[int]) -> set[int]:
        found = self.model.objects.visible_to(user).filter(pk__in=list(subject_ids))
        return set(found.values_list("pk", flat=True))

    def lock(self, subject_id: int) -> bool:
        return self.model.objects.select_for_update(no_key=True).filter(pk=subject_id).first() is not None

    def on_clock(self, clock: Any, point: Any, *, now: datetime, late_by: timedelta | None) -> None:
        """No clock is ever started for a sheet."""


class ImportSubject(_Sheet):
    """The registered owner of subjects of kind "sheet_import"."""

    kind = "sheet_import"
    page = "imports:run"
    model = SheetImport


class ExportSubject(_Sheet):
    """The registered owner of subjects of kind "sheet_export"."""

    kind = "sheet_export"
    page = "exports:detail"
    model = SheetExport
