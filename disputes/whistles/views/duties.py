"""/settings/duties/: what departments agreed to do, and who of the street may blow a 攻坚哨. The administrator edits."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import signed_in
from core.accounts.models import User
from core.errors import Conflict, NotAllowed, RuleBroken
from core.replay.decorators import replayable
from core.ui.responses import done, form_invalid, render_page
from disputes.models import DutyClause, StreetHead
from disputes.whistles.actions.duties import add_clause, edit_clause, may_edit_duties, set_head
from disputes.whistles.forms.duties import ClauseForm, HeadForm, NewClauseForm
from disputes.whistles.forms.slip import put_error
from grids.models import Department
from grids.scope import Scope

FORM = "whistles/duty_form.html"


def _editor(asked: HttpRequest) -> User:
    if not may_edit_duties(signed_in(asked)):
        raise NotAllowed("role", "职责清单由系统管理员按联席会议的决定维护")
    return signed_in(asked)


@require_GET
def duty_list(request: HttpRequest) -> HttpResponse:
    """By department. Departments read it too: it is what they agreed to."""
    scope = Scope.of(request.user)
    if not (scope.sees_places or scope.department_ids):
        raise Http404
    clauses: dict[str, list[DutyClause]] = {}
    for one in DutyClause.objects.order_by("department_code", "number"):
        clauses.setdefault(one.department_code, []).append(one)
    departments = [(one, clauses.get(one.code, [])) for one in Department.objects.active()]
    context = {
        "departments": departments,
        "heads": StreetHead.objects.in_office().select_related("user"),
        "may_edit": may_edit_duties(signed_in(request)),
    }
    return render_page(request, "whistles/duties.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@replayable
def duty_new(request: HttpRequest) -> HttpResponse:
    actor = _editor(request)
    form = NewClauseForm(request.POST if request.method == "POST" else None, initial={"is_active": True})

    def act() -> str:
        clause = add_clause(
            department_code=form.cleaned_data["department_code"], fields=form.fields_said(), actor=actor
        )
        return f"已添加{clause}"

    return _answer(request, form, act, "添加职责")


@require_http_methods(["GET", "HEAD", "POST"])
@replayable
def duty_edit(request: HttpRequest, pk: int) -> HttpResponse:
    actor = _editor(request)
    clause = DutyClause.objects.filter(pk=pk).first()
    if clause is None:
        raise Http404
    form = ClauseForm(request.POST if request.method == "POST" else None, initial=_values(clause))

    def act() -> str:
        version = form.cleaned_data["version"]
        edit_clause(clause, fields=form.fields_said(), actor=actor, version=version)
        return f"{clause}已保存"

    return _answer(request, form, act, f"{clause.get_department_code_display()}{clause}")


def _values(clause: DutyClause) -> dict[str, Any]:
    names = ("title", "text", "causes", "source", "is_active", "version")
    return {name: getattr(clause, name) for name in names} | {"spoken": "、".join(clause.words)}


@require_http_methods(["GET", "HEAD", "POST"])
@replayable
def head_new(request: HttpRequest) -> HttpResponse:
    actor, now = _editor(request), timezone.now()
    form = HeadForm(request.POST if request.method == "POST" else None, initial={"since": _today(now)})

    def act() -> str:
        said = form.cleaned_data
        leader = User.objects.get(pk=int(said["leader"]))
        head = set_head(post=said["post"], user=leader, actor=actor, since=said["since"])
        return f"已登记{head}"

    return _answer(request, form, act, "登记书记、主任")


def _today(now: datetime) -> Any:
    return timezone.localdate(now)


def _answer(asked: HttpRequest, form: Any, act: Any, title: str) -> HttpResponse:
    """The form, and after a valid one the act."""
    context = {"form": form, "title": title, "action": asked.path, "back": reverse("duties:list")}
    if asked.method != "POST":
        return render_page(asked, FORM, context)
    if form.is_valid():
        try:
            return done(asked, reverse("duties:list"), act())
        except (Conflict, NotAllowed):
            raise
        except RuleBroken as broken:
            first = next(iter(form.fields))
            put_error(form, broken, otherwise=first)
    return form_invalid(asked, FORM, context)
