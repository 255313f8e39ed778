"""Opening, splitting, merging and ending grids."""

from typing import Any

from django import forms

from core.text import CleanCharField
from core.ui.forms import UiForm
from core.ui.widgets import ChipRadios
from grids.actions.boundaries import NewGrid
from grids.choices import GridKind
from grids.forms.fields import (
    BuildingsField,
    GridField,
    PersonField,
    approval_field,
    day_field,
    mode_field,
    reason_field,
    staff_people,
    version_field,
)
from grids.models import Area, Grid
from grids.selectors.boundaries import buildings_beside, buildings_on, free_buildings, merge_targets


class NewGridFields(UiForm):
    """How a new grid is called and staffed."""

    name = CleanCharField(label="新网格名称", max_length=40, help_text="例如 铁北3-09格")
    worker = PersonField(label="网格员", required=False)
    leader = PersonField(label="网格长", required=False)
    leave_vacant_reason = reason_field("网格员为什么先空着", required=False, help_text="选了网格员就不用填")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("worker", "leader"):
            field = self.fields[name]
            if isinstance(field, PersonField):
                field.queryset = staff_people()

    def plan(self) -> NewGrid:
        data = self.cleaned_data
        return NewGrid(
            name=data["name"],
            worker=data["worker"],
            leader=data["leader"],
            leave_vacant_reason=data["leave_vacant_reason"],
            kind=data.get("kind") or GridKind.COMMUNITY,
            household_target=data.get("household_target"),
        )


class SplitForm(NewGridFields):
    buildings = BuildingsField(label="划到新网格的楼栋")
    on = day_field("生效日期")
    approval_no = approval_field()
    mode = mode_field()
    version = version_field()
    field_order = (
        "name",
        "buildings",
        "worker",
        "leader",
        "leave_vacant_reason",
        "on",
        "mode",
        "approval_no",
    )

    def __init__(self, *args: Any, grid: Grid, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["buildings"].queryset = buildings_on(grid)  # type: ignore[attr-defined]


class OpenForm(NewGridFields):
    kind = forms.ChoiceField(
        label="类别", choices=GridKind.choices, initial=GridKind.COMMUNITY, widget=ChipRadios
    )
    buildings = BuildingsField(
        label="楼栋", required=False, help_text="只列还没有网格的楼；别的楼用「划入楼栋」"
    )
    household_target = forms.IntegerField(label="计划户数", required=False, min_value=0, max_value=99999)
    on = day_field("生效日期")
    approval_no = approval_field()
    field_order = ("name", "kind", "buildings", "household_target", "worker", "leader", "leave_vacant_reason")

    def __init__(self, *args: Any, community: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["buildings"].queryset = free_buildings(community)  # type: ignore[attr-defined]


class MergeForm(UiForm):
    target = GridField(label="并到哪个网格")
    on = day_field("生效日期")
    approval_no = approval_field()
    mode = mode_field()
    version = version_field()

    def __init__(self, *args: Any, grid: Grid, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].queryset = merge_targets(grid)  # type: ignore[attr-defined]


class BringForm(UiForm):
    """Buildings of neighbour grids that come into this one."""

    buildings = BuildingsField(label="划入的楼栋")
    on = day_field("生效日期")
    approval_no = approval_field()
    mode = mode_field()
    version = version_field()

    def __init__(self, *args: Any, grid: Grid, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["buildings"].queryset = buildings_beside(grid)  # type: ignore[attr-defined]


class RetireGridForm(UiForm):
    reason = reason_field()
    on = day_field("从哪天起停用")
    approval_no = approval_field()
    version = version_field()
