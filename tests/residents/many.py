"""Many homes and people in the small street, written in bulk: the same faces again and again, each number once."""

from datetime import date, timedelta

from django.utils import timezone

from core.identity import check_digit
from residents import bulk
from residents.bulk import NewDwelling, NewHousehold, NewResident
from residents.models import Dwelling, Household, Resident
from tests.cast import Town

_FAMILIES = "王李张刘陈杨赵黄周吴"
_GIVEN = ("建国", "秀兰", "志强", "桂英", "海燕", "小军", "文静", "玉梅", "大勇", "春生")


def make_people(town: Town, people: int) -> None:
    """So many people in households of two, in all grids alike; every tenth household is due."""
    now, today = timezone.now(), timezone.localdate()
    doors, homes, rows = [], [], []
    places = [
        (one, grid, house)
        for one in (town.tiebei, town.dongyuan)
        for grid, houses in zip(one.grids, one.buildings, strict=True)
        for house in houses
    ]
    for at in range(people // 2):
        one, grid, house = places[at % len(places)]
        number = at // len(places)
        door = NewDwelling(
            house.pk, one.area.pk, grid.pk, f"{1 + number % 30}{1 + number % 2:02}", str(9 + number // 30), 1
        )
        due = today - timedelta(days=3) if at % 10 == 0 else today + timedelta(days=90)
        home = NewHousehold(
            door,
            house.pk,
            one.area.pk,
            grid.pk,
            members=2,
            confirmed_on=due - timedelta(days=180),
            confirm_due_on=due,
        )
        first = _person(home, at, "0")
        home.head = first
        doors.append(door)
        homes.append(home)
        rows += [first, _person(home, at + people, "1")]
    for model, several in ((Dwelling, doors), (Household, homes), (Resident, rows)):
        bulk.number(model, several)
    bulk.copy_dwellings(doors, now=now)
    bulk.copy_households(homes, now=now)
    bulk.copy_residents(rows, now=now)


def _person(home: NewHousehold, at: int, relation: str) -> NewResident:
    birth = date(1950, 1, 1) + timedelta(days=at % 18_000)
    first = f"620299{birth:%Y%m%d}{at // 18_000 + 1:03}"
    return NewResident(
        home,
        home.community_id,
        home.grid_id,
        _FAMILIES[at % 10] + _GIVEN[at // 10 % 10],
        relation,
        "1",
        birth,
        birth.year,
        "111",
        first + check_digit(first),
        f"0937-{at:07}",
    )
