"""What the register's actions share: the right, the day, the rows they lock, and a late entry said on the timeline."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from core.errors import NotAllowed, RuleBroken
from core.flow.edits import Edit
from core.flow.table import Decision
from residents.models import Dwelling, Household, Resident
from residents.placing import hold_register
from residents.upkeep import lateness

DWELLING, HOUSEHOLD, RESIDENT, RENTAL, MERGE = "dwelling", "household", "resident", "rental", "resident_merge"


def require(decision: Decision) -> None:
    """Raise what the policy says: a role that does not do this, or a rule that forbids it now."""
    if decision.allowed:
        return
    if decision.code == "role":
        raise NotAllowed(decision.code, decision.reason)
    raise RuleBroken(decision.code, decision.reason)


def moment(now: datetime | None) -> tuple[datetime, date]:
    """Now, and the day it is here."""
    at = now or timezone.now()
    return at, timezone.localdate(at)


def not_future(day: date | None, today: date, field: str, words: str) -> None:
    if day is not None and day > today:
        raise RuleBroken("future", f"{words}不能在今天以后", field=field)


def told(said: str, learned_on: date | None, today: date) -> str:
    """What the timeline says, with how late the entry was (B12)."""
    not_future(learned_on, today, "learned_on", "得知变动的日期")
    return "；".join(part for part in (said, lateness(learned_on, today)) if part)


def say(current: Edit, said: str, learned_on: date | None, today: date) -> None:
    current.say(told(said, learned_on, today))


def lock_homes(*households: int) -> dict[int, Household]:
    """Lock doors, households and people of some homes, always in this order and by number, before anything is written."""
    hold_register()
    wanted = sorted(set(households))
    rows = Household.objects.filter(pk__in=wanted)
    lock_doors(rows.values_list("dwelling", flat=True))
    locked = list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))
    list(
        Resident.objects.filter(household__in=wanted)
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    return {one.pk: one for one in locked}


def lock_doors(dwellings: Iterable[int]) -> list[Dwelling]:
    hold_register()
    rows = Dwelling.objects.filter(pk__in=list(dwellings)).select_related("building__parent")
    return list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))
