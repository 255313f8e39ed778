"""Answering a person who asks what is held of them: found, counted, written down (个人信息保护法 arts. 44, 45)."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F

from core.accounts.models import User
from core.audit.actions import record
from core.audit.models import Reveal
from core.audit.reveals import note_reveal
from core.errors import NotAllowed
from residents import documents, policies
from residents.actions.common import RESIDENT, require
from residents.models import Resident


def note_statement(resident: Resident, *, reason: str, actor: User, now: datetime | None = None) -> None:
    """Write down that the statement about somebody was made out, on whose request. Before a page of it is drawn."""
    if not policies.answers_for_privacy(actor):
        require(policies.may_print_statement(actor, resident))
    with transaction.atomic(durable=True):
        note_reveal(
            actor=actor,
            subject_kind=RESIDENT,
            subject_id=resident.pk,
            field="statement",
            reason=reason,
            way=Reveal.Way.PRINT,
            limit=settings.STATEMENTS_A_DAY,
            now=now,
        )
        record(f"{RESIDENT}.statement", actor=actor, subject_kind=RESIDENT, subject_id=resident.pk, now=now)


def find_for_statement(
    number: str, *, reason: str, actor: User, now: datetime | None = None
) -> Resident | None:
    """The one person with this whole number, for the privacy officer, who sees nobody otherwise. Counted and kept,
    found or not; hidden entries are answered for as well."""
    if not policies.answers_for_privacy(actor):
        raise NotAllowed("role", "这里由个人信息保护负责人来查")
    rows = Resident.objects.with_identity(documents.normalised(number)).filter(merged_into__isnull=True)
    # Who lives here now before who left, and of those the last.
    found = rows.order_by(F("moved_out_on").desc(nulls_first=True), "pk").first()
    with transaction.atomic(durable=True):
        note_reveal(
            actor=actor,
            subject_kind=RESIDENT,
            subject_id=found.pk if found else 0,
            field="id_number",
            reason=reason,
            way=Reveal.Way.SEARCH,
            limit=settings.SEARCHES_A_DAY,
            now=now,
        )
        record(
            f"{RESIDENT}.search_id_number",
            actor=actor,
            subject_kind=RESIDENT,
            subject_id=found.pk if found else None,
            detail={"found": int(found is not None)},
            now=now,
        )
    return found
