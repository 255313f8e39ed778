"""How the office offers a kind of case."""

from django import forms

from core.text import CleanCharField
from core.ui.forms import UiForm


class CauseForm(UiForm):
    is_offered = forms.BooleanField(
        label="登记时给选", required=False, help_text="不给选的，已经登记的案件和统计里都还在"
    )
    example = CleanCharField(
        label="举例",
        max_length=40,
        required=False,
        help_text="写给登记的人看，比如：下水返水、楼上漏到楼下。只写事，不写人",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
