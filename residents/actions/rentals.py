"""Facts of letting: who lets, how many live there, when fire and gas were looked at (domain.md B13)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from core.accounts.models import User
from core.errors import RuleBroken
from core.flow.edits import Edit, edit, write_down
from grids.choices import EstateKind
from grids.models import Area, GridBuilding
from grids.querysets import in_force
from residents import policies
from residents.actions.common import RENTAL, lock_doors, moment, not_future, require, say, told
from residents.models import Dwelling, Rental
from residents.placing import hold_register
from residents.upkeep import RENTAL_CHECK, day_after

PLAIN = ("tenants", "last_check_on", "next_check_on")
QUIET = ("landlord_name", "filing_no")


@transaction.atomic
def register_rental(
    place: Dwelling | Area,
    *,
    facts: Mapping[str, Any],
    actor: User,
    version: int | None = None,
    learned_on: date | None = None,
    now: datetime | None = None,
) -> Rental:
    """Enter that a dwelling or a whole rental courtyard is let, by whom, and when it is looked at next.

    Refuses a second entry for the same place, and an estate that is no courtyard."""
    at, today = moment(now)
    _check_days(facts, today)
    row = _rental_of(place, today)
    require(policies.may_register(actor, row))
    _fill(row, facts, today)
    row.created_at = at
    row.seal_in("landlord_phone", facts.get("landlord_phone", ""))
    row.save()
    if row.dwelling is not None and (row.dwelling.use != "let" or version is not None):
        door = row.dwelling
        with edit(door, "dwelling", "let", "登记出租", actor=actor, version=version, now=at) as e:
            e.set(use="let")
    write_down(row, RENTAL, "add", "登记出租", actor=actor, now=at, text=told("", learned_on, today))
    return row


def _rental_of(place: Dwelling | Area, today: date) -> Rental:
    """A row not written yet, where the place lies."""
    hold_register()
    if isinstance(place, Dwelling):
        (door,) = lock_doors([place.pk])
        if Rental.objects.filter(dwelling=door).exists():
            raise RuleBroken("twin", "这处房屋已经登记过出租，请直接修改")
        return Rental(
            dwelling=door, community_id=door.community_id, grid_id=door.grid_id, is_demo=door.is_demo
        )
    if place.estate_kind != EstateKind.COURTYARD or place.community_id is None:
        raise RuleBroken("courtyard", "只有出租大院能整院登记出租")
    if Rental.objects.filter(courtyard=place).exists():
        raise RuleBroken("twin", "这个大院已经登记过出租，请直接修改")
    links = GridBuilding.objects.filter(in_force(today), building__parent=place).order_by("building__code")
    grid = links.values_list("grid", flat=True).first()
    return Rental(courtyard=place, community_id=place.community_id, grid_id=grid, is_demo=place.is_demo)


def _fill(row: Rental, facts: Mapping[str, Any], today: date) -> None:
    for name in (*PLAIN, *QUIET):
        if name in facts:
            setattr(row, name, facts[name])
    if row.next_check_on is None:
        row.next_check_on = day_after(RENTAL_CHECK, row.last_check_on or today)


def _check_days(facts: Mapping[str, Any], today: date) -> None:
    last, coming = facts.get("last_check_on"), facts.get("next_check_on")
    not_future(last, today, "last_check_on", "上次检查")
    if last is not None and coming is not None and coming < last:
        raise RuleBroken("order", "下次检查早于上次检查，请核对", field="next_check_on")


@transaction.atomic
def change_rental(
    rental: Rental,
    *,
    facts: Mapping[str, Any],
    actor: User,
    version: int | None = None,
    learned_on: date | None = None,
    now: datetime | None = None,
) -> Rental:
    """Another landlord, another number of tenants. What `facts` does not name stays."""
    at, today = moment(now)
    require(policies.may_register(actor, rental))
    _check_days(facts, today)
    hold_register()
    with edit(rental, RENTAL, "change", "修改出租信息", actor=actor, version=version, now=at) as e:
        _write(e, facts)
        if e.changed:
            say(e, "", learned_on, today)
    return rental


def _write(e: Edit, facts: Mapping[str, Any]) -> None:
    e.set(**{name: facts[name] for name in PLAIN if name in facts})
    e.set_quietly(**{name: facts[name] for name in QUIET if name in facts})
    if "landlord_phone" in facts:
        e.seal(landlord_phone=facts["landlord_phone"])


@transaction.atomic
def note_check(
    rental: Rental,
    *,
    checked_on: date,
    actor: User,
    next_on: date | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> Rental:
    """Fire and gas were looked at; the next look is due after the rule's period unless another day is said."""
    at, today = moment(now)
    require(policies.may_register(actor, rental))
    _check_days({"last_check_on": checked_on, "next_check_on": next_on}, today)
    hold_register()
    due = next_on or day_after(RENTAL_CHECK, checked_on)
    with edit(rental, RENTAL, "check", "消防燃气检查", actor=actor, version=version, now=at) as e:
        e.set(last_check_on=checked_on, next_check_on=due)
        e.say("看过了")
    return rental


@transaction.atomic
def end_rental(
    rental: Rental,
    *,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> None:
    """No longer let: the row goes, and the landlord's name and number with it."""
    at, _ = moment(now)
    require(policies.may_register(actor, rental))
    door = rental.dwelling
    if door is not None:
        lock_doors([door.pk])
    with edit(rental, RENTAL, "end", "不再出租", actor=actor, version=version, now=at) as e:
        e.say("房东信息已删除")
    if door is not None:
        with edit(door, "dwelling", "let_end", "不再出租", actor=actor, now=at) as e:
            e.set(use="own")
    Rental.objects.filter(pk=rental.pk).delete()
