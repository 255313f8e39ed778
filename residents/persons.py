"""What may be entered about a person (domain.md B10, B11, N1, N3): checked here once for forms, sheets and moves."""

from dataclasses import dataclass, replace
from datetime import date

from core import identity
from core.errors import RuleBroken
from residents import documents
from residents.choices import IdType, Relation, ResidenceStatus, Sex
from residents.models import Resident, is_child

OLDEST = identity.OLDEST
NAME_LEAST, NAME_MOST = 2, 25
CHILD_ONLY = "14岁以下只登记姓名、出生年和监护人"


@dataclass(frozen=True, slots=True)
class Person:
    """What is said about somebody. `guardian` is a row of the register, `guardian_name` somebody who is in none."""

    name: str
    relation: str = Relation.OTHER
    sex: str = Sex.UNKNOWN
    birth_date: date | None = None
    birth_year: int | None = None
    id_type: str = ""
    id_number: str = ""
    phone: str = ""
    residence_status: str = ResidenceStatus.HERE
    registered_place: str = ""
    moved_in_on: date | None = None
    guardian: int | None = None
    guardian_name: str = ""
    guardian_agreed_on: date | None = None

    def is_child(self, today: date) -> bool:
        return is_child(self.birth_date, self.birth_year, today)


def person_of(row: Resident) -> Person:
    """What the register holds of somebody, whole: for checking a change against the rest."""
    return Person(
        name=row.name,
        relation=row.relation,
        sex=row.sex,
        birth_date=row.birth_date,
        birth_year=row.birth_year,
        id_type=row.id_type,
        id_number=row.open_sealed("id_number"),
        phone=row.open_sealed("phone"),
        residence_status=row.residence_status,
        registered_place=row.registered_place,
        moved_in_on=row.moved_in_on,
        guardian=row.guardian_id,
        guardian_name=row.guardian_name,
        guardian_agreed_on=row.guardian_agreed_on,
    )


def checked(person: Person, today: date) -> Person:
    """The same person with what a document tells filled in. Refuses what may not be held, by the field it is in."""
    person = _with_document(person, today)
    _check_name(person)
    _check_days(person, today)
    if person.is_child(today):
        return _check_child(person)
    if person.birth_date is not None and person.birth_year != person.birth_date.year:
        person = replace(person, birth_year=person.birth_date.year)
    return person


def contradictions(person: Person) -> list[str]:
    """Where the identity number says otherwise than what was typed: told once, then the writer's word counts."""
    if not documents.tells_birth(person.id_type, person.id_number):
        return []
    if documents.trouble(person.id_type, person.id_number):
        return []  # a wrong number says nothing; `checked` says what is wrong with it
    return told_otherwise(person)


def told_otherwise(person: Person) -> list[str]:
    """The same for a number that was checked."""
    if not documents.tells_birth(person.id_type, person.id_number):
        return []
    found = []
    born = documents.born_on(person.id_type, person.id_number)
    if born and person.birth_date and born != person.birth_date:
        found.append(f"证件号里的出生日期是{born:%Y-%m-%d}，填的是{person.birth_date:%Y-%m-%d}")
    elif born and person.birth_date is None and person.birth_year and born.year != person.birth_year:
        found.append(f"证件号里的出生年是{born.year}，填的是{person.birth_year}")
    sex = Sex.MALE if identity.is_male(person.id_number) else Sex.FEMALE
    if person.sex in (Sex.MALE, Sex.FEMALE) and person.sex != sex:
        found.append(f"证件号里的性别是{sex.label}，填的是{Sex(person.sex).label}")
    return found


def _with_document(person: Person, today: date) -> Person:
    number = documents.normalised(person.id_number)
    if not number:
        return replace(person, id_number="", id_type="")
    kind = person.id_type or IdType.RESIDENT
    if wrong := documents.trouble(kind, number, today=today):
        raise RuleBroken("id_number", wrong, field="id_number")
    born = documents.born_on(kind, number)
    if born is not None and person.birth_date is None and person.birth_year in (None, born.year):
        person = replace(person, birth_date=born, birth_year=born.year)
    if documents.tells_birth(kind, number) and person.sex in (Sex.UNKNOWN, ""):
        person = replace(person, sex=Sex.MALE if identity.is_male(number) else Sex.FEMALE)
    if (person.id_type, person.id_number) == (kind, number):
        return person
    return replace(person, id_type=kind, id_number=number)


def _check_name(person: Person) -> None:
    if not NAME_LEAST <= len(person.name) <= NAME_MOST:
        raise RuleBroken(
            "name",
            f"姓名是{NAME_LEAST}到{NAME_MOST}个字，现在是{len(person.name)}个",
            field="name",
        )


def _check_days(person: Person, today: date) -> None:
    born = person.birth_date
    if born is not None and born > today:
        raise RuleBroken("birth", "出生日期在今天以后，请核对", field="birth")
    year = born.year if born else person.birth_year
    if year is not None and not today.year - OLDEST <= year <= today.year:
        raise RuleBroken("birth", f"出生年应在{today.year - OLDEST}到{today.year}之间，请核对", field="birth")
    moved = person.moved_in_on
    if moved is not None and moved > today:
        raise RuleBroken("moved_in_on", "迁入日期在今天以后，请核对", field="moved_in_on")
    if moved is not None and moved.year < (year or today.year - OLDEST):
        raise RuleBroken("moved_in_on", "迁入日期早于出生年，请核对", field="moved_in_on")
    agreed = person.guardian_agreed_on
    if agreed is not None and agreed > today:
        raise RuleBroken("guardian_agreed_on", "同意日期在今天以后，请核对", field="guardian_agreed_on")


def _check_child(person: Person) -> Person:
    """B11: name, year of birth, guardian and the guardian's consent; nothing else, whoever typed it."""
    if person.id_number:
        raise RuleBroken("child", f"{CHILD_ONLY}，证件号码不要填", field="id_number")
    if person.phone:
        raise RuleBroken("child", f"{CHILD_ONLY}，手机填监护人自己的那一栏", field="phone")
    if person.birth_date is not None:
        raise RuleBroken(
            "child", f"{CHILD_ONLY}，出生日期只写年，比如 {person.birth_date.year}", field="birth"
        )
    if person.registered_place:
        raise RuleBroken("child", f"{CHILD_ONLY}，户籍地不要填", field="registered_place")
    if not (person.guardian or person.guardian_name):
        raise RuleBroken("guardian", "14岁以下要写监护人是谁", field="guardian_name")
    if person.guardian_agreed_on is None:
        raise RuleBroken(
            "guardian", "请写监护人哪天同意登记的。没同意就先不登记孩子", field="guardian_agreed_on"
        )
    return replace(person, sex=Sex.UNKNOWN)
