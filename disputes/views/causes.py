"""/settings/causes/: the kinds of cases. Everybody at work reads, the administrator changes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import signed_in
from core.errors import NotAllowed
from core.replay.decorators import replayable
from core.ui.responses import render_page
from disputes.actions.causes import change_cause, may_change_causes
from disputes.forms.causes import CauseForm
from disputes.selectors.causes import cause_row, cause_rows
from grids.views.gates import for_staff, form_page, posted


@require_GET
@for_staff
def causes(request: HttpRequest) -> HttpResponse:
    context = {"rows": cause_rows(), "may_edit": may_change_causes(signed_in(request))}
    return render_page(request, "disputes/causes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@replayable
def cause_change(request: HttpRequest, code: str) -> HttpResponse:
    me = signed_in(request)
    if not may_change_causes(me):
        raise NotAllowed("role", "案件类型由系统管理员设置")
    row = cause_row(code)
    if row is None:
        raise Http404
    back = reverse("causes:list")
    first = {"is_offered": row.is_offered, "example": row.example, "version": row.version}
    form = CauseForm(posted(request), initial=first)

    def act() -> tuple[str, str]:
        change_cause(code, actor=me, **form.cleaned_data)
        return back, f"「{row.label}」已保存"

    return form_page(
        request,
        form,
        "grids/form.html",
        {"title": f"案件类型：{row.label}", "save": "保存", "back": back},
        act=act,
    )
