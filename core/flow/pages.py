"""One page for every act of every flow: the form shapes what was said, the action decides.

OPINION_ACTS = ActPages(OPINIONS, forms=FORMS, actions=ACTIONS, list_url=..., list_label="居民意见")

@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def act(request, pk, act):
    return OPINION_ACTS.answer(request, opinion_or_404(request, pk), act)
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from core.accounts.access import signed_in
from core.errors import Conflict, NotAllowed, RuleBroken
from core.flow.acts import Acts
from core.flow.engine import Flow
from core.flow.forms import ActForm
from core.ui.fields import read_form
from core.ui.forms import add_rule_error
from core.ui.labels import label_for
from core.ui.responses import done, form_invalid, render_page

M = TypeVar("M", bound=models.Model)


class ActPages(Acts[M]):
    """The pages of a flow's acts. Rows offer `get_absolute_url()` and `act_url(act)`."""

    template, partial = "flow/act.html", "flow/_act.html"
    # Acts that a phone may do without signal: their forms go through its queue (static/js/outbox).
    queued: ClassVar[frozenset[str]] = frozenset()

    def __init__(
        self,
        flow: Flow[M],
        *,
        forms: Mapping[str, type[ActForm[M]]],
        actions: Mapping[str, Callable[..., Any]],
        list_url: Callable[[], str],
        list_label: str,
    ) -> None:
        super().__init__(flow, forms=forms, actions=actions)
        self.list_url, self.list_label = list_url, list_label

    def answer(self, request: HttpRequest, subject: M, act: str) -> HttpResponse:
        """The form of an act, and the act. The caller found the row through visible_to."""
        if act not in self.forms:
            raise Http404
        role = self.flow.by_role(signed_in(request), self.flow.table[act], subject)
        if not role.allowed:
            raise NotAllowed(role.code, role.reason)
        now = timezone.now()
        if request.method != "POST":
            return self._show(request, subject, act, self._form(request, subject, act, now))
        form, numbers = read_form(request, lambda data: self._form(request, subject, act, now, data))
        if numbers or not form.is_valid():
            return self._again(request, subject, act, form, numbers=numbers)
        return self._carry_out(request, subject, act, form)

    def _form(
        self, request: HttpRequest, subject: M, act: str, now: datetime, data: QueryDict | None = None
    ) -> ActForm[M]:
        files = request.FILES if data is not None else None
        return self.form(subject, act, user=request.user, now=now, data=data, files=files)

    def _carry_out(self, request: HttpRequest, subject: M, act: str, form: ActForm[M]) -> HttpResponse:
        try:
            self.carry_out(subject, act, form, actor=signed_in(request))
        except Conflict as conflict:
            return self._conflict(request, subject, act, form, conflict)
        except NotAllowed:
            raise
        except RuleBroken as broken:
            add_rule_error(form, broken)
            return self._again(request, subject, act, form)
        return done(request, self.after(request, subject), self.words(act, subject))

    def after(self, request: HttpRequest, subject: M) -> str:
        """Back to the row while it is still theirs to see, else to the list."""
        rows: Any = self.flow.queryset()
        seen = rows.visible_to(request.user).filter(pk=subject.pk).exists()
        return str(subject.get_absolute_url()) if seen else self.list_url()  # type: ignore[attr-defined]

    def words(self, act: str, subject: M) -> str:
        state = self.flow.states(subject.state).label  # type: ignore[attr-defined]
        return f"已{self.flow.table[act].label}，现在是「{state}」"

    def context(self, subject: M, act: str, form: ActForm[M], **more: Any) -> dict[str, Any]:
        row = self.flow.table[act]
        return {
            "subject": subject,
            "form": form,
            "act": act,
            "act_url": subject.act_url(act),  # type: ignore[attr-defined]
            "label": row.label,
            "submit": form.submit or row.label,
            "list_url": self.list_url(),
            "list_label": self.list_label,
            "queued": self.queued,
            **more,
        }

    def _show(self, request: HttpRequest, subject: M, act: str, form: ActForm[M]) -> HttpResponse:
        """Not possible now: the reason in place of the form."""
        decision = self.flow.by_state(self.flow.table[act], subject, timezone.now())
        context = self.context(subject, act, form, blocked="" if decision.allowed else decision.reason)
        return render_page(request, self.template, context, partial=self.partial)

    def _again(
        self,
        request: HttpRequest,
        subject: M,
        act: str,
        form: ActForm[M],
        *,
        numbers: list[str] | None = None,
    ) -> HttpResponse:
        context = self.context(subject, act, form, numbers=numbers or [])
        return form_invalid(request, self.template, context, partial=self.partial)

    def _conflict(
        self, request: HttpRequest, subject: M, act: str, form: ActForm[M], conflict: Conflict
    ) -> HttpResponse:
        """409: what it was when opened and what it is now, what was typed kept, and one click to try again."""
        opened = form.cleaned_data["version"]
        subject.refresh_from_db()
        self.flow.forget(subject)
        data = request.POST.copy()
        data["version"] = str(subject.version)  # type: ignore[attr-defined]
        fresh = self._form(request, subject, act, timezone.now(), data)
        fresh.is_valid()
        decision = self.flow.may(signed_in(request), act, subject)
        events = self.flow.events_since(subject, opened)
        context = self.context(
            subject,
            act,
            fresh,
            conflict=conflict.message,
            pairs={"acts": events, "pairs": changed_pairs(events)},
            blocked="" if decision.allowed else decision.reason,
            typed=[(str(one.label), one.value()) for one in fresh.visible() if isinstance(one.value(), str)],
        )
        return render_page(request, self.template, context, partial=self.partial, status=409)


def changed_pairs(events: list[Any]) -> list[dict[str, Any]]:
    """Each changed column with its first old and last new value; columns whose values name people show neither, and
    numbers of other rows, which tell a reader nothing, are left out."""
    then: dict[str, Any] = {}
    now: dict[str, Any] = {}
    for event in events:
        for name, change in event.changes.items():
            if name.endswith("_id"):
                continue
            old, new = change or ("", "改过")
            then.setdefault(name, old)
            now[name] = new
    return [{"label": label_for(name), "then": then[name], "now": now[name]} for name in sorted(then)]
