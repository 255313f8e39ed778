"""Fields that say plainly what is wrong: telephones, identity numbers, money, days; and numbers found in free text."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, QueryDict

from core import identity
from core.privacy import find_numbers, mask_numbers
from core.text import CleanCharField
from core.ui.forms import UiForm

F = TypeVar("F", bound=forms.BaseForm)
PHONE_WORDS = "手机号是11位、以1开头；座机写成 0937-1234567"
_MOBILE = re.compile(r"^1[3-9][0-9]{9}$")
_LANDLINE = re.compile(r"^(0937-[0-9]{7}|0[0-9]{2,3}-[0-9]{7,8})$")
_SEPARATORS = re.compile(r"[\s\u3000]+")
MOST_ROWS = 20


class PhoneField(CleanCharField):
    """N3: a mobile, or a landline with its area code. Full-width digits, spaces and a mobile's dashes are put right."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 30)
        super().__init__(**kwargs)
        self.widget.attrs |= {"inputmode": "tel", "autocomplete": "off"}

    def to_python(self, value: Any) -> str:
        text = _SEPARATORS.sub("", unicodedata.normalize("NFKC", super().to_python(value) or ""))
        if not text:
            return ""
        bare = text.replace("-", "")
        if _MOBILE.match(bare):
            return bare
        if _LANDLINE.match(text):
            return text
        raise forms.ValidationError(_phone_trouble(bare), code="phone")


def _phone_trouble(bare: str) -> str:
    if bare.isdigit() and bare.startswith("1") and len(bare) != 11:
        return f"手机号是11位，现在是{len(bare)}位"
    return f"这不像电话号码。{PHONE_WORDS}"


class MoneyField(forms.DecimalField):
    """Yuan and cents, not below zero."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs = {"max_digits": 12, "decimal_places": 2, "min_value": 0, **kwargs}
        super().__init__(**kwargs)
        self.error_messages |= {
            "invalid": "金额请写数字，比如 1200 或 1200.50",
            "max_digits": "金额太大了，请核对",
            "max_whole_digits": "金额太大了，请核对",
            "max_decimal_places": "金额最多两位小数",
            "min_value": "金额不能小于0",
        }
        self.widget.attrs["inputmode"] = "decimal"


class ReferenceField(CleanCharField):
    """The number of a paper or of another system, which may well have eighteen digits: spaces are layout, full-width signs
    are what they mean, and nobody takes it for a person's."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs["autocomplete"] = "off"

    def to_python(self, value: Any) -> str:
        return _SEPARATORS.sub("", unicodedata.normalize("NFKC", super().to_python(value) or ""))


class IdentityField(CleanCharField):
    """A resident identity number of 18 digits with its check digit (domain.md N1); answers it in capitals."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 30)
        super().__init__(**kwargs)
        self.widget.attrs |= {"autocomplete": "off", "autocapitalize": "characters"}

    def to_python(self, value: Any) -> str:
        text = identity.normalise(super().to_python(value) or "")
        trouble = identity.trouble(text) if text else ""
        if trouble:
            raise forms.ValidationError(trouble, code="identity")
        return text


def numbers_found(form: forms.BaseForm) -> list[str]:
    """「说明」里像是有手机号 138****2207, a line for each number of a person in the form's free text (N3)."""
    lines = []
    for name, field in form.fields.items():
        text = form.cleaned_data.get(name)
        if _is_free_text(field) and isinstance(text, str):
            lines += [f"「{field.label}」里像是有{one.kind} {one.masked}" for one in find_numbers(text)]
    return lines


def masked_data(form: forms.BaseForm, data: QueryDict) -> QueryDict:
    """What was sent, with the numbers in this form's free text masked."""
    masked: QueryDict = data.copy()
    for name, field in form.fields.items():
        key = form.add_prefix(name)
        if _is_free_text(field) and key in masked:
            masked[key] = mask_numbers(str(masked[key]))
    return masked


def read_form(asked: HttpRequest, make: Callable[[Any], F]) -> tuple[F, list[str]]:
    """The form as the page sent it; see read_sent."""
    return read_sent(asked.POST, make)


def read_sent(sent: QueryDict, make: Callable[[Any], F]) -> tuple[F, list[str]]:
    """The form as it was sent, and the numbers of people found in its free text: said once, then the writer's choice
    counts, to mask them or to leave them (domain.md N3)."""
    form = make(sent)
    chosen = sent.get("numbers")
    if not form.is_valid() or chosen == "keep":
        return form, []
    if chosen == "mask":
        form = make(masked_data(form, sent))
        form.is_valid()
        return form, []
    return form, numbers_found(form)


def _is_free_text(field: forms.Field) -> bool:
    return isinstance(field, CleanCharField) and not isinstance(
        field, PhoneField | IdentityField | ReferenceField
    )


def sensible_dates(form: forms.BaseForm) -> None:
    """A day the office can mean: a year of four digits in this century, and words for the rest."""
    for field in form.fields.values():
        if isinstance(field, forms.DateTimeField):
            field.error_messages["invalid"] = "时间请写成 2026-01-09 14:30 这样"
            field.validators = [*field.validators, _in_this_century]
        elif isinstance(field, forms.DateField):
            field.error_messages["invalid"] = "日期请写成 2026-01-09 这样"
            field.validators = [*field.validators, _in_this_century]


def _in_this_century(day: date) -> None:
    if not 2000 <= day.year <= 2099:
        raise forms.ValidationError("年份不对，请核对", code="year")


class RowsForm:
    """Rows of the same small form: parties, promises. Rows are found by their names, so a page can add some
    without JavaScript (a button that sends the form) or with it; empty rows beyond the least are left out."""

    def __init__(
        self,
        form_class: type[UiForm],
        data: Mapping[str, Any] | None,
        *,
        prefix: str,
        least: int,
        extra: int = 0,
        **options: Any,
    ) -> None:
        self.form_class, self.prefix, self.options = form_class, prefix, options
        self.least = least
        bound = data is not None
        numbers = self._numbers(data) if data is not None else []
        count = max(least, (numbers[-1] + 1 if numbers else 0)) + extra
        self.forms = [
            form_class(data if bound else None, prefix=f"{prefix}-{number}", empty_permitted=True, **options)
            for number in range(min(count, MOST_ROWS))
        ]

    def _numbers(self, data: Mapping[str, Any]) -> list[int]:
        pattern = re.compile(rf"^{re.escape(self.prefix)}-([0-9]{{1,2}})-")
        return sorted({int(found[1]) for key in data if (found := pattern.match(key))})

    @property
    def next_number(self) -> int:
        return len(self.forms)

    def filled(self) -> list[UiForm]:
        return [form for form in self.forms if form.has_changed()]

    def is_valid(self) -> bool:
        judged = [form.is_valid() for form in self.forms]
        return all(judged)

    def __iter__(self) -> Iterator[UiForm]:
        return iter(self.forms)
