"""/party/<room>/: list, new, one row with its records and acts. The same four pages for every room."""

from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import signed_in
from core.clocks.models import Clock
from core.clocks.selectors import clocks_for
from core.clocks.strip import clock_strip
from core.errors import NotAllowed, RuleBroken
from core.files.actions import attach_photo
from core.files.selectors import photos_of
from core.flow.lights import light_of
from core.flow.pages import ActPages
from core.replay.decorators import replayable
from core.text import number_of
from core.ui.fields import read_form
from core.ui.forms import add_rule_error
from core.ui.responses import done, form_invalid, private_page, render_page
from partybuilding.items.policies import list_of
from partybuilding.items.selectors.detail import tasks_of
from partybuilding.models.work import Work
from partybuilding.works import orgs, showing
from partybuilding.works.actions import actions_of, register
from partybuilding.works.forms import WorkFilter, WorkForm, filter_of, forms_of
from partybuilding.works.room import REGISTER, Room
from partybuilding.works.rooms import BY_KEY, ROOMS, room_above, rooms_under

ROWS_A_PAGE, ROWS_UNDER = 25, 20
FORMS = {room.key: forms_of(room) for room in ROOMS}
FILTERS = {room.key: filter_of(room) for room in ROOMS}


PAGES: dict[str, ActPages[Any]] = {
    room.key: ActPages(
        room,
        forms={act: form for act, form in FORMS[room.key].items() if act != REGISTER},
        actions=actions_of(room),
        list_url=lambda room=room: room.list_url,  # type: ignore[misc]
        list_label=room.label,
    )
    for room in ROOMS
}


def room_or_404(request: HttpRequest, key: str) -> Room:
    """The room of the address, for whom it is open at all."""
    room = BY_KEY.get(key)
    if room is None:
        raise Http404
    if not room.may_open(request.user):
        raise NotAllowed("role", f"「{room.label}」由社区和街道管理")
    return room


def row_or_404(request: HttpRequest, room: Room, pk: int | None) -> Any:
    """What is out of scope is answered like what never was."""
    rows: Any = room.queryset().select_related("created_by")
    found = rows.visible_to(request.user).filter(pk=pk).first() if pk is not None else None
    if found is None:
        raise Http404
    return found


@require_GET
@private_page
def listing(request: HttpRequest, room: str) -> HttpResponse:
    """Newest first, filtered by the address; party organisations begin as a tree."""
    at, now = room_or_404(request, room), timezone.now()
    form = FILTERS[at.key](request.GET, user=request.user)
    above = _above(request, at)
    page = Paginator(_rows(request, at, form, above), ROWS_A_PAGE).get_page(request.GET.get("page"))
    chips = form.chips()
    context = {
        "room": at,
        "form": form,
        "chips": chips,
        "above": above,
        "page": page,
        "heads": [_head(at, name) for name in at.columns],
        "rows": [(one, showing.columns(at, one, at.columns), *light_of(one, now)) for one in page],
        "new_url": _new_url(request, at, above),
        "is_tree": at is orgs.ORGS and not chips and above is None,
    }
    if context["is_tree"]:
        context |= orgs.top(request.user)
    return render_page(request, at.list_template, context)


def _rows(asked: HttpRequest, room: Room, form: WorkFilter, above: Any) -> Any:
    rows: Any = room.queryset()
    rows = form.narrow(rows.visible_to(asked.user))
    if above is not None:
        rows = rows.filter(**{room.under or "parent": above})
    # Named, because a query with sums forgets the model's own order.
    order: Any = room.model._meta.ordering
    return room.listed(rows).order_by(*order)


def _above(asked: HttpRequest, room: Room) -> Any:
    """The work that the address asks to look below, if the person sees it."""
    pk = number_of(asked.GET.get("under", ""))
    if pk is None:
        return None
    upper = room_above(room) if room.under else room
    return row_or_404(asked, upper, pk)


def _head(room: Room, name: str) -> str:
    if name in room.computed:
        return room.computed[name].label
    return str(room.model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _new_url(asked: HttpRequest, room: Room, above: Any) -> str:
    """Where one is begun, for who may; what stands under another work is begun from that one."""
    if not room.may_register(asked.user) or (room.under and above is None):
        return ""
    if room.under and above.state not in room.under_states:
        return ""
    under = f"?under={above.pk}" if room.under else ""
    return reverse("works:new", args=[room.key]) + under


@require_GET
@private_page
def below(request: HttpRequest, pk: int) -> HttpResponse:
    """The next level of the tree, when somebody opens a node."""
    org = row_or_404(request, room_or_404(request, orgs.ORGS.key), pk)
    return render_page(request, "works/_nodes.html", {"nodes": orgs.nodes(request.user, org.pk)})


@require_GET
@private_page
def detail(request: HttpRequest, room: str, pk: int) -> HttpResponse:
    at, now, me = room_or_404(request, room), timezone.now(), signed_in(request)
    row = row_or_404(request, at, pk)
    context = {
        "room": at,
        "row": row,
        "clocks": clock_strip(at.kind, row.pk, now, clocks=_clocks(at, row)),
        "facts": showing.facts(at, row),
        "records": showing.records(at, row),
        "links": at.links(row, me),
        "tasks": tasks_of(me, at.kind, row.pk) if at.makes_tasks else [],
        "task_url": _task_url(me, at, row),
        "below": [_below(request, one, row) for one in rooms_under(at)],
        "photos": photos_of(at.kind, row.pk),
        "has_tree": at is orgs.ORGS,
    }
    return render_page(request, "works/detail.html", context)


def _clocks(room: Room, row: Work) -> list[Clock]:
    """Of what comes round only the turn that runs: the others are told by their records."""
    return [one for one in clocks_for(room.kind, row.pk) if one.code != room.turn or one.is_live]


def _task_url(user: Any, room: Room, row: Any) -> str:
    """Where something agreed there becomes a task with a day and a unit, for who keeps a list of tasks."""
    if not room.makes_tasks or row.state != room.turns_in or list_of(user) is None:
        return ""
    return f"{reverse('items:new')}?source={room.kind}:{row.pk}"


def _below(asked: HttpRequest, room: Room, above: Work) -> dict[str, Any]:
    """What stands under the row, the newest of it, with the way to all."""
    rows: Any = room.queryset().filter(**{room.under: above})
    newest = list(rows.visible_to(asked.user)[:ROWS_UNDER])
    names = [name for name in room.columns if name not in (room.under, "community", *room.computed)]
    return {
        "room": room,
        "rows": [(one, showing.columns(room, one, names)) for one in newest],
        "heads": [_head(room, name) for name in names],
        "all_url": f"{room.list_url}?under={above.pk}",
        "new_url": _new_url(asked, room, above),
        "is_all": len(newest) < ROWS_UNDER,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def act(request: HttpRequest, room: str, pk: int, act: str) -> HttpResponse:
    """The form of an act, and the act."""
    at = room_or_404(request, room)
    return PAGES[at.key].answer(request, row_or_404(request, at, pk), act)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def new(request: HttpRequest, room: str) -> HttpResponse:
    """Setting one up."""
    at = room_or_404(request, room)
    if not at.may_register(request.user):
        raise NotAllowed("role", f"「{at.table[REGISTER].label}」由社区和街道来做")
    above = _above(request, at) if at.under else None
    if at.under and above is None:
        raise Http404
    if request.method != "POST":
        return render_page(request, "works/new.html", _context(request, at, above, _form(request, at, above)))
    form, numbers = read_form(request, lambda data: _form(request, at, above, data))
    if numbers or not form.is_valid():
        return form_invalid(request, "works/new.html", _context(request, at, above, form, numbers=numbers))
    try:
        row = _register(request, at, above, form)
    except NotAllowed:
        raise
    except RuleBroken as broken:
        add_rule_error(form, broken)
        return form_invalid(request, "works/new.html", _context(request, at, above, form))
    return done(request, row.get_absolute_url(), f"已{at.table[REGISTER].label}：{row}")


def _form(asked: HttpRequest, room: Room, above: Any, data: Any = None) -> WorkForm:
    blank = room.model(**({room.under: above} if room.under else {}))
    files = asked.FILES if data is not None else None
    return FORMS[room.key][REGISTER](data, files, row=blank, user=asked.user, now=timezone.now())


def _context(asked: HttpRequest, room: Room, above: Any, form: WorkForm, **more: Any) -> dict[str, Any]:
    back = above.get_absolute_url() if above is not None else room.list_url
    return {
        "room": room, "above": above, "form": form, "action": asked.get_full_path(), "back_url": back,
        "label": room.table[REGISTER].label, **more,
    }  # fmt: skip


def _register(asked: HttpRequest, room: Room, above: Any, form: WorkForm) -> Any:
    actor = signed_in(asked)
    with transaction.atomic():
        row = register(room, actor=actor, under=above, **form.arguments())
        for upload in form.cleaned_data.get("photos") or []:
            attach_photo(
                upload, subject_kind=room.kind, subject_id=row.pk, actor=actor, purpose=form.photo_purpose
            )
    return row
