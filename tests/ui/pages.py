"""Pages that exist only here: every piece of the look on one page, and views that raise each error."""

from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django.utils import timezone

from core.accounts.access import public
from core.errors import Conflict, NotAllowed, RuleBroken
from core.text import CleanCharField, CleanTextArea
from core.ui.forms import UiForm
from core.ui.responses import done, form_invalid, private_page, render_page
from core.ui.templatetags.ui import CLOCK_MARKS
from core.ui.views import page_not_found, server_error
from core.ui.widgets import ChipRadios, DateInput, LocalDateTimeInput, PhotosField, Radios

KINDS = [("water", "下水"), ("lamp", "路灯"), ("noise", "噪声"), ("more", "更多")]
TEXTS = {
    "normal": "剩4天",
    "due_soon": "剩3小时",
    "overdue": "超21小时",
    "badly_overdue": "超6天",
    "paused": "满7天提醒",
}
COMPONENTS = (Path(__file__).parent / "components.html").read_text(encoding="utf-8")


class MatterForm(UiForm):
    title = CleanCharField(label="事项", max_length=30, help_text="几个字说清楚")
    kind = forms.ChoiceField(label="是什么事", choices=KINDS, widget=ChipRadios)
    how = forms.ChoiceField(label="怎么来的", choices=KINDS, widget=Radios, required=False)
    summary = CleanTextArea(
        label="经过", max_length=200, required=False, help_text="只写事，不写人的信仰、病情、前科"
    )
    on = forms.DateField(label="哪天", required=False, widget=DateInput)
    at = forms.DateTimeField(label="几点", required=False, widget=LocalDateTimeInput)
    area = forms.ChoiceField(label="社区", choices=[("", "请选"), ("1", "铁北")])
    told = forms.BooleanField(label="已告诉居民", required=False)
    photos = PhotosField(label="照片", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


@public
@private_page
def components(request: HttpRequest) -> HttpResponse:
    form = MatterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return done(request, "/components/", f"已登记，照片{len(form.cleaned_data['photos'])}张")
    context: dict[str, Any] = {
        "form": form,
        "now": timezone.now(),
        "clocks": [(state, TEXTS.get(state, "")) for state in CLOCK_MARKS],
        "page": Paginator(range(128), 25).get_page(request.GET.get("page")),
    }
    text = engines["django"].from_string(COMPONENTS).render(context, request)
    return HttpResponse(text, status=422 if request.method == "POST" else 200)


@public
def partial(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        form = MatterForm(request.POST)
        return form_invalid(request, "errors/404.html", {"form": form}, partial="ui/_error_summary.html")
    return render_page(request, "errors/404.html", {"message": "整页"}, partial="ui/_messages.html")


ERRORS: dict[str, Exception] = {
    "rule": RuleBroken("still_open", "还不能办结：等住建局反馈。可以先「催办」"),
    "role": NotAllowed("not_yours", "这件事由社区书记办"),
    "conflict": Conflict(
        "stale",
        "李静刚刚改过这一件，请选留哪一个",
        mine={"title": "下水堵了", "summary": "一样的"},
        theirs={"title": "下水返水", "summary": "一样的", "version": 8},
    ),
    "busy": Conflict("replay_busy", "你刚才的提交还在处理"),
    "missing": Http404("no row 7 of secret table"),
    "denied": PermissionDenied(),
    "database": OperationalError("server closed the connection"),
    "bug": ZeroDivisionError("secret detail"),
}


@public
def raising(request: HttpRequest, kind: str) -> HttpResponse:
    raise ERRORS[kind]


@public
def taken(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [
    path("components/", components),
    path("partial/", partial),
    path("taken/", taken),
    path("raise/<str:kind>/", raising),
]
handler404 = page_not_found
handler500 = server_error
