"""GB 11643 by table (domain.md N1)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.identity import (
    BadIdNumber,
    Document,
    birth_date,
    check_digit,
    credit_code_trouble,
    mask,
    read_id_number,
    trouble,
)

TODAY = date(2026, 3, 2)


def numbered(first_seventeen: str) -> str:
    return first_seventeen + check_digit(first_seventeen)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("11010519491231002X", "11010519491231002X"),
        ("11010519491231002x", "11010519491231002X"),
        ("440524188001010014", None),
        (" 110105 19491231 002X ", "11010519491231002X"),
        ("110105-19491231-002X", "11010519491231002X"),
        ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
        ("110105\u300019491231\u00a0002X", "11010519491231002X"),
        (numbered("81000019900101001"), numbered("81000019900101001")),
        (numbered("62029920000229003"), numbered("62029920000229003")),
        ("usa110089010112", "USA110089010112"),
    ],
)
def test_what_people_type_is_read(typed: str, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(BadIdNumber) as refused:
            read_id_number(typed, today=TODAY)
        assert refused.value.code == "age"
    else:
        assert read_id_number(typed, today=TODAY).number == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("110105194912310020", "check"),
        ("110105491231002", "old"),
        ("1101051949123100", "length"),
        ("11010519491231002XX", "length"),
        ("11010519491231A02X", "sign"),
        ("X1010519491231002X", "sign"),
        ("六二〇二〇一一九九〇〇一〇一〇〇一八", "sign"),
        ("٦٢٠٢٠١١٩٩٠٠١٠١٠٠١٨", "sign"),
        ("620***********123X", "masked"),
        (numbered("62029919990230001"), "date"),
        (numbered("62029920010229001"), "date"),
        (numbered("62029920001301001"), "date"),
        (numbered("62029900000101001"), "date"),
        (numbered("62029920270101001"), "future"),
        (numbered("62029918950101001"), "age"),
        (numbered("11111111111111111"), "age"),
        ("6.20299199001011E+17", "length"),
    ],
)
def test_what_cannot_be_a_number_is_told_without_repeating_it(typed: str, code: str) -> None:
    with pytest.raises(BadIdNumber) as refused:
        read_id_number(typed, today=TODAY)
    assert refused.value.code == code
    assert not typed.strip() or typed not in refused.value.message
    assert refused.value.message not in ("", code)


def test_the_number_tells_document_day_and_sex() -> None:
    woman = read_id_number(numbered("62029919900601002"), today=TODAY)
    assert (woman.document, woman.born_on, woman.is_male) == (Document.RESIDENT, date(1990, 6, 1), False)
    assert woman.area == "620299"
    taiwan = read_id_number(numbered("83000019900601001"), today=TODAY)
    assert (taiwan.document, taiwan.is_male) == (Document.HK_MACAU_TAIWAN, True)
    assert read_id_number(numbered("91110119900601001"), today=TODAY).document == Document.FOREIGN
    assert read_id_number("FRA110089010112", today=TODAY).born_on is None


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    try:
        read_id_number(text, today=TODAY)
    except BadIdNumber as refused:
        assert refused.message


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(born: date, serial: int, place: int, shift: int) -> None:
    number = numbered(f"620299{born:%Y%m%d}{serial:03}")
    assert read_id_number(number, today=TODAY).born_on == born
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    with pytest.raises(BadIdNumber):
        read_id_number(wrong, today=TODAY)


@pytest.mark.parametrize(
    ("number", "shown"),
    [("62020119900101123X", "620***********123X"), ("USA110089010112", "USA********0112"), ("123", "***")],
)
def test_a_number_is_masked(number: str, shown: str) -> None:
    assert mask(number) == shown


def test_the_standards_examples_have_the_right_check_digit() -> None:
    assert check_digit("11010519491231002") == "X"
    assert check_digit("44052418800101001") == "4"


def test_trouble_is_the_sentence_and_nothing_for_a_right_number() -> None:
    assert trouble("11010519491231002X", today=TODAY) == ""
    assert "18位，现在是16位" in trouble("1101051949123100", today=TODAY)
    assert birth_date("11010519491231002X") == date(1949, 12, 31)
    assert birth_date("11010519490230002X") is None


def test_a_credit_code_is_checked_by_its_last_sign() -> None:
    assert credit_code_trouble("91350100M000100Y43") == ""
    assert "对不上" in credit_code_trouble("91350100M000100Y44")
    assert "18位，现在是3位" in credit_code_trouble("913")
    assert "没有 I、O" in credit_code_trouble("91350100O000100Y43")
