"""A public page with one form below it: what a resident sends becomes an act without an account, counted by its place."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from civics.public import TooMany, count_write
from core.errors import RuleBroken
from core.text import CleanTextArea
from core.ui.forms import UiForm, add_rule_error, set_choices
from core.ui.responses import form_invalid, render_page
from grids.models import Area
from grids.works.actions import carry_out
from grids.works.room import Room

TEXT_MAX = 300


class SayForm(UiForm):
    """A few lines, no name."""

    text = CleanTextArea(label="内容", max_length=TEXT_MAX, widget=forms.Textarea({"rows": 5}))


class CommunityForm(UiForm):
    """`?community=` of the public lists."""

    community = forms.ChoiceField(label="社区", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Area.objects.active().communities().order_by("code").values_list("pk", "name")
        set_choices(self, "community", [("", "全部社区"), *((str(pk), name) for pk, name in places)])

    def chosen(self) -> int | None:
        """The community that narrows the list; what is none narrows nothing."""
        return (
            int(self.cleaned_data["community"])
            if self.is_valid() and self.cleaned_data["community"]
            else None
        )


def answer(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    form: type[UiForm],
    send: Callable[[Any], Any],
    what: str,
    thanks: str,
) -> HttpResponse:
    """The page, or what was sent. `send` gets the valid form; too much from one place is a 429, and nothing typed is lost."""
    shown = {**context, "action": request.path, "said": thanks if request.GET.get("said") == "1" else ""}
    if request.method != "POST":
        return render_page(request, template, {**shown, "form": form()})
    sent = form(request.POST)
    if not sent.is_valid():
        return form_invalid(request, template, {**shown, "form": sent})
    try:
        count_write(request, what, timezone.now())
        send(sent)
    except RuleBroken as broken:
        add_rule_error(sent, broken)
        status = 429 if isinstance(broken, TooMany) else 422
        return render_page(request, template, {**shown, "form": sent, "has_errors": True}, status=status)
    return redirect(f"{request.path}?said=1")


def says(room: Room, act: str, row: Any) -> Callable[[Any], Any]:
    """What a SayForm does to a row."""
    return lambda form: carry_out(room, act, row, actor=None, text=form.cleaned_data["text"])
