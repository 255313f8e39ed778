"""What is wrong with a row of people, told at its column in words that do not repeat what was typed."""

from datetime import date
from pathlib import Path

import pytest
from pytest_django import Settings

from core.sheets.models import StagedProblem
from core.sheets.values import PRECISION
from residents.models import Resident
from tests.residents.conftest import FATHER_ID, Homes, numbered
from tests.residents.sheets import Row, bring, child, commit, numbers, person, said
from tests.sheets.conftest import workbook

pytestmark = pytest.mark.django_db
GOOD_ID = numbered(date(1980, 2, 3), 31)
BAD_ID = GOOD_ID[:-1] + ("0" if GOOD_ID[-1] != "0" else "1")
CHILD_ONLY = "14岁以下只登记姓名、出生年和监护人"


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.SHEETS_ROOT = tmp_path / "sheets"


WRONG: list[tuple[Row, str, str]] = [
    (person("张三", estate="火星小区"), "小区", "没有这个小区，请核对"),
    (person("张三", estate="铁路小曲"), "小区", "没有这个小区，你是想填「铁路小区」吗？"),
    (person("张三", estate="东苑小区"), "小区", "没有这个小区，请核对"),
    (person("张三", community="东苑社区"), "社区", "这个社区不归你管，请交给那边的人导入"),
    (person("张三", community="火星社区"), "社区", "没有这个社区，请核对"),
    (person("张三", building="19号楼"), "楼栋", "铁路小区里没有这栋楼，你是想填「1号楼」吗？"),
    (person("张三", building="1好楼"), "楼栋", "铁路小区里没有这栋楼，请核对"),
    (person("张三", building=""), "楼栋", "请填楼栋，这一列不能空着"),
    (person("张三", room=""), "房号", "请填房号，这一列不能空着"),
    (person("张三", room="一二三四五六七八九十一二三四五六七八九十一"), "房号", "房号最多20个字，比如 201；平房写 5、东2"),
    (person("张三", unit_no="一二三四五六七八九十一"), "单元", "单元最多10个字，一般只写数字"),
    (person("张三", ordinal="0"), "同址第几户", "同址第几户写1到99，只有一户就空着"),
    (person("张"), "姓名", "姓名是2到25个字，现在是1个"),
    (person("张3"), "姓名", "姓名里有数字，请核对是不是填串了列"),
    (person("张*三"), "姓名", "这里带*，看不出完整的内容。新增的行请填完整"),
    (person("张三", "外甥"), "与户主关系", "这里只能填户主、本人、配偶、子、女、孙辈等"),
    (person("张三", sex="南"), "性别", "这里只能填未知、男、女、未说明"),
    (person("张三", birth="1968-02-30"), "出生日期", "没有这一天，请核对月和日"),
    (person("张三", birth="2030-01-01"), "出生日期", "出生日期在今天以后，请核对"),
    (person("张三", birth="1800"), "出生日期", "出生年应在1896到2026之间，请核对"),
    (person("张三", birth="1968-05"), "出生日期", "日期要写到哪一天，例如 2026-03-02"),
    (person("张三", id_number=BAD_ID), "证件号码", "最后一位对不上，多半是有一位填错了，请对照证件核对"),
    (person("张三", id_number=GOOD_ID[:17]), "证件号码", "身份证号是18位，现在是17位"),
    (person("张三", id_number="6.20299E+17"), "证件号码", PRECISION),
    (person("张三", id_number="620***********123X"), "证件号码", "带*的号码看不出是谁，请填完整的号码"),
    (person("张三", id_type="普通护照", id_number="E1"), "证件号码", "护照号是5到17位数字或字母，请核对"),
    (person("张三", phone="1389371220"), "手机", "手机号是11位，现在是10位"),
    (person("张三", phone="12345678901"), "手机", "没有这样开头的手机号，请核对前三位"),
    (person("张三", moved_in_on="2027-01-01"), "迁入日期", "迁入日期在今天以后，请核对"),
    (person("张三", birth="1980", moved_in_on="1970-01-01"), "迁入日期", "迁入日期早于出生年，请核对"),
    (person("张三", residence_status="住这"), "居住状态", "这里只能填人户一致、人在户不在、户在人不在、集体户、其他"),
    (person("张三", registered_place="甘" * 41), "户籍地", "最多40个字，现在是41个，请写短些"),
    (person("张三", person_no="R-9999999"), "系统编号", "没有这个系统编号，或者这个人已经搬走。新增的行请空着"),
    (person("张三", person_no="一号"), "系统编号", "没有这个系统编号，或者这个人已经搬走。新增的行请空着"),
    (child("张小满", birth="2018-03-04"), "出生日期", f"{CHILD_ONLY}，出生日期只写年"),
    (child("张小满", phone="13893712207"), "手机", f"{CHILD_ONLY}，手机填监护人自己的那一栏"),
    (child("张小满", id_number=numbered(date(2018, 3, 4), 5)), "证件号码", f"{CHILD_ONLY}，证件号码不要填"),
    (child("张小满", registered_place="甘肃省"), "户籍地", f"{CHILD_ONLY}，户籍地不要填"),
    (child("张小满", guardian=""), "监护人", "14岁以下要写监护人是谁"),
    (child("张小满", guardian_agreed_on=""), "监护人同意日期", "请写监护人哪天同意登记的。没同意就先不登记孩子"),
    (child("张小满", guardian_agreed_on="2027-01-01"), "监护人同意日期", "同意日期在今天以后，请核对"),
    ({**child("张小满"), "relation": "户主"}, "与户主关系", "户主要是14岁以上的人"),
    (person("张三", room="201", unit_no="2"), "与户主关系", "这一户已经有户主。要换户主，请到住户页修改"),
]  # fmt: skip


def test_each_wrong_row_says_what_to_do_at_its_column(homes: Homes) -> None:
    """All in one sheet, each behind a door of its own, with a head where the row is of a child."""
    rows = [
        {**row, "room_no": f"5{at:02}"} if row["room_no"] == "301" else row
        for at, (row, _, _) in enumerate(WRONG)
    ]
    heads = [person("张大力", room=row["room_no"]) for row in rows if row.get("relation") == "子"]
    found = bring([*rows, *heads], homes.cast.clerk)
    told = {row_no: (header, words) for row_no, header, words in said(found)}
    assert {at + 2: wrong for at, (_, *wrong) in enumerate(WRONG)} == {
        row_no: list(wrong) for row_no, wrong in told.items()
    }
    assert numbers(found) == {"error": len(WRONG), "new": len(heads)}
    sentences = " ".join(StagedProblem.objects.values_list("sentence", flat=True))
    for typed in (BAD_ID, "6.20299E+17", "1389371220", "2018-03-04", "张*三"):
        assert typed not in sentences


def test_heads_and_numbers_stand_once_in_a_sheet(homes: Homes) -> None:
    rows = [
        person("张大力", id_number=GOOD_ID),
        person("李四", birth="1955"),
        person("张大立", room="302", id_number=GOOD_ID.lower()),
        person("王五", "子", birth="2001"),
        person("王五", "子", birth="2001"),
    ]
    found = bring(rows, homes.cast.clerk)
    assert said(found) == [
        (3, "与户主关系", "这一户在第2行已经写了户主，只能有一个"),
        (4, "整行", "和第2行是同一个，一张表里只能有一行。请留一行，另一行跳过"),
        (6, "整行", "和第5行是同一个，一张表里只能有一行。请留一行，另一行跳过"),
    ]


def test_two_estates_of_one_name_are_told_apart_by_their_community(homes: Homes) -> None:
    type(homes.town.street).objects.filter(pk=homes.town.dongyuan.estate.pk).update(name="铁路小区")
    rows = [
        person("张三", birth="1970"),
        person("李四", room="302", birth="1970", community="东苑社区"),
    ]
    found = bring(rows, homes.cast.manager)
    assert said(found) == [(2, "社区", "有2个社区都有这个小区，请在「社区」列写明是哪一个")]
    commit(found, homes.cast.manager)
    assert Resident.objects.get(name="李四").community == homes.town.dongyuan.area


def test_what_excel_made_of_cells_is_understood_or_named(homes: Homes) -> None:
    """A room and a year as numbers are what they show; an identity number as a number has lost its end."""
    heads = ["小区", "楼号", "单元", "门牌号", "名字", "关系", "出生年月日", "身份证号"]
    rows = [
        ["铁路小区", "1号楼", 1, 301, "张大力", "户主", 1955, ""],
        ["铁路小区", "1号楼", "１单元", "３０２室", "李四", "本人", "1960年1月2日", ""],
        ["铁路小区", "1号楼", 1, 303, "王五", "户主", 1955, 620299198002030000],
    ]
    found = bring(workbook(rows, heads), homes.cast.clerk)
    assert (numbers(found), said(found)[0][:2]) == ({"new": 2, "error": 1}, (4, "证件号码"))
    commit(found, homes.cast.clerk)
    li = Resident.objects.get(name="李四")
    assert (li.household.dwelling.door, li.birth_date) == ("1单元302", date(1960, 1, 2))


def test_what_the_document_says_otherwise_is_asked_about(homes: Homes) -> None:
    rows = [
        person("张大力", id_number=GOOD_ID, birth="1981-02-03"),
        person("李四", room="302", id_number=numbered(date(1955, 1, 1), 12), sex="男"),
    ]
    found = bring(rows, homes.cast.clerk)
    words = "证件号里的出生日期或性别和填的不一样。对照证件核对过没错的，选「新建」"
    assert said(found) == [(2, "证件号码", words), (3, "证件号码", words)]
    assert numbers(found) == {"doubtful": 2}


def test_the_same_number_behind_another_door_is_doubtful(homes: Homes) -> None:
    """Never entered twice in one's own area; elsewhere it is not told."""
    rows = [person("王建国", id_number=FATHER_ID)]
    found = bring(rows, homes.cast.clerk)
    assert numbers(found) == {"doubtful": 1}
    ((row, column, words),) = said(found)
    assert (row, column) == (2, "证件号码") and words.startswith(f"这个证件号已经登记在{homes.home.no}")
    assert FATHER_ID not in words
    there = person("王建国", id_number=FATHER_ID, estate="东苑小区")
    assert numbers(bring([there], homes.cast.outsider)) == {"new": 1}


def test_somebody_of_the_same_name_in_the_household_is_asked_about(homes: Homes) -> None:
    home = {"room": "201", "unit_no": "2"}
    rows = [
        person("李秀兰", "其他", id_number=GOOD_ID, **home),
        person("王小满", "子", birth="1999", **home),
        person("李秀兰", "配偶", **home),
    ]
    found = bring(rows, homes.cast.clerk)
    assert numbers(found) == {"doubtful": 2, "same": 1}, said(found)
    assert {words for *_, words in said(found)} == {
        "这一户已经有同名的人。是同一个人就跳过，要修改请填他的系统编号"
    }
