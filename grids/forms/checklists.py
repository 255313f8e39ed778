"""An inspection by a checklist, and the forms that change the checklists."""

from typing import Any

from django import forms

from core.clocks.choices import Mark
from core.text import CleanCharField, CleanTextArea
from core.ui.forms import UiForm, set_choices
from core.ui.widgets import ChipRadios
from grids.choices_field import CheckAnswer, Grade, HazardDanger
from grids.forms.fields import version_field
from grids.forms.places import PlaceField, PlaceMixin
from grids.models import Checklist, ChecklistItem
from grids.selectors.limits import limit_choices

ITEM_FIELDS = ("name", "question", "basis", "basis_mark", "grade", "limit", "danger", "is_frequent")


class InspectionForm(PlaceMixin, UiForm):
    """Every item of the list with three answers; what was not looked at stays empty."""

    place = PlaceField(label="查的是哪儿")
    place_detail = CleanCharField(label="具体位置", max_length=60, required=False)
    note = CleanTextArea(
        label="说明",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不合格的写清在哪儿、什么样；只写事，不写人",
    )
    called = forms.BooleanField(label="已经打了电话，人已经离开", required=False)

    def __init__(self, *args: Any, user: Any, checklist: Checklist, **kwargs: Any) -> None:
        self.user, self.checklist = user, checklist
        super().__init__(*args, **kwargs)
        self.items = list(checklist.items.filter(is_active=True).order_by("order", "pk"))
        for item in self.items:
            self.fields[_name(item)] = forms.ChoiceField(
                label=item.question,
                help_text=item.basis,
                choices=CheckAnswer.choices,
                widget=ChipRadios,
                required=False,
            )

    def questions(self) -> list[forms.BoundField]:
        return [self[_name(item)] for item in self.items]

    @property
    def dangerous(self) -> str:
        """For the part of the form that only a dangerous answer opens."""
        names = [_name(item) for item in self.items if item.danger]
        return "|".join(f"{name}={CheckAnswer.WRONG.value}" for name in names)

    def answers(self) -> dict[int, str]:
        said = {item.pk: self.cleaned_data.get(_name(item), "") for item in self.items}
        return {pk: answer for pk, answer in said.items() if answer}


def _name(item: ChecklistItem) -> str:
    return f"item_{item.pk}"


class ListForm(UiForm):
    name = CleanCharField(label="大类", max_length=20)
    is_active = forms.BooleanField(label="在用", required=False, initial=True)
    version = version_field()


class ItemForm(UiForm):
    name = CleanCharField(label="小类", max_length=30, help_text="上报时看到的名字，比如 楼道堆物")
    question = CleanCharField(
        label="查什么", max_length=100, help_text="检查时问的话，比如 楼道里有没有堆杂物"
    )
    basis = CleanCharField(label="依据", max_length=160, required=False, help_text="法律、条例的名称和条款")
    basis_mark = forms.ChoiceField(label="依据核对过吗", choices=Mark.choices)
    grade = forms.ChoiceField(label="一般定为", choices=Grade.choices, widget=ChipRadios)
    limit = forms.ChoiceField(label="整改时限", widget=ChipRadios, help_text="最长的只给重大隐患")
    danger = forms.ChoiceField(
        label="发现时有没有危险",
        choices=HazardDanger.choices,
        widget=ChipRadios,
        required=False,
        help_text="有危险的，上报前会先提示打电话",
    )
    is_frequent = forms.BooleanField(label="常见，放在上报页最前面", required=False)
    is_active = forms.BooleanField(label="在用", required=False, initial=True)
    version = version_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "limit", limit_choices())

    def details(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ITEM_FIELDS}
