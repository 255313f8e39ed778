"""/m/new/: log a case on the phone, on one screen (ux.md W2)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import signed_in
from core.accounts.models import User
from core.clocks.models import Clock
from core.errors import RuleBroken
from core.files.actions import attach_photo
from core.replay.decorators import replayable
from core.replay.recorded import recorded_of
from core.ui.fields import read_form
from core.ui.forms import add_rule_error, unjudged
from core.ui.responses import form_invalid, private_page, render_page
from core.ui.words import local_dt
from disputes.actions import Intake, log_dispute, note, route_up, settle_on_spot
from disputes.choices import Source, Trigger
from disputes.engine import CASES, KIND
from disputes.forms.mobile import SETTLED, UP, QuickForm
from disputes.models import Dispute
from disputes.models.dispute import ON_THE_LINE
from disputes.selectors.duplicates import last_place
from disputes.views.find import case_or_404
from disputes.views.intake import may_log
from disputes.views.origin import first_values, opinion_named, source_of
from grids.choices import GRID_ROLES
from grids.scope import Scope
from grids.selectors.picking import place_options
from residents.models import Opinion


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def case_new(request: HttpRequest) -> HttpResponse:
    may_log(request)
    if request.method != "POST":
        opinion = opinion_named(request)
        form = QuickForm(user=request.user, initial=_first_values(request, opinion))
        return render_page(request, "mobile/new.html", _context(request, form, opinion=opinion))
    if request.POST.get("step") == "find":
        form = QuickForm(request.POST, user=request.user)
        unjudged(form)
        return render_page(request, "mobile/new.html", _context(request, form))
    return _log(request)


@replayable
def _log(request: HttpRequest) -> HttpResponse:
    opinion = opinion_named(request)
    form, numbers = read_form(request, lambda data: QuickForm(data, request.FILES, user=request.user))
    if numbers or not form.is_valid():
        return form_invalid(request, "mobile/new.html", _context(request, form, numbers=numbers))
    try:
        case = _carry_out(request, form.cleaned_data, opinion)
    except RuleBroken as broken:
        add_rule_error(form, broken)
        return form_invalid(request, "mobile/new.html", _context(request, form))
    return redirect("mobile:thanks", case.no)


def _first_values(asked: HttpRequest, opinion: Opinion | None) -> dict[str, Any]:
    if opinion is None:
        place = last_place(signed_in(asked), timezone.now())
        return {"place": place} if place else {}
    told = first_values(opinion)
    return {"place": told["place"], "place_detail": told["place_detail"], "text": told["summary"][:200]}


def _carry_out(asked: HttpRequest, said: dict[str, Any], opinion: Opinion | None) -> Dispute:
    """Log it, hang the pictures on it, and do what was chosen: send it up, keep it, or note it settled."""
    me = signed_in(asked)
    intake = Intake(
        place=said["place"],
        cause=said["cause"],
        source=source_of(opinion) if opinion else Source.PATROL,
        source_ref=(opinion.no or "") if opinion else "",
        opinion=opinion,
        title=opinion.title if opinion else "",
        place_detail=said["place_detail"],
        summary=said["text"],
        recorded_at=recorded_of(asked),
    )
    with transaction.atomic():
        case = log_dispute(intake, actor=me)
        _say_if_too_old(case, intake.recorded_at, me)
        for purpose, uploads in (("intake", said["photos"]), ("after", said["after"])):
            for upload in uploads:
                attach_photo(upload, subject_kind=KIND, subject_id=case.pk, actor=me, purpose=purpose)
        if said["way"] == SETTLED:
            proof = f"处理后照片{len(said['after'])}张" if said["after"] else "当场处理，双方知晓"
            settle_on_spot(case, actor=me, what=said["done_text"] or "当场处理好了", proof=proof)
        elif said["way"] == UP and CASES.may(me, "route_up", case).allowed:
            # Next door it waits for that grid's own worker instead.
            route_up(case, actor=me, trigger=Trigger.BEYOND, reason=said["text"][:200])
    return case


def _say_if_too_old(case: Dispute, noted: datetime | None, me: User) -> None:
    """The phone's hour could not be believed: the timeline says from when the citizen's time counts instead."""
    if noted is None or abs(case.recorded_at - noted) <= ON_THE_LINE:
        return
    if not CASES.may(me, "note", case).allowed:
        return  # next door it is another's timeline; the page of the case still shows the hour that counts
    said = f"手机上记的时间是{local_dt(noted)}，和收到时差得太多，时限从收到时算起"
    note(case, actor=me, text=said)


def _context(asked: HttpRequest, form: QuickForm, **more: Any) -> dict[str, Any]:
    chosen = str(form["place"].value() or "")
    ticked = [int(chosen)] if chosen.isdecimal() and len(chosen) < 19 else []
    text = asked.POST.get("place_q", "")[:60]
    places = place_options(asked.user, text, ticked)
    if not ticked and len(places) == 1:
        ticked = [places[0].pk]
    around = {"form": form, "places": places, "place_q": text, "action": asked.get_full_path()}
    # Lines of grids lie only on the phones of those who walk them.
    around["may_locate"] = Scope.of(asked.user).has(*GRID_ROLES)
    return {**around, "chosen": ticked[0] if ticked else None, **more}


@require_GET
@private_page
def thanks(request: HttpRequest, no: str) -> HttpResponse:
    """The number, and until when somebody will have called."""
    case = case_or_404(request, no)
    first = Clock.objects.of(KIND, case.pk).filter(code="CK1").first()
    due = first.due_words(timezone.localtime()) if first and first.is_live else ""
    return render_page(request, "mobile/thanks.html", {"case": case, "first_contact_due": due})
