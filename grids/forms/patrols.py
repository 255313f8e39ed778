"""Forms of routes and patrols."""

from typing import Any

from django import forms

from core.text import CleanCharField, CleanTextArea
from core.ui.forms import UiForm
from core.ui.widgets import ChipRadios, PhotosField
from grids.choices_field import Weather
from grids.forms.fields import AreaField, version_field
from grids.models import Checklist, Grid
from grids.selectors.picking import places_of_grid

_OFTEN = [("", "每次巡查都看"), *((str(n), f"重点，每周{n}次") for n in range(1, 6))]


class PointForm(UiForm):
    """A place of the route."""

    name = CleanCharField(label="点位", max_length=40, help_text="比如 3号楼地下室、东门配电箱")
    place = AreaField(label="在哪栋楼、哪个小区")
    weekly = forms.TypedChoiceField(
        label="多久看一次", choices=_OFTEN, coerce=int, empty_value=None, required=False
    )
    checklist = forms.ModelChoiceField(
        label="检查清单",
        queryset=Checklist.objects.none(),
        required=False,
        empty_label="不用清单",
        help_text="选了以后，这个点位可以按清单一项一项查",
    )
    version = version_field()

    def __init__(self, *args: Any, grid: Grid, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places_of_grid(grid)  # type: ignore[attr-defined]
        self.fields["checklist"].queryset = Checklist.objects.filter(is_active=True)  # type: ignore[attr-defined]

    def details(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "place", "weekly", "checklist")}


class RouteDeedForm(UiForm):
    """Move or retire: only the version that the page was drawn at."""

    version = version_field()


class PointNoteForm(UiForm):
    """A word and photos at a point that is all right."""

    note = CleanTextArea(
        label="写一句",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="只写地方的情况，不写人",
    )
    photos = PhotosField(label="照片", required=False)


class LogForm(UiForm):
    """Weather and a few words for the day's log."""

    weather = forms.ChoiceField(label="天气", choices=Weather.choices, widget=ChipRadios, required=False)
    note = CleanTextArea(
        label="今天的情况",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="只写事，不写人的信仰、病情、前科",
    )
