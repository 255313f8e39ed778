"""What people write in cells, by table."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sheets.kinds import Column, Type
from core.sheets.rows import RowReader, text_of
from core.sheets.values import (
    BadValue,
    Suggester,
    choice_reader,
    read_date,
    read_money,
    read_name,
    read_number,
    read_phone,
    read_yes_no,
)
from tests.sheets.people import People

READERS = {
    "date": read_date,
    "money": read_money,
    "name": read_name,
    "number": read_number,
    "phone": read_phone,
    "yes": read_yes_no,
}


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("phone", "13900000007", "13900000007"),
        ("phone", "+86 139-0000-0007", "13900000007"),
        ("phone", "0086 13900000007", "13900000007"),
        ("phone", "86 13900000007", "13900000007"),
        ("phone", "１３９００００００７７", "13900000077"),
        ("phone", "0937-6212345", "0937-6212345"),
        ("phone", "(0937) 6212345", "0937-6212345"),
        ("phone", "09376212345", "0937-6212345"),
        ("phone", "010-62123456", "010-62123456"),
        ("name", "王秀兰", "王秀兰"),
        ("name", "王 秀　兰", "王秀兰"),
        ("name", "阿卜杜拉.买买提", "阿卜杜拉·买买提"),
        ("name", "阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        ("name", "Anna  Maria", "Anna Maria"),
        ("name", "𠮷田", "𠮷田"),
        ("number", "12", "12"),
        ("number", "１２", "12"),
        ("number", "1,200", "1200"),
        ("number", "3.0", "3"),
        ("number", "007", "7"),
        ("money", "1200", "1200.00"),
        ("money", "￥1,200.5元", "1200.50"),
        ("money", "1.5万", "15000.00"),
        ("yes", "是", "1"),
        ("yes", "√", "1"),
        ("yes", "无", "0"),
        ("yes", "N", "0"),
        ("date", "2026-3-2", "2026-03-02"),
        ("date", "2026 年 3 月 2 日", "2026-03-02"),
        ("date", "2026/03/02 10:20", "2026-03-02"),
        ("date", "2028-02-29", "2028-02-29"),
    ],
)
def test_what_people_write_is_read(kind: str, typed: str, kept: str) -> None:
    assert READERS[kind](typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        ("phone", "1390000000", "phone_length"),
        ("phone", "139000000071", "phone_length"),
        ("phone", "12900000007", "phone_start"),
        ("phone", "13900000007/13900000008", "phone_several"),
        ("phone", "13900000007 13900000008", "phone_several"),
        ("phone", "0937-6212345转801", "phone_extension"),
        ("phone", "138****5678", "phone_extension"),
        ("phone", "6212345", "phone_area"),
        ("phone", "9376212345", "phone_zero"),
        ("phone", "1.39E+10", "precision"),
        ("phone", "无", "phone_sign"),
        ("name", "王", "name_length"),
        ("name", "王" * 26, "name_length"),
        ("name", "王2", "name_digits"),
        ("number", "三", "number_form"),
        ("number", "-1", "number_form"),
        ("number", "9" * 12, "number_large"),
        ("number", "9" * 400, "number_form"),
        ("number", "1e5", "number_form"),
        ("money", "-1", "money_negative"),
        ("money", "NaN", "money_negative"),
        ("money", "1e400", "money_large"),
        ("money", "0.001", "money_decimals"),
        ("money", "一百", "money_form"),
        ("yes", "可能", "yes_no"),
        ("date", "2027-02-29", "date_none"),
        ("date", "2026年13月1日", "date_none"),
        ("date", "1899-12-31", "date_range"),
        ("date", "26-3-4", "date_short_year"),
        ("date", "正月初一", "date_lunar"),
        ("date", "45000", "date_serial"),
        ("date", "2026年", "date_partial"),
        ("date", "昨天", "date_form"),
    ],
)
def test_what_cannot_be_is_told_without_repeating_it(kind: str, typed: str, code: str) -> None:
    with pytest.raises(BadValue) as wrong:
        READERS[kind](typed)
    assert wrong.value.code == code
    assert len(typed) < 5 or typed not in wrong.value.sentence
    assert not wrong.value.sentence.isascii()


@given(st.text(max_size=60), st.sampled_from(sorted(READERS)))
def test_no_text_breaks_a_reader(text: str, kind: str) -> None:
    try:
        kept = READERS[kind](text)
    except BadValue as wrong:
        assert wrong.sentence
    else:
        # What is kept reads as itself.
        assert READERS[kind](kept) == kept


def test_a_wrong_word_finds_the_one_that_was_meant() -> None:
    grids = Suggester([f"铁北3-{n:02}格" for n in range(1, 20)])
    assert grids.nearest("铁北3-07") == "铁北3-07格"
    assert grids.nearest("德惠1-01") == ""
    read = choice_reader([("T1", "铁北社区"), ("T2", "东苑社区")])
    assert read(" 铁北 社区 ") == "T1"
    with pytest.raises(BadValue) as wrong:
        read("铁北")
    assert wrong.value.suggestions == ("铁北社区",)


@pytest.mark.parametrize(
    ("cell", "kind", "text", "code"),
    [
        (["n", "13900000007"], Type.PHONE, "13900000007", None),
        (["n", "1.3900000007E+10"], Type.PHONE, "13900000007", None),
        (["n", "0.30000000000000004"], Type.MONEY, "0.3", None),
        (["n", "1E+9999"], Type.TEXT, "1E+9999", "precision"),
        (["n", "999999999999999"], Type.TEXT, "999999999999999", None),
        (["n", "1000000000000000"], Type.TEXT, "1000000000000000", "precision"),
        (["d", "2026-03-02"], Type.DATE, "2026-03-02", None),
        (["d", "2026-03-02"], Type.TEXT, "2026-03-02", "became_date"),
        (["b", "1"], Type.YES_NO, "是", None),
        (["e", "#REF!"], Type.TEXT, "", "error_cell"),
        (["f", "王"], Type.TEXT, "王", "formula"),
        (["f", None], Type.TEXT, "", "formula"),
        (["f", ["n", "6.2E+17"]], Type.ID_NUMBER, "6.2E+17", "precision"),
        (["l", 5000], Type.TEXT, "", "too_long"),
    ],
)
def test_cells_that_are_no_text(cell: list, kind: Type, text: str, code: str | None) -> None:  # type: ignore[type-arg]
    said, problem = text_of(cell, Column("x", "列", kind))
    assert (said, problem and problem.code) == (text, code)


def test_a_row_names_every_column_once() -> None:
    class Nobody:
        username = "clerk"

    reader = RowReader(People(), Nobody(), today=date(2026, 3, 2))
    reader.place_columns({"name": 1, "community": 0, "phone": 5})
    read = reader.read(7, ["铁北社区", None, "beside"])
    assert [(p.column, p.code) for p in read.of_values] == [("name", "required")]
    assert (read.row.values["community"], read.row.values["phone"]) == ("T1", "")
    assert read.kept == {"community": "T1"}
    wide = reader.read(8, ["铁北社区", "王建国", "x", "x", "x", "13900000007", "beyond", "beyond"])
    assert wide.texts == ["", "铁北社区", "王建国", "", "13900000007", "", "", ""]
