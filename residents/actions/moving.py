"""Moves: out of the street, to another door of it, and back when it was a mistake (domain.md B12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from core.accounts.models import User
from core.errors import RuleBroken
from core.flow.edits import Edit, edit, write_down
from core.notices.actions import notify
from grids.choices import Role
from grids.models import Area
from grids.selectors import holders
from residents import policies
from residents.actions.common import (
    DWELLING,
    HOUSEHOLD,
    RESIDENT,
    lock_doors,
    lock_homes,
    moment,
    not_future,
    require,
    say,
    told,
)
from residents.actions.dwellings import new_dwelling
from residents.actions.households import new_household
from residents.actions.people import count_members
from residents.choices import Leaving, Relation, Source, Tenure
from residents.models import Dwelling, Household, Resident
from residents.placing import hold_register
from residents.upkeep import ERASE, HIDE, day_after


@dataclass(frozen=True)
class Place:
    """A door of the street by its address; it need not be registered yet, nor lie in one's own area."""

    building: Area
    room_no: str
    unit_no: str = ""


@transaction.atomic
def move_away(
    household: Household,
    *,
    members: Sequence[Resident],
    on: date,
    actor: User,
    leaving: str = Leaving.MOVED,
    version: int | None = None,
    learned_on: date | None = None,
    now: datetime | None = None,
) -> Household:
    """Some or all of a household left the street, died, or had been entered by mistake.

    They stay in sight for the rule's month, so that a mistake is seen, and are deleted when its year is over; a
    mistaken entry goes after the month. With the last person the household leaves too."""
    at, today = moment(now)
    require(policies.may_register(actor, household))
    not_future(on, today, "on", "搬走日期")
    home = lock_homes(household.pk)[household.pk]
    people = _chosen(home, members)
    hidden = day_after(HIDE, on)
    erase = hidden if leaving == Leaving.MISTAKE else day_after(ERASE, on)
    label = Leaving(leaving).label
    for person in people:
        _check_since(person, on)
        with edit(person, RESIDENT, "move_away", label, actor=actor, now=at) as e:
            e.set(moved_out_on=on, hidden_on=hidden, erase_on=erase)
            e.set_quietly(leaving=leaving)
            say(e, "", learned_on, today)
    with edit(
        household, HOUSEHOLD, "move_away", f"{len(people)}人{label}", actor=actor, version=version, now=at
    ) as e:
        close_if_empty(e, home, on)
        say(e, "", learned_on, today)
    return household


def close_if_empty(e: Edit, home: Household, on: date) -> None:
    """Count who is left; with nobody the household has left too, and is hidden and deleted like its people."""
    count_members(e, home)
    if e.row.head_id and not Resident.objects.present().filter(household=home, pk=e.row.head_id).exists():
        e.set(head_id=None)
    if e.row.members == 0 and e.row.left_on is None:
        e.set(left_on=on, hidden_on=day_after(HIDE, on), erase_on=day_after(ERASE, on))


def _chosen(home: Household, members: Sequence[Resident]) -> list[Resident]:
    here = {one.pk: one for one in home.residents.present()}
    wanted = sorted({one.pk for one in members})
    if not wanted or any(pk not in here for pk in wanted):
        raise RuleBroken("members", "请选住在这一户的人", field="members")
    return [here[pk] for pk in wanted]


def _check_since(person: Resident, on: date) -> None:
    if person.moved_in_on is not None and on < person.moved_in_on:
        raise RuleBroken("on", "日期早于迁入日期，请核对", field="on")


@transaction.atomic
def move_within(
    household: Household,
    *,
    members: Sequence[Resident],
    to: Place,
    on: date,
    actor: User,
    tenure: str = Tenure.OWNED,
    join: Household | None = None,
    version: int | None = None,
    learned_on: date | None = None,
    now: datetime | None = None,
) -> Household:
    """Some or all of a household moved to another door of the street; answers the household they live in now.

    All together keep their household number; some of them become a household there, or join one (`join`, of one's own
    area). Lies the door in another community or grid, its people are told to go and see, and find the household on
    top of their list. The entry and its history go along: nobody is entered twice."""
    at, today = moment(now)
    require(policies.may_register(actor, household))
    not_future(on, today, "on", "搬家日期")
    door = _door(to, actor, at, today)
    if door.pk == household.dwelling_id:
        raise RuleBroken("to", "新地址就是现在的地址，请核对", field="room_no")
    lock_doors([door.pk, household.dwelling_id])
    home = lock_homes(household.pk, *([join.pk] if join else []))[household.pk]
    people = _chosen(home, members)
    target = _target(home, door, people, join=join, tenure=tenure, at=at, today=today)
    foreign = (door.community_id, door.grid_id) != (home.community_id, home.grid_id)
    late = told("搬到本街道另一处", learned_on, today)
    for person in people:
        _carry_person(person, target, door, on, late, actor=actor, at=at, together=target.pk == home.pk)
    if target.pk == home.pk:
        _carry_household(household, door, late, actor=actor, version=version, at=at)
    else:
        label = f"{len(people)}人搬家"
        with edit(household, HOUSEHOLD, "move", label, actor=actor, version=version, now=at) as e:
            close_if_empty(e, home, on)
            e.say(late)
        _receive(target, people, joined=join is not None, actor=actor, at=at)
    target.refresh_from_db()
    if foreign:
        _due_now(target, today)
        _tell_receivers(target, door, actor, at)
    return target


def _carry_person(
    person: Resident,
    target: Household,
    door: Dwelling,
    on: date,
    words: str,
    *,
    actor: User,
    at: datetime,
    together: bool,
) -> None:
    """One person's row behind the new door; alone or in part, a new household finds its relations anew."""
    _check_since(person, on)
    with edit(person, RESIDENT, "move", "搬家", actor=actor, now=at) as e:
        e.set(household_id=target.pk, community_id=door.community_id, grid_id=door.grid_id, moved_in_on=on)
        if not together:
            e.set_quietly(relation=Relation.SELF if person.pk == target.head_id else Relation.OTHER)
        e.say(words)


def _door(to: Place, actor: User, at: datetime, today: date) -> Dwelling:
    """The door there, entered when it is not yet."""
    hold_register()
    known = Dwelling.objects.filter(building=to.building, unit_no=to.unit_no, room_no=to.room_no)
    found = known.select_related("building__parent").first()
    if found is not None:
        return found
    row = new_dwelling(to.building, to.unit_no, to.room_no, today, {})
    row.created_at = at
    row.save()
    write_down(row, DWELLING, "add", "登记房屋", actor=actor, now=at, text="有人搬来时登记")
    return row


def _target(
    home: Household,
    door: Dwelling,
    people: list[Resident],
    *,
    join: Household | None,
    tenure: str,
    at: datetime,
    today: date,
) -> Household:
    """The household they live in from now on: their own, one that is there, or a new one."""
    if join is not None:
        if join.dwelling_id != door.pk or join.left_on is not None:
            raise RuleBroken("join", "要住进的那一户不在这个地址，请核对", field="join")
        return join
    if len(people) == home.residents.present().count():
        return home
    grown = [one for one in people if not one.is_child]
    if not grown:
        raise RuleBroken("members", "14岁以下的孩子不能单独成一户，请填住进哪一户", field="join")
    target = new_household(door, today, at, tenure=tenure, source=Source.TRANSFER)
    target.head = grown[0]
    target.save()
    return target


def _carry_household(
    household: Household, door: Dwelling, words: str, *, actor: User, version: int | None, at: datetime
) -> None:
    """The whole household behind another door, at the next free place there."""
    taken = Household.objects.filter(dwelling=door, left_on__isnull=True).order_by("-ordinal")
    last = taken.values_list("ordinal", flat=True).first() or 0
    with edit(household, HOUSEHOLD, "move", "整户搬家", actor=actor, version=version, now=at) as e:
        e.set(
            dwelling_id=door.pk,
            building_id=door.building_id,
            community_id=door.community_id,
            grid_id=door.grid_id,
            ordinal=last + 1,
        )
        e.say(words)


def _receive(target: Household, people: list[Resident], *, joined: bool, actor: User, at: datetime) -> None:
    if joined:
        with edit(target, HOUSEHOLD, "person_in", f"搬来{len(people)}人", actor=actor, now=at) as e:
            count_members(e, target)
        return
    target.members = len(people)
    target.save(update_fields=["members"])
    write_down(target, HOUSEHOLD, "register", "搬来一户", actor=actor, now=at, people=len(people))


def _due_now(target: Household, today: date) -> None:
    """On top of the receivers' list until they have been there."""
    Household.objects.filter(pk=target.pk).update(confirm_due_on=today)
    target.confirm_due_on = today


def _tell_receivers(target: Household, door: Dwelling, actor: User, at: datetime) -> None:
    people = set(holders(Role.COMMUNITY_CLERK, community=door.community_id))
    if door.grid_id is not None:
        people |= set(holders(Role.GRID_WORKER, grid=door.grid_id))
    notify(
        people - {actor},
        kind="todo",
        title=f"有人搬到{door.address}，请上门核对",
        subject_kind=HOUSEHOLD,
        subject_id=target.pk,
        key=f"{HOUSEHOLD}:{target.pk}:v{target.version}",
        actor=actor,
        now=at,
    )


@transaction.atomic
def bring_back(
    resident: Resident,
    *,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> Resident:
    """They had not left after all: the entry is as before, and its household with it. Only while it is in sight."""
    at, today = moment(now)
    require(policies.may_register(actor, resident))
    home = lock_homes(resident.household_id)[resident.household_id]
    current = Resident.objects.get(pk=resident.pk)
    if current.moved_out_on is None or current.merged_into_id is not None:
        raise RuleBroken("here", "这个人没有登记搬走")
    if current.hidden_on is None or current.hidden_on <= today:
        raise RuleBroken("hidden", "搬走已超过30天，请重新登记")
    with edit(resident, RESIDENT, "bring_back", "没有搬走", actor=actor, version=version, now=at) as e:
        e.set(moved_out_on=None, hidden_on=None, erase_on=None)
        e.set_quietly(leaving="", relation=_free_relation(current, home))
    revive(home, actor=actor, at=at)
    return resident


def _free_relation(person: Resident, home: Household) -> str:
    """The head comes back as such unless somebody else is head by now."""
    return Relation.OTHER if person.relation == Relation.SELF and home.head_id else person.relation


def revive(home: Household, *, actor: User, at: datetime) -> None:
    """Count a household again after somebody came back; one that had left lives there again."""
    taken = Household.objects.filter(dwelling_id=home.dwelling_id, left_on__isnull=True).exclude(pk=home.pk)
    places = set(taken.values_list("ordinal", flat=True))
    with edit(home, HOUSEHOLD, "person_in", "有人回来", actor=actor, now=at) as e:
        if e.row.left_on is not None:
            free = next(number for number in range(1, len(places) + 2) if number not in places)
            ordinal = e.row.ordinal if e.row.ordinal not in places else free
            e.set(left_on=None, hidden_on=None, erase_on=None, ordinal=ordinal)
        count_members(e, home)
        head = Resident.objects.present().filter(household=home, relation=Relation.SELF).first()
        if e.row.head_id is None and head is not None:
            e.set(head_id=head.pk)
