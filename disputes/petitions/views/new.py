"""/petitions/new/ and the slip of an accusation."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import signed_in
from core.clocks.selectors import live_clock
from core.errors import RuleBroken
from core.files.actions import attach_photo
from core.replay.decorators import replayable
from core.text import number_of
from core.ui.fields import read_form
from core.ui.forms import add_rule_error, unjudged
from core.ui.responses import done, form_invalid, private_page, render_page
from disputes.models import Accusation, PetitionMatter
from disputes.petitions import policies
from disputes.petitions.actions import ACTIONS, hand_on_accusation, register
from disputes.petitions.choices import TellMode
from disputes.petitions.facts import KIND
from disputes.petitions.forms.new import AccusationForm, MatterForm
from disputes.petitions.views.find import matter_or_404, refuse_who_does_not_register
from grids.selectors.picking import place_options

PAGE = "petitions/new.html"
METHODS = ["GET", "HEAD", "POST"]
MOST_SLIPS = 100


@require_http_methods(METHODS)
@private_page
def new(request: HttpRequest) -> HttpResponse:
    refuse_who_does_not_register(request)
    after = _after(request)
    if request.method == "POST" and request.POST.get("step") != "find":
        return _register(request)
    form = _form(request, after, request.POST if request.method == "POST" else None)
    if form.is_bound:
        unjudged(form)
    return render_page(request, PAGE, _context(request, form, after))


def _after(asked: HttpRequest) -> PetitionMatter | None:
    """New facts in a finished matter: a new number that names the old one (F3)."""
    no = asked.GET.get("after", "")
    return matter_or_404(asked, no) if no else None


def _form(asked: HttpRequest, after: PetitionMatter | None, data: Any) -> MatterForm:
    first: dict[str, Any] = {"received_on": timezone.localdate()}
    if after is not None:
        first |= {"place": after.place_id, "content": after.content, "title": after.title}
    return MatterForm(data, asked.FILES if data is not None else None, user=asked.user, initial=first)


def _context(
    asked: HttpRequest, form: MatterForm, after: PetitionMatter | None, **more: Any
) -> dict[str, Any]:
    chosen = number_of(str(form["place"].value() or ""))
    text = asked.POST.get("place_q", "")[:60]
    return {
        "form": form,
        "after": after,
        "places": place_options(asked.user, text, [chosen] if chosen is not None else []),
        "place_q": text,
        "chosen": chosen,
        "action": asked.get_full_path(),
        **more,
    }


@replayable
def _register(request: HttpRequest) -> HttpResponse:
    after = _after(request)
    form, numbers = read_form(request, lambda data: _form(request, after, data))
    if numbers or not form.is_valid():
        return form_invalid(request, PAGE, _context(request, form, after, numbers=numbers))
    try:
        matter = _carry_out(request, form, after)
    except RuleBroken as broken:
        add_rule_error(form, broken)
        return form_invalid(request, PAGE, _context(request, form, after))
    return done(request, matter.get_absolute_url(), _words(matter))


def _carry_out(asked: HttpRequest, form: MatterForm, after: PetitionMatter | None) -> PetitionMatter:
    me, said = signed_in(asked), form.cleaned_data
    with transaction.atomic():
        matter = register(form.told(after), actor=me)
        if said["tell_now"]:
            ACTIONS["give_notice"](matter, actor=me, mode=TellMode.ON_SPOT)
        for upload in said["photos"]:
            attach_photo(upload, subject_kind=KIND, subject_id=matter.pk, actor=me, purpose="intake")
    return matter


def _words(matter: PetitionMatter) -> str:
    """By when the citizen is to be told."""
    clock = live_clock("petition.notice", KIND, matter.pk)
    due = f"，{clock.due_words(timezone.localtime())}前要告知信访人" if clock else "，已当场告知"
    return f"{matter.no} 已登记{due}"


@require_http_methods(METHODS)
@private_page
@replayable
def accusation_new(request: HttpRequest) -> HttpResponse:
    """检举控告: the day and the body it goes to."""
    refuse_who_does_not_register(request)
    posted = request.method == "POST"
    form = AccusationForm(
        request.POST if posted else None, initial={"received_on": timezone.localdate()}, auto_id="a_%s"
    )
    if not posted:
        return render_page(request, "petitions/accusation_new.html", {"form": form})
    if form.is_valid():
        try:
            kept = hand_on_accusation(**form.cleaned_data, actor=signed_in(request))
            return done(request, reverse("petitions:accusations"), f"{kept} 已登记")
        except RuleBroken as broken:
            add_rule_error(form, broken)
    return form_invalid(request, "petitions/accusation_new.html", {"form": form})


@require_GET
@private_page
def accusations(request: HttpRequest) -> HttpResponse:
    """Number, day, body: the desk's own book of what it handed on."""
    refuse_who_does_not_register(request)
    context = {
        "slips": Accusation.objects.all()[:MOST_SLIPS],
        "may_register": policies.may_register(request.user),
    }
    return render_page(request, "petitions/accusations.html", context)
