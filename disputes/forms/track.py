"""What a resident types on the receipt page."""

from typing import Any

from django import forms

from core.text import CleanCharField, CleanTextArea, fold
from core.ui.forms import UiForm
from core.ui.widgets import ChipRadios
from disputes.choices import Satisfaction

RATINGS = [
    (one.value, one.label)
    for one in (
        Satisfaction.VERY_GOOD,
        Satisfaction.GOOD,
        Satisfaction.FAIR,
        Satisfaction.BAD,
        Satisfaction.VERY_BAD,
    )
]


class TrackForm(UiForm):
    """Number and code, typed from the paper: width, case and spaces do not matter."""

    no = CleanCharField(
        label="编号",
        max_length=20,
        help_text="回执上的，比如 2026-00012",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    c = CleanCharField(
        label="查询码",
        max_length=20,
        help_text="回执上的8位字母和数字",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_no(self) -> str:
        return fold(self.cleaned_data["no"]).replace(" ", "")

    def clean_c(self) -> str:
        return fold(self.cleaned_data["c"]).replace(" ", "").replace("-", "").upper()


class RateForm(UiForm):
    satisfaction = forms.ChoiceField(label="您满意吗", choices=RATINGS, widget=ChipRadios)
    note = CleanCharField(label="想说的话", max_length=200, required=False)


class ReopenForm(UiForm):
    text = CleanTextArea(label="哪里没解决", max_length=200)


class RateWhistleForm(UiForm):
    """What the resident says of the department's work: three taps."""

    responded = forms.ChoiceField(
        label="来得及时吗", choices=[("yes", "是"), ("no", "否")], widget=ChipRadios
    )
    solved = forms.ChoiceField(label="问题解决了吗", choices=[("yes", "是"), ("no", "否")], widget=ChipRadios)
    satisfaction = forms.ChoiceField(label="您满意吗", choices=RATINGS, widget=ChipRadios)
    note = CleanCharField(label="想说的话", max_length=200, required=False)

    def answers(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {**said, "responded": said["responded"] == "yes", "solved": said["solved"] == "yes"}
