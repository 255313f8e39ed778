"""Judging the rows of a sheet of people: who is meant, where they live, and what the register may hold of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from core.crypto import blind_indexes
from core.errors import RuleBroken
from core.sheets import comparing, kinds
from core.sheets.kinds import Change, CheckContext, Decision, Judgement, Problem, RawRow
from grids.models import Area
from residents import policies
from residents.actions.people import after_changes
from residents.choices import Relation
from residents.models import Household, Resident
from residents.numbers import home_no
from residents.persons import Person, checked, person_of, told_otherwise
from residents.selectors.at_doors import Door, DoorAt, HomeAt, behind_doors, with_marks
from residents.sheets.cells import number_of, read_room, read_unit
from residents.sheets.columns import COLUMN_OF, WHO, agreeing, current_of, fields_of, person_in, said_of
from residents.sheets.places import BuildingFinder

_PLACED_BY = frozenset({"unit_no", "room_no", "ordinal"})
_TOLD_BY_DOCUMENT = frozenset({"id_number", "id_type", "birth", "sex"})
MOVED = "这个人登记在别处。这里的地址请和登记的一样；搬家请到住户页用「搬走或搬家」"
HEADED = "这一户已经有户主。要换户主，请到住户页修改"
NEW_OR_NOT = (Decision.NEW, Decision.SKIP)
CHANGE_OR_NOT = (Decision.UPDATE, Decision.SKIP)


@dataclass(slots=True)
class Asked:
    """A row with what is looked up for it: its door, its household there, the marks of its number."""

    row: RawRow
    building: Area | None = None
    wrong: list[Problem] = field(default_factory=list)
    door: Door | None = None
    ordinal: int = 1
    number: int = 0
    marks: list[bytes] = field(default_factory=list)

    @property
    def home_key(self) -> tuple[Any, ...]:
        return (*self.door, self.ordinal) if self.door else ()


@dataclass(slots=True)
class Known:
    """What the register holds that a batch may be about; four questions at most, however many rows."""

    by_pk: dict[int, Resident]
    by_mark: dict[bytes, Resident]
    by_home: dict[int, list[Resident]]
    doors: dict[Door, DoorAt]
    # Where those live who are met behind none of the doors of the batch.
    elsewhere: dict[int, tuple[Door, int]]

    @classmethod
    def of(cls, user: Any, mine: frozenset[int] | None, asked: Iterable[Asked]) -> "Known":
        numbers, marks, wanted = set(), set(), set()
        for one in asked:
            if one.number:
                numbers.add(one.number)
            marks.update(one.marks)
            if one.door is not None:
                wanted.add(one.door)
        known = cls({}, {}, {}, behind_doors(wanted), {})
        homes = {home.pk for door in known.doors.values() for home in door.homes.values()}
        numbers |= with_marks(marks)
        if not (numbers or homes):
            return known
        rows = Resident.objects.visible_to(user).present().filter(Q(pk__in=numbers) | Q(household__in=homes))
        if mine is not None:
            rows = rows.filter(community__in=mine)
        for row in rows.select_related("guardian").order_by("pk"):
            known.by_pk[row.pk] = row
            known.by_home.setdefault(row.household_id, []).append(row)
            if row.id_index is not None:
                known.by_mark[bytes(row.id_index)] = row
        known.elsewhere = _doors_of(set(known.by_home) - homes)
        return known

    def home(self, asked: Asked) -> HomeAt | None:
        at = self.doors.get(asked.door) if asked.door else None
        return at.homes.get(asked.ordinal) if at else None


def _doors_of(homes: set[int]) -> dict[int, tuple[Door, int]]:
    """Door and place of households, in the spelling of the cells."""
    if not homes:
        return {}
    rows = Household.objects.filter(pk__in=homes).values_list(
        "pk", "dwelling__building", "dwelling__unit_no", "dwelling__room_no", "ordinal"
    )
    return {
        pk: (Door(building, read_unit(unit), read_room(room)), ordinal)
        for pk, building, unit, room, ordinal in rows
    }


class PeopleChecker:
    """Made once an import: the places of its owner."""

    def __init__(self, context: CheckContext) -> None:
        self.user, self.today = context.user, context.today
        self.mine = policies.imports_for(context.user)
        self.places = BuildingFinder.of(context.user)

    def check(self, rows: list[RawRow]) -> list[Judgement]:
        asked = [self._asked(row) for row in rows]
        known = Known.of(self.user, self.mine, asked)
        return [self._judge(one, known) for one in asked]

    def _asked(self, row: RawRow) -> Asked:
        values, asked = row.values, Asked(row)
        found = self.places.find(values)
        asked.building = found.area
        if found.problem is not None:
            asked.wrong.append(found.problem)
        if found.area is not None and values["room_no"]:
            asked.door = Door(found.area.pk, values["unit_no"], values["room_no"])
        asked.ordinal = int(values["ordinal"] or 1)
        if values["person_no"]:
            # No row of the register has the number -1.
            asked.number = number_of(values["person_no"], "R") or -1
        if values["id_number"] and "id_number" not in row.masked:
            asked.marks = blind_indexes("resident.id", values["id_number"])
        return asked

    def _judge(self, asked: Asked, known: Known) -> Judgement:
        row = asked.row
        if row.bad or asked.wrong or asked.door is None:
            return _in_household(asked, known.home(asked), kinds.wrong(*asked.wrong))
        if asked.number:
            person = known.by_pk.get(asked.number)
            if person is None:
                words = "没有这个系统编号，或者这个人已经搬走。新增的行请空着"
                return kinds.wrong(Problem("person_no", "unknown", words))
            return _Meeting(self, asked, known, person).by_number()
        person = next((known.by_mark[mark] for mark in asked.marks if mark in known.by_mark), None)
        if person is not None:
            return _Meeting(self, asked, known, person).by_document()
        home = known.home(asked)
        same = (
            [one for one in known.by_home.get(home.pk, ()) if one.name == row.values["name"]] if home else []
        )
        if len(same) == 1 and not _says_otherwise(asked, same[0]):
            return _Meeting(self, asked, known, same[0]).by_name()
        return _in_household(asked, home, self._new(asked, home, same))

    def _new(self, asked: Asked, home: HomeAt | None, same: list[Resident]) -> Judgement:
        values = asked.row.values
        key = asked.marks[0].hex() if asked.marks else f"{asked.home_key}{values['name']}{values['birth']}"
        covered = [name for name in ("name", "guardian") if "*" in values[name]]
        if covered:
            return kinds.wrong(*(Problem(one, "masked", comparing.MASKED_NEW) for one in covered), key=key)
        said = person_in(values)
        try:
            person = checked(said, self.today)
            self._check_head(person, home)
        except RuleBroken as broken:
            return kinds.wrong(problem_of(broken), key=key)
        payload = [
            asked.building.pk if asked.building else 0,
            person.sex,
            person.birth_date.isoformat() if person.birth_date else "",
            person.birth_year,
            person.id_type,
            asked.marks[0].hex() if asked.marks else "",
        ]
        doubt = None
        if same:
            doubt = Problem("name", "like", "这一户已经有同名的人。是同一个人就跳过，要修改请填他的系统编号")
        elif said.id_number and told_otherwise(said):
            doubt = _contradicts(Decision.NEW)
        if doubt is not None:
            return kinds.doubtful(doubt, NEW_OR_NOT, key=key, payload=payload)
        return kinds.new(key=key, payload=payload)

    def _check_head(self, person: Person, home: HomeAt | None) -> None:
        """A household that has a head gets no other, and the head is grown."""
        if person.relation != Relation.SELF:
            return
        if home is not None and home.head is not None:
            raise RuleBroken("head", HEADED, field="relation")
        if person.is_child(self.today):
            raise RuleBroken("head", "户主要是14岁以上的人", field="relation")


def _in_household(asked: Asked, home: HomeAt | None, said: Judgement) -> Judgement:
    """Whose head the file must name: the household that it founds. One that stands may be led by one row, or by none."""
    values, bad = asked.row.values, asked.row.bad
    if not asked.home_key or asked.number or bad & _PLACED_BY or (home is not None and home.head is not None):
        return said
    heads = None if "relation" in bad or not values["relation"] else values["relation"] == Relation.SELF
    if home is None or heads:
        said.family, said.heads = repr(asked.home_key), heads
    return said


def _says_otherwise(asked: Asked, person: Resident) -> bool:
    """Whether somebody of the same name is another: by number, or by year of birth."""
    if asked.marks and person.id_index is not None:
        return True
    year = asked.row.values["birth"][:4]
    return bool(year and person.birth_year and int(year) != person.birth_year)


def problem_of(broken: RuleBroken) -> Problem:
    """A refusal of the register's own rules, told at its column; its words must not repeat what was typed."""
    column = COLUMN_OF.get(broken.field, broken.field)
    words = broken.message
    if (broken.code, column) == ("child", "birth"):
        words = "14岁以下只登记姓名、出生年和监护人，出生日期只写年"
    return Problem(column, f"rule_{broken.code}"[:40], words)


def _contradicts(decision: Decision) -> Problem:
    word = "新建" if decision == Decision.NEW else "更新"
    sentence = f"证件号里的出生日期或性别和填的不一样。对照证件核对过没错的，选「{word}」"
    return Problem("id_number", "contradicts", sentence)


@dataclass(slots=True)
class _Meeting:
    """A row of the file that is about somebody who is registered."""

    checker: PeopleChecker
    asked: Asked
    known: Known
    person: Resident

    @property
    def key(self) -> str:
        return f"R{self.person.pk}"

    def lives_there(self) -> bool:
        told, ordinal = self.asked.door, self.asked.row.values["ordinal"]
        if told is None:
            return False
        home = self.person.household_id
        at = self.known.doors.get(told)
        if at is not None:
            place = next((place for place, one in at.homes.items() if one.pk == home), 0)
            if place:
                return not ordinal or int(ordinal) == place
        door, place = self.known.elsewhere.get(home, (None, 0))
        return door == told and (not ordinal or int(ordinal) == place)

    def by_number(self) -> Judgement:
        """The row of an export: who is meant is said, so where they live must agree."""
        if not self.lives_there():
            return kinds.wrong(Problem("room_no", "moved", MOVED), key=self.key)
        return self._compare()

    def by_document(self) -> Judgement:
        """The same number: the same person, unless the name or the door says otherwise."""
        said = self._compare()
        if said.verdict == kinds.Verdict.ERROR:
            return said
        number = home_no(self.person.household_id)
        if not self.lives_there():
            words = f"这个证件号已经登记在{number}。更新只改其他内容，住址不变；搬家请到住户页办"
        elif any(one.column == "name" for one in said.changes):
            words = f"这个证件号已经登记在{number}，姓名不一样。请对照证件核对"
        else:
            return said
        doubt = Problem("id_number", "same_number", words)
        options = CHANGE_OR_NOT if said.changes else (Decision.SKIP,)
        return kinds.doubtful(
            doubt, options, target=(self.person.pk, self.person.version), changes=said.changes, key=self.key
        )

    def by_name(self) -> Judgement:
        """Somebody of that name lives there, and nothing speaks against it."""
        return self._compare()

    def _compare(self) -> Judgement:
        row, person = self.asked.row, self.person
        current = agreeing(row.values, current_of(person))
        changes, wrong = comparing.changes(row, WHO, current)
        if wrong:
            return kinds.wrong(*wrong, key=self.key)
        if not changes:
            return kinds.same(person.pk, person.version, key=self.key)
        try:
            real, contradicts = self._real(changes)
        except RuleBroken as broken:
            return kinds.wrong(problem_of(broken), key=self.key)
        target = (person.pk, person.version)
        if contradicts:
            doubt = _contradicts(Decision.UPDATE)
            return kinds.doubtful(doubt, CHANGE_OR_NOT, target=target, changes=real, key=self.key)
        return kinds.changed(*target, real, key=self.key)

    def _real(self, changes: list[Change]) -> tuple[list[Change], bool]:
        """Those changes after which the register would hold something else, and whether the document then says
        otherwise. Raises what the register's rules refuse."""
        values = self.asked.row.values
        before = person_of(self.person)
        said: dict[str, Any] = {}
        for one in changes:
            said |= said_of(one.column, values[one.column])
        if Relation.SELF in (said.get("relation"), self.person.relation) and "relation" in said:
            raise RuleBroken("head", "换户主请到住户页修改", field="relation")
        twin = next((self.known.by_mark[m] for m in self.asked.marks if m in self.known.by_mark), None)
        if "id_number" in said and twin is not None and twin.pk != self.person.pk:
            words = f"这个证件号已经登记在{home_no(twin.household_id)}，请核对"
            raise RuleBroken("twin", words, field="id_number")
        after, _ = after_changes(before, said, self.checker.today)
        real = [
            one
            for one in changes
            if any(getattr(after, name) != getattr(before, name) for name in fields_of(one.column))
        ]
        touched = any(one.column in _TOLD_BY_DOCUMENT for one in real)
        return real, touched and bool(told_otherwise(after))
