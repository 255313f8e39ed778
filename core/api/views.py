"""Four addresses for every resource: its list, one row, the row's timeline, each act."""

from datetime import datetime
from typing import Any, cast

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from rest_framework.exceptions import ParseError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.accounts.models import User
from core.api.limits import Cursor
from core.api.problems import Refused, VersionMissing
from core.api.resources import Opening, Resource
from core.api.sent import read_body, refuse_invalid, refuse_unknown
from core.api.shapes import described, value_of
from core.audit.actions import record
from core.clocks.selectors import clocks_for
from core.errors import Conflict, NotAllowed
from core.flow.acts import Acts
from core.flow.forms import ActForm
from core.flow.pages import changed_pairs
from core.lookups import one_of
from core.replay.decorators import replayable
from core.text import number_of
from core.ui.fields import read_sent

PAGING = {"cursor", "page_size"}


class ResourceView(APIView):
    """Base: whose it is, and nothing of it stays in a cache."""

    # Given by the address (as_view).
    resource: Resource = None  # type: ignore[assignment]
    metadata_class = None

    @property
    def family(self) -> str:
        return self.resource.scope_family

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        closed = self.resource.opens(request.user) if self.resource.opens is not None else ""
        if closed:
            raise NotAllowed("role", closed)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        return response

    @property
    def me(self) -> User:
        """Who asks; `Allowed` lets nobody else come so far."""
        return cast(User, self.request.user)

    def row_or_404(self, request: Request, key: Any) -> Any:
        """What is out of scope is answered like what never was."""
        wanted: Any = number_of(str(key)) if self.resource.numbered else key
        found = one_of(self.resource.visible(request.user).filter(**{self.resource.key: wanted}))
        if wanted is None or found is None:
            raise Http404
        return found

    def whole(self, request: Request, row: Any) -> dict[str, Any]:
        """The row with its clocks, and what this reader may do with it now."""
        at, now = self.resource, timezone.now()
        found = at.shown(self.me, row)
        if at.acts is not None:
            options = at.acts.flow.acts_for(self.me, row, now)
            found["acts"] = [
                {"act": one.act, "label": one.label, "allowed": one.allowed, "reason": one.reason}
                for one in options
                if one.act in at.acts.forms
            ]
            found["clocks"] = [_clock(one, now) for one in clocks_for(at.kind, row.pk)]
        return found | {name: extra.value(self.me, row) for name, extra in at.extras.items()}


class ListView(ResourceView):
    """GET: the rows under the page's own filters, newest first. POST: a new one."""

    def get(self, request: Request) -> Response:
        at, now = self.resource, timezone.now()
        rows = at.visible(request.user)
        unknown = sorted(set(request.GET) - set(at.filter_schema()) - PAGING)
        if unknown:
            lines = [{"field": name[:80], "message": "没有这个筛选条件"} for name in unknown[:20]]
            raise Refused("unknown_filter", "有写错的筛选条件", lines, status=400)
        if at.filter is not None and set(request.GET) - PAGING:
            form = at.filter(request.GET, user=request.user)
            _refuse_filter(form)
            rows = at.narrow(form, rows, now)
        return _page(request, self, rows, lambda row: at.shown(request.user, row, listed=True))

    def post(self, request: Request) -> HttpResponse:
        return replayable(self._create)(request._request)

    def _create(self, asked: HttpRequest) -> HttpResponse:
        at, opening = self.resource, _opening(self.resource)
        data, files = read_body(asked, files=opening.files)
        row = opening.create(self.me, data, files, timezone.now())
        key = str(row.pk if at.numbered else getattr(row, at.key))
        seen = at.visible(self.request.user).filter(pk=row.pk).first()
        told = self.whole(self.request, seen) if seen is not None else {at.key: key}
        response = _json(told, status=201)
        response["Location"] = asked.build_absolute_uri(f"{asked.path}{key}/")
        return _marked(response, seen)


class OpeningView(ResourceView):
    """GET: the empty form of a new row, with this person's choices."""

    def get(self, request: Request) -> Response:
        opening = _opening(self.resource)
        return Response(
            {"label": opening.label, "fields": described(opening.describe(self.me, timezone.now()))}
        )


class DetailView(ResourceView):
    def get(self, request: Request, key: Any) -> Response:
        row = self.row_or_404(request, key)
        return _marked(Response(self.whole(request, row)), row)


class EventsView(ResourceView):
    """The timeline, newest first, for whom the row's content is open."""

    def get(self, request: Request, key: Any) -> Response:
        row = self.row_or_404(request, key)
        if not (self.resource.reads_events or self.resource.reads)(request.user, row):
            raise Http404
        if unknown := sorted(set(request.GET) - PAGING):
            lines = [{"field": name[:80], "message": "没有这个筛选条件"} for name in unknown[:20]]
            raise Refused("unknown_filter", "有写错的筛选条件", lines, status=400)
        events = self.resource.events(self.resource, row).select_related("actor")
        return _page(request, self, events, _event)


class CopyView(ResourceView):
    """The row in a format of others. Who took it is written down before it leaves."""

    copy: str = ""

    def get(self, request: Request, key: Any) -> HttpResponse:
        at = self.resource
        row = self.row_or_404(request, key)
        if not at.reads(request.user, row):
            raise Http404
        with transaction.atomic():
            record(f"{at.kind}.{self.copy}", actor=self.me, subject_kind=at.kind, subject_id=row.pk)
        answer = _json(at.copies[self.copy].value(row))
        answer["Content-Disposition"] = f'attachment; filename="{key}-{self.copy}.json"'
        return answer


class WithActs(ResourceView):
    """Base of what needs to know an act: only its role opens it."""

    @property
    def acts(self) -> Acts[Any]:
        assert self.resource.acts is not None  # noqa: S101 - an act's address is only made for who has acts
        return self.resource.acts

    def row_for(self, request: Request, key: Any, act: str) -> Any:
        row = self.row_or_404(request, key)
        role = self.acts.flow.by_role(self.me, self.acts.flow.table[act], row)
        if not role.allowed:
            raise NotAllowed(role.code, role.reason)
        return row


class FormView(WithActs):
    """GET: the form of one act for this row, with the choices that it has now."""

    def get(self, request: Request, key: Any, act: str) -> Response:
        if act not in self.acts.forms:
            raise Http404
        row, now = self.row_for(request, key, act), timezone.now()
        step = self.acts.flow.table[act]
        state = self.acts.flow.by_state(step, row, now)
        form = self.acts.form(row, act, user=request.user, now=now)
        told = {"act": act, "label": step.label, "allowed": state.allowed, "reason": state.reason}
        return _marked(Response({**told, "fields": described(form)}), row)


class ActView(WithActs):
    """POST: one act, at the version that If-Match names."""

    act: str = ""

    def post(self, request: Request, key: Any) -> HttpResponse:
        return replayable(self._do)(request._request, key=key)

    def _do(self, asked: HttpRequest, key: Any) -> HttpResponse:
        row, now = self.row_for(self.request, key, self.act), timezone.now()
        version = _version(asked)
        data, files = read_body(asked, files=self._takes_files)
        data["version"] = str(version)

        def make(sent: Any) -> ActForm[Any]:
            return self.acts.form(row, self.act, user=asked.user, now=now, data=sent, files=files)

        form, numbers = read_sent(data, make)
        refuse_unknown(data, form)
        refuse_invalid(form, numbers)
        try:
            self.acts.carry_out(row, self.act, form, actor=self.me)
        except Conflict as conflict:
            conflict.mine |= {name: str(value) for name, value in form.data.items() if name != "numbers"}
            conflict.since = self._since(row, version)  # type: ignore[attr-defined]
            raise
        seen = self.resource.visible(asked.user).filter(pk=row.pk).first()
        return (
            HttpResponse(status=204) if seen is None else _marked(_json(self.whole(self.request, seen)), seen)
        )

    @property
    def _takes_files(self) -> bool:
        return any(isinstance(one, forms.FileField) for one in self.acts.forms[self.act].base_fields.values())

    def _since(self, row: Any, version: int) -> dict[str, Any]:
        """What happened after the version that was sent: the acts, and each changed column then and now."""
        row.refresh_from_db()
        events = self.acts.flow.events_since(row, version)
        return {
            "version": row.version,
            "acts": [_event(one) for one in events],
            "changes": changed_pairs(events),
        }


def _opening(at: Resource) -> Opening:
    if at.new is None:
        raise Http404
    return at.new


def _refuse_filter(form: Any) -> None:
    lines = [
        {"field": name, "message": str(one)} for name, messages in form.errors.items() for one in messages
    ]
    if lines:
        raise Refused("filter", "筛选条件的值不对", lines, status=400)


def _page(request: Request, view: APIView, rows: Any, shown: Any) -> Response:
    size = request.GET.get("page_size", "1")
    if not 1 <= (number_of(size) or 0) <= Cursor.max_page_size:
        raise Refused(
            "filter",
            "每页的行数不对",
            [{"field": "page_size", "message": f"写1到{Cursor.max_page_size}"}],
            status=400,
        )
    pages = Cursor()
    found: Any = pages.paginate_queryset(rows, request, view=view) or []
    told = {"next": pages.get_next_link(), "previous": pages.get_previous_link()}
    return Response({**told, "results": [shown(row) for row in found]})


def _version(asked: HttpRequest) -> int:
    """The version that the program last read."""
    sent = asked.headers.get("If-Match", "").strip()
    if not sent:
        raise VersionMissing("version_missing", "办理前先读这一件，把 ETag 里的版本写在 If-Match 里")
    version = number_of(sent.removeprefix("W/").strip('"'))
    if version is None or version >= 2**31:
        raise ParseError("If-Match")
    return version


def _marked(response: Any, row: Any) -> Any:
    """The version stands in the ETag."""
    if hasattr(row, "version"):
        response["ETag"] = f'"{row.version}"'
    return response


def _json(told: Any, *, status: int = 200) -> HttpResponse:
    """An answer that core.replay can keep."""
    return HttpResponse(JSONRenderer().render(told), content_type="application/json", status=status)


def _clock(clock: Any, now: datetime) -> dict[str, Any]:
    return {
        "code": clock.code,
        "title": clock.rule.title,
        "state": str(clock.state(now)),
        "due_at": value_of(clock, "due_at"),
        "words": clock.words(timezone.localtime(now)),
    }


def _event(event: Any) -> dict[str, Any]:
    return {
        "version": event.version,
        "at": value_of(event, "at"),
        "kind": event.kind,
        "act": event.act,
        "label": event.label,
        "from_state": event.from_state,
        "to_state": event.to_state,
        "text": event.text,
        "actor": str(event.actor) if event.actor_id else "",
        "actor_title": event.actor_title,
    }
