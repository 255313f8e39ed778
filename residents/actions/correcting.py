"""People corrected by a sheet, thousands at a time, and given back what they said before: the rules of change_resident,
the writing of residents.bulk."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any

from core.accounts.models import User
from core.crypto import blind_indexes
from core.errors import Conflict, RuleBroken
from residents import bulk, policies
from residents.actions.common import RESIDENT, moment
from residents.actions.people import after_changes
from residents.actions.written import lines_of
from residents.bulk import NewResident
from residents.choices import Relation
from residents.models import Resident
from residents.persons import Person, person_of
from residents.placing import claim_register

_FIELDS = tuple(one.name for one in fields(Person))
STALE = "导入以后有人改过，保持现在的样子"


@dataclass(slots=True)
class Correction:
    """What is to be said of somebody, as they were at `version`. `row` is the caller's own.

    `before` is what the changed fields said until now, as JSON carries it."""

    row: Any
    pk: int
    version: int
    changes: Mapping[str, Any]
    refusal: RuleBroken | None = None
    before: dict[str, Any] = field(default_factory=dict)
    dropped: str = ""


def correct_people(corrections: Sequence[Correction], *, actor: User, now: datetime | None = None) -> None:
    """Change people as the sheet says. Refused are those that somebody changed since (Conflict), that lie where the actor
    only adds, and whatever may not be held; the others are written, with a line of timeline and ledger for each."""
    at, today = moment(now)
    claim_register()
    rows = _rows(corrections)
    mine = policies.changes_by_sheet_for(actor)
    written: dict[int, tuple[Correction, Person]] = {}
    for one in corrections:
        try:
            written[one.pk] = one, _corrected(one, rows.get(one.pk), mine, today)
        except RuleBroken as broken:
            one.refusal = broken
    _refuse_twins(written, actor)
    people = {pk: person for pk, (one, person) in written.items() if one.refusal is None}
    people = _with_guardians(people, rows, today)
    texts = {pk: f"表格导入；{one.dropped}" for pk, (one, _) in written.items() if one.dropped}
    for pk, person in people.items():
        written[pk][0].before = _plain(_difference(person_of(rows[pk]), person))
    _write(people, rows, "change", "修改人员", actor=actor, at=at, texts=texts)


def give_back(corrections: Sequence[Correction], *, actor: User, now: datetime | None = None) -> None:
    """Let people say again what `changes` (a Correction's `before`) holds of them; refused where somebody went on."""
    at, _ = moment(now)
    claim_register()
    rows = _rows(corrections)
    people: dict[int, Person] = {}
    mine = policies.changes_by_sheet_for(actor)
    for one in corrections:
        row = rows.get(one.pk)
        if row is None or row.version != one.version:
            one.refusal = Conflict("stale", STALE)
        elif not policies.is_within(mine, row.community_id):
            one.refusal = RuleBroken("area", _NOT_YOURS)
        else:
            people[one.pk] = replace(person_of(row), **_typed(one.changes))
    texts = dict.fromkeys(people, "撤回表格导入")
    _write(people, rows, "change", "修改人员", actor=actor, at=at, texts=texts)


_NOT_YOURS = "这个人现在不归你管，请交给那边的人来改"


def _rows(corrections: Iterable[Correction]) -> dict[int, Resident]:
    held = Resident.objects.present().filter(pk__in=[one.pk for one in corrections])
    return {row.pk: row for row in held.select_related("household")}


def _corrected(one: Correction, row: Resident | None, mine: frozenset[int] | None, today: date) -> Person:
    if row is None or row.version != one.version:
        raise Conflict("stale", STALE)
    if not policies.is_within(mine, row.community_id):
        raise RuleBroken("area", _NOT_YOURS)
    relation = one.changes.get("relation", row.relation)
    if relation != row.relation and Relation.SELF in (relation, row.relation):
        raise RuleBroken("head", "换户主请到住户页修改", field="relation")
    person, one.dropped = after_changes(person_of(row), one.changes, today)
    return person


def _refuse_twins(written: Mapping[int, tuple[Correction, Person]], actor: User) -> None:
    """A corrected number that somebody else of one's own area has."""
    asked: dict[bytes, Correction] = {}
    for one, person in written.values():
        if person.id_number and "id_number" in one.changes:
            asked |= dict.fromkeys(blind_indexes("resident.id", person.id_number), one)
    if not asked:
        return
    seen = Resident.objects.visible_to(actor).present().filter(id_index__in=asked)
    for pk, mark in seen.values_list("pk", "id_index"):
        one = asked[bytes(mark)]
        if pk != one.pk:
            one.refusal = RuleBroken("twin", "这个证件号已经登记在别的人名下，请核对", field="id_number")


def _with_guardians(
    people: dict[int, Person], rows: Mapping[int, Resident], today: date
) -> dict[int, Person]:
    """A guardian named like exactly one grown person of the household is that person."""
    wards = {pk: one for pk, one in people.items() if one.guardian_name and not one.guardian}
    if not wards:
        return people
    homes = {rows[pk].household_id for pk in wards}
    grown: dict[tuple[int, str], list[int]] = {}
    for other in (
        Resident.objects.present()
        .filter(household__in=homes)
        .only("household_id", "name", "birth_date", "birth_year")
    ):
        if not other.is_child:
            grown.setdefault((other.household_id, other.name), []).append(other.pk)
    linked = dict(people)
    for pk, person in wards.items():
        same = [one for one in grown.get((rows[pk].household_id, person.guardian_name), ()) if one != pk]
        if len(same) == 1:
            linked[pk] = replace(person, guardian=same[0], guardian_name="")
    return linked


def _difference(before: Person, after: Person) -> dict[str, Any]:
    return {name: value for name in _FIELDS if (value := getattr(before, name)) != getattr(after, name)}


def _plain(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}


def _typed(said: Mapping[str, Any]) -> dict[str, Any]:
    days = ("birth_date", "moved_in_on", "guardian_agreed_on")
    return {name: date.fromisoformat(v) if name in days and v else v for name, v in said.items()}


def _write(
    people: Mapping[int, Person],
    rows: Mapping[int, Resident],
    act: str,
    label: str,
    *,
    actor: User,
    at: datetime,
    texts: Mapping[int, str],
) -> None:
    changes: dict[int, dict[str, Any]] = {
        pk: {name: [] for name in _difference(person_of(rows[pk]), person)} for pk, person in people.items()
    }
    bulk.rewrite_residents([_row_of(pk, person) for pk, person in people.items()])
    changed = Resident.objects.filter(pk__in=people)
    lines_of(changed, RESIDENT, act, label, actor=actor, now=at, texts=texts, changes=changes)


def _row_of(pk: int, person: Person) -> NewResident:
    said = {name: getattr(person, name) for name in _FIELDS}
    return NewResident(household=0, community_id=0, grid_id=None, pk=pk, **said)
