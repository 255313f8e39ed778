"""Pictures of the matter, added while it is under way."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from core.accounts.models import User
from core.files.actions import attach_photo
from core.files.models import StoredFile
from disputes.actions.talking import note
from disputes.engine import KIND
from disputes.models import Dispute


def add_photos(
    dispute: Dispute,
    *,
    actor: User,
    uploads: "Sequence[UploadedFile[Any]]",
    purpose: str,
    now: datetime | None = None,
) -> list[StoredFile]:
    """Attach pictures and say so on the timeline, by whoever may leave a note. Refuses what is no picture, and the seventh."""
    with transaction.atomic():
        # Photos before the event: the audit entry is the last lock that an act takes.
        stored = [
            attach_photo(one, subject_kind=KIND, subject_id=dispute.pk, actor=actor, purpose=purpose, now=now)
            for one in uploads
        ]
        words = StoredFile.Purpose(purpose).label
        note(dispute, actor=actor, text=f"补充{words}照片{len(stored)}张", now=now)
    return stored
