"""民情大走访 and leaders' contacts."""

from typing import Any

from django import forms
from django.utils import timezone

from core.flow.forms import ActForm
from core.text import CleanCharField, CleanTextArea
from core.ui.fields import sensible_dates
from core.ui.forms import UiForm
from core.ui.widgets import Checks, DateInput
from grids.choices import STREET_WORK_ROLES, Role
from grids.forms.fields import AreaField, PersonField, day_field
from grids.models import Area, Grid
from grids.scope import Scope
from grids.selectors import holders
from residents.actions.visits import CampaignPlan
from residents.actions.visits.campaigns import STREET_PLANNERS
from residents.models import LeaderContact, VisitCampaign


class _CommunitiesField(forms.ModelMultipleChoiceField):
    widget = Checks

    def label_from_instance(self, obj: Area) -> str:
        return obj.name


class _GridsField(forms.ModelMultipleChoiceField):
    widget = Checks

    def label_from_instance(self, obj: Grid) -> str:
        return obj.name


class CampaignForm(UiForm):
    """Name, days, what to ask, and where."""

    name = CleanCharField(label="活动名称", max_length=40, help_text="比如：2026年春季民情大走访")
    aim = CleanCharField(label="要了解什么", max_length=200, required=False)
    starts_on = forms.DateField(label="开始日期", widget=DateInput, initial=timezone.localdate)
    ends_on = forms.DateField(label="结束日期", widget=DateInput)
    questions = CleanTextArea(
        label="要问的事",
        max_length=200,
        required=False,
        help_text="一行一件，12个字以内，最多10件。只问事，不问信仰、交往和打算",
    )
    communities = _CommunitiesField(label="整个社区", queryset=Area.objects.none(), required=False)
    grids = _GridsField(label="只走访这些网格", queryset=Grid.objects.none(), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, user: Any, campaign: VisitCampaign | None = None, **kwargs: Any) -> None:
        if campaign is not None:
            kwargs["initial"] = self.first_values(campaign)
        super().__init__(*args, **kwargs)
        communities, grids = reach_of(user)
        self.fields["communities"].queryset = communities  # type: ignore[attr-defined]
        self.fields["grids"].queryset = grids  # type: ignore[attr-defined]
        for name in ("communities", "grids"):
            self.fields[name].error_messages["invalid_choice"] = "有一处现在不能选了，请重新选"
            self.fields[name].error_messages["invalid_pk_value"] = "有一处现在不能选了，请重新选"
        sensible_dates(self)

    @staticmethod
    def first_values(campaign: VisitCampaign) -> dict[str, Any]:
        names = ("name", "aim", "starts_on", "ends_on", "version")
        return {
            **{name: getattr(campaign, name) for name in names},
            "questions": "\n".join(campaign.questions),
            "communities": list(campaign.communities.all()),
            "grids": list(campaign.grids.all()),
        }

    def plan(self) -> CampaignPlan:
        """What the actions take."""
        said = self.cleaned_data
        lines = (line.strip() for line in said["questions"].split("\n"))
        return CampaignPlan(
            name=said["name"],
            aim=said["aim"],
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
            questions=tuple(line for line in lines if line),
            communities=tuple(said["communities"]),
            grids=tuple(said["grids"]),
        )


def reach_of(user: Any) -> tuple[Any, Any]:
    """Communities and grids that the person may plan for."""
    scope = Scope.of(user)
    communities = Area.objects.communities().active().order_by("code")
    grids = Grid.objects.active().select_related("community").order_by("code")
    if scope.street_roles & STREET_PLANNERS:
        return communities, grids
    led = scope.communities_as(Role.COMMUNITY_LEAD)
    return communities.filter(pk__in=led), grids.filter(community__in=led)


class EndCampaignForm(ActForm[VisitCampaign]):
    reason = CleanCharField(label="为什么提前结束", max_length=100)


class ContactForm(UiForm):
    """Which leader, which community, from when."""

    leader = PersonField(label="联系领导")
    community = AreaField(label="联系哪个社区")
    valid_from = day_field("从哪天起")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = holders(STREET_WORK_ROLES[0], street=True)
        for role in STREET_WORK_ROLES[1:]:
            people = people | holders(role, street=True)
        self.fields["leader"].queryset = people.distinct().order_by("display_name")  # type: ignore[attr-defined]
        communities = Area.objects.communities().active().select_related("parent").order_by("code")
        self.fields["community"].queryset = communities  # type: ignore[attr-defined]


class EndContactForm(ActForm[LeaderContact]):
    last_day = day_field("最后一天")
