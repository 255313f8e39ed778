"""Places: adding, changing, moving, merging, splitting, retiring."""

from typing import Any

from django import forms
from django.db.models import Q

from core.text import CleanCharField
from core.ui.forms import UiForm
from core.ui.widgets import ChipRadios
from grids.choices import LEVEL_BELOW, AreaLevel, EstateKind
from grids.forms.fields import (
    AreaField,
    BuildingsField,
    GridField,
    approval_field,
    reason_field,
    version_field,
)
from grids.models import Area, Grid


class PlaceFields(UiForm):
    """What is said of a place."""

    name = CleanCharField(label="名称", max_length=60)
    short_name = CleanCharField(label="简称", max_length=30, required=False)
    estate_kind = forms.ChoiceField(
        label="类别", choices=EstateKind.choices, widget=ChipRadios, required=False
    )
    address = CleanCharField(label="地址", max_length=120, required=False)
    household_count = forms.IntegerField(label="户数", required=False, min_value=0, max_value=99999)

    def keep_for(self, level: str) -> None:
        """Drop what this kind of place does not have."""
        if level != AreaLevel.ESTATE:
            del self.fields["estate_kind"]
        if level != AreaLevel.BUILDING:
            del self.fields["household_count"]

    def details(self) -> dict[str, Any]:
        return {
            name: self.cleaned_data[name] for name in PlaceFields.base_fields if name in self.cleaned_data
        }


class NewAreaForm(PlaceFields):
    grid = GridField(label="归哪个网格", help_text="每栋楼都要在一个网格里")
    approval_no = CleanCharField(label="街道批准文号", max_length=60, required=False)

    def __init__(self, *args: Any, parent: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        level = LEVEL_BELOW[AreaLevel(parent.level)]
        self.keep_for(level)
        if level == AreaLevel.ESTATE:
            self.fields["estate_kind"].initial = EstateKind.ESTATE
        if level != AreaLevel.BUILDING:
            del self.fields["grid"], self.fields["approval_no"]
            return
        grids = Grid.objects.active().in_community(parent.community_id or 0).select_related("community")
        self.fields["grid"].queryset = grids  # type: ignore[attr-defined]
        self.fields["grid"].required = grids.exists()


class ChangeAreaForm(PlaceFields):
    version = version_field()

    def __init__(self, *args: Any, area: Area, **kwargs: Any) -> None:
        kwargs.setdefault(
            "initial", {name: getattr(area, name) for name in (*PlaceFields.base_fields, "version")}
        )
        super().__init__(*args, **kwargs)
        self.keep_for(area.level)


class _ToAnotherCommunity(UiForm):
    grid = GridField(label="由哪个网格接这些楼", required=False, help_text="移到别的社区时要选")
    approval_no = CleanCharField(
        label="街道批准文号", max_length=60, required=False, help_text="移到别的社区是边界变动，要填"
    )
    version = version_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grid"].queryset = Grid.objects.active().select_related("community")  # type: ignore[attr-defined]


class MoveAreaForm(_ToAnotherCommunity):
    parent = AreaField(label="移到哪里")
    field_order = ("parent", "grid", "approval_no")

    def __init__(self, *args: Any, area: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        level = AreaLevel.COMMUNITY if area.level == AreaLevel.ESTATE else AreaLevel.ESTATE
        places = Area.objects.active().filter(level=level).exclude(pk=area.parent_id or 0)
        self.fields["parent"].queryset = places.select_related("parent").order_by("code")  # type: ignore[attr-defined]


class MergeAreaForm(_ToAnotherCommunity):
    target = AreaField(label="并入哪里")
    field_order = ("target", "grid", "approval_no")

    def __init__(self, *args: Any, area: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Area.objects.active().filter(level=area.level).exclude(pk=area.pk)
        self.fields["target"].queryset = places.select_related("parent").order_by("code")  # type: ignore[attr-defined]
        self.fields["approval_no"].required = True
        self.fields["approval_no"].help_text = "合并是边界变动，要先经街道批准"
        if area.level == AreaLevel.COMMUNITY:
            del self.fields["grid"]


class SplitAreaForm(UiForm):
    community = AreaField(label="划到哪个社区")
    buildings = BuildingsField(label="划过去的楼栋")
    grid = GridField(label="由那边哪个网格接")
    approval_no = approval_field()
    version = version_field()

    def __init__(self, *args: Any, area: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Area.objects.active().communities().exclude(pk=area.community_id or 0).order_by("code")
        self.fields["community"].queryset = others  # type: ignore[attr-defined]
        houses = Area.objects.active().filter(parent=area).select_related("parent").order_by("code")
        self.fields["buildings"].queryset = houses  # type: ignore[attr-defined]
        grids = Grid.objects.active().filter(~Q(community_id=area.community_id)).select_related("community")
        self.fields["grid"].queryset = grids  # type: ignore[attr-defined]


class RetireAreaForm(UiForm):
    reason = reason_field(help_text="例如 拆除、并入、登记错误")
    version = version_field()
