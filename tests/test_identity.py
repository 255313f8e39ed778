"""Identity numbers and credit codes: the standards' own examples, and what people type instead."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import identity

TODAY = date(2026, 11, 25)
RIGHT = "11010519491231002X"


@pytest.mark.parametrize("number", [RIGHT, "440524188001010014"])
def test_the_standards_examples_have_the_right_check_digit(number: str) -> None:
    assert identity.check_digit(number[:17]) == number[17]


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        " 110105 19491231 002X ",
        "110105-19491231-002X",
    ],
)
def test_what_means_the_same_number_is_put_right(typed: str) -> None:
    assert identity.normalise(typed) == RIGHT
    assert identity.trouble(identity.normalise(typed), today=TODAY) == ""


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("110105194912310020", "最后一位和前面对不上"),
        ("1101051949123100", "18位，现在是16位"),
        ("110105491231002", "15位的旧号"),
        ("11010519490230002X", "1949年02月30日不存在"),
        ("620299209901010015", "今天以后"),
        ("440524188001010014", "早于130年前"),
        ("1101051949123100AX", "只有数字"),
        ("11010519491231٠02X", "只有数字"),
        ("111111111111111111", "早于130年前"),
    ],
)
def test_a_wrong_number_is_refused_with_what_is_wrong(number: str, words: str) -> None:
    assert words in identity.trouble(number, today=TODAY)


def test_unknown_area_codes_are_no_fault() -> None:
    first = "99999919800101001"
    assert identity.trouble(first + identity.check_digit(first), today=TODAY) == ""


@given(born=st.dates(date(1900, 1, 1), date(2020, 12, 31)), serial=st.integers(0, 999))
def test_any_one_wrong_digit_is_found(born: date, serial: int) -> None:
    first = f"620299{born:%Y%m%d}{serial:03}"
    number = first + identity.check_digit(first)
    assert identity.trouble(number, today=TODAY) == ""
    assert identity.birth_date(number) == born
    assert identity.is_male(number) == (serial % 2 == 1)
    wrong = number[:16] + str((int(number[16]) + 1) % 10) + number[17]
    assert identity.trouble(wrong, today=TODAY) != ""


def test_a_credit_code_is_checked_by_its_last_sign() -> None:
    assert identity.credit_code_trouble("91350100M000100Y43") == ""
    assert "对不上" in identity.credit_code_trouble("91350100M000100Y44")
    assert "18位，现在是3位" in identity.credit_code_trouble("913")
    assert "没有 I、O" in identity.credit_code_trouble("91350100O000100Y43")


def test_a_mask_keeps_the_first_three_and_the_last_four() -> None:
    assert identity.mask(RIGHT) == "110***********002X"
    assert identity.mask("12345") == "*****"
