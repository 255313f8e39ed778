"""/cases/<no>/do/<act>/: one view for every act. The form shapes what was said, the action decides."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from core.accounts.access import signed_in
from core.errors import Conflict, NotAllowed, RuleBroken
from core.flow.acts import Acts
from core.flow.forms import ActForm
from core.replay.decorators import replayable
from core.text import number_of
from core.ui.fields import read_form
from core.ui.forms import add_rule_error, unjudged
from core.ui.responses import done, form_invalid, private_page, render_page
from core.ui.reveals import Look, reveal_page
from disputes.actions import ACTIONS, note, reveal_phone
from disputes.actions.photos import add_photos
from disputes.engine import CASES
from disputes.forms.acts import FORMS
from disputes.forms.talk import NoteForm, PhotosForm
from disputes.models import Dispute
from disputes.selectors.conflict import since_opened
from disputes.views.find import case_content_or_404, case_or_404, person
from disputes.workflow import TRANSITIONS

CASE_ACTS: Acts[Dispute] = Acts(CASES, forms=FORMS, actions=ACTIONS)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def act(request: HttpRequest, no: str, act: str) -> HttpResponse:
    """The form of an act, and the act."""
    case, now = case_or_404(request, no), timezone.now()
    if act not in FORMS:
        raise Http404
    role = CASES.by_role(signed_in(request), TRANSITIONS[act], case)
    if not role.allowed:
        raise NotAllowed(role.code, role.reason)
    if request.method != "POST":
        return _show(request, case, act, CASE_ACTS.form(case, act, user=request.user, now=now))
    form, numbers = read_form(request, lambda data: _read(request, case, act, data, now))
    if request.POST.get("add_row"):
        return _again(request, case, act, form)
    if numbers or not form.is_valid():
        return _again(request, case, act, form, numbers=numbers)
    return _carry_out(request, case, act, form)


def _read(asked: HttpRequest, case: Dispute, name: str, data: QueryDict, now: datetime) -> ActForm[Dispute]:
    return CASE_ACTS.form(case, name, user=asked.user, now=now, data=data, files=asked.FILES)


def _carry_out(asked: HttpRequest, case: Dispute, name: str, form: ActForm[Dispute]) -> HttpResponse:
    try:
        CASE_ACTS.carry_out(case, name, form, actor=signed_in(asked))
    except Conflict as conflict:
        return _conflict(asked, case, name, form, conflict)
    except NotAllowed:
        raise
    except RuleBroken as broken:
        add_rule_error(form, broken)
        return _again(asked, case, name, form)
    return done(asked, _after(asked, case), _words(name, case))


def _after(asked: HttpRequest, case: Dispute) -> str:
    """Back to the case while it is still theirs to see, else to the list."""
    seen = Dispute.objects.visible_to(asked.user).filter(pk=case.pk).exists()
    return case.get_absolute_url() if seen else reverse("disputes:list")


def _words(name: str, case: Dispute) -> str:
    label = TRANSITIONS[name].label
    return f"{case.no} 已{label}，现在是「{case.get_state_display()}」"


def _context(case: Dispute, name: str, form: ActForm[Dispute], **more: Any) -> dict[str, Any]:
    row = TRANSITIONS[name]
    return {
        "case": case,
        "form": form,
        "act": name,
        "label": row.label,
        "submit": form.submit or row.label,
        **more,
    }


def _show(asked: HttpRequest, case: Dispute, name: str, form: ActForm[Dispute]) -> HttpResponse:
    """Not possible now: the reason in place of the form."""
    decision = CASES.by_state(TRANSITIONS[name], case, timezone.now())
    context = _context(case, name, form, blocked="" if decision.allowed else decision.reason)
    return render_page(asked, "disputes/act.html", context, partial="disputes/_act.html")


def _again(
    asked: HttpRequest, case: Dispute, name: str, form: ActForm[Dispute], *, numbers: list[str] | None = None
) -> HttpResponse:
    context = _context(case, name, form, numbers=numbers or [], adding=bool(asked.POST.get("add_row")))
    if context["adding"]:
        context["form"] = unjudged(form)
        return render_page(asked, "disputes/act.html", context, partial="disputes/_act.html")
    return form_invalid(asked, "disputes/act.html", context, partial="disputes/_act.html")


def _conflict(
    asked: HttpRequest, case: Dispute, name: str, form: ActForm[Dispute], conflict: Conflict
) -> HttpResponse:
    """409: what it was when opened and what it is now, what was typed kept, and one click to try again."""
    opened = form.cleaned_data["version"]
    case = case_or_404(asked, case.no or "")
    data = asked.POST.copy()
    data["version"] = str(case.version)
    fresh = _read(asked, case, name, data, timezone.now())
    fresh.is_valid()
    decision = CASES.may(person(asked), name, case)
    context = _context(
        case,
        name,
        fresh,
        conflict=conflict.message,
        pairs=since_opened(case, opened),
        blocked="" if decision.allowed else decision.reason,
        typed=[(str(one.label), one.value()) for one in fresh.visible() if isinstance(one.value(), str)],
    )
    return render_page(asked, "disputes/act.html", context, partial="disputes/_act.html", status=409)


@require_POST
@private_page
@replayable
def quick_note(request: HttpRequest, no: str) -> HttpResponse:
    """The box above the timeline."""
    case = case_content_or_404(request, no)
    back = f"{case.get_absolute_url()}?tab=timeline"
    form, numbers = read_form(request, lambda data: NoteForm(data, auto_id="note_%s"))
    if form.is_valid() and not numbers:
        note(case, actor=signed_in(request), **form.arguments())
        return done(request, back, "已记在时间线上")
    context = {"case": case, "form": form, "numbers": numbers, "back": back}
    return form_invalid(request, "disputes/note.html", context)


@require_POST
@private_page
@replayable
def add_case_photos(request: HttpRequest, no: str) -> HttpResponse:
    case = case_content_or_404(request, no)
    back = f"{case.get_absolute_url()}?tab=photos"
    form = PhotosForm(request.POST, request.FILES)
    if form.is_valid():
        said = form.cleaned_data
        try:
            add_photos(case, actor=signed_in(request), uploads=said["photos"], purpose=said["purpose"])
            return done(request, back, f"已放进{len(said['photos'])}张照片")
        except NotAllowed:
            raise
        except RuleBroken as broken:
            add_rule_error(form, broken)
    return form_invalid(request, "disputes/photos_form.html", {"case": case, "form": form, "back": back})


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def reveal(request: HttpRequest, no: str) -> HttpResponse:
    """One number for sixty seconds. Not @replayable: the event and the audit line are committed before it leaves."""
    case = case_content_or_404(request, no)
    asked = request.POST if request.method == "POST" else request.GET
    party = case.parties.filter(pk=number_of(asked.get("party", "")) or 0).first()
    if party is None:
        raise Http404
    look = Look(
        title=f"看{party.get_role_display()} {party.name}的电话",
        masked=party.masked_phone,
        back=case.get_absolute_url(),
        action=reverse("disputes:reveal", args=[no]),
        open=lambda reason: reveal_phone(case, actor=person(request), party=party.pk, reason=reason),
        hidden={"party": party.pk},
    )
    return reveal_page(request, look)
