"""Who lives in the demo town: doors, households and people in the numbers of domain.md O3, all of them invented.

Identity numbers carry the prefix 620299, which no county has, and telephones begin with 0937-0, which nobody can dial
(O12). dashboard.demo.homes writes them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from core.identity import check_digit
from dashboard.demo.names import family_name, given_name
from grids.models import Area, Grid
from residents.bulk import NewDwelling, NewHousehold, NewRental, NewResident
from residents.upkeep import CONFIRM, ERASE, HIDE, RENTAL_CHECK, day_after

FLOORS, DOORS_A_FLOOR = 6, 2
_SIZES, _SIZE_WEIGHTS = (1, 2, 3, 4, 5), (24, 34, 25, 12, 5)
_ELSEWHERE = ("甘肃省酒泉市肃州区", "甘肃省张掖市甘州区", "甘肃省武威市凉州区", "甘肃省酒泉市玉门市", "青海省海东市乐都区",
              "河南省周口市太康县", "四川省巴中市平昌县", "陕西省汉中市城固县")  # fmt: skip
_HERE = "甘肃省嘉峪关市"
MALE, FEMALE = "1", "2"


@dataclass
class Batch:
    """What one community is given, before it is written."""

    doors: list[NewDwelling] = field(default_factory=list)
    homes: list[NewHousehold] = field(default_factory=list)
    people: list[NewResident] = field(default_factory=list)
    rentals: list[NewRental] = field(default_factory=list)


class Days:
    """The register's days for each day that the demo uses, each worked out once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, date], date] = {}

    def after(self, code: str, day: date) -> date:
        if (code, day) not in self._known:
            self._known[code, day] = day_after(code, day)
        return self._known[code, day]


class Registrar:
    """Invents homes and people, the same ones for the same seed."""

    def __init__(self, chance: Random, today: date) -> None:
        self.chance, self.today = chance, today
        self.days = Days()
        self._serials: dict[tuple[date, str], int] = defaultdict(int)
        self._phones = 100_000

    def community(self, area: Area, plan: list[tuple[Grid, list[tuple[Area, int]]]], people: int) -> Batch:
        """All homes of a community: as many households in each building as the plan says, and so many people."""
        batch = Batch()
        sizes = iter(self._sizes(sum(count for _, houses in plan for _, count in houses), people))
        for grid, houses in plan:
            for building, count in houses:
                self._building(batch, area, grid, building, count, sizes)
        return batch

    def _sizes(self, homes: int, people: int) -> list[int]:
        """Household sizes that add up exactly."""
        sizes = self.chance.choices(_SIZES, _SIZE_WEIGHTS, k=homes)
        missing = people - sum(sizes)
        while missing:
            at, step = self.chance.randrange(homes), 1 if missing > 0 else -1
            if 1 <= sizes[at] + step <= 6:
                sizes[at] += step
                missing -= step
        return sizes

    def _building(
        self, batch: Batch, area: Area, grid: Grid, building: Area, homes: int, sizes: Iterator[int]
    ) -> None:
        """Doors floor by floor, one household behind most, two behind a few, nobody behind some."""
        yard = "平房" in building.name
        chance, left = self.chance, homes
        for unit, room, floor in _rooms(yard):
            if not left:
                return
            let = chance.random() < (0.7 if yard else 0.08)
            use = "let" if let else "own"
            empty = chance.random() < 0.03
            door = NewDwelling(
                building.pk, area.pk, grid.pk, room, unit, floor, "vacant" if empty and not let else use
            )
            batch.doors.append(door)
            if let and not yard and chance.random() < 0.8:
                batch.rentals.append(self._rental(area, grid, dwelling=door))
            if empty:
                continue
            shared = 2 if let and left > 1 and chance.random() < 0.1 else 1
            for ordinal in range(1, shared + 1):
                self._home(batch, door, ordinal, next(sizes), let=let)
                left -= 1

    def _home(self, batch: Batch, door: NewDwelling, ordinal: int, size: int, *, let: bool) -> None:
        chance = self.chance
        asked = self.today - timedelta(days=chance.randint(0, 196))
        home = NewHousehold(
            door,
            door.building_id,
            door.community_id,
            door.grid_id,
            ordinal,
            "rented" if let else "owned",
            "landlord" if let and chance.random() < 0.3 else "visit",
            size,
            confirmed_on=asked,
            confirm_due_on=self.days.after(CONFIRM, asked),
        )
        people = list(self._people(home, size, let=let))
        home.head = people[0]
        batch.homes.append(home)
        batch.people += people
        if size > 1 and chance.random() < 0.004:
            self._somebody_left(batch, home, people[0])

    def _people(self, home: NewHousehold, size: int, *, let: bool) -> Iterator[NewResident]:
        """A head, a spouse, children, a parent; in let rooms sometimes flatmates instead."""
        chance, year = self.chance, self.today.year
        family, age = family_name(chance), chance.randint(24, 82)
        sex = MALE if chance.random() < 0.68 else FEMALE
        moved_in = self.today - timedelta(days=chance.randint(30, 900 if let else 7000))
        head = self._person(home, family, year - age, sex, "0", moved_in, let=let)
        yield head
        flatmates = let and size > 1 and chance.random() < 0.3
        for place in range(1, size):
            if flatmates:
                born = year - chance.randint(19, 45)
                yield self._person(home, family_name(chance), born, self._any_sex(), "C", moved_in, let=True)
            elif place == 1 and chance.random() < 0.85:
                other = FEMALE if sex == MALE else MALE
                yield self._person(
                    home,
                    family_name(chance),
                    year - age + chance.randint(-2, 4),
                    other,
                    "1",
                    moved_in,
                    let=let,
                )
            elif age < 62 or place == 2:
                yield self._offspring(home, head, family, age, moved_in, let=let)
            else:
                yield self._person(
                    home, family, year - age - chance.randint(22, 30), FEMALE, "5", moved_in, let=let
                )

    def _offspring(
        self, home: NewHousehold, head: NewResident, family: str, age: int, moved_in: date, *, let: bool
    ) -> NewResident:
        """A son or daughter; under 14 only name, year and guardian (B11)."""
        chance = self.chance
        born = self.today.year - max(0, age - chance.randint(23, 34))
        sex = self._any_sex()
        relation = "2" if sex == MALE else "3"
        if self.today.year - born > 14:
            return self._person(home, family, born, sex, relation, max(moved_in, date(born, 12, 31)), let=let)
        return NewResident(
            home,
            home.community_id,
            home.grid_id,
            family + given_name(chance),
            relation,
            birth_year=born,
            moved_in_on=max(moved_in, date(born, 12, 31)) if born < self.today.year else None,
            guardian=head,
            guardian_agreed_on=self.today - timedelta(days=chance.randint(1, 300)),
            source="visit",
            confirmed_on=home.confirmed_on,
        )

    def _any_sex(self) -> str:
        return MALE if self.chance.random() < 0.5 else FEMALE

    def _person(
        self,
        home: NewHousehold,
        family: str,
        born: int,
        sex: str,
        relation: str,
        moved_in: date,
        *,
        let: bool,
    ) -> NewResident:
        chance = self.chance
        birth = date(born, chance.randint(1, 12), chance.randint(1, 28))
        away = chance.random() < (0.75 if let else 0.08)
        papers = chance.random() < 0.97
        return NewResident(
            home,
            home.community_id,
            home.grid_id,
            family + given_name(chance),
            relation,
            sex,
            birth,
            born,
            "111" if papers else "",
            self._identity(birth, sex) if papers else "",
            self._phone() if chance.random() < 0.78 else "",
            "2" if away else "1",
            chance.choice(_ELSEWHERE) if away else _HERE,
            max(moved_in, birth),
            source=home.source,
            confirmed_on=home.confirmed_on,
        )

    def _identity(self, birth: date, sex: str) -> str:
        """A number of nobody, with its right check digit, each once."""
        self._serials[birth, sex] += 1
        serial = 2 * self._serials[birth, sex] - (1 if sex == MALE else 0)
        first = f"620299{birth:%Y%m%d}{serial:03}"
        return first + check_digit(first)

    def _phone(self) -> str:
        self._phones += 1
        return f"0937-0{self._phones:06}"

    def _somebody_left(self, batch: Batch, home: NewHousehold, near: NewResident) -> None:
        """One more who moved out: some still in sight, some hidden and waiting for their day."""
        on = self.today - timedelta(days=self.chance.choice((6, 12, 20, 27, 90, 200)))
        gone = self._person(
            home,
            near.name[0],
            near.birth_year or 1980,
            self._any_sex(),
            "8",
            on - timedelta(days=400),
            let=False,
        )
        gone.moved_out_on, gone.leaving = on, "moved"
        gone.hidden_on, gone.erase_on = self.days.after(HIDE, on), self.days.after(ERASE, on)
        batch.people.append(gone)

    def courtyards(self, area: Area, yards: list[tuple[Area, Grid]]) -> list[NewRental]:
        """Courtyards let as a whole: most of them."""
        return [
            self._rental(area, grid, courtyard_id=yard.pk)
            for yard, grid in yards
            if self.chance.random() < 0.7
        ]

    def _rental(
        self, area: Area, grid: Grid, *, dwelling: NewDwelling | None = None, courtyard_id: int | None = None
    ) -> NewRental:
        chance = self.chance
        looked = self.today - timedelta(days=chance.randint(5, 220))
        return NewRental(
            area.pk,
            grid.pk,
            family_name(chance) + given_name(chance),
            dwelling,
            courtyard_id,
            self._phone(),
            chance.randint(1, 3) if dwelling else chance.randint(8, 30),
            f"嘉租备{looked.year}-{chance.randint(1, 900)}" if chance.random() < 0.6 else "",
            looked,
            self.days.after(RENTAL_CHECK, looked),
        )


def _rooms(yard: bool) -> Iterator[tuple[str, str, int | None]]:
    """(unit, room, floor) of one door after the other; a row of houses numbers its doors through."""
    number = 0
    while True:
        number += 1
        if yard:
            yield "", str(number), None
            continue
        for floor in range(1, FLOORS + 1):
            for door in range(1, DOORS_A_FLOOR + 1):
                yield str(number), f"{floor}{door:02}", floor
