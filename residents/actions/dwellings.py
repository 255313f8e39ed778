"""Doors: added, changed, and units of a large building given to another grid."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from core.accounts.models import User
from core.audit.actions import record
from core.errors import RuleBroken
from core.flow.edits import edit, write_down
from grids.models import Area, Grid
from grids.querysets import in_force
from residents import policies
from residents.actions.common import DWELLING, moment, require, say, told
from residents.models import Dwelling
from residents.placing import claim_register, follow_places, hold_register

# What change_dwelling changes beside the sealed telephone.
CHANGEABLE = ("floor", "use")


def floor_of(room_no: str) -> int | None:
    """201 is on the second floor, 1203 on the twelfth; a courtyard's 5 tells none."""
    digits = room_no.removeprefix("0")
    return int(digits[:-2]) if digits.isdecimal() and 3 <= len(digits) <= 4 else None


@transaction.atomic
def add_dwelling(
    building: Area,
    *,
    room_no: str,
    actor: User,
    unit_no: str = "",
    facts: Mapping[str, Any] | None = None,
    learned_on: date | None = None,
    now: datetime | None = None,
) -> Dwelling:
    """Enter one more door of a building. Its grid is its unit's own or the building's.

    Refuses a door that is there already, a retired building, and a grid's staff outside their grid."""
    at, today = moment(now)
    require(policies.may_register_at(actor, building))
    hold_register()
    said = dict(facts or {})
    row = new_dwelling(building, unit_no, room_no, today, said)
    # The building is theirs, but this unit may be another grid's.
    require(policies.may_register(actor, row))
    row.created_at = at
    row.seal_in("owner_phone", said.get("owner_phone", ""))
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twin:
        raise RuleBroken("twin", f"{building.name}{row.door}已经登记过", field="room_no") from twin
    text = told("", learned_on, today)
    write_down(row, DWELLING, "add", "登记房屋", actor=actor, now=at, text=text)
    return row


def new_dwelling(
    building: Area, unit_no: str, room_no: str, today: date, said: Mapping[str, Any]
) -> Dwelling:
    """A door not written yet, in the grid that serves it."""
    if building.level != "building" or not building.is_active or building.community_id is None:
        raise RuleBroken("building", "请选一栋在用的楼", field="building")
    override = (
        Dwelling.objects.filter(building=building, unit_no=unit_no, grid_override__isnull=False)
        .values_list("grid_override", flat=True)
        .first()
    )
    own = Grid.for_building(building.pk, today)
    floor = said.get("floor")
    return Dwelling(
        building=building,
        unit_no=unit_no,
        room_no=room_no,
        floor=floor if floor is not None else floor_of(room_no),
        use=said.get("use") or "own",
        owner_name=said.get("owner_name", ""),
        community_id=building.community_id,
        grid_override_id=override,
        grid_id=override or (own.pk if own else None),
        is_demo=building.is_demo,
    )


@transaction.atomic
def change_dwelling(
    dwelling: Dwelling,
    *,
    actor: User,
    changes: Mapping[str, Any],
    version: int | None = None,
    learned_on: date | None = None,
    now: datetime | None = None,
) -> Dwelling:
    """Use, floor, owner. What `changes` does not name stays; an empty text clears."""
    at, today = moment(now)
    require(policies.may_register(actor, dwelling))
    hold_register()
    with edit(dwelling, DWELLING, "change", "修改房屋", actor=actor, version=version, now=at) as e:
        e.set(**{name: changes[name] for name in CHANGEABLE if name in changes})
        if "owner_name" in changes:
            e.set_quietly(owner_name=changes["owner_name"])
        if "owner_phone" in changes:
            e.seal(owner_phone=changes["owner_phone"])
        if e.changed:
            say(e, "", learned_on, today)
    return dwelling


@transaction.atomic
def give_units_to_grid(
    building: Area,
    *,
    units: Iterable[str],
    grid: Grid | None,
    approval_no: str,
    actor: User,
    now: datetime | None = None,
) -> int:
    """Let some units of a building be served by another grid of the community, or by the building's again (`grid` None).

    A boundary change, so it carries the street's approval number; homes and people follow. How many rows moved."""
    at, today = moment(now)
    require(policies.may_split_building(actor, building))
    if not approval_no.strip():
        raise RuleBroken("approval", "网格边界变动要有街道批准文号，请填上", field="approval_no")
    serving = Grid.objects.filter(in_force(today), community=building.community_id)
    if grid is not None and not serving.filter(pk=grid.pk).exists():
        raise RuleBroken("grid", "请选本社区一个在用的网格，网格不能跨社区", field="grid")
    claim_register()
    wanted = sorted(set(units))
    doors = Dwelling.objects.filter(building=building, unit_no__in=wanted)
    if not doors.exists():
        raise RuleBroken("units", "这些单元还没有登记房屋", field="units")
    doors.update(grid_override=grid)
    moved = follow_places([building.pk], on=today)
    record(
        "grid.units",
        actor=actor,
        subject_kind="area",
        subject_id=building.pk,
        detail={
            "units": wanted,
            "grid": grid.pk if grid else None,
            "approval_no": approval_no,
            "moved": moved,
        },
        now=at,
    )
    return moved
