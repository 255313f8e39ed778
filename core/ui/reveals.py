"""The panel that uncovers one value for a minute: reason, one more proof of who one is, and covered again.

return reveal_page(request, Look(title="看王*的电话", masked="138****2207", back=url, action=here, open=opener))
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from core.accounts.step_up import StepUpForm
from core.errors import NotAllowed, RuleBroken
from core.text import CleanCharField
from core.ui.forms import UiForm, add_rule_error
from core.ui.responses import form_invalid, render_page
from core.ui.widgets import ChipRadios

REMASK_SECONDS = 60
REASONS = ("联系办案", "核对信息", "通知到场", "其他")


class RevealForm(StepUpForm, UiForm):
    """Why the whole value is needed."""

    reason_choice = forms.ChoiceField(label="为什么要看", widget=ChipRadios)
    reason = CleanCharField(label="写清原因", max_length=100, required=False, help_text="选「其他」时要写")

    def __init__(self, *args: Any, reasons: tuple[str, ...] = REASONS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["reason_choice"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - declared above
        choice.choices = [(one, one) for one in reasons]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("reason_choice") == "其他" and len(self.cleaned_data.get("reason", "")) < 4:
            self.add_error("reason", "请写清为什么要看，至少4个字")
        return super().clean()

    def in_words(self) -> str:
        chosen, more = self.cleaned_data["reason_choice"], self.cleaned_data["reason"]
        return more if chosen == "其他" else f"{chosen}{'：' + more if more else ''}"


@dataclass(frozen=True)
class Look:
    """One value that may be uncovered, and how."""

    title: str
    masked: str
    back: str
    action: str
    # Takes the reason, commits the look, answers the value.
    open: Callable[[str], str]
    is_phone: bool = True
    reasons: tuple[str, ...] = REASONS
    hidden: Mapping[str, Any] = field(default_factory=dict)


def reveal_page(request: HttpRequest, look: Look) -> HttpResponse:
    """The form, and after a reason the value. Never kept by core.replay: each look is a look of its own."""
    data = request.POST if request.method == "POST" else None
    form = RevealForm(data, request=request, reasons=look.reasons, auto_id="reveal_%s")
    context = {"look": look, "form": form}
    if data is None:
        return render_page(request, "ui/reveal.html", context, partial="ui/_reveal_form.html")
    if form.is_valid():
        try:
            return _shown(request, look, look.open(form.in_words()))
        except NotAllowed:
            raise
        except RuleBroken as broken:
            add_rule_error(form, broken)
    return form_invalid(request, "ui/reveal.html", context, partial="ui/_reveal_form.html")


def _shown(request: HttpRequest, look: Look, value: str) -> HttpResponse:
    """Covered again by the script, or without scripts by going back."""
    context = {"look": look, "value": value, "seconds": REMASK_SECONDS}
    shown = render_page(request, "ui/revealed.html", context, partial="ui/_revealed.html")
    shown["Refresh"] = f"{REMASK_SECONDS}; url={look.back}"
    return shown
