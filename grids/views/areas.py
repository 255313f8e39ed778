"""Places for administrators: what lies below, and what can be changed."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.replay.decorators import replayable
from core.ui.forms import UiForm
from core.ui.responses import render_page
from grids.actions.areas import change_area, create_area, move_area, retire_area
from grids.actions.merging import merge_areas, split_estate
from grids.choices import LEVEL_BELOW, AreaLevel
from grids.forms.areas import (
    ChangeAreaForm,
    MergeAreaForm,
    MoveAreaForm,
    NewAreaForm,
    RetireAreaForm,
    SplitAreaForm,
)
from grids.models import Area
from grids.scope import Scope
from grids.selectors.pages import area_children, current_link
from grids.views.gates import actor_of, for_editors, for_staff, form_page, posted

# What can be done to a place of each level, in words.
DEEDS: dict[str, tuple[tuple[str, str], ...]] = {
    AreaLevel.STREET: (("change", "修改"),),
    AreaLevel.COMMUNITY: (("change", "修改"), ("merge", "合并社区"), ("retire", "停用")),
    AreaLevel.ESTATE: (
        ("change", "修改"),
        ("move", "移动"),
        ("merge", "合并小区"),
        ("split", "跨社区拆开"),
        ("retire", "停用"),
    ),
    AreaLevel.BUILDING: (("change", "修改"), ("move", "移动"), ("retire", "停用")),
}


def visible_area(request: HttpRequest, area_id: int) -> Area:
    places = Area.objects.visible_to(actor_of(request)).select_related("parent__parent", "community")
    return get_object_or_404(places, pk=area_id)


@require_GET
@for_staff
def area(request: HttpRequest, area_id: int) -> HttpResponse:
    place, today = visible_area(request, area_id), timezone.localdate()
    level = AreaLevel(place.level)
    context = {
        "area": place,
        "link": current_link(place, today) if level == AreaLevel.BUILDING else None,
        "children": area_children(place, today),
        "deeds": DEEDS[level] if place.is_active else (),
        "may_edit": Scope.of(actor_of(request)).edits_places,
        "below": LEVEL_BELOW[level].label if level in LEVEL_BELOW else "",
        "twins": Area.objects.filter(estate_group=place.estate_group)
        .exclude(pk=place.pk)
        .select_related("community")
        if place.estate_group
        else (),
    }
    return render_page(request, "grids/area.html", context)


@require_http_methods(["GET", "POST"])
@for_editors
@replayable
def area_new(request: HttpRequest, area_id: int) -> HttpResponse:
    """Add a place below another."""
    parent = visible_area(request, area_id)
    if parent.level not in LEVEL_BELOW or not parent.is_active:
        raise Http404
    form = NewAreaForm(posted(request), parent=parent)

    def act() -> tuple[str, str]:
        details = form.details()
        more = {
            name: form.cleaned_data[name] for name in ("grid", "approval_no") if name in form.cleaned_data
        }
        node = create_area(parent, name=details.pop("name"), details=details, actor=actor_of(request), **more)
        return reverse("grids:area", args=[parent.pk]), f"已在{parent}添加{node}"

    title = f"{parent}：添加{LEVEL_BELOW[AreaLevel(parent.level)].label}"
    context = {"title": title, "save": "添加", "back": reverse("grids:area", args=[parent.pk])}
    return form_page(request, form, "grids/form.html", context, act=act)


@require_http_methods(["GET", "POST"])
@for_editors
@replayable
def area_do(request: HttpRequest, area_id: int, deed: str) -> HttpResponse:
    """Change, move, merge, split or retire a place."""
    place = visible_area(request, area_id)
    words = dict(DEEDS[place.level]).get(deed)
    if words is None or not place.is_active:
        raise Http404
    form, act = _DEEDS[deed](request, place)
    back = reverse("grids:area", args=[place.pk])
    context = {
        "title": f"{place}：{words}",
        "save": f"确认{words}" if deed != "change" else "保存",
        "back": back,
    }
    return form_page(request, form, "grids/form.html", context, act=act)


Prepared = tuple[UiForm, Callable[[], tuple[str, str]]]


def _where(node: Area) -> str:
    return reverse("grids:area", args=[node.pk])


def _taken(form: UiForm, *names: str) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in names if name in form.cleaned_data}


def _change(request: HttpRequest, place: Area) -> Prepared:
    form = ChangeAreaForm(posted(request), area=place)

    def act() -> tuple[str, str]:
        node = change_area(place, changes=form.details(), actor=actor_of(request), **_taken(form, "version"))
        return _where(node), f"{node}已保存"

    return form, act


def _move(request: HttpRequest, place: Area) -> Prepared:
    form = MoveAreaForm(posted(request), area=place, initial={"version": place.version})

    def act() -> tuple[str, str]:
        taken = _taken(form, "parent", "version", "grid", "approval_no")
        node = move_area(place, actor=actor_of(request), **taken)
        return _where(node), f"{node}已移到{node.parent}"

    return form, act


def _merge(request: HttpRequest, place: Area) -> Prepared:
    form = MergeAreaForm(posted(request), area=place, initial={"version": place.version})

    def act() -> tuple[str, str]:
        taken = _taken(form, "version", "grid", "approval_no")
        into = merge_areas(place, form.cleaned_data["target"], actor=actor_of(request), **taken)
        return _where(into), f"{place}已并入{into}"

    return form, act


def _split(request: HttpRequest, place: Area) -> Prepared:
    form = SplitAreaForm(posted(request), area=place, initial={"version": place.version})

    def act() -> tuple[str, str]:
        taken = _taken(form, "community", "grid", "approval_no", "version")
        buildings = list(form.cleaned_data["buildings"])
        twin = split_estate(place, buildings=buildings, actor=actor_of(request), **taken)
        return _where(twin), f"{len(buildings)}栋楼已划到{twin.community}的{twin}"

    return form, act


def _retire(request: HttpRequest, place: Area) -> Prepared:
    form = RetireAreaForm(posted(request), initial={"version": place.version})

    def act() -> tuple[str, str]:
        node = retire_area(place, actor=actor_of(request), **_taken(form, "reason", "version"))
        return _where(node), f"{node}已停用"

    return form, act


_DEEDS: dict[str, Callable[[HttpRequest, Area], Prepared]] = {
    "change": _change,
    "move": _move,
    "merge": _merge,
    "split": _split,
    "retire": _retire,
}
