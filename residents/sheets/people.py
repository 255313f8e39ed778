"""People by sheet: one row one person, with the door they live behind. Clerks add; leads and the centre change as well."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import F

from core.accounts.models import User
from core.errors import Conflict, RuleBroken
from core.sheets import kinds
from core.sheets.applying import CommitContext, ReadyRow, UndoContext, UndoRow
from core.sheets.kinds import CheckContext, Choices, Decision, Filter
from core.sheets.staging import Sealed
from grids.choices import Role
from grids.models import Area
from grids.scope import Scope
from grids.selectors import holders
from grids.sheets.places import grid_choices
from residents import policies
from residents.actions.arriving import Arrival, Arrivals
from residents.actions.correcting import Correction, correct_people, give_back
from residents.actions.leaving_again import empty_again, take_out_people
from residents.bulk import NewResident
from residents.models import Resident
from residents.selectors.at_doors import Door
from residents.sheets.checking import PeopleChecker, problem_of
from residents.sheets.columns import COLUMNS, current_of, day_of, in_words, said_of
from residents.sheets.places import community_choices

CHANGERS = "社区书记或街道综治中心"
_NOTHING = Sealed([])


class Residents(kinds.SheetKind):
    """Everybody of the register, as a list of people."""

    code = "residents"
    label = "居民"
    about = (
        "一行一个人，同一处的人写同样的地址，每一户要有一个户主。楼栋要先登记过；房屋还没有的会一起建。"
        "搬走、搬家、换户主请到住户页面办。"
    )
    changers = CHANGERS
    columns = COLUMNS

    def may_add(self, user: User) -> bool:
        return policies.may_import(user)

    def may_change(self, user: User) -> bool:
        return policies.changes_by_sheet_for(user) != frozenset()

    def may_take_over(self, user: User, owner: User) -> bool:
        return policies.may_take_over_import(user, owner)

    def changers_of(self, owner: User) -> Iterable[User]:
        return leads_of(owner)

    def prepare(self, context: CheckContext) -> PeopleChecker:
        return PeopleChecker(context)

    def commit(self, context: CommitContext, batches: Iterable[list[ReadyRow]]) -> None:
        arrivals = Arrivals(actor=context.actor, now=context.now)
        for rows in batches:
            _tell(context, arrivals.take([_arrival(row) for row in rows if row.action == Decision.NEW]))
            _correct(context, [row for row in rows if row.action == Decision.UPDATE])
        _tell(context, arrivals.finish())

    def undo(self, context: UndoContext, batches: Iterable[list[UndoRow]]) -> None:
        filled: dict[int, int] = {}
        for rows in batches:
            _take_out(context, [row for row in rows if row.action == Decision.NEW], filled)
            _give_back(context, [row for row in rows if row.action == Decision.UPDATE])
        if filled:
            empty_again(filled, actor=context.actor, now=context.now)

    def may_export(self, user: User) -> bool:
        return policies.may_export_register(user)

    def may_export_personal(self, user: User) -> bool:
        return policies.may_export_numbers(user)

    def may_approve_export(self, user: User, owner: User) -> bool:
        return policies.may_agree_to_export(user, owner)

    def approvers_of(self, owner: User) -> Iterable[User]:
        yield from leads_of(owner)
        yield from holders(Role.CENTRE_MANAGER, street=True)

    def filters(self) -> tuple[Filter, ...]:
        return PLACE_FILTERS

    def export_rows(self, user: User, chosen: dict[str, str]) -> Iterable[dict[str, str]]:
        rows = Resident.objects.visible_to(user).present().filter(**chosen_places(user, chosen))
        rows = rows.select_related("household__dwelling__building__parent", "community", "guardian")
        home = "household__dwelling"
        order = ("household__building__code", f"{home}__unit_no", f"{home}__room_no", "household__ordinal")
        for row in rows.order_by(*order, F("household__head").desc(), "relation", "pk").iterator(500):
            yield _as_row(row)


def building_choices(user: User) -> Choices:
    """The buildings of the communities that the person imports for, by estate and name."""
    mine = [int(pk) for pk, _ in community_choices(user)]
    buildings = Area.objects.active().buildings().filter(community__in=mine).select_related("parent")
    return [
        (str(one.pk), f"{one.parent.name if one.parent else ''}{one.name}")
        for one in buildings.order_by("code")
    ]


PLACE_FILTERS = (
    Filter("community", "社区", community_choices, required=True),
    Filter("grid", "网格", grid_choices),
    Filter("building", "楼栋", building_choices),
)


def chosen_places(
    user: User, chosen: dict[str, str], building: str = "household__building"
) -> dict[str, int]:
    """The rows of an export, never beyond the communities that the person imports for."""
    mine = {pk for pk, _ in community_choices(user)}
    told = chosen.get("community", "")
    places = {"community": int(told) if told in mine else 0}
    for key, path in (("grid", "grid"), ("building", building)):
        if chosen.get(key, "").isdecimal():
            places[path] = int(chosen[key])
    return places


def leads_of(owner: User) -> Iterator[User]:
    """Who leads the communities that somebody imports for."""
    for community in sorted(Scope.of(owner).community_ids & (policies.imports_for(owner) or frozenset())):
        yield from holders(Role.COMMUNITY_LEAD, community=community)


def _arrival(row: ReadyRow) -> Arrival:
    """The row as the checker judged it: what a document tells stands in its payload."""
    values = row.values
    building, sex, born, year, id_type, mark = row.payload
    who = NewResident(
        household=0,
        community_id=0,
        grid_id=None,
        name=values["name"],
        relation=values["relation"],
        sex=sex,
        birth_date=date.fromisoformat(born) if born else None,
        birth_year=year,
        id_type=id_type,
        id_number=values["id_number"],
        phone=values["phone"],
        residence_status=values["residence_status"] or "1",
        registered_place=values["registered_place"],
        moved_in_on=day_of(values["moved_in_on"]),
        guardian_name=values["guardian"],
        guardian_agreed_on=day_of(values["guardian_agreed_on"]),
        id_mark=bytes.fromhex(mark) if mark else None,
    )
    door = Door(building, values["unit_no"], values["room_no"])
    # Who waits for a head waits without the cells.
    light = ReadyRow(row.row_no, row.action, None, None, _NOTHING, row.reader)
    return Arrival(light, door, int(values["ordinal"] or 1), who)


def _tell(context: CommitContext, arrivals: Iterable[Arrival]) -> None:
    for one in arrivals:
        if one.refusal is not None:
            context.back(one.row, problem_of(one.refusal))
        else:
            context.done(one.row, one.who.pk, 1, before={"filled": one.filled} if one.filled else None)


def _correct(context: CommitContext, rows: list[ReadyRow]) -> None:
    corrections = [_correction(row) for row in rows]
    if corrections:
        correct_people(corrections, actor=context.actor, now=context.now)
    for one in corrections:
        if isinstance(one.refusal, Conflict):
            context.moved(one.row)
        elif one.refusal is not None:
            context.back(one.row, problem_of(one.refusal))
        else:
            context.done(one.row, one.pk, one.version + 1, before=one.before)


def _correction(row: ReadyRow) -> Correction:
    said: dict[str, Any] = {}
    for change in row.changes:
        said |= said_of(change.column, row.values[change.column])
    return Correction(row, row.target_id or 0, row.version or 0, said)


def _take_out(context: UndoContext, rows: list[UndoRow], filled: dict[int, int]) -> None:
    if not rows:
        return
    people = {row.target_id: row.version for row in rows}
    kept = take_out_people(people, actor=context.actor, now=context.now)
    for row in rows:
        if row.target_id in kept:
            context.kept(row, kept[row.target_id])
        else:
            context.undone(row)
            filled |= [row.before["filled"]] if "filled" in row.before else []


def _give_back(context: UndoContext, rows: list[UndoRow]) -> None:
    corrections = [Correction(row, row.target_id, row.version, row.before) for row in rows]
    if corrections:
        give_back(corrections, actor=context.actor, now=context.now)
    for one in corrections:
        if isinstance(one.refusal, RuleBroken):
            context.kept(one.row, one.refusal.message)
        else:
            context.undone(one.row)


def _as_row(row: Resident) -> dict[str, str]:
    """A person as the sheet says it, unmasked, codes in words."""
    home = row.household
    door = home.dwelling
    estate = door.building.parent
    return {
        "person_no": row.no,
        "community": row.community.name,
        "estate": estate.name if estate else "",
        "building": door.building.name,
        "unit_no": door.unit_no,
        "room_no": door.room_no,
        "ordinal": str(home.ordinal),
        **in_words(current_of(row)),
    }
