"""The same pages for every room: list, new, one row with its records and acts, a covered value.

PAGES = Pages("works", ROOMS)      urlpatterns = PAGES.urls      (app_name = "works")
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import signed_in
from core.audit.reveals import reveal
from core.clocks.models import Clock
from core.clocks.selectors import clocks_for
from core.clocks.strip import clock_strip
from core.errors import NotAllowed, RuleBroken
from core.files.actions import attach_photo
from core.files.selectors import photos_of
from core.flow.lights import light_of
from core.flow.pages import ActPages
from core.lookups import one_of
from core.replay.decorators import replayable
from core.text import number_of
from core.ui.fields import read_form
from core.ui.forms import add_rule_error
from core.ui.responses import done, form_invalid, private_page, render_page
from core.ui.reveals import Look, reveal_page
from grids.works import showing
from grids.works.actions import actions_of, register
from grids.works.forms import WorkFilter, WorkForm, filter_of, forms_of
from grids.works.room import REGISTER, Room
from grids.works.work import Work

ROWS_A_PAGE, ROWS_UNDER = 25, 20
_SEEN = require_GET
_WRITTEN = require_http_methods(["GET", "HEAD", "POST"])


class Pages:
    """The pages of some rooms, under one namespace of addresses."""

    def __init__(self, namespace: str, rooms: Iterable[Room]) -> None:
        self.namespace, self.rooms = namespace, tuple(rooms)
        self.by_key = {room.key: room for room in self.rooms}
        self.forms = {room.key: forms_of(room) for room in self.rooms}
        self.filters = {room.key: filter_of(room) for room in self.rooms}
        self.acts = {room.key: self._acts(room) for room in self.rooms}

    def _acts(self, room: Room) -> ActPages[Any]:
        forms = {act: form for act, form in self.forms[room.key].items() if act != REGISTER}
        return ActPages(
            room,
            forms=forms,
            actions=actions_of(room),
            list_url=lambda: room.list_url,
            list_label=room.label,
        )

    @property
    def urls(self) -> list[URLPattern]:
        return [
            path("<slug:room>/", _SEEN(private_page(self.listing)), name="list"),
            path("<slug:room>/new/", _written(self.new), name="new"),
            path("<slug:room>/<int:pk>/", _SEEN(private_page(self.detail)), name="detail"),
            path("<slug:room>/<int:pk>/do/<slug:act>/", _written(self.act), name="act"),
            path("<slug:room>/<int:pk>/look/<slug:field>/", _WRITTEN(private_page(self.look)), name="look"),
        ]

    # --- which rows -----------------------------------------------------------------------------
    def room_or_404(self, request: HttpRequest, key: str) -> Room:
        """The room of the address, for whom it is open at all."""
        room = self.by_key.get(key)
        if room is None:
            raise Http404
        if not room.may_open(request.user):
            raise NotAllowed("role", f"「{room.label}」由{room.kept_by}管理")
        return room

    def row_or_404(self, request: HttpRequest, room: Room, pk: int | None) -> Any:
        """What is out of scope is answered like what never was."""
        rows: Any = room.queryset().select_related("created_by")
        found = one_of(rows.visible_to(request.user).filter(pk=pk)) if pk is not None else None
        if found is None:
            raise Http404
        return found

    def under(self, room: Room) -> list[Room]:
        """What stands under a work of the room."""
        return [one for one in self.rooms if one.under and _above_model(one) is room.model]

    def above(self, room: Room) -> Room:
        """The room of the work that it stands under."""
        return next(one for one in self.rooms if one.model is _above_model(room))

    def _above(self, asked: HttpRequest, room: Room) -> Any:
        """The work that the address asks to look below, if the person sees it."""
        pk = number_of(asked.GET.get("under", ""))
        if pk is None:
            return None
        return self.row_or_404(asked, self.above(room) if room.under else room, pk)

    # --- the pages ------------------------------------------------------------------------------
    def listing(self, request: HttpRequest, room: str) -> HttpResponse:
        """Newest first, filtered by the address."""
        at, now = self.room_or_404(request, room), timezone.now()
        form = self.filters[at.key](request.GET, user=request.user)
        above = self._above(request, at)
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
            **at.list_more(request.user, whole=not chips and above is None),
        }
        return render_page(request, at.list_template, context)

    def detail(self, request: HttpRequest, room: str, pk: int) -> HttpResponse:
        """One row: facts, what stands under it, its records, photos and timeline."""
        at, now = self.room_or_404(request, room), timezone.now()
        row = self.row_or_404(request, at, pk)
        context = {
            "room": at,
            "row": row,
            "clocks": clock_strip(at.kind, row.pk, now, clocks=_clocks(at, row)),
            "facts": showing.facts(at, row),
            "covered": showing.covered(at, row),
            "may_look": bool(at.sealed) and at.may_look(request.user, row),
            "records": showing.records(at, row),
            "links": at.links(row, signed_in(request)),
            "below": [self._below(request, one, row) for one in self.under(at)],
            "photos": photos_of(at.kind, row.pk),
            **at.page_more(request.user, row),
        }
        return render_page(request, at.page_template, context)

    def _below(self, asked: HttpRequest, room: Room, above: Work) -> dict[str, Any]:
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

    def act(self, request: HttpRequest, room: str, pk: int, act: str) -> HttpResponse:
        """The form of an act, and the act."""
        at = self.room_or_404(request, room)
        return self.acts[at.key].answer(request, self.row_or_404(request, at, pk), act)

    def new(self, request: HttpRequest, room: str) -> HttpResponse:
        """Setting one up."""
        at = self.room_or_404(request, room)
        if not at.may_register(request.user):
            raise NotAllowed("role", f"「{at.table[REGISTER].label}」由{at.kept_by}来做")
        above = self._above(request, at) if at.under else None
        if at.under and above is None:
            raise Http404
        if request.method != "POST":
            return render_page(
                request, "works/new.html", _context(request, at, above, self._form(request, at, above))
            )
        form, numbers = read_form(request, lambda data: self._form(request, at, above, data))
        if numbers or not form.is_valid():
            return _again(request, at, above, form, numbers=numbers)
        try:
            row = _register(request, at, above, form)
        except NotAllowed:
            raise
        except RuleBroken as broken:
            add_rule_error(form, broken)
            return _again(request, at, above, form)
        return done(request, row.get_absolute_url(), f"已{at.table[REGISTER].label}：{row}")

    def _form(self, asked: HttpRequest, room: Room, above: Any, data: Any = None) -> WorkForm:
        blank = room.model(**({room.under: above} if room.under else {}))
        files = asked.FILES if data is not None else None
        return self.forms[room.key][REGISTER](data, files, row=blank, user=asked.user, now=timezone.now())

    def look(self, request: HttpRequest, room: str, pk: int, field: str) -> HttpResponse:
        """One covered value, after a reason, for a minute."""
        at = self.room_or_404(request, room)
        row = self.row_or_404(request, at, pk)
        if field not in at.sealed or not row.has_sealed(field):
            raise Http404
        if not at.may_look(request.user, row):
            raise NotAllowed("role", f"完整的{at.sealed[field].label}只给经办的人看")
        me = signed_in(request)
        look = Look(
            title=f"看{at.sealed[field].label}",
            masked=at.sealed[field].mask(row.open_sealed(field)),
            back=row.get_absolute_url(),
            action=request.path,
            is_phone=field == "phone",
            open=lambda reason: reveal(
                lambda: row.open_sealed(field),
                actor=me, subject_kind=at.kind, subject_id=row.pk, field=field, reason=reason,
            ),
        )  # fmt: skip
        return reveal_page(request, look)


def _written(view: Callable[..., HttpResponse]) -> Any:
    """A page that also writes: kept by core.replay under the key of its form."""
    return _WRITTEN(private_page(replayable(view)))


def _above_model(room: Room) -> Any:
    return room.model._meta.get_field(room.under).related_model


def _rows(asked: HttpRequest, room: Room, form: WorkFilter, above: Any) -> Any:
    rows: Any = room.queryset()
    rows = form.narrow(rows.visible_to(asked.user))
    if above is not None:
        rows = rows.filter(**{room.under or "parent": above})
    # Named, because a query with sums forgets the model's own order.
    order: Any = room.model._meta.ordering
    return room.listed(rows).order_by(*order)


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
    return reverse(f"{room.model.pages}:new", args=[room.key]) + under


def _clocks(room: Room, row: Work) -> list[Clock]:
    """Of what comes round only the turn that runs: the others are told by their records."""
    return [one for one in clocks_for(room.kind, row.pk) if one.code != room.turn or one.is_live]


def _context(asked: HttpRequest, room: Room, above: Any, form: WorkForm, **more: Any) -> dict[str, Any]:
    back = above.get_absolute_url() if above is not None else room.list_url
    return {
        "room": room, "above": above, "form": form, "action": asked.get_full_path(), "back_url": back,
        "label": room.table[REGISTER].label, **more,
    }  # fmt: skip


def _again(asked: HttpRequest, room: Room, above: Any, form: WorkForm, **more: Any) -> HttpResponse:
    return form_invalid(asked, "works/new.html", _context(asked, room, above, form, **more))


def _register(asked: HttpRequest, room: Room, above: Any, form: WorkForm) -> Any:
    actor = signed_in(asked)
    with transaction.atomic():
        row = register(room, actor=actor, under=above, **form.arguments())
        for upload in form.cleaned_data.get("photos") or []:
            attach_photo(
                upload, subject_kind=room.kind, subject_id=row.pk, actor=actor, purpose=form.photo_purpose
            )
    return row
