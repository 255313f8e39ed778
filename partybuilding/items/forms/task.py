"""The fields of a task, shared by 转成任务 and 修改."""

from datetime import datetime
from typing import Any

from django import forms

from core.text import CleanCharField, CleanTextArea
from core.ui.fields import sensible_dates
from core.ui.forms import UiForm, set_choices
from core.ui.widgets import ChipChecks, ChipRadios, DateInput
from disputes.whistles.forms.base import departments, words
from grids.models import Area, Department
from grids.scope import Scope
from partybuilding.items import policies
from partybuilding.items.actions import Task

PUBLIC = [("yes", "公开"), ("no", "内部掌握")]
STANDARD = "按议定事项完成，社区到现场核实"


def chosen_units(values: list[str]) -> tuple[Department, ...]:
    """The ticked departments, in their own order."""
    return tuple(Department.objects.filter(pk__in=[int(one) for one in values])) if values else ()


class TaskFields(UiForm):
    """E6: what, who, till when, how one sees that it is done."""

    what = CleanCharField(label="任务", max_length=60, help_text="几个字说要做什么，比如：装路灯")
    problem = CleanTextArea(
        label="要解决的问题", max_length=200, widget=forms.Textarea(attrs={"rows": 2}), help_text="进问题清单"
    )
    lead = forms.ChoiceField(label="牵头单位", required=False)
    assisting = forms.MultipleChoiceField(label="配合单位", widget=ChipChecks, required=False)
    due_on = forms.DateField(label="完成期限", widget=DateInput)
    standard = words("销号标准", 200, help_text="办到什么程度算完成")
    community = forms.ChoiceField(label="社区", required=False)
    place = CleanCharField(label="地点", max_length=60, required=False, help_text="比如：白马公寓北门")
    responsible = CleanCharField(
        label="责任人", max_length=40, required=False, help_text="姓名和职务；不知道的由单位接办时填"
    )
    cause = CleanCharField(label="成因", max_length=60, required=False)
    funding = CleanCharField(label="资金来源", max_length=60, required=False)
    openness = forms.ChoiceField(label="公开还是内部", choices=PUBLIC, widget=ChipRadios, initial="yes")
    by_residents = forms.BooleanField(label="居民反映的，销号前要有居民确认", required=False)

    def offer(self, user: Any) -> None:
        """Units in use and the communities of the person; nobody of a community makes a task of the whole street."""
        units = departments()
        set_choices(self, "lead", [("", "等成员单位认领"), *units])
        set_choices(self, "assisting", units)
        whole = [("", "全街道")] if Scope.of(user).street else []
        set_choices(self, "community", whole + policies.communities_of(user))
        self.fields["community"].required = not whole

    def task(self) -> Task:
        said = self.cleaned_data
        return Task(
            **{name: said[name] for name in ("what", "problem", "due_on", "standard", "place", "cause")},
            lead=Department.objects.get(pk=int(said["lead"])) if said["lead"] else None,
            assisting=chosen_units(said["assisting"]),
            responsible=said["responsible"],
            community=Area.objects.get(pk=int(said["community"])) if said["community"] else None,
            funding=said["funding"],
            is_public=said["openness"] == "yes",
            by_residents=said["by_residents"],
        )


class NewItemForm(TaskFields):
    """/meetings/items/new/: everything that the decision says is filled in."""

    def __init__(self, *args: Any, user: Any, now: datetime, first: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, initial={"standard": STANDARD, "by_residents": True, **first}, **kwargs)
        self.offer(user)
        sensible_dates(self)
