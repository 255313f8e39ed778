"""A visit at which somebody brought something up: both are kept, or neither."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import recorded_at_end
from core.files.actions import attach_photo
from residents.actions.opinions import Told, raise_opinion
from residents.actions.visits.doors import Door
from residents.actions.visits.going import Made, log_visit
from residents.flows.visits import KIND
from residents.models import LeaderContact, Opinion, Visit, VisitCampaign


def note_at_door(
    door: Door,
    made: Made,
    *,
    actor: User,
    kind: str,
    said: Told | None = None,
    campaign: VisitCampaign | None = None,
    contact: LeaderContact | None = None,
    photos: "Sequence[UploadedFile[Any]]" = (),
    recorded_at: datetime | None = None,
    now: datetime | None = None,
) -> tuple[Visit, Opinion | None]:
    """What the phone's one screen sends: the visit, pictures of the place, and the opinion if there was one.

    The opinion goes first, and the ledger's lines last: neither the lock of its number nor one of the visit's rows may be
    waited for while the ledger's lock is held."""
    now = now or timezone.now()
    with transaction.atomic(), recorded_at_end():
        opinion = (
            raise_opinion(replace(said, recorded_at=recorded_at), actor=actor, now=now) if said else None
        )
        visit = log_visit(
            door,
            made,
            actor=actor,
            kind=kind,
            campaign=campaign,
            contact=contact,
            recorded_at=recorded_at,
            now=now,
        )
        for upload in photos:
            attach_photo(
                upload, subject_kind=KIND, subject_id=visit.pk, actor=actor, purpose="proof", now=now
            )
        if opinion is not None:
            opinion.visit = visit
            opinion.save(update_fields=["visit"])
    return visit, opinion
