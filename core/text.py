"""Text from people: what is let in, and form fields that say plainly what is wrong with the rest.

Rare and minority names, astral characters and emoji work; what would break a row, a header or the order of reading
(NUL, lone surrogates, bidirectional controls, zero-width characters) is refused with words by the field.
"""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

# U+200D joins emoji families and U+FE0F picks their colour form, so these two stay.
_INVISIBLE = re.compile(r"[\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
# More combining marks in a row than any script of a name needs: text drawn over its neighbours.
_STORM = re.compile(r"(?:[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]){5,}")


def clean_text(value: str, *, max_length: int | None = None, multiline: bool = False) -> str:
    """The text in NFC with its ends trimmed. Raises ValidationError with a sentence on what to take out."""
    if _SURROGATE.search(value):
        raise ValidationError("里面有一个残缺的字符，请删掉后重新输入", code="surrogate")
    if _CONTROL.search(value):
        raise ValidationError("里面有看不见的控制字符，请删掉，或先粘到记事本里再复制过来", code="control")
    if _INVISIBLE.search(value):
        raise ValidationError("里面有看不见的排版字符，请删掉，或先粘到记事本里再复制过来", code="invisible")
    if _STORM.search(value):
        raise ValidationError("里面有叠在一起的符号，请删掉多余的", code="storm")
    value = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not multiline and "\n" in value:
        raise ValidationError("这里只能写一行，请去掉换行", code="newline")
    if max_length is not None and len(value) > max_length:
        raise ValidationError(f"最多{max_length}个字，现在是{len(value)}个，请删短一些", code="max_length")
    return value


# No key of ours has so many digits; a longer number would only trouble the database.
_MOST_DIGITS = 19


def number_of(text: str) -> int | None:
    """A key of ours from an address or a form; what is none is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < _MOST_DIGITS else None


def fold(value: str) -> str:
    """One spelling for one account name: full-width and letter case folded away, ends trimmed."""
    return unicodedata.normalize("NFKC", value).casefold().strip()


class CleanCharField(forms.CharField):
    """A line of text under clean_text; the length message counts for the person."""

    multiline = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.text_max = kwargs.get("max_length")
        super().__init__(*args, **kwargs)
        # Our own sentence replaces Django's validators for length and NUL.
        self.validators = []

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return text
        return clean_text(text, max_length=self.text_max, multiline=self.multiline) or self.empty_value


class CleanTextArea(CleanCharField):
    """Several lines of text under clean_text."""

    multiline = True
    widget = forms.Textarea(attrs={"rows": 4})
