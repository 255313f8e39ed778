"""What the night takes away: rows and files that have had their time, and files that nobody waits for."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.sheets import staging, store
from core.sheets.choices import OVER, ExportState, State
from core.sheets.models import AppliedRow, SheetExport, SheetImport

_WITHOUT_ROWS = {"error": 0, "doubtful": 0, "pending": 0, "held": 0}


def tidy_sheets(*, now: datetime | None = None) -> int:
    """Delete the staged rows of imports that are over or expired, the files of expired exports, and orphaned uploads.
    Returns how many imports and exports were tidied."""
    now = now or timezone.now()
    tidied = sum(_tidy_import(pk) for pk in _due_imports(now))
    expired = SheetExport.objects.filter(
        expires_at__lte=now, state__in=[ExportState.READY, ExportState.WAITING]
    )
    tidied += expired.update(state=ExportState.EXPIRED, sealed_file=None)
    known = set(SheetImport.objects.exclude(stored_as="").values_list("stored_as", flat=True))
    for name in store.forgotten(known, now=now):
        store.remove(name)
    return tidied


def _due_imports(now: datetime) -> list[int]:
    expired = SheetImport.objects.filter(expires_at__lte=now)
    over = SheetImport.objects.filter(state__in=[state for state in OVER if state != State.UNDONE])
    with_rows = over.filter(rows__isnull=False)
    ids = set(expired.values_list("pk", flat=True)) | set(with_rows.values_list("pk", flat=True).distinct())
    return sorted(ids)


def _tidy_import(pk: int) -> int:
    """One import in one transaction: a night that is interrupted goes on the next."""
    with transaction.atomic():
        row = SheetImport.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=pk).first()
        if row is None or row.state in (State.COMMITTING, State.UNDOING):
            return 0
        name, row.stored_as = row.stored_as, ""
        row.sealed_head = row.sealed_order = None
        row.lease_token = row.lease_until = None
        if row.state in (State.PARTLY, State.DONE):
            row.state = State.DONE
            row.counts = {**row.counts, **_WITHOUT_ROWS}
        elif row.state not in OVER:
            row.state = State.EXPIRED
        row.expires_at = None
        row.save()
        staging.clear(pk)
        AppliedRow.objects.filter(sheet_import_id=pk).delete()
        transaction.on_commit(lambda: store.remove(name))
    return 1
