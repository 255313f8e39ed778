"""/cases/new/: tell, check, done. Each step is a plain form; htmx only adds what changes while one types."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.accounts.access import signed_in
from core.errors import NotAllowed, RuleBroken
from core.files.actions import attach_photo
from core.replay.decorators import replayable
from core.ui.fields import masked_data, numbers_found
from core.ui.forms import add_rule_error, unjudged
from core.ui.responses import done, form_invalid, private_page, render_page
from disputes.actions import Intake, discard_draft, draft_dispute, register, update_draft
from disputes.choices import Danger, State
from disputes.engine import KIND
from disputes.forms.intake import CALLS, CheckForm, IntakeForm, PartyRows
from disputes.models import Dispute
from disputes.querysets import CASE_ROLES
from disputes.selectors.duplicates import duplicates
from disputes.severity import Facts, suggest
from disputes.views.origin import first_values, opinion_named, ticket_named, ticket_values, with_origin
from disputes.views.receipt import receipt_context
from grids.choices import Role
from grids.scope import Scope
from grids.selectors.picking import place_options
from residents.models import Opinion

CARRIED_NOT = {
    "csrfmiddlewaretoken",
    "idempotency_key",
    "step",
    "numbers",
    "severity",
    "severity_reason",
    "place_q",
}
WRITES = ("submit", "save")


@dataclass
class Told:
    """One reading of the forms, with the case they belong to if it is a draft."""

    request: HttpRequest
    form: IntakeForm
    parties: PartyRows
    draft: Dispute | None
    now: datetime
    opinion: Opinion | None = None

    def intake(self) -> Intake:
        """What the actions take."""
        return replace(self.form.intake(self.parties), opinion=self.opinion)

    def is_valid(self) -> bool:
        valid = [self.form.is_valid(), self.parties.is_valid()]
        return all(valid)

    def context(self, **more: Any) -> dict[str, Any]:
        chosen = self.form["place"].value()
        ticked = [int(chosen)] if str(chosen or "").isdecimal() and len(str(chosen)) < 19 else []
        text = self.request.POST.get("place_q", "")[:60]
        return {
            "form": self.form,
            "parties": self.parties,
            "draft": self.draft,
            "opinion": self.opinion,
            "places": place_options(self.request.user, text, ticked),
            "place_q": text,
            "chosen": ticked[0] if ticked else None,
            "action": self.address,
            **more,
        }

    @property
    def address(self) -> str:
        if self.draft:
            return reverse("disputes:draft", args=[self.draft.pk])
        return with_origin(reverse("disputes:create"), self.opinion)


def _read(request: HttpRequest, draft: Dispute | None, *, extra: int = 0, data: Any = None) -> Told:
    sent = data if data is not None else (request.POST if request.method == "POST" else None)
    opinion = draft.opinion if draft is not None else opinion_named(request)
    first = _first_values(draft, opinion) or _from_ticket(request)
    form = IntakeForm(sent, user=request.user, initial=first)
    return Told(request, form, PartyRows(sent, extra=extra, draft=draft), draft, timezone.now(), opinion)


def _first_values(draft: Dispute | None, opinion: Opinion | None) -> dict[str, Any]:
    if draft is not None:
        return IntakeForm.first_values(draft)
    return first_values(opinion) if opinion else {}


def _from_ticket(asked: HttpRequest) -> dict[str, Any]:
    """Filled in from a ticket of the hotline when the form is opened; from then on the form carries its number itself."""
    ticket = ticket_named(asked) if asked.method != "POST" else None
    return ticket_values(ticket) if ticket else {}


def may_log(asked: HttpRequest) -> None:
    """A supervisor, a department or an administrator logs nothing."""
    if not Scope.of(asked.user).roles & (CASE_ROLES - {Role.SUPERVISOR}):
        raise NotAllowed("role", "你的岗位不登记案件。请告诉所在社区，由社区登记")


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def create(request: HttpRequest) -> HttpResponse:
    may_log(request)
    return _desk(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with a draft; only its author finds it."""
    found = Dispute.objects.visible_to(request.user).filter(pk=pk, state=State.DRAFT).first()
    if found is None:
        raise Http404
    return _desk(request, found)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    found = Dispute.objects.visible_to(request.user).filter(pk=pk, state=State.DRAFT).first()
    if found is None:
        raise Http404
    discard_draft(found, actor=signed_in(request))
    return done(request, f"{reverse('disputes:list')}?tab=draft", "草稿已删掉")


def _desk(request: HttpRequest, found: Dispute | None) -> HttpResponse:
    step = request.POST.get("step", "") if request.method == "POST" else ""
    if step in WRITES:
        return _write(request, found, step)
    told = _read(request, found, extra=1 if step == "add_party" else 0)
    if step in ("check", "mask", "keep"):
        return _check(told, step)
    if step:
        _unjudge(told)
    return render_page(request, "disputes/intake.html", told.context())


def _unjudge(told: Told) -> None:
    """Looking for a place or adding a party is no mistake: nothing is red."""
    for form in (told.form, *told.parties):
        unjudged(form)


def _check(told: Told, step: str) -> HttpResponse:
    """Mistakes first, then danger, then numbers in the text, then the page with all answers."""
    if not told.is_valid():
        return form_invalid(told.request, "disputes/intake.html", told.context())
    danger = told.form.cleaned_data["danger"]
    if danger and told.request.POST.get("called") != "yes":
        return render_page(told.request, "disputes/intake_stop.html", _stop(told, danger))
    if step == "mask":
        told = _read(told.request, told.draft, data=masked_data(told.form, told.request.POST))
        told.is_valid()
    elif step != "keep" and (numbers := numbers_found(told.form)):
        return form_invalid(told.request, "disputes/intake.html", told.context(numbers=numbers))
    grade = CheckForm(initial={"severity": _advice(told).severity})
    return render_page(told.request, "disputes/intake_check.html", _check_context(told, grade))


def _stop(told: Told, danger: str) -> dict[str, Any]:
    return {
        "emergency": CALLS[danger],
        "label": str(Danger(danger).label),
        "carried": carried(told),
        "action": told.address,
    }


def carried(told: Told) -> list[tuple[str, str]]:
    """All that was typed, for the hidden fields of the next page."""
    return [
        (name, value)
        for name, values in cast(QueryDict, told.form.data).lists()
        if name not in CARRIED_NOT
        for value in values
    ]


def _advice(told: Told) -> Any:
    return suggest(told.intake().facts())


def _check_context(told: Told, grade: CheckForm) -> dict[str, Any]:
    said = told.form.cleaned_data
    same = duplicates(
        told.request.user,
        place_id=said["place"].pk,
        cause=said["cause"],
        phones=told.parties.phones(),
        now=told.now,
    )
    return {
        "form": told.form,
        "grade": grade,
        "parties": told.parties.facts(),
        "advice": _advice(told),
        "duplicates": same,
        "carried": carried(told),
        "action": told.address,
        "is_restricted": said["involves_dv"] or said["involves_minor"],
    }


@replayable
def _write(request: HttpRequest, found: Dispute | None, step: str) -> HttpResponse:
    told = _read(request, found)
    if not told.is_valid():
        return form_invalid(request, "disputes/intake.html", told.context())
    intake, me = told.intake(), signed_in(request)
    grade = CheckForm(request.POST if step == "submit" else None, request.FILES)
    try:
        if step == "save":
            kept = update_draft(found, intake, actor=me) if found else draft_dispute(intake, actor=me)
            return done(request, f"{reverse('disputes:list')}?tab=draft", f"草稿已存：{kept.title}")
        if not grade.is_valid():
            return form_invalid(request, "disputes/intake_check.html", _check_context(told, grade))
        case = _log(told, grade)
    except RuleBroken as broken:
        return _refused(told, grade, step, broken)
    if Dispute.objects.visible_to(me).filter(pk=case.pk).exists():
        return redirect("disputes:receipt", case.no)
    # A restricted case passes to the tier's lead at once; the resident's receipt is printed all the same.
    return render_page(request, "disputes/receipt.html", receipt_context(case) | {"hidden_now": True})


def _refused(told: Told, grade: CheckForm, step: str, broken: RuleBroken) -> HttpResponse:
    """The action's word by its field: on the check page what belongs there, else on the form."""
    if step == "submit" and grade.is_bound and broken.field in grade.fields:
        add_rule_error(grade, broken)
        return form_invalid(told.request, "disputes/intake_check.html", _check_context(told, grade))
    add_rule_error(told.form, RuleBroken(broken.code, broken.message, field=broken.field or "place"))
    return form_invalid(told.request, "disputes/intake.html", told.context())


def _log(told: Told, grade: CheckForm) -> Dispute:
    intake, me = told.intake(), signed_in(told.request)
    chosen = {name: grade.cleaned_data[name] for name in ("severity", "severity_reason")}
    with transaction.atomic():
        kept = update_draft(told.draft, intake, actor=me) if told.draft else draft_dispute(intake, actor=me)
        case = register(kept, actor=me, **chosen)
        for upload in grade.cleaned_data["photos"]:
            attach_photo(upload, subject_kind=KIND, subject_id=case.pk, actor=me, purpose="intake")
    return case


@require_GET
@private_page
def places(request: HttpRequest) -> HttpResponse:
    """The picker's lines for what was typed."""
    may_log(request)
    ticked = request.GET.get("place", "")
    chosen = int(ticked) if ticked.isdecimal() and len(ticked) < 19 else None
    found = place_options(request.user, request.GET.get("place_q", "")[:60], [chosen] if chosen else [])
    context = {"places": found, "chosen": chosen, "place_q": request.GET.get("place_q", "")}
    return render_page(request, "disputes/places.html", context, partial="grids/_places.html")


@require_POST
@private_page
def look(request: HttpRequest) -> HttpResponse:
    """While one types: which grade this would be and why, whom to call, and whether it was told before."""
    may_log(request)
    told = _read(request, None)
    told.form.is_valid()
    said = getattr(told.form, "cleaned_data", {})
    facts = Facts(
        people=said.get("people_involved") or 2,
        households=said.get("households_involved") or 2,
        amount=said.get("amount_claimed") or Facts.amount,
        injury=bool(said.get("injury")),
        minor=bool(said.get("involves_minor")),
        violence=bool(said.get("involves_dv")),
        cross_community=bool(said.get("cross_community")),
        department_duty=bool(said.get("department_duty")),
        needs_committee=bool(said.get("needs_committee")),
        danger=said.get("danger") or "",
    )
    return render_page(request, "disputes/_look.html", _looked(told, said, facts))


def _looked(told: Told, said: dict[str, Any], facts: Facts) -> dict[str, Any]:
    place, danger = said.get("place"), said.get("danger") or ""
    same = duplicates(
        told.request.user,
        place_id=place.pk if place else None,
        cause=said.get("cause", ""),
        phones=told.parties.phones(),
        now=told.now,
    )
    return {
        "advice": suggest(facts),
        "duplicates": same,
        "emergency": CALLS.get(danger),
    }
