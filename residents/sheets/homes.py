"""Doors by sheet, one row a household behind its door: use, owner, floor, and how the household lives there.

Nobody is entered here: a household comes with its people (residents.sheets.people)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from core.accounts.models import User
from core.errors import RuleBroken
from core.privacy import mask_name, mask_phone
from core.sheets import comparing, kinds
from core.sheets.applying import CommitContext, ReadyRow, UndoContext, UndoRow
from core.sheets.kinds import CheckContext, Column, Decision, Judgement, Problem, RawRow, Type
from residents import policies
from residents.actions import change_dwelling, change_household
from residents.actions.entering_doors import DoorEntry, enter_doors
from residents.actions.leaving_again import take_out_doors
from residents.choices import DwellingUse, Tenure
from residents.models import Dwelling, Household
from residents.numbers import door_no, home_no
from residents.selectors.at_doors import Door, behind_doors
from residents.sheets.cells import number_of, read_floor
from residents.sheets.checking import problem_of
from residents.sheets.columns import WHERE
from residents.sheets.places import BuildingFinder
from residents.sheets.register import RegisterKind, chosen_places

NOBODY = "这处房屋还没有登记人，这一列请空着。先用「居民」表导入人员"
_OF_DOOR = ("use", "floor", "owner_name", "owner_phone")
COLUMNS = (
    Column("home_no", "系统编号", identifies=True, longest=20, help="导出时自带；新增的行空着"),
    *WHERE,
    Column("use", "用途", Type.CHOICE, choices=DwellingUse.choices, help="不填就是自住", example="自住"),
    Column("floor", "楼层", reader=read_floor, help="不填就按房号算", width=8),
    Column("owner_name", "房主", mask=mask_name),
    Column("owner_phone", "房主电话", Type.PHONE, mask=mask_phone),
    Column("tenure", "居住方式", Type.CHOICE, choices=Tenure.choices, help="已经登记了人的住户才填"),
    Column("head", "户主", mask=mask_name, help="导出时自带；换户主请到住户页面办"),
)
_COMPARED = [one for one in COLUMNS if one.key in (*_OF_DOOR, "tenure", "head")]


class Households(RegisterKind):
    """Every door of the register with the households behind it."""

    code = "households"
    label = "住户和房屋"
    about = "一行一户；没有住人的房屋也写一行。楼栋要先登记过，房屋还没有的会建上。人员用「居民」表导入。"
    columns = COLUMNS

    def prepare(self, context: CheckContext) -> "HomesChecker":
        return HomesChecker(context)

    def commit(self, context: CommitContext, batches: Iterable[list[ReadyRow]]) -> None:
        for rows in batches:
            _enter(context, [row for row in rows if row.action == Decision.NEW])
            for row in rows:
                if row.action == Decision.UPDATE:
                    _change(context, row)

    def undo(self, context: UndoContext, batches: Iterable[list[UndoRow]]) -> None:
        for rows in batches:
            new = {row.target_id: row.version for row in rows if row.action == Decision.NEW}
            kept = take_out_doors(new, actor=context.actor, now=context.now) if new else {}
            for row in rows:
                if row.action == Decision.UPDATE:
                    _change_back(context, row)
                elif row.target_id in kept:
                    context.kept(row, kept[row.target_id])
                else:
                    context.undone(row)

    def export_rows(self, user: User, chosen: dict[str, str]) -> Iterable[dict[str, str]]:
        rows = Dwelling.objects.visible_to(user).filter(**chosen_places(user, chosen, "building"))
        rows = rows.select_related("building__parent", "community").prefetch_related(_living())
        for door in rows.order_by("building__code", "unit_no", "room_no").iterator(500):
            homes = door.households.all()
            yield from (_as_row(door, home) for home in homes or (None,))


def _living() -> "Prefetch[Any]":
    """The households that live behind doors now, with their heads."""
    present = Household.objects.present().select_related("head").order_by("ordinal")
    return Prefetch("households", present)


@dataclass(slots=True)
class _Asked:
    row: RawRow
    door: Door | None
    wrong: Problem | None


class HomesChecker:
    """Places in memory; the doors of a batch and who lives behind them by three questions."""

    def __init__(self, context: CheckContext) -> None:
        self.user, self.places = context.user, BuildingFinder.of(context.user)

    def check(self, rows: list[RawRow]) -> list[Judgement]:
        asked = [self._asked(row) for row in rows]
        at = behind_doors(one.door for one in asked if one.door)
        held = Dwelling.objects.filter(pk__in=[one.pk for one in at.values()]).prefetch_related(_living())
        doors = {Door(one.building_id, one.unit_no, one.room_no): one for one in held}
        return [self._judge(one, doors.get(one.door) if one.door else None) for one in asked]

    def _asked(self, row: RawRow) -> _Asked:
        found, values = self.places.find(row.values), row.values
        door = None
        if found.area is not None and values["room_no"]:
            door = Door(found.area.pk, values["unit_no"], values["room_no"])
        return _Asked(row, door, found.problem)

    def _judge(self, asked: _Asked, door: Dwelling | None) -> Judgement:
        row, values = asked.row, asked.row.values
        if row.bad or asked.wrong or asked.door is None:
            return kinds.wrong(*([asked.wrong] if asked.wrong else []))
        key = f"{asked.door}{values['ordinal'] or 1}"
        if door is None:
            return self._new(asked, key)
        homes = list(door.households.all())
        home, wrong = _home_meant(values, door, homes)
        if wrong is None and home is None:
            wrong = _nobody(values)
        if wrong is not None:
            return kinds.wrong(wrong)
        key = f"H{home.pk}" if home else key
        changes, problems = comparing.changes(row, _COMPARED, _agreeing(values, current_of(door, home)))
        if any(one.column == "head" for one in changes):
            problems.append(Problem("head", "head", "换户主请到住户页修改，这里请和登记的一样或者空着"))
        if problems:
            return kinds.wrong(*problems, key=key)
        payload = [home.pk, home.version] if home else None
        return kinds.changed(door.pk, door.version, changes, key=key, payload=payload)

    def _new(self, asked: _Asked, key: str) -> Judgement:
        values = asked.row.values
        if values["home_no"]:
            words = "没有这一户，或者已经搬走。新增的行系统编号请空着"
            return kinds.wrong(Problem("home_no", "unknown", words), key=key)
        wrong = [one for one in (_nobody(values),) if one]
        if "*" in values["owner_name"]:
            wrong.append(Problem("owner_name", "masked", comparing.MASKED_NEW))
        if wrong:
            return kinds.wrong(*wrong, key=key)
        return kinds.new(key=key, payload=asked.door.building if asked.door else 0)


def _nobody(values: dict[str, str]) -> Problem | None:
    """What is said of a household where none lives."""
    told = next((one for one in ("tenure", "head") if values[one]), "")
    if not told and values["ordinal"] not in ("", "1"):
        told = "ordinal"
    return Problem(told, "nobody", NOBODY) if told else None


def _home_meant(
    values: dict[str, str], door: Dwelling, homes: list[Household]
) -> tuple[Household | None, Problem | None]:
    """Which household behind the door a row is about."""
    if values["home_no"] and number_of(values["home_no"], "D") != door.pk:
        number = number_of(values["home_no"], "H")
        told = next((one for one in homes if one.pk == number), None)
        if told is None or values["ordinal"] not in ("", str(told.ordinal)):
            words = "系统编号和地址对不上，或者这一户已经搬走。搬家请到住户页办；新增的行请空着"
            return None, Problem("home_no", "moved", words)
        return told, None
    if values["ordinal"]:
        told = next((one for one in homes if one.ordinal == int(values["ordinal"])), None)
        if told is None and homes:
            return None, Problem("ordinal", "none", f"这处房屋登记了{len(homes)}户，没有这一户，请核对")
        return told, None
    if len(homes) > 1:
        return None, Problem("ordinal", "several", f"这处房屋登记了{len(homes)}户，请写是第几户")
    return (homes[0] if homes else None), None


def current_of(door: Dwelling, home: Household | None) -> dict[str, str]:
    """What the register holds, by column, in the spelling of the cells."""
    return {
        "use": door.use,
        "floor": "" if door.floor is None else str(door.floor),
        "owner_name": door.owner_name,
        "owner_phone": door.open_sealed("owner_phone"),
        "tenure": home.tenure if home else "",
        "head": home.head.name if home and home.head else "",
    }


def _agreeing(values: dict[str, str], current: dict[str, str]) -> dict[str, str]:
    """A head's name in another layout of blanks is the same name."""
    for key in ("head", "owner_name"):
        if "".join(values[key].split()) == "".join(current[key].split()):
            current[key] = values[key]
    return current


def _enter(context: CommitContext, rows: list[ReadyRow]) -> None:
    entries = [_entry(row) for row in rows]
    if entries:
        enter_doors(entries, actor=context.actor, now=context.now)
    for one in entries:
        if one.refusal is not None:
            context.back(one.row, problem_of(one.refusal))
        else:
            context.done(one.row, one.pk, 1)


def _entry(row: ReadyRow) -> DoorEntry:
    values = row.values
    facts = {key: _typed(key, values[key]) for key in _OF_DOOR if values[key]}
    return DoorEntry(row, Door(row.payload, values["unit_no"], values["room_no"]), facts)


def _typed(column: str, text: str) -> Any:
    return (int(text) if text else None) if column == "floor" else text


def _change(context: CommitContext, row: ReadyRow) -> None:
    """One household and its door, through the acts that their pages use."""
    with context.attempt(row, {"building": "building"}):
        door = Dwelling.objects.select_related("building__parent").get(pk=row.target_id or 0)
        _require_changer(context.actor, door)
        home = Household.objects.filter(pk=row.payload[0]).first() if row.payload else None
        said = {one.column: row.values[one.column] for one in row.changes}
        held = current_of(door, home)
        # Two households behind one door may both say what is new of it.
        wanted = {key: _typed(key, said[key]) for key in _OF_DOOR if key in said and said[key] != held[key]}
        before: dict[str, Any] = {"door": {key: held[key] for key in wanted}}
        if wanted:
            version = row.version
            change_dwelling(door, changes=wanted, version=version, actor=context.actor, now=context.now)
        if home is not None and "tenure" in said:
            change_household(
                home, tenure=said["tenure"], head=home.head, version=row.payload[1],
                actor=context.actor, now=context.now,
            )  # fmt: skip
            before["home"] = [home.pk, home.version, held["tenure"]]
        context.done(row, door.pk, door.version, before=before)


def _require_changer(actor: User, door: Dwelling) -> None:
    if not policies.is_within(policies.changes_by_sheet_for(actor), door.community_id):
        raise RuleBroken("area", "这处房屋不归你管，请交给那边的人来改", field="building")


def _change_back(context: UndoContext, row: UndoRow) -> None:
    with context.attempt(row):
        door = Dwelling.objects.select_related("building__parent").get(pk=row.target_id)
        _require_changer(context.actor, door)
        if row.before["door"]:
            wanted = {key: _typed(key, text) for key, text in row.before["door"].items()}
            version = row.version
            change_dwelling(door, changes=wanted, version=version, actor=context.actor, now=context.now)
        if "home" in row.before:
            pk, version, tenure = row.before["home"]
            home = Household.objects.get(pk=pk)
            change_household(
                home, tenure=tenure, head=home.head, version=version, actor=context.actor, now=context.now
            )
        context.undone(row)


def _as_row(door: Dwelling, home: Household | None) -> dict[str, str]:
    estate = door.building.parent
    held = current_of(door, home)
    return {
        **held,
        "home_no": home_no(home.pk) if home else door_no(door.pk),
        "community": door.community.name,
        "estate": estate.name if estate else "",
        "building": door.building.name,
        "unit_no": door.unit_no,
        "room_no": door.room_no,
        "ordinal": str(home.ordinal) if home else "",
        "use": door.get_use_display(),
        "tenure": home.get_tenure_display() if home else "",
    }
