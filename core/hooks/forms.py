"""Forms of the pages about webhooks."""

from typing import Any

from django import forms

from core.accounts.models import User
from core.accounts.step_up import StepUpForm
from core.hooks.addresses import MOST_LETTERS
from core.hooks.kinds import choices
from core.hooks.models import Delivery
from core.text import CleanCharField
from core.ui.fields import ReferenceField, sensible_dates
from core.ui.forms import UiForm, set_choices
from core.ui.widgets import ChipChecks, LocalDateTimeInput


class WebhookForm(StepUpForm, UiForm):
    """Whose events, which, and where they go."""

    owner = forms.ModelChoiceField(label="系统账号", queryset=User.objects.none(), empty_label="请选")
    name = CleanCharField(label="用途", max_length=60, help_text="写给哪个系统、做什么用")
    address = ReferenceField(
        label="接收地址",
        max_length=MOST_LETTERS,
        help_text="对方给的网址，只收加密的",
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )
    resources = forms.MultipleChoiceField(
        label="推送哪些", widget=ChipChecks, help_text="只推送这个账号看得到的，内容只有编号、动作和版本"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programs = User.objects.filter(is_program=True, is_active=True).order_by("username")
        self.fields["owner"].queryset = programs  # type: ignore[attr-defined]
        set_choices(self, "resources", choices())


class RotateForm(StepUpForm, UiForm):
    """Nothing to fill in but who one is."""


class RemoveForm(UiForm):
    """Nothing to fill in: the page says what is lost."""


class ReplayForm(UiForm):
    """Since when all is sent once more."""

    since = forms.DateTimeField(
        label="从这时起", widget=LocalDateTimeInput, help_text="事件保留30天；重发的编号不变，对方按编号去重"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sensible_dates(self)


class LogFilter(UiForm):
    """Which events of the log."""

    state = forms.ChoiceField(label="状态", choices=[("", "全部"), *Delivery.State.choices], required=False)
