"""What text is let in, and what is said about the rest."""

import pytest
from django.core.exceptions import ValidationError

from core.text import CleanCharField, CleanTextArea, clean_text, fold


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ("a\x00b", "control"),
        ("a\x1bb", "control"),
        ("\ud800", "surrogate"),
        ("a\u202eb", "invisible"),
        ("a\u200bb", "invisible"),
        ("\ufeffa", "invisible"),
        ("a" + "\u0301" * 9, "storm"),
        ("a\nb", "newline"),
    ],
)
def test_what_breaks_a_row_or_the_order_of_reading_is_refused_in_words(bad: str, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        clean_text(bad)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "good",
    [
        "𠮷野",
        "阿卜杜拉·买买提",
        "㛃䶮𠅤𬎆𫖯",
        "👨‍👩‍👧 😀",
        "{{7*7}}",
        "<svg onload>",
        "100%_\\",
        "Ｆｕｌｌ　＝",
    ],
)
def test_rare_names_emoji_and_what_merely_looks_dangerous_are_kept(good: str) -> None:
    assert clean_text(good) == good


def test_ends_are_trimmed_and_one_form_is_kept() -> None:
    assert clean_text("  e\u0301 ") == "é"
    assert clean_text("一\r\n二", multiline=True) == "一\n二"


def test_the_length_message_counts_for_the_person() -> None:
    with pytest.raises(ValidationError) as caught:
        CleanCharField(max_length=3).clean("一二三四")
    assert caught.value.messages == ["最多3个字，现在是4个，请删短一些"]


def test_only_blanks_is_empty() -> None:
    with pytest.raises(ValidationError):
        CleanCharField().clean(" \u3000 ")
    assert CleanTextArea(required=False).clean("  ") == ""


def test_an_account_name_has_one_spelling() -> None:
    assert fold(" ＷａｎｇＸｌ ") == "wangxl"
