"""Assigning people to grids, and their supporters."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from core.text import CleanCharField
from core.ui.forms import UiForm
from core.ui.widgets import ChipRadios
from grids.choices import SupporterKind
from grids.forms.fields import (
    DayField,
    GridField,
    PersonField,
    day_field,
    grid_role_field,
    mode_field,
    reason_field,
    staff_people,
)
from grids.models import Grid

CHANGE, COVER, VACATE = "change", "cover", "vacate"


class StageForm(UiForm):
    """One line of a plan: this person takes this post, or stands in until a day, or nobody does and why."""

    grid = GridField(label="哪个网格")
    role = grid_role_field()
    deed = forms.ChoiceField(
        label="怎么安排",
        choices=[(CHANGE, "换人"), (COVER, "设替班"), (VACATE, "先空着")],
        initial=CHANGE,
        widget=ChipRadios,
    )
    user = PersonField(label="谁来", required=False)
    until = DayField(label="替到哪天", required=False, help_text="设替班时填，最多三个月")
    vacant_reason = reason_field("为什么先空着", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grid"].queryset = Grid.objects.active().select_related("community")  # type: ignore[attr-defined]
        self.fields["user"].queryset = staff_people()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        deed = data.get("deed")
        if deed in {CHANGE, COVER} and not data.get("user") and "user" not in self.errors:
            self.add_error("user", "请选接手的人")
        if deed == COVER and not data.get("until") and "until" not in self.errors:
            self.add_error("until", "请填替到哪天")
        if deed == VACATE and not data.get("vacant_reason") and "vacant_reason" not in self.errors:
            self.add_error("vacant_reason", "请写明为什么先空着")
        return data

    def line(self) -> dict[str, Any]:
        """What grids.actions.plans.stage_change takes."""
        data, deed = self.cleaned_data, self.cleaned_data["deed"]
        return {
            "grid": data["grid"],
            "role": data["role"],
            "user": None if deed == VACATE else data["user"],
            "vacant_reason": data["vacant_reason"] if deed == VACATE else "",
            "cover_until": data["until"] if deed == COVER else None,
        }


class SavePlanForm(UiForm):
    effective_on = day_field("生效日期", help_text="可以是今天或以后的日子")
    mode = mode_field()
    reason = reason_field("事由", required=False, help_text="例如 轮岗、请假、新招录")


class SupporterForm(UiForm):
    kind = forms.ChoiceField(label="类别", choices=SupporterKind.choices, widget=ChipRadios)
    person_name = CleanCharField(label="姓名", max_length=25)
    organisation = CleanCharField(label="单位", max_length=60, required=False)
    contact = CleanCharField(
        label="办公电话", max_length=20, required=False, help_text="只留办公电话，不留个人手机号"
    )

    def clean_contact(self) -> str:
        contact: str = self.cleaned_data["contact"]
        digits = "".join(sign for sign in contact if sign.isdigit())
        if len(digits) == 11 and digits.startswith("1"):
            raise forms.ValidationError("这像是个人手机号，这里只留办公电话，例如 0937-6220001")
        return contact


class EndSupporterForm(UiForm):
    last_day = day_field("最后一天")


class OnForm(UiForm):
    """The day that a page looks at."""

    on = DayField(label="看哪一天", required=False)

    def __init__(self, data: QueryDict, **kwargs: Any) -> None:
        if not data.get("on"):
            data = data.copy()
            data["on"] = timezone.localdate().isoformat()
        super().__init__(data, **kwargs)

    def value(self, name: str) -> Any:
        """What was asked for, if it makes sense."""
        self.is_valid()
        return self.cleaned_data.get(name) or ""

    def day(self, today: date) -> date:
        return self.value("on") or today


class TreeForm(OnForm):
    q = CleanCharField(label="搜索网格、人员、小区", max_length=30, required=False)
    show = forms.ChoiceField(
        choices=[("", "全部"), ("lacking", "只看缺人"), ("heavy", "只看超载")],
        required=False,
        widget=forms.HiddenInput,
    )
    field_order = ("q", "on")
