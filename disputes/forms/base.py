"""What every form of an act has: the case, the version it was opened at, and the guard over free text."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils import timezone

from core.text import CleanCharField
from core.ui.forms import UiForm
from disputes.models import Dispute, DisputeParty
from disputes.privacy import find_numbers, mask_numbers

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


def _is_free_text(field: forms.Field) -> bool:
    return isinstance(field, CleanCharField) and not isinstance(field, PhoneField)


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


class ActForm(UiForm):
    """Base of the acts' forms. `arguments` are the keyword arguments of the action of the same name."""

    intro = ""
    submit: ClassVar[str] = ""
    is_final: ClassVar[bool] = False
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, dispute: Dispute, user: Any, now: datetime, **kwargs: Any) -> None:
        self.dispute, self.user, self.now = dispute, user, now
        kwargs["initial"] = {
            "version": dispute.version,
            **self.first_values(dispute, now),
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)
        self.prepare()
        sensible_dates(self)

    @classmethod
    def first_values(cls, dispute: Dispute, now: datetime) -> dict[str, Any]:
        """Values filled in already: today for the usual date."""
        today = timezone.localdate(now)
        return dict.fromkeys(getattr(cls, "today_fields", ()), today)

    def prepare(self) -> None:
        """Give choices that depend on the case."""

    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "photos")}

    def party_choices(self) -> list[tuple[str, str]]:
        return [(str(one.pk), str(one)) for one in self.parties]

    @property
    def parties(self) -> list[DisputeParty]:
        known: list[DisputeParty] | None = getattr(self, "_parties", None)
        if known is None:
            known = list(self.dispute.parties.all())
            self._parties = known
        return known

    def visible(self) -> Iterator[forms.BoundField]:
        """Fields that the page draws one below the other."""
        return (bound for bound in self if not bound.is_hidden)


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
