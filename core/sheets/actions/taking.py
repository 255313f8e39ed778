"""Taking the rows that still wait for a person out as a file: they hold what the sheet held, so it is written down."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record
from core.errors import RuleBroken
from core.sheets.models import SheetImport
from core.sheets.policies import require_handler
from core.sheets.writing.errors import error_file


def take_errors(sheet_import: SheetImport, *, actor: User, now: datetime | None = None) -> bytes:
    """The error file. Refuses when no row waits."""
    with transaction.atomic():
        require_handler(actor, sheet_import)
        content, rows = error_file(sheet_import, actor)
        if not rows:
            raise RuleBroken("sheet.nothing_wrong", "现在没有要改的行")
        record(
            "sheet_import.take",
            actor=actor,
            subject_kind="sheet_import",
            subject_id=sheet_import.pk,
            detail={"rows": rows},
            now=now or timezone.now(),
        )
    return content
