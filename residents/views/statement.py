"""What is held of one person, on paper, for that person (个人信息保护法 arts. 44, 45)."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from core.accounts.access import signed_in
from core.accounts.step_up import StepUpForm
from core.errors import NotAllowed, RuleBroken
from core.ui.fields import IdentityField
from core.ui.forms import UiForm, add_rule_error
from core.ui.responses import form_invalid, private_page, render_page
from core.ui.widgets import ChipRadios
from residents import policies
from residents.actions import find_for_statement, note_statement
from residents.actions.common import require
from residents.models import Resident
from residents.selectors.statement import statement_of
from residents.views.find import held_person_or_404

REASONS = ("本人当面申请", "本人书面申请", "监护人申请", "本人委托他人申请")
NOBODY = "没有按这个号码登记的人。请再核对一遍号码；确实没有，就告诉本人这里没有他的信息"


class AskForm(StepUpForm, UiForm):
    """On whose request."""

    reason = forms.ChoiceField(label="谁提出的", choices=[(one, one) for one in REASONS], widget=ChipRadios)


class FindForm(AskForm):
    """The privacy officer sees nobody but the one whose whole number is given."""

    id_number = IdentityField(label="身份证号", help_text="写完整的18位。每次查找都会记下来，一天最多60次")
    field_order = ("id_number", "reason")


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def of_person(request: HttpRequest, pk: int) -> HttpResponse:
    """The request is written down first; then the page is drawn."""
    person, user = held_person_or_404(request, pk), signed_in(request)
    require(policies.may_print_statement(user, person))
    form = AskForm(request.POST or None, request=request)
    context = {"form": form, "person": person}
    if request.method == "POST" and form.is_valid():
        try:
            note_statement(person, reason=form.cleaned_data["reason"], actor=user)
            return _paper(request, person, form.cleaned_data["reason"])
        except RuleBroken as broken:
            add_rule_error(form, broken)
    if request.method != "POST":
        return render_page(request, "residents/statement_ask.html", context)
    return form_invalid(request, "residents/statement_ask.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def find_person(request: HttpRequest) -> HttpResponse:
    """For the privacy officer: by the whole number, counted, found or not."""
    user = signed_in(request)
    if not policies.answers_for_privacy(user):
        raise PermissionDenied("这里由个人信息保护负责人来查")
    form = FindForm(request.POST or None, request=request)
    if request.method != "POST":
        return render_page(request, "residents/statement_ask.html", {"form": form})
    if form.is_valid():
        said: dict[str, Any] = form.cleaned_data
        try:
            person = find_for_statement(said["id_number"], reason=said["reason"], actor=user)
            if person is not None:
                note_statement(person, reason=said["reason"], actor=user)
                return _paper(request, person, said["reason"])
            form.add_error("id_number", NOBODY)
        except NotAllowed:
            raise
        except RuleBroken as broken:
            add_rule_error(form, broken)
    return form_invalid(request, "residents/statement_ask.html", {"form": form})


def _paper(asked: HttpRequest, person: Resident, reason: str) -> HttpResponse:
    context = {"person": person, "statement": statement_of(person), "reason": reason}
    return render_page(asked, "residents/statement.html", context)
