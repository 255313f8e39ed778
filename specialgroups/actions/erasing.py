"""Sealed after 30 days, erased after 180: the record's key is destroyed, its texts are emptied, one certificate line stays
(domain.md G4, 个人信息保护法 arts. 19, 47). A copy of the database from before opens again only until the ledger of erasures
is applied to it (`manage.py replay_erasures`)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.audit.actions import record
from core.clocks.actions import cancel_clock
from core.flow import clockwork
from core.flow.engine import Step
from specialgroups import ledger, wall
from specialgroups.choices import EnrollmentState
from specialgroups.flow import KIND, RECORDS
from specialgroups.models import (
    SupportContact,
    SupportEnrollment,
    SupportErasure,
    SupportKey,
    SupportMember,
    SupportReferral,
    SupportService,
)

S = EnrollmentState
_CHILDREN: tuple[Any, ...] = (SupportContact, SupportMember, SupportReferral, SupportService)
# What goes, beside the sealed texts. Programme and years stay for the totals.
_EMPTIED: dict[str, Any] = {
    **dict.fromkeys(SupportEnrollment.TEXTS.values()),
    **dict.fromkeys(
        (
            "person_mark", "community", "lead_worker", "confirmed_by", "asked_end_by", "glass_user", "glass_until",
            "document_on", "informed_on", "agreed_to_more_on", "next_contact_on", "last_contact_on", "agreement_on",
            "reported_on", "paused_on", "subsidy_year", "ended_on", "retention_until",
        )
    ),
    "needs": [], "reader_ids": [], "informed_exempt": "", "subsidy_status": "", "end_reason": "", "resumes_as": "",
    "wants_woman": False, "contacts_owed": 0, "contacts_in_time": 0,
}  # fmt: skip


def seal_off(row: SupportEnrollment | int, *, now: datetime | None = None) -> None:
    """Thirty days after the end: closed to everybody, the program's own jobs apart."""
    with wall.as_job(now), RECORDS.step(row, "seal_off", actor=None, now=now) as s:
        s.set_quietly(sealed_at=s.now)
        s.move()


def erase(row: SupportEnrollment | int, *, now: datetime | None = None) -> None:
    """A hundred and eighty days after the end: nothing that names anybody remains, here or in any copy."""
    with wall.as_job(now), RECORDS.step(row, "erase", actor=None, now=now) as s:
        s.move()
        destroy(s)


def destroy(s: Step[SupportEnrollment]) -> None:
    """Inside an act that leads to 已删除, under as_job: key, texts, everything that hangs on the record; the certificate."""
    row = s.subject
    _certify(row, s.now)
    s.set_quietly(erased_at=s.now, **_EMPTIED, **_years(row))
    _cut(row.pk)


def _years(row: SupportEnrollment) -> dict[str, date]:
    return {"start_on": date(row.start_on.year, 1, 1), "due_end_on": date(_last_year(row), 12, 31)}


def _last_year(row: SupportEnrollment) -> int:
    return (row.ended_on or row.due_end_on).year


def _certify(row: SupportEnrollment, at: datetime) -> None:
    SupportErasure.objects.get_or_create(
        record_no=row.no,
        defaults={
            "programme": row.programme,
            "first_year": row.start_on.year,
            "last_year": max(_last_year(row), row.start_on.year),
            "erased_at": at,
        },
    )


def _cut(pk: int) -> None:
    for child in _CHILDREN:
        child.objects.filter(enrollment_id=pk).delete()
    SupportKey.objects.filter(record_id=pk).delete()


def note_erasures() -> int:
    """Put certificates that the ledger outside the database does not have yet into it; returns of how many."""
    with wall.as_job():
        known = ledger.read()
        fresh = [one for one in SupportErasure.objects.order_by("pk") if one.record_no not in known]
    for one in fresh:
        ledger.append(one.record_no, one.erased_at)
    return len(fresh)


def replay_erasures(*, now: datetime | None = None) -> int:
    """After a restore: what the ledger says was erased is erased again, whatever state the old copy has it in; returns of
    how many. Run it before anybody is let in."""
    now = now or timezone.now()
    done = 0
    for record_no, at in ledger.read().items():
        with wall.as_job(now):
            done += _erase_again(int(record_no.removeprefix("S-")), at, now)
    return done


def _erase_again(pk: int, at: datetime, now: datetime) -> int:
    with transaction.atomic():
        row = SupportEnrollment.objects.select_for_update(no_key=True).filter(pk=pk).first()
        if row is None or (row.state == S.ERASED and not SupportKey.objects.filter(record_id=pk).exists()):
            return 0
        _certify(row, at)
        for name, value in {**_EMPTIED, **_years(row), "erased_at": at, "state": S.ERASED.value}.items():
            setattr(row, name, value)
        row.version += 1
        row.due_at = row.yellow_at = None
        row.due_code = ""
        row.save()
        _cut(pk)
        for clock in clockwork.live(KIND, pk):
            cancel_clock(clock, now=now)
        record(
            f"{KIND}.erase", actor=None, subject_kind=KIND, subject_id=pk, detail={"replayed": True}, now=now
        )
    return 1
