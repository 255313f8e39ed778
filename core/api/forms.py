"""Forms of the pages about keys and system accounts."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from core.accounts.step_up import StepUpForm
from core.api.resources import families
from core.text import CleanCharField
from core.ui.fields import sensible_dates
from core.ui.forms import UiForm
from core.ui.widgets import Checks, DateInput

USUAL = timedelta(days=90)


class TokenForm(StepUpForm, UiForm):
    """What the key is for, what it opens, until when."""

    name = CleanCharField(
        label="用途", max_length=60, help_text="写哪个系统、做什么用，比如：区平台取案件进度"
    )
    reads = forms.MultipleChoiceField(label="可以读", widget=Checks, required=False)
    writes = forms.MultipleChoiceField(
        label="可以办", widget=Checks, required=False, help_text="用不着就不选"
    )
    expires_on = forms.DateField(label="用到哪天", widget=DateInput, help_text="最长一年")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"expires_on": timezone.localdate() + USUAL}
        super().__init__(*args, **kwargs)
        for name in ("reads", "writes"):
            self.fields[name].choices = list(families().items())  # type: ignore[attr-defined]
        sensible_dates(self)

    def scopes(self) -> list[str]:
        said = self.cleaned_data
        return [f"{one}:read" for one in said["reads"]] + [f"{one}:write" for one in said["writes"]]


class ProgramForm(UiForm):
    """A new system account."""

    username = CleanCharField(label="账号", max_length=64, help_text="用字母和数字，比如系统名的拼音")
    display_name = CleanCharField(label="系统名称", max_length=25)
    purpose = CleanCharField(label="做什么用、谁负责", max_length=60)
