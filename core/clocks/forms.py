"""Forms of the pages under /settings/: a rule, days off and on, and the sum of a period."""

from decimal import Decimal
from typing import Any, Self

from django import forms
from django.utils import timezone

from core.clocks.actions.rules import EDITABLE
from core.clocks.choices import DayEnd, Measure, OverrideKind, Unit
from core.clocks.counting import Span
from core.clocks.models import DeadlineRule
from core.clocks.pasted import Day, Unreadable, read_days
from core.clocks.work_hours import office_hours
from core.text import CleanCharField, CleanTextArea

FIRST_YEAR, LAST_YEAR = 2004, 2100
_WHOLE = (Unit.CAL, Unit.WD, Unit.MONTH, Unit.YEAR)
_COUNTED = [(unit.value, unit.label) for unit in Unit if unit != Unit.GIVEN]
_NUMBER_WORDS = {
    "required": "请填「{label}」",
    "invalid": "「{label}」只写数字",
    "min_value": "「{label}」不能是负数",
    "max_value": "「{label}」写得太大了",
    "max_digits": "「{label}」写得太长了",
    "max_decimal_places": "「{label}」最多两位小数",
    "max_whole_digits": "「{label}」写得太大了",
}


class _Chips(forms.RadioSelect):
    """Two or three choices, one tap each. The look is core.ui's, which this room does not import."""

    template_name = "ui/widgets/chips.html"


def _number_input() -> forms.NumberInput:
    return forms.NumberInput(attrs={"class": "form-control", "inputmode": "decimal"})


def _number(label: str, *, required: bool = True) -> forms.DecimalField:
    words = {code: text.format(label=label) for code, text in _NUMBER_WORDS.items()}
    return forms.DecimalField(
        label=label,
        required=required,
        min_value=0,
        max_value=9999,
        max_digits=6,
        decimal_places=2,
        widget=_number_input(),
        error_messages=words,
    )


def _refuse_halves(form: forms.Form, length_name: str, unit_name: str) -> None:
    length, unit = form.cleaned_data.get(length_name), form.cleaned_data.get(unit_name)
    if isinstance(length, Decimal) and unit in _WHOLE and length != int(length):
        form.add_error(length_name, f"{Unit(unit).label}只能写整数")


class RuleEdit(forms.Form):
    """What every edit of a limit needs; the forms below add what may change of each kind of limit."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    legal_note = CleanCharField(label="说明", max_length=300, required=False)
    reason = CleanCharField(
        label="为什么改", max_length=200, error_messages={"required": "请写为什么改，会留在操作记录里"}
    )
    field_order = ("version", "length", "unit", "urgent_length", "urgent_unit", "day_end", "roll_forward")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*self.field_order, "limit_text", "max_extension_days", "legal_note", "reason"])

    @classmethod
    def of(cls, rule: DeadlineRule) -> Self:
        return cls(initial={name: getattr(rule, name) for name in cls.base_fields if name != "reason"})

    @property
    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in EDITABLE if name in self.cleaned_data}


class AgreedEdit(RuleEdit):
    """A limit whose end is agreed each time: only how far it may be extended."""

    max_extension_days = forms.IntegerField(
        label="最多可延长几天",
        min_value=0,
        max_value=365,
        widget=_number_input(),
        error_messages={
            "required": "请填「最多可延长几天」，不能延长就写0",
            "invalid": "「最多可延长几天」只写整数",
            "min_value": "「最多可延长几天」不能是负数",
            "max_value": "最多写365天",
        },
    )


class DeadlineEdit(AgreedEdit):
    """A limit that is counted."""

    length = _number("长度")
    unit = forms.ChoiceField(label="单位", choices=_COUNTED)
    urgent_length = _number("紧急时长度", required=False)
    urgent_unit = forms.ChoiceField(label="紧急时单位", choices=[("", "没有"), *_COUNTED], required=False)
    day_end = forms.ChoiceField(label="最后一天到几点", choices=DayEnd.choices, widget=_Chips)
    roll_forward = forms.BooleanField(label="最后一天逢休息日，顺延到上班那天", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        _refuse_halves(self, "length", "unit")
        _refuse_halves(self, "urgent_length", "urgent_unit")
        if (cleaned.get("urgent_length") is None) != (not cleaned.get("urgent_unit")):
            self.add_error("urgent_unit", "「紧急时长度」和「紧急时单位」要么都填，要么都空着")
        return cleaned


class FigureEdit(RuleEdit):
    """A limit that is no period of time: a number of people, of times, of yuan."""

    limit_text = CleanCharField(label="限度", max_length=60, error_messages={"required": "请填「限度」"})


class CycleEdit(FigureEdit):
    """How often: in words for people, and as a period for the list of what is due."""

    length = _number("隔多久")
    unit = forms.ChoiceField(label="单位", choices=_COUNTED)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        _refuse_halves(self, "length", "unit")
        return cleaned


def edit_form_for(rule: DeadlineRule) -> type[RuleEdit]:
    if rule.measure == Measure.QUANTITY:
        return FigureEdit
    if rule.measure == Measure.CYCLE:
        return CycleEdit
    return AgreedEdit if rule.unit == Unit.GIVEN else DeadlineEdit


class DayForm(forms.Form):
    """One day off or on."""

    date = forms.DateField(
        label="哪一天",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请选是哪一天", "invalid": "日期写成 2027-02-05 这样"},
    )
    kind = forms.ChoiceField(
        label="放假还是上班",
        choices=OverrideKind.choices,
        widget=_Chips,
        error_messages={"required": "请选放假还是上班", "invalid_choice": "请选放假还是上班"},
    )
    name = CleanCharField(
        label="名称", max_length=30, error_messages={"required": "请写名称，例如：春节调休"}
    )
    source = CleanCharField(
        label="依据",
        max_length=120,
        error_messages={"required": "请写依据哪个通知，例如：国办发明电〔2026〕7号"},
    )

    def clean_date(self) -> Any:
        day = self.cleaned_data["date"]
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(f"年份请写{FIRST_YEAR}到{LAST_YEAR}之间", code="year")
        return day

    def days(self) -> list[Day]:
        given = self.cleaned_data
        return [Day(given["date"], given["kind"], given["name"])]


class PasteForm(forms.Form):
    """A year's notice, a line a day or a stretch of days."""

    days_text = CleanTextArea(
        label="放假安排",
        max_length=20_000,
        help_text="每行一天或一段，例如：2027-02-04至2027-02-11 休 春节；2027-02-13 班 春节调休",
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "没有读到日期。每行写一天，例如：2027-02-05 休 春节"},
    )
    paste_source = CleanCharField(
        label="依据",
        max_length=120,
        error_messages={"required": "请写依据哪个通知，例如：国办发明电〔2026〕7号"},
    )

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year

    def clean_days_text(self) -> str:
        text: str = self.cleaned_data["days_text"]
        try:
            self.found = read_days(text, self.year)
        except Unreadable as unreadable:
            raise forms.ValidationError(str(unreadable), code="line") from unreadable
        return text


class SumForm(forms.Form):
    """算一算: from when, how long."""

    start = forms.DateTimeField(
        label="从什么时候起算",
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"required": "请选从什么时候起算", "invalid": "时间写成 2027-02-05 09:30 这样"},
    )
    length = _number("多长")
    unit = forms.ChoiceField(
        label="单位", choices=_COUNTED, error_messages={"invalid_choice": "请选一个单位"}
    )
    day_end = forms.ChoiceField(label="最后一天到几点", choices=DayEnd.choices, widget=_Chips)

    def clean_start(self) -> Any:
        start = self.cleaned_data["start"]
        if not FIRST_YEAR <= timezone.localtime(start).year <= LAST_YEAR:
            raise forms.ValidationError(f"年份请写{FIRST_YEAR}到{LAST_YEAR}之间", code="year")
        return start

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        _refuse_halves(self, "length", "unit")
        if cleaned.get("unit") in (Unit.MONTH, Unit.YEAR) and (cleaned.get("length") or 0) > 600:
            self.add_error("length", "「多长」写得太大了")
        return cleaned

    def span(self) -> Span:
        given = self.cleaned_data
        return Span(given["length"], given["unit"], given["day_end"], hours=office_hours())
