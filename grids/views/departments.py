"""Departments and who speaks for each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from core.replay.decorators import replayable
from core.ui.responses import render_page
from grids.actions.departments import change_department, create_department, set_department_active
from grids.forms.people import ConfirmForm, DepartmentForm, NewDepartmentForm
from grids.models import Department
from grids.scope import Scope
from grids.selectors.people import departments_with_liaisons
from grids.views.gates import actor_of, for_editors, for_staff, form_page, posted

LIST = "grids:departments"


@require_GET
@for_staff
def departments(request: HttpRequest) -> HttpResponse:
    context = {
        "departments": departments_with_liaisons(),
        "may_edit": Scope.of(actor_of(request)).edits_places,
    }
    return render_page(request, "grids/departments.html", context)


@require_http_methods(["GET", "POST"])
@for_editors
@replayable
def department_new(request: HttpRequest) -> HttpResponse:
    form = NewDepartmentForm(posted(request))

    def act() -> tuple[str, str]:
        details = {name: form.cleaned_data[name] for name in ("name", "kind", "duty_note", "office_phone")}
        made = create_department(code=form.cleaned_data["code"], details=details, actor=actor_of(request))
        return reverse(LIST), f"已添加{made}"

    context = {"title": "添加部门", "save": "添加", "back": reverse(LIST)}
    return form_page(request, form, "grids/form.html", context, act=act)


@require_http_methods(["GET", "POST"])
@for_editors
@replayable
def department_change(request: HttpRequest, department_id: int) -> HttpResponse:
    row = get_object_or_404(Department.objects.visible_to(actor_of(request)), pk=department_id)
    names = ("name", "kind", "duty_note", "office_phone")
    start = {name: getattr(row, name) for name in (*names, "version")}
    form = DepartmentForm(posted(request), initial=start)

    def act() -> tuple[str, str]:
        changes = {name: form.cleaned_data[name] for name in names}
        version = form.cleaned_data["version"]
        saved = change_department(row, changes=changes, version=version, actor=actor_of(request))
        return reverse(LIST), f"{saved}已保存"

    context = {"title": f"{row}：修改", "save": "保存", "back": reverse(LIST)}
    return form_page(request, form, "grids/form.html", context, act=act)


@require_http_methods(["GET", "POST"])
@for_editors
@replayable
def department_use(request: HttpRequest, department_id: int) -> HttpResponse:
    """Out of use, or back."""
    row = get_object_or_404(Department.objects.visible_to(actor_of(request)), pk=department_id)
    words = "停用" if row.is_active else "重新启用"
    form = ConfirmForm(posted(request))
    wanted = not row.is_active

    def act() -> tuple[str, str]:
        set_department_active(row, active=wanted, version=row.version, actor=actor_of(request))
        return reverse(LIST), f"{row}已{words}"

    context = {"title": f"{row}：{words}", "save": f"确认{words}", "back": reverse(LIST)}
    return form_page(request, form, "grids/form.html", context, act=act)
