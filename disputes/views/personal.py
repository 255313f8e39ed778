"""Saved filters and watched cases: what a person keeps for themselves."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.accounts.access import signed_in
from core.errors import RuleBroken
from core.replay.decorators import replayable
from core.ui.forms import add_rule_error
from core.ui.responses import done, form_invalid, private_page, render_page, wants_partial
from disputes.actions import watch
from disputes.actions.personal import delete_view, save_view, set_home_view
from disputes.forms.filters import ViewNameForm
from disputes.models import SavedView
from disputes.views.find import case_or_404


@require_POST
@replayable
def view_save(request: HttpRequest) -> HttpResponse:
    form = ViewNameForm(request.POST)
    if form.is_valid():
        try:
            view = save_view(signed_in(request), **form.cleaned_data)
        except RuleBroken as broken:
            add_rule_error(form, broken)
        else:
            return done(request, f"{reverse('disputes:list')}?{view.query}", f"已存为视图「{view.name}」")
    return form_invalid(request, "disputes/view_form.html", {"form": form})


@require_POST
def view_home(request: HttpRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView, user=request.user, pk=pk)
    on = request.POST.get("on") == "1"
    set_home_view(view, on=on)
    words = f"打开案件时先看「{view.name}」" if on else f"「{view.name}」不再作首页"
    return done(request, f"{reverse('disputes:list')}?{view.query}", words)


@require_POST
def view_delete(request: HttpRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView, user=request.user, pk=pk)
    delete_view(view)
    return done(request, f"{reverse('disputes:list')}?tab=todo", f"已删除视图「{view.name}」")


@require_POST
@private_page
def watch_case(request: HttpRequest, no: str) -> HttpResponse:
    case = case_or_404(request, no)
    on = request.POST.get("on") == "1"
    watch(case, user=signed_in(request), on=on)
    if wants_partial(request):
        return render_page(request, "disputes/_watch.html", {"case": case, "is_watched": on})
    return done(request, case.get_absolute_url(), "已关注，可在「我关注」里找到" if on else "已取消关注")
