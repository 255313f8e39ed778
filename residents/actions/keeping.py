"""How long an entry is kept: held back for a case, deleted when its time is over (domain.md B12, 个人信息保护法 art. 47)."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from core.accounts.models import User
from core.audit import erasures
from core.audit.actions import record
from core.audit.models import Reveal
from core.errors import RuleBroken
from core.flow.edits import edit
from residents import policies
from residents.actions.common import RESIDENT, lock_homes, moment, require
from residents.models import Household, Resident, ResidentMerge

BATCH = 200
LONGEST_YEARS = 3


@transaction.atomic
def keep_resident(
    resident: Resident,
    *,
    until: date,
    reason: str,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> Resident:
    """Hold back the deletion of somebody whom a case still needs, until a day; an earlier day shortens it."""
    at, today = moment(now)
    require(policies.may_keep(actor, resident))
    if not today < until <= date(today.year + LONGEST_YEARS, 12, 31):
        raise RuleBroken("until", f"请选今天以后、{LONGEST_YEARS}年以内的一天", field="until")
    lock_homes(resident.household_id)
    with edit(resident, RESIDENT, "keep", "留存", actor=actor, version=version, now=at) as e:
        e.set(kept_until=until)
        e.set_quietly(kept_for=reason)
    return resident


def erase_due(*, now: datetime | None = None) -> int:
    """Delete, batch by batch, who left longer ago than the rule keeps them and whom no case needs; how many people.

    With a person go their merged entries, their looks and proposals; who had them as guardian has none. The ledger
    gets a certificate with numbers of rows, which tell nothing about anybody once the rows are gone, so that a
    restored backup can be erased again."""
    at, today = moment(now)
    erased = sum(_erase(batch, at, "moved_out") for batch in _batches(_due(today)))
    erased += sum(_erase(batch, at, "merged") for batch in _batches(_merged_for_good(today)))
    _erase_empty_homes(at, today)
    return erased


def _due(today: date) -> Q:
    return Q(erase_on__lte=today, merged_into__isnull=True) & (
        Q(kept_until__isnull=True) | Q(kept_until__lt=today)
    )


def _merged_for_good(today: date) -> Q:
    """Entries joined to another longer ago than a joining can be undone."""
    done = ResidentMerge.objects.filter(approved=True, undone_at__isnull=True, undo_until__lt=today)
    return Q(pk__in=done.values("gone"), merged_into__isnull=False)


def _batches(which: Q) -> Iterator[list[int]]:
    while True:
        found = list(Resident.objects.filter(which).order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not found:
            return
        yield found


@transaction.atomic
def _erase(people: list[int], at: datetime, why: str) -> int:
    """One batch in one transaction: rows, what names them, and the certificate."""
    rows = Resident.objects.filter(Q(pk__in=people) | Q(merged_into__in=people))
    lock_homes(*rows.values_list("household", flat=True))
    ids = sorted(rows.values_list("pk", flat=True))
    if why == "merged":
        _pass_looks_on(people)
    Reveal.objects.filter(subject_kind=RESIDENT, subject_id__in=ids).delete()
    Resident.objects.filter(pk__in=ids, merged_into__isnull=False).update(merged_into=None)
    Resident.objects.filter(pk__in=ids).delete()
    record(f"{RESIDENT}.erase", actor=None, subject_kind=RESIDENT, detail={"people": ids, "why": why}, now=at)
    return len(ids)


def _pass_looks_on(gone: list[int]) -> None:
    """Who looked at the merged entry looked at the person whose entry stays, and they may ask about it."""
    for pk, kept in Resident.objects.filter(pk__in=gone).values_list("pk", "merged_into"):
        Reveal.objects.filter(subject_kind=RESIDENT, subject_id=pk).update(subject_id=kept)


@transaction.atomic
def _erase_empty_homes(at: datetime, today: date) -> None:
    empty = Household.objects.filter(erase_on__lte=today, residents__isnull=True)
    ids = sorted(empty.values_list("pk", flat=True))
    if not ids:
        return
    lock_homes(*ids)
    Household.objects.filter(pk__in=ids, left_on__isnull=False, residents__isnull=True).delete()
    record("household.erase", actor=None, subject_kind="household", detail={"households": ids}, now=at)


def register_erasures() -> None:
    """Who was deleted stays deleted after a restore of an older copy (core.audit.erasures)."""
    erasures.register(f"{RESIDENT}.erase", _erase_people_again)
    erasures.register("household.erase", _erase_homes_again)


def _erase_people_again(detail: Mapping[str, Any], at: datetime) -> int:
    """Looks at an entry that had been joined to another go with it: the old copy may not know of the joining."""
    people = list(Resident.objects.filter(pk__in=detail["people"]).values_list("pk", flat=True))
    return _erase(people, at, "replayed") if people else 0


@transaction.atomic
def _erase_homes_again(detail: Mapping[str, Any], at: datetime) -> int:
    """Homes in which the old copy has nobody left, once the people are gone."""
    homes = Household.objects.filter(pk__in=detail["households"], residents__isnull=True)
    ids = sorted(homes.values_list("pk", flat=True))
    if ids:
        lock_homes(*ids)
        Household.objects.filter(pk__in=ids, residents__isnull=True).delete()
        record(
            "household.erase",
            actor=None,
            subject_kind="household",
            detail={"households": ids, "why": "replayed"},
            now=at,
        )
    return len(ids)
