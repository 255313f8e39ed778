"""Accounts, posts and departments."""

from typing import Any

from django import forms

from core.text import CleanCharField
from core.ui.forms import UiForm
from core.ui.widgets import ChipRadios
from grids.actions.limits import fitting_places
from grids.actions.postings import Place
from grids.choices import GRID_ROLES, DepartmentCode, DepartmentKind, HandoverMode, Programme, Role
from grids.forms.fields import (
    AreaField,
    DayField,
    GridField,
    PersonField,
    day_field,
    mode_field,
    reason_field,
    staff_people,
    version_field,
)
from grids.models import Area, Department, Grid, Posting


class PeopleFilter(UiForm):
    q = CleanCharField(label="姓名或账号", max_length=30, required=False)
    role = forms.ChoiceField(label="岗位", choices=[("", "全部"), *Role.choices], required=False)
    community = AreaField(label="社区", required=False, empty_label="全部")
    state = forms.ChoiceField(
        label="账号", choices=[("", "在用"), ("disabled", "已停用"), ("all", "全部")], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Area.objects.active().communities().order_by("code")
        self.fields["community"].queryset = places  # type: ignore[attr-defined]


class AccountForm(UiForm):
    username = CleanCharField(label="账号", max_length=64, help_text="登录时用，例如姓名的拼音；以后不能改")
    display_name = CleanCharField(label="姓名", max_length=25)
    title = CleanCharField(
        label="岗位说明", max_length=60, required=False, help_text="显示在姓名旁边，例如 铁北3-07格网格员"
    )
    office_phone = CleanCharField(label="办公电话", max_length=20, required=False)


class GrantForm(UiForm):
    """A post for a person. Only the place that the role is held at is asked for."""

    role = forms.ChoiceField(choices=Role.choices, widget=forms.HiddenInput)
    community = AreaField(label="哪个社区")
    grid = GridField(label="哪个网格")
    department = forms.ModelChoiceField(
        label="哪个部门", queryset=Department.objects.none(), empty_label="请选择"
    )
    programme = forms.ChoiceField(label="哪个帮扶项目", choices=[("", "请选择"), *Programme.choices])
    valid_from = day_field("开始日期")
    valid_to = DayField(label="最后一天", required=False, help_text="不填就是一直到另行通知")
    full_time = forms.BooleanField(label="专职", required=False, initial=True)
    reason = reason_field("事由", required=False)

    def __init__(self, *args: Any, role: str, **kwargs: Any) -> None:
        super().__init__(*args, initial={"role": role}, **kwargs)
        places = fitting_places(role)
        for name in ("community", "grid", "department", "programme"):
            if name not in places:
                del self.fields[name]
        if role not in GRID_ROLES:
            del self.fields["full_time"]
        if "community" in places and "street" in places:
            self.fields["community"].required = False
            self.fields["community"].help_text = "属于街道的不用选"
        self._fill()

    def _fill(self) -> None:
        choices = {
            "community": Area.objects.active().communities().order_by("code"),
            "grid": Grid.objects.active().select_related("community"),
            "department": Department.objects.active(),
        }
        for name, queryset in choices.items():
            if name in self.fields:
                self.fields[name].queryset = queryset  # type: ignore[attr-defined]

    def place(self) -> Place:
        """Where; a role that is held for the whole street asks nothing."""
        data = self.cleaned_data
        given = {
            name: data[name] for name in ("community", "grid", "department", "programme") if data.get(name)
        }
        return Place(street=not given, **given)


class EndPostingForm(UiForm):
    last_day = day_field("最后一天")
    reason = reason_field("离岗原因")
    replacement = PersonField(label="谁接替", required=False)
    leave_vacant_reason = reason_field("不接替的话，为什么先空着", required=False)
    mode = mode_field()

    def __init__(self, *args: Any, posting: Posting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if posting.grid_id is None or posting.is_cover or not posting.full_time:
            for name in ("replacement", "leave_vacant_reason", "mode"):
                del self.fields[name]
            return
        self.fields["replacement"].queryset = staff_people().exclude(pk=posting.user_id)  # type: ignore[attr-defined]

    def follow(self) -> dict[str, Any]:
        """What end_posting takes about who comes after."""
        data = self.cleaned_data
        return {
            "replacement": data.get("replacement"),
            "leave_vacant_reason": data.get("leave_vacant_reason", ""),
            "mode": data.get("mode") or HandoverMode.FOLLOW,
        }


class ReasonForm(UiForm):
    reason = reason_field()


class ConfirmForm(UiForm):
    """Nothing to fill in; the button is the answer."""


class DepartmentForm(UiForm):
    name = CleanCharField(label="名称", max_length=40)
    kind = forms.ChoiceField(label="类别", choices=DepartmentKind.choices, widget=ChipRadios)
    duty_note = CleanCharField(label="职责说明", max_length=200, required=False)
    office_phone = CleanCharField(label="办公电话", max_length=20, required=False)
    version = version_field()


class NewDepartmentForm(DepartmentForm):
    code = forms.ChoiceField(label="哪个部门", choices=[("", "请选择"), *DepartmentCode.choices])
    field_order = ("code", "name", "kind")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].initial = DepartmentKind.COORDINATION
