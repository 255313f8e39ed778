"""The columns of a sheet of people, and how a row of it and a row of the register tell the same of somebody."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.identity import mask as mask_number
from core.privacy import mask_name, mask_phone
from core.sheets import values as cells
from core.sheets.kinds import Column, Type
from residents.choices import IdType, Relation, ResidenceStatus, Sex
from residents.models import Resident
from residents.persons import Person
from residents.sheets.cells import (
    LONGEST_NUMBER,
    mask_birth,
    read_birth,
    read_document,
    read_ordinal,
    read_room,
    read_unit,
)
from residents.sheets.places import community_choices

# Lists say 户主, forms say 本人; a sheet may say either.
_RELATIONS = (("0", "户主"), *Relation.choices)

WHERE = (
    Column(
        "community",
        "社区",
        choices=community_choices,
        help="两个社区有同名的小区才要填",
    ),
    Column("estate", "小区", required=True, aliases=("小区或大院", "小区名称", "大院"), example="示例小区"),
    Column("building", "楼栋", required=True, aliases=("楼号", "楼栋号"), example="3号楼"),
    Column("unit_no", "单元", reader=read_unit, aliases=("单元号",), example="2", help="平房空着", width=8),
    Column(
        "room_no",
        "房号",
        required=True,
        reader=read_room,
        aliases=("门牌", "门牌号", "室", "户室"),
        example="201",
        help="平房写 5、东2",
        width=10,
    ),
    Column("ordinal", "同址第几户", Type.NUMBER, reader=read_ordinal, help="一处只有一户就空着", width=10),
)
WHO = (
    Column("name", "姓名", Type.NAME, required=True, aliases=("名字",), mask=mask_name, example="张示例"),
    Column(
        "relation",
        "与户主关系",
        Type.CHOICE,
        required=True,
        choices=_RELATIONS,
        aliases=("关系",),
        example="户主",
    ),
    Column("sex", "性别", Type.CHOICE, choices=Sex.choices, help="有身份证号的可以不填", width=8),
    Column(
        "birth",
        "出生日期",
        Type.DATE,
        reader=read_birth,
        aliases=("出生日期/出生年", "出生年月日", "出生年", "出生"),
        mask=mask_birth,
        help="14岁以下只写年，比如 2015；有身份证号的可以不填",
    ),
    Column("id_type", "证件类型", Type.CHOICE, choices=IdType.choices, help="不填就是居民身份证"),
    Column(
        "id_number",
        "证件号码",
        reader=read_document,
        longest=LONGEST_NUMBER,
        aliases=("身份证号", "身份证号码", "证件号", "公民身份号码"),
        mask=mask_number,
        help="14岁以下不填",
        width=22,
    ),
    Column(
        "phone",
        "手机",
        Type.PHONE,
        aliases=("电话", "手机号", "手机号码", "联系电话"),
        mask=mask_phone,
        help="14岁以下不填",
    ),
    Column(
        "residence_status", "居住状态", Type.CHOICE, choices=ResidenceStatus.choices, help="不填就是人户一致"
    ),
    Column("registered_place", "户籍地", longest=40, help="到县级就行；14岁以下不填", width=20),
    Column("moved_in_on", "迁入日期", Type.DATE),
    Column("guardian", "监护人", Type.NAME, mask=mask_name, help="14岁以下要填；就住在这一户的，写他的姓名"),
    Column("guardian_agreed_on", "监护人同意日期", Type.DATE, help="14岁以下要填"),
)
PERSON_NO = Column("person_no", "系统编号", identifies=True, longest=20, help="导出时自带；新增的行空着")
COLUMNS = (PERSON_NO, *WHERE, *WHO)
# What a column says in a Person; the others bear the name of their column.
FIELDS = {"birth": ("birth_date", "birth_year"), "guardian": ("guardian", "guardian_name")}
# And the column that a rule's field is told at.
COLUMN_OF = {"guardian_name": "guardian", "people": "relation", "head": "relation"}


def fields_of(column: str) -> tuple[str, ...]:
    return FIELDS.get(column, (column,))


def person_in(values: Mapping[str, str]) -> Person:
    """What a row says of somebody, empty cells at what a form leaves unsaid."""
    born, year = birth_of(values["birth"])
    return Person(
        values["name"],
        values["relation"] or Relation.OTHER.value,
        values["sex"] or Sex.UNKNOWN.value,
        born,
        year,
        values["id_type"] or (IdType.RESIDENT.value if values["id_number"] else ""),
        values["id_number"],
        values["phone"],
        values["residence_status"] or ResidenceStatus.HERE.value,
        values["registered_place"],
        day_of(values["moved_in_on"]),
        None,
        values["guardian"],
        day_of(values["guardian_agreed_on"]),
    )


def said_of(column: str, text: str) -> dict[str, Any]:
    """The fields of a Person that a filled cell says."""
    if column == "birth":
        born, year = birth_of(text)
        return {"birth_date": born, "birth_year": year}
    if column == "guardian":
        return {"guardian": None, "guardian_name": text}
    if column in ("moved_in_on", "guardian_agreed_on"):
        return {column: day_of(text)}
    return {column: text}


def birth_of(text: str) -> tuple[date | None, int | None]:
    if len(text) <= 4:
        return None, int(text) if text else None
    born = date.fromisoformat(text)
    return born, born.year


def day_of(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def current_of(row: Resident) -> dict[str, str]:
    """What the register holds of somebody, by column, in the spelling of the cells."""
    born = row.birth_date
    return {
        "name": row.name,
        "relation": row.relation,
        "sex": row.sex,
        "birth": born.isoformat() if born else str(row.birth_year or ""),
        "id_type": row.id_type,
        "id_number": row.open_sealed("id_number"),
        "phone": row.open_sealed("phone"),
        "residence_status": row.residence_status,
        "registered_place": row.registered_place,
        "moved_in_on": _iso(row.moved_in_on),
        "guardian": row.guardian.name if row.guardian else row.guardian_name,
        "guardian_agreed_on": _iso(row.guardian_agreed_on),
    }


def agreeing(values: Mapping[str, str], current: dict[str, str]) -> dict[str, str]:
    """`current` where a cell says the same otherwise: the year of a known day, a name without its blanks."""
    if len(values["birth"]) == 4 and current["birth"].startswith(values["birth"]):
        current["birth"] = values["birth"]
    for key in ("name", "guardian"):
        told, held = values[key], current[key]
        if told and told != held and "*" not in told and told == _read_name(held):
            current[key] = told
    return current


def _read_name(text: str) -> str:
    try:
        return cells.read_name(text)
    except cells.BadValue:
        return text


def in_words(current: dict[str, str]) -> dict[str, str]:
    """Codes as an export shows them."""
    return {
        **current,
        "relation": _label(dict(reversed(_RELATIONS)), current["relation"]),
        "sex": _label(dict(Sex.choices), current["sex"]),
        "id_type": _label(dict(IdType.choices), current["id_type"]),
        "residence_status": _label(dict(ResidenceStatus.choices), current["residence_status"]),
    }


def _label(words: Mapping[Any, Any], code: str) -> str:
    return str(words.get(code, ""))


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
