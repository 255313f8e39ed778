"""/settings/committees/: committees, their terms and their mediators. Everybody reads, the administrator writes."""

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import signed_in
from core.errors import NotAllowed, RuleBroken
from core.flow.edit_pages import EditAct, EditPages
from core.flow.models import Event
from core.replay.decorators import replayable
from core.ui.forms import add_rule_error
from core.ui.responses import done, form_invalid, render_page
from disputes.actions import committees as actions
from disputes.forms import committees as forms
from disputes.models import MediationCommittee, Mediator
from grids.choices import Role
from grids.scope import Scope

MAY = actions.may_register
PAGES: EditPages[MediationCommittee] = EditPages(
    kind=actions.KIND,
    acts={
        "engage": EditAct("聘任调解员", forms.EngageForm, actions.engage, MAY),
        "dismiss": EditAct("不再担任", forms.DismissForm, actions.dismiss, MAY),
        "renew": EditAct("换届", forms.RenewForm, actions.renew, MAY),
        "change": EditAct("修改", forms.ChangeCommitteeForm, actions.change_committee, MAY),
        "close": EditAct("撤销", forms.CloseCommitteeForm, actions.close_committee, MAY),
    },
    rows=lambda: MediationCommittee.objects,
    list_url=lambda: reverse("committees:list"),
    list_label="调解委员会",
)


def _committees(request: HttpRequest) -> list[MediationCommittee]:
    rows = MediationCommittee.objects.visible_to(request.user).select_related("community")
    own = Prefetch("mediators", queryset=Mediator.objects.order_by("pk"))
    return list(rows.prefetch_related(own).order_by("-kind", "community__code", "pk"))


@require_GET
def committee_list(request: HttpRequest) -> HttpResponse:
    """By kind, each with how many serve and what the law misses; two queries of its own."""
    today = timezone.localdate()
    scope = Scope.of(request.user)
    if not (scope.sees_places or scope.has(Role.MEDIATOR)):
        raise Http404
    rows = _committees(request)
    context = {
        "committees": [
            (one, sum(m.serves(today) for m in one.mediators.all()), one.lacks(today))
            for one in rows
            if one.ended_on is None
        ],
        "ended": [one for one in rows if one.ended_on is not None],
        "may_edit": MAY(signed_in(request)).allowed,
    }
    return render_page(request, "committees/list.html", context)


@require_GET
def committee_page(request: HttpRequest, pk: int) -> HttpResponse:
    row = _found(request, pk)
    today = timezone.localdate()
    mediators = list(row.mediators.select_related("user"))
    context = {
        "committee": row,
        "serving": [one for one in mediators if one.serves(today)],
        "former": [one for one in mediators if not one.serves(today)],
        "lacks": [] if row.ended_on else row.lacks(today),
        "acts": [(row.act_url(act), one.label) for act, one in PAGES.acts.items()]
        if MAY(signed_in(request), row).allowed
        else [],
        "events": Event.objects.filter(subject_kind=actions.KIND, subject_id=row.pk)
        .select_related("actor")
        .order_by("-version"),
    }
    return render_page(request, "committees/detail.html", context)


def _found(request: HttpRequest, pk: int) -> MediationCommittee:
    row: MediationCommittee | None = (
        MediationCommittee.objects.visible_to(request.user).select_related("community").filter(pk=pk).first()
    )
    if row is None:
        raise Http404
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@replayable
def committee_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    return PAGES.answer(request, _found(request, pk), act)


@require_http_methods(["GET", "HEAD", "POST"])
@replayable
def committee_new(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    decision = MAY(actor)
    if not decision.allowed:
        raise NotAllowed(decision.code, decision.reason)
    form = forms.SetUpForm(request.POST if request.method == "POST" else None, initial=_today())
    context = {"form": form}
    if request.method != "POST":
        return render_page(request, "committees/new.html", context)
    if form.is_valid():
        try:
            row = actions.set_up(fields=form.fields_said(), actor=actor)
            return done(request, row.get_absolute_url(), f"已登记{row}，请接着聘任调解员")
        except NotAllowed:
            raise
        except RuleBroken as broken:
            add_rule_error(form, broken)
    return form_invalid(request, "committees/new.html", context)


def _today() -> dict[str, object]:
    return {"term_from": timezone.localdate()}
