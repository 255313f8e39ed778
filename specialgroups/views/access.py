"""/support/access/: who looked, for the privacy officer; numbers, hours and fields, nobody helped."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from core.text import CleanCharField, number_of
from core.ui.forms import UiForm
from core.ui.responses import private_page, render_page
from specialgroups import policies, wall
from specialgroups.actions.looking import FIELDS
from specialgroups.models import SupportEnrollment, SupportGlass
from specialgroups.selectors.access import log_lines
from specialgroups.views.gate import before, leaves_by_itself

ROWS_A_PAGE = 50


class LogForm(UiForm):
    """Who, and which number; either may stay empty."""

    actor = CleanCharField(label="谁看的", max_length=25, required=False)
    number = CleanCharField(label="帮扶编号", max_length=12, required=False)

    def clean_number(self) -> int | None:
        text = self.cleaned_data["number"].upper().removeprefix("S-").lstrip("0")
        found = number_of(text) if text else None
        if text and found is None:
            raise forms.ValidationError("编号写成 S-0193 这样", code="number")
        return found


@require_GET
@private_page
def access_log(request: HttpRequest) -> HttpResponse:
    refused = before(request, policies.may_read_log)
    if refused is not None:
        return refused
    form = LogForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    page = Paginator(log_lines(asked), ROWS_A_PAGE).get_page(request.GET.get("page"))
    with wall.seen_by(request.user):
        glasses = list(SupportGlass.objects.visible_to(request.user).select_related("asked_by")[:20])
    context = {
        "form": form,
        "page": page,
        "rows": [
            (one, SupportEnrollment(pk=one.subject_id).no, FIELDS.get(str(one.detail.get("field", "")), ""))
            for one in page
        ],
        "glasses": glasses,
    }
    return leaves_by_itself(request, render_page(request, "support/access.html", context))
