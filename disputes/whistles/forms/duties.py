"""Forms of the duty lists."""

from typing import Any

from django import forms

from core.text import CleanCharField
from core.ui.forms import UiForm, set_choices
from core.ui.widgets import ChipChecks, ChipRadios, DateInput
from disputes.choices import Cause
from disputes.whistles.choices import IssuedAs
from disputes.whistles.forms.base import words
from grids.choices import DepartmentCode, Role
from grids.models import Department
from grids.selectors import holders


class ClauseForm(UiForm):
    """One line of a list."""

    title = CleanCharField(label="简称", max_length=30, help_text="比如：公共排水")
    text = words("内容")
    causes = forms.MultipleChoiceField(
        label="对应的案件类型", choices=Cause.choices, widget=ChipChecks, required=False
    )
    spoken = CleanCharField(
        label="常见说法",
        max_length=200,
        required=False,
        help_text="用顿号隔开，比如：下水、返水、井盖。用来推荐单位",
    )
    source = CleanCharField(
        label="依据", max_length=120, required=False, help_text="比如：2026年一季度联席会议议定"
    )
    is_active = forms.BooleanField(label="在用", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    def fields_said(self) -> dict[str, Any]:
        said = self.cleaned_data
        spoken = [one.strip() for one in said["spoken"].replace("，", "、").replace(",", "、").split("、")]
        return {
            "title": said["title"],
            "text": said["text"],
            "causes": said["causes"],
            "words": [one for one in spoken if one],
            "source": said["source"],
            "is_active": said["is_active"],
        }


class NewClauseForm(ClauseForm):
    department_code = forms.ChoiceField(label="部门", choices=())
    field_order = ["department_code", "title", "text", "causes", "spoken", "source", "is_active", "version"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = dict(DepartmentCode.choices)
        codes = Department.objects.active().values_list("code", "name")
        set_choices(self, "department_code", [(code, name) for code, name in codes if code in known])


class HeadForm(UiForm):
    """Who is secretary or director."""

    post = forms.ChoiceField(label="职务", choices=IssuedAs.choices, widget=ChipRadios)
    leader = forms.ChoiceField(label="是谁", widget=ChipRadios)
    since = forms.DateField(label="从哪天起", widget=DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = holders(Role.STREET_LEAD, street=True)
        set_choices(self, "leader", [(str(one.pk), one.display_name) for one in people])
