"""Visits on the phone: where, how it was, and whatever else one has the time for."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from core.accounts.models import User
from core.text import CleanCharField, CleanTextArea
from core.ui.fields import sensible_dates
from core.ui.forms import UiForm, set_choices
from core.ui.widgets import ChipChecks, ChipRadios, DateInput, LocalDateTimeInput, PhotosField
from grids.choices import WorkerDuty
from grids.forms.places import PlaceField, PlaceMixin
from grids.models import Area, Grid
from residents.actions.visits import Door, Made
from residents.choices_visits import Outcome, VisitKind
from residents.models import LeaderContact, VisitCampaign
from residents.selectors.campaigns import covers
from residents.selectors.doors import read_door, workers_for

ONLY_MATTERS = "只写事，不写人的信仰、病情、交往"
# Those that follow from a campaign or a leader's contact are not chosen by hand.
KINDS = [(one.value, one.label) for one in VisitKind if one not in (VisitKind.CAMPAIGN, VisitKind.LEADER)]


class MadeFields(UiForm):
    """How it was. Only the outcome must be said."""

    outcome = forms.ChoiceField(
        label="这次怎么样",
        choices=Outcome.choices,
        widget=ChipRadios,
        error_messages={"required": "请选这次的情况，不方便就选「居民不便」"},
    )
    next_at = forms.DateTimeField(
        label="改约到", widget=LocalDateTimeInput, required=False, help_text="约好了就填，到时会提醒"
    )
    persons_met = forms.IntegerField(label="见到几人", min_value=1, max_value=99, required=False)
    topics = forms.MultipleChoiceField(
        label="做了什么", choices=WorkerDuty.choices, widget=ChipChecks, required=False
    )
    note = CleanTextArea(
        label="情况说明",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=ONLY_MATTERS,
    )
    help_given = CleanCharField(
        label="提供的帮助", max_length=200, required=False, help_text="比如：代缴水费"
    )
    follow_up_on = forms.DateField(label="后续哪天办", widget=DateInput, required=False)
    follow_up_what = CleanCharField(
        label="后续要办的事", max_length=100, required=False, help_text="比如：送低保申请表"
    )
    visited_at = forms.DateTimeField(
        label="什么时候去的", widget=LocalDateTimeInput, required=False, help_text="不填就是现在"
    )

    def made(self, *, asked: tuple[str, ...] = ()) -> Made:
        said = self.cleaned_data
        return Made(
            outcome=said["outcome"],
            persons_met=said.get("persons_met"),
            topics=tuple(said.get("topics") or ()),
            asked=asked,
            note=said.get("note") or "",
            help_given=said.get("help_given") or "",
            follow_up_on=said.get("follow_up_on"),
            follow_up_what=said.get("follow_up_what") or "",
            visited_at=said.get("visited_at"),
            next_at=said.get("next_at"),
        )


class DoorFields(PlaceMixin, UiForm):
    """A building and, where the register knows it, a door of it."""

    place = PlaceField(required=False)
    door = CleanCharField(label="门牌", max_length=24, required=False)
    detail = CleanCharField(
        label="登记里没有的门牌",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "比如 3单元501、门口商铺", "autocomplete": "off"}),
    )
    campaign = forms.ChoiceField(label="走访活动", widget=ChipRadios, required=False)

    def __init__(
        self,
        *args: Any,
        user: Any,
        campaigns: list[VisitCampaign],
        contact: LeaderContact | None = None,
        **kwargs: Any,
    ) -> None:
        self.user, self.campaigns, self.contact = user, campaigns, contact
        super().__init__(*args, **kwargs)
        named = [(str(one.pk), one.name) for one in campaigns]
        set_choices(self, "campaign", [*named, ("", "平时走访")])
        self.fields["campaign"].initial = str(campaigns[0].pk) if len(campaigns) == 1 else ""
        sensible_dates(self)

    def clean_place(self) -> Area:
        """A community day needs no building: then it is the community itself."""
        if self.cleaned_data.get("place") is None:
            if self.contact is not None:
                return self.contact.community
            raise forms.ValidationError("请选去了哪栋楼。找不到就选小区", code="place")
        return super().clean_place()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        place = said.get("place")
        if place is not None:
            said["where"] = read_door(self.user, place, said.get("door") or "", said.get("detail") or "")
            if said["where"] is None:
                self.add_error("door", "这个门不在选的楼里，请重新选")
            else:
                said["campaign"] = self._campaign(said.get("campaign") or "", said["where"])
        return said

    def _campaign(self, chosen: str, door: Door) -> VisitCampaign | None:
        """The ticked campaign, if it reaches this door; next door it is a visit like any other."""
        campaign = next((one for one in self.campaigns if str(one.pk) == chosen), None)
        grid = door.grid(timezone.now())
        community = door.place.community_id or door.place.pk
        if campaign is None or not covers(
            campaign, community_id=community, grid_id=grid.pk if grid else None
        ):
            return None
        return campaign


class VisitForm(DoorFields, MadeFields):
    """/visits/new/."""

    has_opinion = forms.BooleanField(label="有意见要反映", required=False)
    opinion_text = CleanTextArea(
        label="居民说了什么",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "比如：楼顶漏水，一下雨就湿"}),
        help_text=ONLY_MATTERS,
    )
    kind = forms.ChoiceField(label="走访类别", choices=KINDS, initial=VisitKind.ROUTINE, required=False)
    asked = forms.MultipleChoiceField(label="谈到的事", widget=ChipChecks, required=False)
    photos = PhotosField(label="现场照片", required=False, help_text="只拍地方，不拍人、证件和屋里")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        questions = list(dict.fromkeys(word for one in self.campaigns for word in one.questions))
        set_choices(self, "asked", [(word, word) for word in questions])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        # Without scripts the field stands open: words in it count with or without the tick.
        if said.get("has_opinion") and not said.get("opinion_text") and "opinion_text" not in self.errors:
            self.add_error("opinion_text", "请写一句居民说了什么，没有就去掉勾")
        said["kind"] = said.get("kind") or VisitKind.ROUTINE
        return said


class PlanForm(DoorFields):
    """/visits/plan/."""

    planned_at = forms.DateTimeField(label="约在什么时候", widget=LocalDateTimeInput)
    workers = forms.MultipleChoiceField(
        label="谁去", widget=ChipChecks, required=False, help_text="不选就是自己去"
    )
    note = CleanCharField(label="为什么事去", max_length=200, required=False, help_text=ONLY_MATTERS)

    def __init__(self, *args: Any, place: Area | None, grid: Grid | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in workers_for(place, grid)}
        self.people.setdefault(str(self.user.pk), self.user)
        set_choices(self, "workers", [(pk, one.display_name) for pk, one in self.people.items()])

    def going(self) -> list[User]:
        return [self.people[pk] for pk in self.cleaned_data["workers"]]


def tomorrow_at_ten(today: date) -> str:
    """A first value that is easy to correct."""
    return f"{date.fromordinal(today.toordinal() + 1).isoformat()}T10:00"
