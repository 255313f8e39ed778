"""Fields of the register's forms that say plainly what is wrong: a birth, a document's number, an address, a number of ours."""

import re
import unicodedata
from datetime import date
from typing import Any

from django import forms

from core.text import CleanCharField
from core.ui.fields import IdentityField
from residents import documents
from residents.addresses import parse_address
from residents.selectors.search import named_buildings, number_in

_YEAR = re.compile(r"(\d{4})年?")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
BIRTH_WORDS = "出生日期写成 1968-05-12；14岁以下只写年，比如 2015"


class BirthField(CleanCharField):
    """A whole day, or the year alone; answers (day, year)."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20)
        kwargs.setdefault("help_text", BIRTH_WORDS)
        super().__init__(**kwargs)
        self.widget.attrs |= {"autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        text = unicodedata.normalize("NFKC", super().to_python(value) or "").replace(" ", "")
        if not text:
            return ""
        if year := _YEAR.fullmatch(text):
            return None, int(year[1])
        if found := _DAY.fullmatch(text) or _COMPACT.fullmatch(text):
            try:
                born = date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError as wrong:
                raise forms.ValidationError(
                    f"没有{found[1]}年{found[2]}月{found[3]}日这一天，请核对", code="birth"
                ) from wrong
            return born, born.year
        raise forms.ValidationError(BIRTH_WORDS, code="birth")

    @staticmethod
    def words(born: date | None, year: int | None) -> str:
        """What stands in the field for somebody who is entered already."""
        return f"{born:%Y-%m-%d}" if born else str(year or "")


class DocumentField(IdentityField):
    """The number of any paper; which kind it is stands in another field, and residents.persons judges both."""

    def to_python(self, value: Any) -> str:
        return documents.normalised(CleanCharField.to_python(self, value) or "")


class AddressField(CleanCharField):
    """A door of the street in one line; answers (building, unit, room). The building must be found exactly once."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 60)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        if not text:
            return ""
        address = parse_address(text)
        if not address.room:
            raise forms.ValidationError("请写到房号，比如 铁路小区3号楼2单元201", code="room")
        found = list(named_buildings(address).select_related("parent").order_by("code")[:6])
        if not found:
            raise forms.ValidationError("没找到这栋楼，请核对小区和楼号", code="building")
        if len(found) > 1:
            names = "、".join(f"{one.parent}{one.name}" for one in found[:4])
            raise forms.ValidationError(f"有好几处：{names}。请把小区和楼号写全", code="several")
        return found[0], address.unit, address.room


class SystemNumberField(CleanCharField):
    """H-000123 or R-0000123; answers the number."""

    def __init__(self, *, letter: str, **kwargs: Any) -> None:
        self.letter = letter
        kwargs.setdefault("max_length", 20)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        text = (super().to_python(value) or "").upper()
        if not text:
            return None
        number = number_in(text) if text.startswith(self.letter) else 0
        if not 0 < number < 2**63:
            raise forms.ValidationError(f"编号写成 {self.letter}-000123 这样", code="number")
        return number
