"""One page for every change of rows without states (core.flow.edits): a home, a person, a route.

DOORS = EditPages(kind="dwelling", acts={"change": EditAct("修改房屋", ChangeDoorForm, change_dwelling, may_register)},
                  rows=lambda: Dwelling.objects, list_url=..., list_label="居民")

Same behaviour as the pages of a flow's acts: 403 by role, the reason in place of the form, 422 with what was typed, 409
with what happened meanwhile. A form may bring its own `body`, rows of people, and a place for an action's refusal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from core.accounts.access import signed_in
from core.accounts.models import User
from core.errors import Conflict, NotAllowed, RuleBroken
from core.flow.forms import ActForm
from core.flow.models import Event
from core.flow.pages import changed_pairs
from core.flow.table import Decision
from core.ui.fields import read_form
from core.ui.forms import add_rule_error, unjudged
from core.ui.responses import done, form_invalid, render_page

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class EditAct(Generic[M]):
    """One change that people make: its name, its form, its action, who may, and where it leads."""

    label: str
    form: type[ActForm[Any]]
    action: Callable[..., Any]
    may: Callable[[User, M], Decision]
    # Where the act leads when not back to the row: takes what the action answered.
    goes_to: Callable[[Any], str] | None = None
    done: str = ""


class EditPages(Generic[M]):
    """The pages of the changes of one kind of row. Rows offer `get_absolute_url()`, `act_url(act)` and a title."""

    template, partial = "flow/act.html", "flow/_act.html"

    def __init__(
        self,
        *,
        kind: str,
        acts: Mapping[str, EditAct[M]],
        rows: Callable[[], Any],
        list_url: Callable[[], str],
        list_label: str,
    ) -> None:
        self.kind, self.acts, self.rows = kind, acts, rows
        self.list_url, self.list_label = list_url, list_label

    def answer(self, request: HttpRequest, row: M, act: str) -> HttpResponse:
        """The form of a change, and the change. The caller found the row through visible_to."""
        known = self.acts.get(act)
        if known is None:
            raise Http404
        decision = known.may(signed_in(request), row)
        if decision.code == "role":
            raise NotAllowed(decision.code, decision.reason)
        now = timezone.now()
        if request.method != "POST":
            shown = self._form(request, row, act, now)
            return render_page(request, self.template, self.context(row, act, shown), partial=self.partial)
        form, numbers = read_form(request, lambda data: self._form(request, row, act, now, data))
        if request.POST.get("add_row") and hasattr(form, "rows"):
            shown = unjudged(form)
            return render_page(request, self.template, self.context(row, act, shown), partial=self.partial)
        if numbers or not form.is_valid():
            return self._again(request, row, act, form, numbers=numbers)
        return self._carry_out(request, row, act, form)

    def _form(
        self, request: HttpRequest, row: M, act: str, now: datetime, data: QueryDict | None = None
    ) -> ActForm[Any]:
        first = {
            name: value for name, value in request.GET.items() if name in self.acts[act].form.from_address
        }
        return self.acts[act].form(data, row=row, user=request.user, now=now, initial=first)

    def _carry_out(self, request: HttpRequest, row: M, act: str, form: ActForm[Any]) -> HttpResponse:
        known, actor, version = self.acts[act], signed_in(request), form.cleaned_data["version"]
        try:
            with transaction.atomic():
                result = known.action(row, actor=actor, version=version, **form.arguments())
        except Conflict as conflict:
            return self._conflict(request, row, act, form, conflict)
        except NotAllowed:
            raise
        except RuleBroken as broken:
            place = getattr(form, "place_error", None)
            if place is None or not place(broken):
                add_rule_error(form, broken)
            return self._again(request, row, act, form)
        return done(request, self._after(request, row, known, result), known.done or f"已{known.label}")

    def _after(self, request: HttpRequest, row: M, known: EditAct[M], result: Any) -> str:
        """Where the act leads, else back to the row while it is still theirs to see, else to the list."""
        if known.goes_to is not None:
            return known.goes_to(result)
        seen = self.rows().visible_to(request.user).filter(pk=row.pk).exists()
        return self.back_url(row) if seen else self.list_url()

    def act_url(self, row: M, act: str) -> str:
        return str(row.act_url(act))  # type: ignore[attr-defined]

    def back_url(self, row: M) -> str:
        """The row's own page."""
        return str(row.get_absolute_url())  # type: ignore[attr-defined]

    def context(self, row: M, act: str, form: ActForm[Any], **more: Any) -> dict[str, Any]:
        known: EditAct[M] = self.acts[act]
        return {
            "subject": row,
            "form": form,
            "act": act,
            "act_url": self.act_url(row, act),
            "back_url": self.back_url(row),
            "label": known.label,
            "submit": form.submit or known.label,
            "list_url": self.list_url(),
            "list_label": self.list_label,
            "about": getattr(row, "about", ""),
            **more,
        }

    def _again(
        self, request: HttpRequest, row: M, act: str, form: ActForm[Any], *, numbers: list[str] | None = None
    ) -> HttpResponse:
        context = self.context(row, act, form, numbers=numbers or [])
        return form_invalid(request, self.template, context, partial=self.partial)

    def _conflict(
        self, request: HttpRequest, row: M, act: str, form: ActForm[Any], conflict: Conflict
    ) -> HttpResponse:
        """409: what happened since it was opened, what was typed kept, and one click to try again."""
        opened = form.cleaned_data["version"]
        row.refresh_from_db()
        data = request.POST.copy()
        data["version"] = str(row.version)  # type: ignore[attr-defined]
        fresh = self._form(request, row, act, timezone.now(), data)
        fresh.is_valid()
        since = Event.objects.filter(subject_kind=self.kind, subject_id=row.pk, version__gt=opened)
        events = list(since.select_related("actor").order_by("version"))
        context = self.context(
            row,
            act,
            fresh,
            conflict=conflict.message,
            pairs={"acts": events, "pairs": changed_pairs(events)},
        )
        return render_page(request, self.template, context, partial=self.partial, status=409)
