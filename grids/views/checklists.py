"""/settings/checklists/: what the office looks for, changed by administrators and read by everybody at work."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import signed_in
from core.replay.decorators import replayable
from core.ui.responses import render_page
from grids import policies_field
from grids.actions.checklists import ITEM_FIELDS, add_checklist, add_item, change_checklist, change_item
from grids.forms.checklists import ItemForm, ListForm
from grids.models import Checklist, ChecklistItem
from grids.selectors.limits import limit_words
from grids.views.gates import for_staff, form_page, posted


@require_GET
@for_staff
def checklists(request: HttpRequest) -> HttpResponse:
    used = Count("items", filter=Q(items__is_active=True))
    context = {
        "lists": Checklist.objects.annotate(used=used).order_by("-is_active", "order", "pk"),
        "may_edit": policies_field.may_edit_checklists(signed_in(request)),
    }
    return render_page(request, "checklists/list.html", context)


@require_GET
@for_staff
def checklist(request: HttpRequest, checklist_id: int) -> HttpResponse:
    found = get_object_or_404(Checklist, pk=checklist_id)
    items = found.items.order_by("-is_active", "order", "pk")
    words = limit_words()
    context = {
        "checklist": found,
        "rows": [(item, words.get(item.limit, "")) for item in items],
        "may_edit": policies_field.may_edit_checklists(signed_in(request)),
    }
    return render_page(request, "checklists/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@replayable
def checklist_new(request: HttpRequest) -> HttpResponse:
    me = signed_in(request)
    policies_field.require_checklist_editor(me)
    form = ListForm(posted(request))

    def act() -> tuple[str, str]:
        made = add_checklist(name=form.cleaned_data["name"], actor=me)
        return made.get_absolute_url(), f"已添加「{made}」，再给它加条目"

    context = {"title": "添加隐患清单", "save": "添加", "back": reverse("checklists:list")}
    return form_page(request, form, "grids/form.html", context, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@replayable
def checklist_change(request: HttpRequest, checklist_id: int) -> HttpResponse:
    me = signed_in(request)
    policies_field.require_checklist_editor(me)
    found = get_object_or_404(Checklist, pk=checklist_id)
    first = {name: getattr(found, name) for name in ("name", "is_active", "version")}
    form = ListForm(posted(request), initial=first)

    def act() -> tuple[str, str]:
        change_checklist(found, actor=me, **form.cleaned_data)
        return found.get_absolute_url(), f"「{found}」已保存"

    context = {"title": f"修改清单「{found}」", "save": "保存", "back": found.get_absolute_url()}
    return form_page(request, form, "grids/form.html", context, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@replayable
def item_new(request: HttpRequest, checklist_id: int) -> HttpResponse:
    me = signed_in(request)
    policies_field.require_checklist_editor(me)
    found = get_object_or_404(Checklist, pk=checklist_id)
    form = ItemForm(posted(request), initial={"grade": "general", "limit": "minor", "basis_mark": "default"})

    def act() -> tuple[str, str]:
        item = add_item(found, details=form.details(), actor=me)
        return found.get_absolute_url(), f"「{found}」里添加了「{item}」"

    context = {"title": f"{found}：添加条目", "save": "添加", "back": found.get_absolute_url()}
    return form_page(request, form, "grids/form.html", context, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@replayable
def item_change(request: HttpRequest, item_id: int) -> HttpResponse:
    me = signed_in(request)
    policies_field.require_checklist_editor(me)
    item = get_object_or_404(ChecklistItem.objects.select_related("checklist"), pk=item_id)
    first = {name: getattr(item, name) for name in (*ITEM_FIELDS, "is_active", "version")}
    form = ItemForm(posted(request), initial=first)
    back = item.checklist.get_absolute_url()

    def act() -> tuple[str, str]:
        rest = {name: form.cleaned_data[name] for name in ("is_active", "version")}
        change_item(item, details=form.details(), actor=me, **rest)
        return back, f"「{item}」已保存"

    context: dict[str, Any] = {"title": f"修改条目「{item}」", "save": "保存", "back": back}
    return form_page(request, form, "grids/form.html", context, act=act)
