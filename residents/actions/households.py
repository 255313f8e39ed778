"""Households: registered with their people in one form, changed, confirmed, and what they asked for."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max

from core.accounts.models import User
from core.errors import RuleBroken
from core.flow.edits import edit, write_down
from core.flow.models import Event
from residents import policies
from residents.actions.common import (
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
from residents.actions.people import link_guardian, new_resident, refuse_twin
from residents.choices import Relation, Service, Source, Tenure
from residents.models import Dwelling, Household, HouseholdService, Resident
from residents.persons import Person, checked
from residents.upkeep import CONFIRM, day_after

# How long a slip of the finger may be taken back by who made it.
TAKE_BACK = timedelta(hours=1)


@transaction.atomic
def register_household(
    dwelling: Dwelling,
    *,
    people: Sequence[Person],
    actor: User,
    tenure: str = Tenure.OWNED,
    source: str = Source.VISIT,
    version: int | None = None,
    learned_on: date | None = None,
    now: datetime | None = None,
) -> Household:
    """Enter who lives behind a door, at least one grown person, who is the head. Counts as confirmed today.

    Refuses numbers already known in one's area and what may not be held of under-14s; errors name the person's place
    in the list by the field's prefix."""
    at, today = moment(now)
    require(policies.may_register(actor, dwelling))
    (door,) = lock_doors([dwelling.pk])
    persons = _checked_people(people, actor, today)
    home = new_household(door, today, at, tenure=tenure, source=source)
    home.save()
    rows = [new_resident(home, person, at, source) for person in persons]
    for row in rows:
        row.confirmed_on = today
        link_guardian(row, home, rows)
    # Grown people first: a child's row points to its guardian's.
    for row in sorted(rows, key=lambda row: row.is_child):
        row.save()
    home.head = next(row for row in rows if row.relation == Relation.SELF)
    home.members = len(rows)
    home.save(update_fields=["head", "members"])
    if door.use == "vacant" or version is not None:
        with edit(door, "dwelling", "moved_in", "有人入住", actor=actor, version=version, now=at) as e:
            if door.use == "vacant":
                e.set(use="let" if tenure == Tenure.RENTED else "own")
    text = told("", learned_on, today)
    write_down(home, HOUSEHOLD, "register", "登记住户", actor=actor, now=at, text=text, people=len(rows))
    for row in rows:
        write_down(row, RESIDENT, "add", "登记人员", actor=actor, now=at, household=home.pk)
    return home


def new_household(
    door: Dwelling, today: date, at: datetime, *, tenure: str = Tenure.OWNED, source: str = Source.VISIT
) -> Household:
    """A household not written yet, at the next free place behind the door."""
    taken = Household.objects.filter(dwelling=door, left_on__isnull=True)
    last = taken.aggregate(last=Max("ordinal"))["last"] or 0
    return Household(
        dwelling=door,
        building_id=door.building_id,
        community_id=door.community_id,
        grid_id=door.grid_id,
        ordinal=last + 1,
        tenure=tenure,
        source=source,
        confirmed_on=today,
        confirm_due_on=day_after(CONFIRM, today),
        created_at=at,
        is_demo=door.is_demo,
    )


def _checked_people(people: Sequence[Person], actor: User, today: date) -> list[Person]:
    """Each person checked, and the household as a whole."""
    if not people:
        raise RuleBroken("nobody", "请至少写一个人", field="people")
    found = []
    for number, person in enumerate(people):
        try:
            one = checked(person, today)
            refuse_twin(one, actor)
        except RuleBroken as broken:
            raise RuleBroken(broken.code, broken.message, field=f"person-{number}-{broken.field}") from broken
        found.append(one)
    heads = [one for one in found if one.relation == Relation.SELF]
    if len(heads) != 1:
        words = "请选一个人做户主（与户主关系选「本人」）" if not heads else "户主只能有一个"
        raise RuleBroken("head", words, field="people")
    if heads[0].is_child(today):
        raise RuleBroken("head", "户主要是14岁以上的人", field="people")
    numbers = [one.id_number for one in found if one.id_number]
    if len(numbers) != len(set(numbers)):
        raise RuleBroken("twin", "同一个证件号写了两次，请核对", field="people")
    return found


@transaction.atomic
def change_household(
    household: Household,
    *,
    actor: User,
    tenure: str,
    head: Resident | None,
    version: int | None = None,
    learned_on: date | None = None,
    now: datetime | None = None,
) -> Household:
    """Another way of living there, another head. The old head becomes 其他 until somebody says what they are now."""
    at, today = moment(now)
    require(policies.may_register(actor, household))
    home = lock_homes(household.pk)[household.pk]
    if head is not None and (head.household_id != home.pk or not head.is_present or head.is_child):
        raise RuleBroken("head", "户主要是住在这一户、14岁以上的人", field="head")
    old = home.head
    new_head = head.pk if head else None
    with edit(household, HOUSEHOLD, "change", "修改住户", actor=actor, version=version, now=at) as e:
        e.set(tenure=tenure, head_id=new_head)
        if e.changed:
            say(e, "", learned_on, today)
    if new_head == home.head_id:
        return household
    if old is not None and old.household_id == home.pk:
        _set_relation(old, Relation.OTHER, actor, at)
    if head is not None:
        _set_relation(head, Relation.SELF, actor, at)
    return household


def _set_relation(person: Resident, relation: str, actor: User, at: datetime) -> None:
    with edit(person, RESIDENT, "relation", "与户主关系变动", actor=actor, now=at) as e:
        e.set_quietly(relation=relation)


@transaction.atomic
def confirm_household(
    household: Household,
    *,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> Household:
    """Asked them, nothing has changed: due again after the rule's period. Refuses a home that nobody lives in."""
    at, today = moment(now)
    require(policies.may_register(actor, household))
    home = lock_homes(household.pk)[household.pk]
    if home.left_on is not None:
        raise RuleBroken("left", "这一户已经搬走，不用核对")
    due = day_after(CONFIRM, today)
    with edit(household, HOUSEHOLD, "confirm", "核对住户", actor=actor, version=version, now=at) as e:
        e.set(confirmed_on=today, confirm_due_on=due)
        e.say("和住户核对过，没有变化")
    Resident.objects.filter(household=household).present().update(confirmed_on=today)
    return household


@transaction.atomic
def take_back_confirmation(household: Household, *, actor: User, now: datetime | None = None) -> Household:
    """Undo one's own slip of the finger within the hour, while nothing else has happened to the household."""
    at, _ = moment(now)
    require(policies.may_register(actor, household))
    home = lock_homes(household.pk)[household.pk]
    last = Event.objects.filter(subject_kind=HOUSEHOLD, subject_id=home.pk).order_by("-version").first()
    mine = last is not None and last.act == "confirm" and last.actor_id == actor.pk
    if last is None or not mine or at - last.at > TAKE_BACK:
        raise RuleBroken("late", "只能在一小时内撤销自己刚做的核对。有变化请直接修改")
    before = {name: date.fromisoformat(old) if old else None for name, (old, _) in last.changes.items()}
    with edit(household, HOUSEHOLD, "unconfirm", "撤销核对", actor=actor, now=at) as e:
        e.set(**before)
        e.say("点错了，还没有核对")
    if "confirmed_on" in before:
        people = Resident.objects.filter(household=household).present()
        people.update(confirmed_on=before["confirmed_on"])
    return household


@transaction.atomic
def add_service(
    household: Household,
    *,
    service: str,
    agreed_on: date,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> HouseholdService:
    """Note a service that the household asked for and agreed to on a day. Refuses one that runs already."""
    at, today = moment(now)
    require(policies.may_register(actor, household))
    not_future(agreed_on, today, "agreed_on", "同意日期")
    lock_homes(household.pk)
    if household.services.filter(service=service, ended_on__isnull=True).exists():
        raise RuleBroken("twice", "这项服务已经在做了", field="service")
    row = HouseholdService.objects.create(
        household=household, service=service, agreed_on=agreed_on, noted_by=actor
    )
    label = Service(service).label
    with edit(household, HOUSEHOLD, "service", "约定服务", actor=actor, version=version, now=at) as e:
        e.say(f"{label}（本人同意）")
    return row


@transaction.atomic
def end_service(
    household: Household,
    *,
    service: HouseholdService,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> HouseholdService:
    """They no longer want it: it ends today, without a reason asked."""
    at, today = moment(now)
    require(policies.may_register(actor, household))
    lock_homes(household.pk)
    if service.household_id != household.pk or service.ended_on is not None:
        raise RuleBroken("ended", "这项服务已经结束", field="service")
    service.ended_on = today
    service.save(update_fields=["ended_on"])
    with edit(household, HOUSEHOLD, "service_end", "结束服务", actor=actor, version=version, now=at) as e:
        e.say(service.get_service_display())
    return service
