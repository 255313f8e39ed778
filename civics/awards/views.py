"""/open/awards/: put somebody forward, read who hangs, object. No sign-in; a name is shown masked, and a nominator's never."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civics import saying
from civics.awards.choices import CampaignState, NominationState, Way
from civics.awards.criteria import CRITERIA
from civics.awards.nominations import NOMINATIONS
from civics.models import AwardCampaign, Nomination
from core.accounts.access import public
from core.privacy import mask_name, mask_numbers
from core.replay.decorators import replayable
from core.text import CleanCharField, CleanTextArea
from core.ui.fields import PhoneField
from core.ui.forms import UiForm
from core.ui.responses import private_page, render_page
from core.ui.widgets import ChipRadios
from grids.models import Area
from grids.works.actions import register

MOST = 60


@dataclass(frozen=True)
class Candidate:
    """One as everybody reads it: the unit, and of a person or family a masked name."""

    row: Nomination
    words: str


def shown(row: Nomination) -> Candidate:
    name = mask_name(row.open_sealed("nominee")) if row.has_sealed("nominee") else ""
    return Candidate(row, f"{row.name}　{name}" if name else row.name)


def _calls() -> Any:
    rows = AwardCampaign.objects.filter(state=CampaignState.CALLING, nominate_until__gte=timezone.localdate())
    return rows.select_related("community").order_by("nominate_until", "pk")


def _candidates(state: str) -> Any:
    rows = Nomination.objects.filter(state=state).select_related("campaign", "community")
    return rows.order_by("-pk")


@public
@require_GET
def awards(request: HttpRequest) -> HttpResponse:
    """Three queries at any size."""
    context = {
        "calls": _calls()[:MOST],
        "candidates": [shown(one) for one in _candidates(NominationState.NOTICED)[:MOST]],
        "awarded": [shown(one) for one in _candidates(NominationState.AWARDED)[:MOST]],
    }
    return render_page(request, "open/awards.html", context)


class NominateForm(UiForm):
    """Who is put forward, why, and by whom."""

    community = forms.ModelChoiceField(label="社区", queryset=Area.objects.none(), empty_label="请选")
    name = CleanCharField(
        label="推荐的楼栋、小区", max_length=60, help_text="推荐家庭、个人的，写住在哪栋楼或者哪个单位"
    )
    nominee = CleanCharField(label="推荐的人或家庭", max_length=25, help_text="公示时只显示一部分，比如张*三")
    way = forms.ChoiceField(label="您是", choices=Way.choices, widget=ChipRadios)
    reason = CleanTextArea(
        label="主要做法、事迹", max_length=800, widget=forms.Textarea({"rows": 5}),
        help_text="写做了什么，不写别人的姓名、电话和住址",
    )  # fmt: skip
    by_name = CleanCharField(label="您的姓名", max_length=25)
    by_phone = PhoneField(label="您的电话")


def _form_of(campaign: AwardCampaign) -> type[NominateForm]:
    """The form of one campaign: a community's own asks for no community, a unit's for no name."""

    class Form(NominateForm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            places: Any = self.fields["community"]
            places.queryset = Area.objects.active().communities().order_by("code")
            if campaign.community_id:
                del self.fields["community"]
            if not campaign.is_personal:
                del self.fields["nominee"]

    return Form


@public
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """What is looked at, and the form."""
    row = _calls().filter(pk=pk).first()
    if row is None:
        raise Http404
    context = {"row": row, "criteria": CRITERIA[row.kind]}
    return saying.answer(
        request, "open/campaign.html", context, form=_form_of(row), send=lambda form: _nominate(row, form), what="award",
        thanks="推荐已经收到，社区会联系您核实",
    )  # fmt: skip


def _nominate(row: AwardCampaign, form: NominateForm) -> None:
    said = {"community": row.community, **form.cleaned_data}
    for name in ("name", "reason"):
        said[name] = mask_numbers(said[name])
    register(NOMINATIONS, actor=None, under=row, **said)


@public
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def candidate(request: HttpRequest, pk: int) -> HttpResponse:
    """One that hangs, and the form to object."""
    row = _candidates(NominationState.NOTICED).filter(pk=pk).first()
    if row is None:
        raise Http404
    return saying.answer(
        request, "open/candidate.html", {"row": row, "words": shown(row).words}, form=saying.SayForm,
        send=saying.says(NOMINATIONS, "object", row), what="objection", thanks="异议已经收到，街道会核查",
    )  # fmt: skip
