"""People: entered and changed, one by one or with their household."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q

from core.accounts.models import User
from core.errors import RuleBroken
from core.flow.edits import Edit, edit, write_down
from residents import policies
from residents.actions.common import HOUSEHOLD, RESIDENT, lock_homes, moment, require, say, told
from residents.choices import Relation, ResidenceStatus
from residents.models import Household, Resident
from residents.names import sounds_of
from residents.persons import Person, checked, person_of

SEALED = ("id_number", "phone")
# Columns that a Person says, beside the sealed ones and the guardian.
PLAIN = (
    "name",
    "sex",
    "birth_date",
    "birth_year",
    "id_type",
    "relation",
    "residence_status",
    "registered_place",
    "moved_in_on",
    "guardian_name",
    "guardian_agreed_on",
)


@transaction.atomic
def add_resident(
    household: Household,
    *,
    person: Person,
    actor: User,
    source: str = "",
    version: int | None = None,
    learned_on: date | None = None,
    now: datetime | None = None,
) -> Resident:
    """Enter one more person into a household: born, moved in, found at a visit.

    Refuses an identity number that somebody of one's own area already has, a second head, and for under-14s
    everything beyond name, year and guardian (B11)."""
    at, today = moment(now)
    require(policies.may_register(actor, household))
    home = _living(lock_homes(household.pk), household.pk)
    person = checked(person, today)
    refuse_twin(person, actor)
    if person.relation == Relation.SELF:
        refuse_second_head(home)
    row = new_resident(home, person, at, source or home.source)
    link_guardian(row, home)
    row.save()
    with edit(home, HOUSEHOLD, "person_in", "增加人员", actor=actor, version=version, now=at) as e:
        count_members(e, home)
        if person.relation == Relation.SELF:
            e.set(head_id=row.pk)
        say(e, "", learned_on, today)
    text = told("", learned_on, today)
    write_down(row, RESIDENT, "add", "登记人员", actor=actor, now=at, text=text, household=home.pk)
    household.refresh_from_db()
    return row


@transaction.atomic
def change_resident(
    resident: Resident,
    *,
    actor: User,
    changes: Mapping[str, Any],
    version: int | None = None,
    learned_on: date | None = None,
    now: datetime | None = None,
) -> Resident:
    """Correct or complete what is held. `changes` names fields of Person; what it does not name stays.

    Somebody who by a corrected birth turns out to be under 14 loses what may not be held of them, and the timeline
    says so. The timeline says which fields changed, never from what to what."""
    at, today = moment(now)
    require(policies.may_register(actor, resident))
    home = lock_homes(resident.household_id)[resident.household_id]
    current = Resident.objects.get(pk=resident.pk)
    person, dropped = after_changes(person_of(current), changes, today)
    refuse_twin(person, actor, but=current.pk)
    if person.relation == Relation.SELF and home.head_id != current.pk:
        refuse_second_head(home)
    with edit(resident, RESIDENT, "change", "修改人员", actor=actor, version=version, now=at) as e:
        write_person(e, person)
        link_guardian(e.row, home)
        if e.changed:
            say(e, dropped, learned_on, today)
    _keep_head(home, resident, actor=actor, at=at)
    return resident


def after_changes(before: Person, changes: Mapping[str, Any], today: date) -> tuple[Person, str]:
    """The person as changed and checked, and what was dropped because they are a child after all."""
    if "birth_date" in changes or "birth_year" in changes:
        before = replace(before, birth_date=None, birth_year=None)
    person = replace(before, **changes)
    dropped = ""
    if person.is_child(today):
        held = [
            name for name in (*SEALED, "registered_place") if getattr(person, name) and name not in changes
        ]
        if held:
            nothing: dict[str, Any] = dict.fromkeys(held, "")
            person = replace(person, **nothing, id_type="")
            dropped = "14岁以下，已清除不该登记的内容"
    return checked(person, today), dropped


def write_person(e: Edit, person: Person) -> None:
    """Put what is said into the locked row; the diff keeps only which fields changed."""
    sound, initials = sounds_of(person.name)
    e.set_quietly(
        **{name: getattr(person, name) for name in PLAIN},
        pinyin=sound,
        initials=initials,
        is_floating=person.residence_status == ResidenceStatus.LIVES_HERE,
        guardian_id=person.guardian,
    )
    e.seal(id_number=person.id_number, phone=person.phone)


def _keep_head(home: Household, resident: Resident, *, actor: User, at: datetime) -> None:
    """Who is said to be the head becomes it; a head who is said to be something else is it no more."""
    is_head = resident.relation == Relation.SELF
    if is_head == (home.head_id == resident.pk):
        return
    with edit(home, HOUSEHOLD, "head", "户主变动", actor=actor, now=at) as e:
        e.set(head_id=resident.pk if is_head else None)


def new_resident(home: Household, person: Person, at: datetime, source: str) -> Resident:
    """A row not written yet, with its number and its seals."""
    sound, initials = sounds_of(person.name)
    row = Resident(
        household=home,
        community_id=home.community_id,
        grid_id=home.grid_id,
        pinyin=sound,
        initials=initials,
        is_floating=person.residence_status == ResidenceStatus.LIVES_HERE,
        guardian_id=person.guardian,
        source=source,
        created_at=at,
        is_demo=home.is_demo,
        **{name: getattr(person, name) for name in PLAIN},
    )
    row.seal_in("id_number", person.id_number)
    row.seal_in("phone", person.phone)
    return row


def link_guardian(row: Resident, home: Household, others: list[Resident] | None = None) -> None:
    """A guardian named like exactly one grown person of the household is that person, not a name beside them."""
    if not row.guardian_name or row.guardian_id:
        return
    known = others if others is not None else list(home.residents.present())
    same = [one for one in known if one.name == row.guardian_name and not one.is_child and one.pk != row.pk]
    if len(same) == 1:
        row.guardian_id, row.guardian_name = same[0].pk, ""


def refuse_twin(person: Person, actor: User, but: int | None = None) -> None:
    """The same number twice in one's own area. What lies elsewhere is not told; the centre finds such pairs."""
    if not person.id_number:
        return
    seen = Resident.objects.visible_to(actor).present().with_identity(person.id_number)
    twin = seen.exclude(pk=but or 0).select_related("household").first()
    if twin is not None:
        raise RuleBroken(
            "twin", f"这个证件号已经登记在 {twin.household.no}。搬家请用「搬走或搬家」", field="id_number"
        )


def refuse_second_head(home: Household) -> None:
    if home.head_id is not None:
        raise RuleBroken("head", "这一户已经有户主。要换户主，请先修改原户主的关系", field="relation")


def count_members(e: Edit, home: Household) -> None:
    """The number of people living there, after rows were written."""
    alive = Q(moved_out_on__isnull=True, merged_into__isnull=True)
    found = Resident.objects.filter(household=home).aggregate(n=Count("pk", filter=alive))
    e.set(members=found["n"])


def _living(homes: dict[int, Household], pk: int) -> Household:
    home = homes[pk]
    if home.left_on is not None:
        raise RuleBroken("left", "这一户已经搬走，请在现在的房屋里登记新的住户")
    return home
