"""Break-glass: which number, what danger; agree or not; afterwards, was it needed."""

from django import forms

from core.text import CleanCharField, number_of
from core.ui.forms import UiForm
from core.ui.widgets import ChipRadios
from specialgroups.choices import Danger


class AskForm(UiForm):
    number = CleanCharField(label="帮扶编号", max_length=12, help_text="比如 S-0193")
    danger = forms.ChoiceField(label="为什么", choices=Danger.choices, widget=ChipRadios)

    def clean_number(self) -> int:
        found = number_of(self.cleaned_data["number"].upper().removeprefix("S-").lstrip("0"))
        if found is None:
            raise forms.ValidationError("编号写成 S-0193 这样", code="number")
        return found


class DecideForm(UiForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    decision = forms.ChoiceField(
        label="你的意见", choices=[("yes", "同意打开"), ("no", "不同意")], widget=ChipRadios
    )


class ReviewForm(UiForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    decision = forms.ChoiceField(
        label="复核", choices=[("yes", "确有必要"), ("no", "没有必要")], widget=ChipRadios
    )
