"""What bench.sheets imports: the example of the tests, and the people of a whole town into the register."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.identity import check_digit
from core.sheets import kinds
from core.sheets.kinds import Column, SheetKind
from dashboard.demo.places import build_places
from grids.choices import AreaLevel, Role
from grids.models import Area, Posting
from residents.sheets.people import Residents
from tests.sheets import people
from tests.sheets.conftest import phone

FAMILIES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "建国秀兰志强桂英海燕小军文静玉梅大勇春生丽华永红"
RELATIONS = ("户主", "配偶", "子")
# People of each household in turn: 2.4 in the mean, as in the town.
SIZES = (2, 3, 2, 2, 3)


def identity(number: int) -> str:
    """Different for each number; the prefix is given to no county."""
    born = date(1935, 1, 1) + timedelta(days=number % 25_000)
    first = f"620299{born:%Y%m%d}{number // 25_000 + 100:03}"
    return first + check_digit(first)


@dataclass(frozen=True)
class Subject:
    """A kind, its file, and the tables that its rows become."""

    tables: tuple[str, ...]
    indexed: tuple[str, ...]

    def kind(self) -> SheetKind:
        raise NotImplementedError

    def prepare(self) -> User:
        """Whatever must stand before; who imports."""
        raise NotImplementedError

    def rows(self, count: int) -> Iterator[Sequence[str]]:
        raise NotImplementedError


class Wide(people.People):
    """The example with eight columns more."""

    columns: tuple[Column, ...] = (
        *people.People.columns,
        *(Column(f"more_{place}", f"另{place}") for place in range(8)),
    )


class Example(Subject):
    def kind(self) -> SheetKind:
        return kinds.get(Wide.code)

    def prepare(self) -> User:
        people.make_table()
        people.CHANGERS.add("bench")
        kinds.register(Wide())
        return User.objects.create_user("bench", None, display_name="测")

    def rows(self, count: int) -> Iterator[Sequence[str]]:
        for at in range(count):
            name = f"王{'秀建国兰英'[at % 5]}{'甲乙丙丁戊'[at // 5 % 5]}"
            own = ["", "铁北社区", name, identity(at), phone(at), "1990-05-01", str(at % 6 + 1), ""]
            more = [f"铁路小区{at % 150}", f"{at % 20}号楼", f"{at % 5}单元", str(at % 600)]
            yield [*own, *more, "户主", "常住", "甘肃省嘉峪关市", "走访"]


class Register(Subject):
    def kind(self) -> SheetKind:
        return Residents()

    def prepare(self) -> User:
        now = timezone.localtime()
        with transaction.atomic():
            build_places(Random(1), since=(now - timedelta(days=700)).date(), now=now)
        user = User.objects.create_user("bench", None, display_name="测")
        Posting.objects.create(
            user=user,
            valid_from=timezone.localdate() - timedelta(days=9),
            role=Role.CENTRE_MANAGER,
            street=True,
        )
        return user

    def rows(self, count: int) -> Iterator[Sequence[str]]:
        """Building after building, household after household, as a register is kept. Every cell but the system number,
        the place among several and what only children have is filled."""
        buildings = list(
            Area.objects.filter(level=AreaLevel.BUILDING)
            .select_related("parent", "community")
            .order_by("code")
        )
        homes, at = -(-count * 5 // 12), 0
        a_house = -(-homes // len(buildings))
        for home in range(homes):
            house = buildings[home // a_house]
            room = home % a_house
            where = [str(house.community), str(house.parent), house.name, str(room // 24 + 1)]
            where += [f"{room % 24 // 4 + 1}{room % 4 + 1:02}", ""]
            for place in range(SIZES[home % 5]):
                if at == count:
                    return
                yield ["", *where, *_person(at, place)]
                at += 1


def _person(at: int, place: int) -> list[str]:
    number = identity(at)
    name = FAMILIES[at % 20] + GIVEN[at // 20 % 24] + GIVEN[at // 480 % 24]
    sex = "男" if int(number[16]) % 2 else "女"
    born = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    where = ("人户一致", "甘肃省嘉峪关市", "2016-05-01")
    return [name, RELATIONS[place], sex, born, "居民身份证", number, phone(at), *where, "", ""]


SUBJECTS: dict[str, Subject] = {
    "people": Example(("test_person",), ("community", "id_number", "name")),
    "residents": Register(
        ("residents_dwelling", "residents_household", "residents_resident"),
        ("building", "id_number", "name"),
    ),
}
