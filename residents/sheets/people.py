"""People by sheet: one row one person, with the door they live behind. Clerks add; leads and the centre change as well."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F

from core.accounts.models import User
from core.errors import Conflict, RuleBroken
from core.sheets.applying import CommitContext, ReadyRow, UndoContext, UndoRow
from core.sheets.kinds import CheckContext, Decision, Problem
from core.sheets.staging import Sealed
from residents.actions.arriving import NO_HEAD, Arrival, Arrivals
from residents.actions.correcting import Correction, correct_people, give_back
from residents.actions.leaving_again import empty_again, take_out_people
from residents.bulk import NewResident
from residents.models import Resident
from residents.selectors.at_doors import Door
from residents.sheets.checking import PeopleChecker, problem_of
from residents.sheets.columns import COLUMNS, current_of, day_of, in_words, said_of
from residents.sheets.register import RegisterKind, chosen_places

_NOTHING = Sealed([])


class Residents(RegisterKind):
    """Everybody of the register, as a list of people."""

    code = "residents"
    label = "居民"
    about = (
        "一行一个人，同一处的人写同样的地址，每一户要有一个户主。楼栋要先登记过；房屋还没有的会一起建。"
        "搬走、搬家、换户主请到住户页面办。"
    )
    columns = COLUMNS

    def prepare(self, context: CheckContext) -> PeopleChecker:
        return PeopleChecker(context)

    def commit(self, context: CommitContext, batches: Iterable[list[ReadyRow]]) -> None:
        arrivals = Arrivals(actor=context.actor, now=context.now)
        for rows in batches:
            _tell(context, arrivals.take([_arrival(row) for row in rows if row.action == Decision.NEW]))
            _correct(context, [row for row in rows if row.action == Decision.UPDATE])
        _tell(context, arrivals.finish())

    def no_head(self) -> Problem:
        """In the words of the commit, which sees to it again: the head may have been refused since."""
        return problem_of(RuleBroken("no_head", NO_HEAD, field="relation"))

    def second_head(self, first: int) -> Problem:
        return Problem("relation", "second_head", f"这一户在第{first}行已经写了户主，只能有一个")

    def undo(self, context: UndoContext, batches: Iterable[list[UndoRow]]) -> None:
        filled: dict[int, int] = {}
        for rows in batches:
            _take_out(context, [row for row in rows if row.action == Decision.NEW], filled)
            _give_back(context, [row for row in rows if row.action == Decision.UPDATE])
        if filled:
            empty_again(filled, actor=context.actor, now=context.now)

    def export_rows(self, user: User, chosen: dict[str, str]) -> Iterable[dict[str, str]]:
        rows = Resident.objects.visible_to(user).present().filter(**chosen_places(user, chosen))
        rows = rows.select_related("household__dwelling__building__parent", "community", "guardian")
        home = "household__dwelling"
        order = ("household__building__code", f"{home}__unit_no", f"{home}__room_no", "household__ordinal")
        for row in rows.order_by(*order, F("household__head").desc(), "relation", "pk").iterator(500):
            yield _as_row(row)


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
