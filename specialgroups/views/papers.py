"""/support/S-0193/print/L22-plan/: one form of one person, with a reason; its bytes leave after the look is committed."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.accounts.access import signed_in
from core.accounts.step_up import StepUpForm
from core.errors import NotAllowed, RuleBroken
from core.papers.views.papers import attachment
from core.ui.forms import UiForm, add_rule_error
from core.ui.responses import form_invalid, private_page, render_page
from core.ui.widgets import ChipRadios
from specialgroups import policies, wall
from specialgroups.actions.looking import note_print
from specialgroups.models import SupportEnrollment
from specialgroups.papers import Form, forms_of, pdf_of
from specialgroups.views.find import record_or_404
from specialgroups.views.gate import before

PURPOSES = ("交本人签字", "交本人保存", "交转介单位", "交主管机关")


class PrintForm(StepUpForm, UiForm):
    """What it is for."""

    purpose = forms.ChoiceField(label="用途", choices=[(one, one) for one in PURPOSES], widget=ChipRadios)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def print_form(request: HttpRequest, no: str, code: str) -> HttpResponse:
    """Not inside one transaction: the look is committed before the bytes leave."""
    refused = before(request, policies.may_open)
    if refused is not None:
        return refused
    me = signed_in(request)
    with wall.seen_by(me):
        row = record_or_404(request, no)
        paper = next((one for one in forms_of(row) if one.code == code), None)
        if paper is None or not policies.reads_papers(me, row):
            raise Http404
    form = PrintForm(request.POST if request.method == "POST" else None, request=request)
    if request.method == "POST" and form.is_valid():
        try:
            return _handed_out(request, row, paper, form.cleaned_data["purpose"])
        except NotAllowed:
            raise
        except RuleBroken as broken:
            add_rule_error(form, broken)
    page = form_invalid if form.errors else render_page
    return page(request, "support/print.html", {"row": row, "paper": paper, "form": form})


def _handed_out(asked: HttpRequest, row: SupportEnrollment, paper: Form, purpose: str) -> HttpResponse:
    me, now = signed_in(asked), timezone.now()
    note_print(row.pk, paper.code, actor=me, reason=f"打印：{purpose}", now=now)
    with wall.seen_by(me, now):
        data = pdf_of(record_or_404(asked, row.no), paper.code, actor=me, now=now)
    return attachment(data, "application/pdf", f"{paper.name}{row.no}.pdf")
