"""People of a sheet brought into their homes, thousands at a time; doors and households that are not there are entered
with them. The rules are those of register_household and add_resident; the writing is residents.bulk's."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.accounts.models import User
from core.crypto import blind_indexes, has_one_key, is_newest
from core.errors import RuleBroken
from residents import bulk
from residents.actions.common import DWELLING, HOUSEHOLD, moment
from residents.actions.entering_doors import GONE, OpenBuildings
from residents.actions.written import lines_of
from residents.bulk import NewDwelling, NewHousehold, NewResident
from residents.choices import DwellingUse, Relation
from residents.models import Dwelling, Household, Resident, is_child
from residents.placing import claim_register
from residents.selectors.at_doors import Door, DoorAt, behind_doors, with_marks
from residents.upkeep import CONFIRM, day_after

# So many new rows change how the tables are best read.
_MANY = 5_000
NO_HEAD = "这一户没有户主。请把一个14岁以上的人的「与户主关系」填成「户主」"
TAKEN = "这个证件号刚才已经登记了，请再看一眼"
HEADED = "这一户刚才已经有了户主，请再看一眼"


@dataclass(slots=True)
class Arrival:
    """Somebody who is to live behind a door, checked already. `row` is the caller's own."""

    row: Any
    door: Door
    ordinal: int
    who: NewResident
    refusal: RuleBroken | None = None
    # The door that stood empty, and its version since somebody lives there.
    filled: tuple[int, int] | None = None

    @property
    def home(self) -> tuple[Door, int]:
        return self.door, self.ordinal

    @property
    def is_head(self) -> bool:
        return self.who.relation == Relation.SELF

    def refuse(self, code: str, words: str, field: str) -> None:
        self.refusal = RuleBroken(code, words, field=field)


@dataclass
class _Batch:
    """What one call writes."""

    doors: dict[Door, DoorAt]
    new_doors: dict[Door, NewDwelling] = field(default_factory=dict)
    new_homes: list[NewHousehold] = field(default_factory=list)
    people: list[Arrival] = field(default_factory=list)
    # Households that stood before, and who comes to them.
    joined: dict[int, list[Arrival]] = field(default_factory=dict)
    filled: set[int] = field(default_factory=set)


class Arrivals:
    """One import's worth of people. Holds the register's exclusive lock until the end of the transaction, so that what
    is looked up stays true while it is written."""

    def __init__(self, *, actor: User, now: datetime) -> None:
        self.actor = actor
        self.now, self.today = moment(now)
        claim_register()
        self.due = day_after(CONFIRM, self.today)
        self.buildings = OpenBuildings.to(actor, self.today)
        # New households whose head has not come yet: a sheet may name the members in any order.
        self.waiting: dict[tuple[Door, int], list[Arrival]] = {}
        self.founded: set[int] = set()
        self.written = 0

    def take(self, arrivals: list[Arrival]) -> list[Arrival]:
        """Write those whose household has its head. Answers with everybody who is written (`who.pk`) or refused."""
        good = [one for one in arrivals if self._may_come(one)]
        _refuse_taken(good, self.actor)
        groups: dict[tuple[Door, int], list[Arrival]] = {}
        for one in good:
            if one.refusal is None:
                groups.setdefault(one.home, []).append(one)
        batch = _Batch(behind_doors(door for door, _ in groups))
        for home, members in groups.items():
            self._house(batch, home, members)
        self._link_guardians(batch)
        self._write(batch)
        return [one for one in arrivals if one.refusal is not None] + batch.people

    def finish(self) -> list[Arrival]:
        """Those whose household never got a head, refused."""
        if self.written >= _MANY:
            bulk.count_anew()
        left = [one for members in self.waiting.values() for one in members]
        for one in left:
            one.refuse("no_head", NO_HEAD, "relation")
        self.waiting = {}
        return left

    def _may_come(self, one: Arrival) -> bool:
        if one.door.building in self.buildings.places:
            return True
        one.refuse("building", GONE, "building")
        return False

    def _house(self, batch: _Batch, home: tuple[Door, int], members: list[Arrival]) -> None:
        """Put a household's people behind its door: one that stands, or a new one once its head is among them."""
        door, ordinal = home
        at = batch.doors.get(door)
        stands = at.homes.get(ordinal) if at else None
        members = _one_head(members, headed=stands is not None and stands.head is not None)
        if at is not None and stands is not None:
            batch.joined.setdefault(stands.pk, []).extend(members)
            for one in members:
                _place(one.who, stands.pk, at.community, at.grid)
        else:
            members = [*self.waiting.pop(home, ()), *members]
            if not any(one.is_head for one in members):
                if members:
                    self.waiting[home] = members
                return
            self._found(batch, door, ordinal, at, members)
        batch.people.extend(members)

    def _found(
        self, batch: _Batch, door: Door, ordinal: int, at: DoorAt | None, members: list[Arrival]
    ) -> None:
        """A new household, and its door when that is new too."""
        key: NewDwelling | int
        if at is None:
            key = batch.new_doors.get(door) or self.buildings.new_door(door)
            batch.new_doors[door] = key
            community, grid = key.community_id, key.grid_id
        else:
            key, community, grid = at.pk, at.community, at.grid
            if at.use == DwellingUse.VACANT:
                batch.filled.add(at.pk)
                members[0].filled = (at.pk, at.version + 1)
        home = NewHousehold(
            key, door.building, community, grid, ordinal, members=len(members), confirm_due_on=self.due
        )
        for one in members:
            _place(one.who, home, community, grid)
            if one.is_head:
                home.head = one.who
        batch.new_homes.append(home)

    def _link_guardians(self, batch: _Batch) -> None:
        """A guardian named like exactly one grown person of the household is that person."""
        wards = [one for one in batch.people if one.who.guardian_name]
        if not wards:
            return
        grown: dict[tuple[Any, str], list[Any]] = {}
        for one in batch.people:
            if not is_child(one.who.birth_date, one.who.birth_year, self.today):
                grown.setdefault((one.home, one.who.name), []).append(one.who)
        homes = {one.who.household: one.home for one in wards if isinstance(one.who.household, int)}
        standing = Resident.objects.present().filter(household__in=homes).order_by("pk")
        for pk, home, name, born, year in standing.values_list(
            "pk", "household", "name", "birth_date", "birth_year"
        ):
            if not is_child(born, year, self.today):
                grown.setdefault((homes[home], name), []).append(pk)
        for one in wards:
            same = [who for who in grown.get((one.home, one.who.guardian_name), ()) if who is not one.who]
            if len(same) == 1:
                one.who.guardian, one.who.guardian_name = same[0], ""

    def _write(self, batch: _Batch) -> None:
        doors, people = list(batch.new_doors.values()), [one.who for one in batch.people]
        bulk.number(Dwelling, doors)
        bulk.number(Household, batch.new_homes)
        bulk.number(Resident, people)
        bulk.copy_dwellings(doors, now=self.now)
        bulk.copy_households(batch.new_homes, now=self.now)
        bulk.copy_residents(people, now=self.now)
        self._join(batch.joined)
        self._fill(batch.filled)
        self.founded.update(one.pk for one in batch.new_homes)
        self.written += len(people)

    def _join(self, joined: dict[int, list[Arrival]]) -> None:
        """Households that stood already: counted anew, one version further, said on their timeline. Those of this very
        import are only counted."""
        if not joined:
            return
        homes = Household.objects.filter(pk__in=joined)
        homes.filter(pk__in=self.founded & set(joined)).update(members=living_there())
        older = homes.exclude(pk__in=self.founded & set(joined))
        older.update(members=living_there(), version=F("version") + 1)
        led = [pk for pk, members in joined.items() if any(one.is_head for one in members)]
        if led:
            heads = _living_in().filter(relation=Relation.SELF).values("pk")[:1]
            homes.filter(pk__in=led, head__isnull=True).update(head=Subquery(heads))
        texts = {pk: f"表格导入增加{len(members)}人" for pk, members in joined.items()}
        lines_of(older, HOUSEHOLD, "person_in", "增加人员", actor=self.actor, now=self.now, texts=texts)

    def _fill(self, filled: set[int]) -> None:
        """A door that stood empty does so no more."""
        if not filled:
            return
        doors = Dwelling.objects.filter(pk__in=filled)
        doors.update(use=DwellingUse.OWN.value, version=F("version") + 1)
        lines_of(doors, DWELLING, "moved_in", "有人入住", actor=self.actor, now=self.now)


def _place(who: NewResident, household: NewHousehold | int, community: int, grid: int | None) -> None:
    who.household, who.community_id, who.grid_id = household, community, grid


def _one_head(members: list[Arrival], *, headed: bool) -> list[Arrival]:
    """Those that may come: a second head goes back."""
    kept = []
    for one in members:
        if one.is_head and headed:
            one.refuse("head", HEADED, "relation")
            continue
        headed = headed or one.is_head
        kept.append(one)
    return kept


def _refuse_taken(arrivals: Iterable[Arrival], actor: User) -> None:
    """The same number twice in one's own area; what lies elsewhere is not told."""
    marked: dict[bytes, list[Arrival]] = {}
    for one in arrivals:
        if one.who.id_number:
            for mark in _marks_of(one.who):
                marked.setdefault(mark, []).append(one)
    found = with_marks(marked)
    if not found:
        return
    seen = Resident.objects.visible_to(actor).present().filter(pk__in=found)
    for mark in seen.values_list("id_index", flat=True):
        for one in marked.get(bytes(mark), ()):
            one.refuse("taken", TAKEN, "id_number")


def _marks_of(who: NewResident) -> list[bytes]:
    """Under every key of the ring; with one key there is one, and it is known."""
    if who.id_mark is not None and has_one_key() and is_newest(who.id_mark):
        return [who.id_mark]
    return blind_indexes("resident.id", who.id_number)


def _living_in() -> QuerySet[Resident]:
    return Resident.objects.present().filter(household=OuterRef("pk")).order_by()


def living_there() -> Coalesce:
    """How many people live in the household of the outer query."""
    counted = _living_in().values("household").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)
