"""Seeing one covered value, and finding somebody by a whole number: counted and committed before anything is answered
(trust.md P13, T1, T2, 3.5)."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from core.accounts.models import User
from core.audit.actions import record
from core.audit.models import Reveal
from core.audit.reveals import note_reveal, reveal
from core.errors import NotAllowed, RuleBroken
from residents import documents, policies
from residents.actions.common import DWELLING, RENTAL, RESIDENT, require
from residents.models import Dwelling, Rental, Resident
from residents.selectors.search import Hit, hits_with_sight

# What may be uncovered of a person, and how a sentence names it.
FIELDS = {"name": "姓名", "phone": "手机", "id_number": "证件号码"}
SEARCH_REASON = "按号码查找"
TAIL = 4
# Far more than share four digits, far less than a harvest.
LOOKED_AT = 1000


def reveal_person(
    resident: Resident, *, field: str, reason: str, actor: User, now: datetime | None = None
) -> str:
    """One value of a person for a reason, by the rules of the role."""
    if field not in FIELDS:
        raise RuleBroken("field", "没有这一项")
    require(policies.may_reveal(actor, resident, field))
    if field != "name" and not resident.has_sealed(field):
        raise RuleBroken("missing", f"没有登记{FIELDS[field]}")
    return _reveal(resident, RESIDENT, field, reason, actor, now)


def reveal_owner(dwelling: Dwelling, *, reason: str, actor: User, now: datetime | None = None) -> str:
    """The telephone of a dwelling's owner."""
    require(policies.may_reveal(actor, dwelling, "phone"))
    return _reveal(dwelling, DWELLING, "owner_phone", reason, actor, now)


def reveal_landlord(rental: Rental, *, reason: str, actor: User, now: datetime | None = None) -> str:
    """The telephone of a landlord."""
    require(policies.may_reveal(actor, rental, "phone"))
    return _reveal(rental, RENTAL, "landlord_phone", reason, actor, now)


def _reveal(row: Any, kind: str, field: str, reason: str, actor: User, now: datetime | None) -> str:
    def opener() -> str:
        return str(row.name if field == "name" else row.open_sealed(field))

    return reveal(
        opener, actor=actor, subject_kind=kind, subject_id=row.pk, field=field, reason=reason, now=now
    )


def find_by_identity(number: str, *, actor: User, now: datetime | None = None) -> list[Hit]:
    """Whoever of one's own area has this number, whole. Every search counts, is kept and stands in the ledger without
    the number; one that finds nobody and one that finds somebody elsewhere answer alike."""
    if not policies.may_search_identity(actor):
        raise NotAllowed("role", "按证件号码查找由社区专干、社区书记或街道综治中心来做")
    wanted = documents.normalised(number)
    return _find("id_number", Resident.objects.with_identity(wanted), actor, now)


def find_by_phone(number: str, *, actor: User, now: datetime | None = None) -> list[Hit]:
    """Whoever of one's own area has this telephone, whole or by the last four digits that a caller says."""
    if not policies.may_search_phone(actor):
        raise NotAllowed("role", "按电话查找由本网格、本社区或街道综治中心来做")
    people, wanted = Resident.objects, dialled(number)
    tail = len(wanted) == TAIL
    rows = people.with_phone_tail(wanted) if tail else people.with_phone(wanted)
    return _find("phone_tail" if tail else "phone", rows, actor, now, tail=tail)


def dialled(number: str) -> str:
    """A number in the spelling in which forms keep it: a mobile bare, a landline with the dash after its area code."""
    bare = documents.normalised(number).removeprefix("+86")
    if not bare.startswith("0") or len(bare) <= TAIL:
        return bare
    area = 3 if bare[1] in "12" else 4
    return f"{bare[:area]}-{bare[area:]}"


def _find(field: str, rows: Any, actor: User, now: datetime | None, *, tail: bool = False) -> list[Hit]:
    """Note the search, committed, then answer those whom the person may see. Four digits mean nobody in particular."""
    # In and out of sight alike are looked up before the answer is cut, so that both take as long.
    found = hits_with_sight(actor, rows.order_by("pinyin", "pk")[:LOOKED_AT])
    meant = 0 if tail else min((hit.pk for hit, _ in found), default=0)
    with transaction.atomic(durable=True):
        note_reveal(
            actor=actor,
            subject_kind=RESIDENT,
            subject_id=meant,
            field=field,
            reason=SEARCH_REASON,
            way=Reveal.Way.SEARCH,
            limit=settings.SEARCHES_A_DAY,
            now=now,
        )
        record(
            f"{RESIDENT}.search_{field}",
            actor=actor,
            subject_kind=RESIDENT,
            subject_id=meant or None,
            detail={"found": len(found)},
            now=now,
        )
    return [hit for hit, in_sight in found if in_sight][: settings.HOMES_FOUND_MOST + 1]
