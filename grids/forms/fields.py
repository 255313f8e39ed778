"""Fields that several forms of places and posts share."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from core.accounts.models import User
from core.text import CleanCharField
from core.ui.widgets import Checks, DateInput, Radios
from grids.choices import GRID_ROLES, AreaLevel, HandoverMode, Role
from grids.models import Area, Grid

FARTHEST_YEARS = 3


class DayField(forms.DateField):
    """A day within sensible reach; typed years like 20266 or 1026 get a sentence and not a database error."""

    widget = DateInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"])
        super().__init__(**kwargs)
        self.error_messages["invalid"] = "请按 2026-05-03 这样填日期"

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if isinstance(day, datetime):
            day = day.date()
        if day is not None and not 2000 <= day.year <= timezone.localdate().year + FARTHEST_YEARS:
            raise forms.ValidationError(f"年份写成了{day.year}，请核对", code="year")
        return day


def day_field(label: str, *, help_text: str = "", required: bool = True) -> DayField:
    return DayField(
        label=label, help_text=help_text, required=required, initial=timezone.localdate if required else None
    )


def approval_field() -> CleanCharField:
    return CleanCharField(
        label="街道批准文号", max_length=60, help_text="边界变动要先经街道批准，例如 雄街发〔2026〕12号"
    )


def reason_field(label: str = "事由", *, required: bool = True, help_text: str = "") -> CleanCharField:
    return CleanCharField(label=label, max_length=100, required=required, help_text=help_text)


def mode_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="在办案件", choices=HandoverMode.choices, initial=HandoverMode.FOLLOW, widget=Radios
    )


def version_field() -> forms.IntegerField:
    return forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1, required=False)


def grid_role_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="岗位",
        choices=[(role.value, role.label) for role in GRID_ROLES],
        widget=Radios,
        initial=Role.GRID_WORKER,
    )


class PersonField(forms.ModelChoiceField):
    """A person, shown with the post beside the name; people of one name are told apart."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", "请选择")
        super().__init__(queryset=kwargs.pop("queryset", User.objects.none()), **kwargs)
        self.error_messages["invalid_choice"] = "这个人现在不能选了，请重新选一位"

    def label_from_instance(self, person: User) -> str:
        return f"{person.display_name}（{person.title or person.username}）"


class GridField(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", "请选择")
        super().__init__(queryset=kwargs.pop("queryset", Grid.objects.none()), **kwargs)
        self.error_messages["invalid_choice"] = "这个网格现在不能选了，请重新选一个"

    def label_from_instance(self, grid: Grid) -> str:
        return f"{grid.name}（{grid.community.name}）"


class AreaField(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", "请选择")
        super().__init__(queryset=kwargs.pop("queryset", Area.objects.none()), **kwargs)
        self.error_messages["invalid_choice"] = "这个地点现在不能选了，请重新选一个"

    def label_from_instance(self, area: Area) -> str:
        # The level first: a community's parent is the street, which nobody needs to read, or to fetch.
        above = area.parent.name if area.level != AreaLevel.COMMUNITY and area.parent is not None else ""
        return f"{above} {area.name}".strip()


class BuildingsField(forms.ModelMultipleChoiceField):
    """Buildings to tick, each with its estate and households."""

    widget = Checks

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=kwargs.pop("queryset", Area.objects.none()), **kwargs)
        self.error_messages["required"] = "请选楼栋"
        self.error_messages["invalid_choice"] = "有一栋楼现在不能选了，请重新选"
        self.error_messages["invalid_pk_value"] = self.error_messages["invalid_choice"]

    def label_from_instance(self, area: Area) -> str:
        above = area.parent.name if area.parent else ""
        households = f"，{area.household_count}户" if area.household_count else ""
        return f"{above}{area.name}{households}"


def staff_people() -> "QuerySet[User]":
    """Whom a grid post may be given: active accounts in the order of their names."""
    return User.objects.filter(is_active=True).order_by("display_name", "id")
