"""/visits/campaigns/ and /visits/leaders/: what calls for visits."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import signed_in
from core.errors import Conflict, NotAllowed, RuleBroken
from core.replay.decorators import replayable
from core.ui.forms import add_rule_error
from core.ui.responses import done, form_invalid, private_page, render_page
from residents.actions.visits import assign_contact, change_campaign, end_campaign, end_contact, open_campaign
from residents.actions.visits.campaigns import may_plan, plans_anywhere
from residents.actions.visits.leaders import may_arrange
from residents.forms.campaigns import CampaignForm, ContactForm, EndCampaignForm, EndContactForm
from residents.models import VisitCampaign
from residents.selectors.campaigns import progress_of
from residents.selectors.leaders import contact_rows
from residents.views.visits_find import campaign_or_404, contact_or_404, refuse_outsiders

MOST = 50


@require_GET
@private_page
def campaign_list(request: HttpRequest) -> HttpResponse:
    refuse_outsiders(request)
    today = timezone.localdate()
    seen = VisitCampaign.objects.visible_to(request.user).select_related("created_by")
    rows = [(one, one.is_running(today)) for one in seen[:MOST]]
    context = {"rows": rows, "today": today, "may_open": plans_anywhere(signed_in(request))}
    return render_page(request, "visits/campaigns.html", context)


@require_GET
@private_page
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it has come, in homes."""
    found, today = campaign_or_404(request, pk), timezone.localdate()
    context = {
        "campaign": found,
        "progress": progress_of(found, request.user),
        "is_running": found.is_running(today),
        "may_change": found.ended_at is None and _may_change(request, found),
        "today": today,
    }
    return render_page(request, "visits/campaign.html", context)


def _may_change(asked: HttpRequest, found: VisitCampaign) -> bool:
    places = {area.pk for area in found.communities.all()}
    places |= {grid.community_id for grid in found.grids.all()}
    return may_plan(signed_in(asked), community_ids=places)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def campaign_new(request: HttpRequest) -> HttpResponse:
    if not plans_anywhere(signed_in(request)):
        raise NotAllowed("role", "走访活动由社区书记或街道发起")
    data = request.POST if request.method == "POST" else None
    form = CampaignForm(data, user=request.user)
    if data is not None and form.is_valid():
        try:
            opened = open_campaign(form.plan(), actor=signed_in(request))
        except RuleBroken as broken:
            add_rule_error(form, broken)
        else:
            return done(request, opened.get_absolute_url(), f"「{opened.name}」已发起")
    return _campaign_form(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def campaign_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = campaign_or_404(request, pk)
    if not _may_change(request, found):
        raise NotAllowed("role", "走访活动由发起的社区书记或街道来改")
    data = request.POST if request.method == "POST" else None
    form = CampaignForm(data, user=request.user, campaign=found)
    if data is not None and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            change_campaign(found, form.plan(), actor=signed_in(request), version=version)
        except Conflict:
            raise
        except RuleBroken as broken:
            add_rule_error(form, broken)
        else:
            return done(request, found.get_absolute_url(), "改好了")
    return _campaign_form(request, form, found)


def _campaign_form(asked: HttpRequest, form: CampaignForm, found: VisitCampaign | None) -> HttpResponse:
    context = {"form": form, "campaign": found}
    if form.is_bound:
        return form_invalid(asked, "visits/campaign_form.html", context)
    return render_page(asked, "visits/campaign_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def campaign_end(request: HttpRequest, pk: int) -> HttpResponse:
    found = campaign_or_404(request, pk)
    if not _may_change(request, found):
        raise NotAllowed("role", "走访活动由发起的社区书记或街道来改")
    form = _bound(request, EndCampaignForm, found)
    if form.is_bound and form.is_valid():
        try:
            end_campaign(
                found,
                actor=signed_in(request),
                reason=form.cleaned_data["reason"],
                version=form.cleaned_data["version"],
            )
        except Conflict:
            raise
        except RuleBroken as broken:
            add_rule_error(form, broken)
        else:
            return done(request, found.get_absolute_url(), f"「{found.name}」已结束")
    return _small_form(request, form, found.get_absolute_url(), f"提前结束「{found.name}」")


def _bound(asked: HttpRequest, form_class: Any, row: Any) -> Any:
    data = asked.POST if asked.method == "POST" else None
    return form_class(data, row=row, user=asked.user, now=timezone.now())


def _small_form(asked: HttpRequest, form: Any, back: str, title: str) -> HttpResponse:
    context = {"form": form, "back": back, "title": title}
    if form.is_bound:
        return form_invalid(asked, "visits/small_form.html", context)
    return render_page(asked, "visits/small_form.html", context)


@require_GET
@private_page
def leaders(request: HttpRequest) -> HttpResponse:
    """领导联系社区: in the order of the communities, whose day of the month is still to come."""
    refuse_outsiders(request)
    now = timezone.now()
    context = {
        "rows": contact_rows(request.user, now),
        "past": contact_rows(request.user, now, past=True),
        "may_arrange": may_arrange(signed_in(request)),
    }
    return render_page(request, "visits/leaders.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def leader_new(request: HttpRequest) -> HttpResponse:
    if not may_arrange(signed_in(request)):
        raise NotAllowed("role", "领导联系社区由街道案管或分管领导安排")
    form = ContactForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            assign_contact(
                said["leader"], said["community"], actor=signed_in(request), valid_from=said["valid_from"]
            )
        except RuleBroken as broken:
            add_rule_error(form, broken)
        else:
            return done(
                request,
                reverse("visits:leaders"),
                f"已安排{said['leader'].display_name}联系{said['community']}",
            )
    return _small_form(request, form, reverse("visits:leaders"), "安排领导联系社区")


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def leader_end(request: HttpRequest, pk: int) -> HttpResponse:
    contact = contact_or_404(request, pk)
    if not may_arrange(signed_in(request)):
        raise NotAllowed("role", "领导联系社区由街道案管或分管领导安排")
    form = _bound(request, EndContactForm, contact)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            end_contact(contact, actor=signed_in(request), last_day=said["last_day"], version=said["version"])
        except Conflict:
            raise
        except RuleBroken as broken:
            add_rule_error(form, broken)
        else:
            return redirect("visits:leaders")
    return _small_form(request, form, reverse("visits:leaders"), f"结束{contact}")
