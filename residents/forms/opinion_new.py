"""Taking an opinion at the desk, by telephone or on a community day."""

from typing import Any

from django import forms

from core.text import CleanCharField, CleanTextArea
from core.ui.fields import PhoneField
from core.ui.forms import UiForm
from core.ui.widgets import ChipRadios, PhotosField
from grids.forms.places import PlaceField, PlaceMixin
from residents.actions.opinions import Told
from residents.choices_visits import Category, Channel, OpinionTopic, Satisfaction
from residents.models import Household, LeaderContact, Visit

SORT, SPOT = "sort", "spot"


class OpinionForm(PlaceMixin, UiForm):
    """/opinions/new/: place and a sentence are enough; nobody has to say who they are."""

    place = PlaceField()
    place_detail = CleanCharField(
        label="具体位置",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "比如 3单元门口"}),
    )
    text = CleanTextArea(
        label="居民说了什么", max_length=500, help_text="用居民的话写事，不写人的信仰、病情、交往"
    )
    topic = forms.ChoiceField(
        label="什么事项", choices=[("", "按内容自动选"), *OpinionTopic.choices], required=False
    )
    channel = forms.ChoiceField(
        label="怎么来的", choices=Channel.choices, widget=ChipRadios, initial=Channel.DESK
    )
    name = CleanCharField(
        label="怎么称呼",
        max_length=25,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = PhoneField(label="电话", required=False)
    way = forms.ChoiceField(
        label="接下来",
        choices=[(SORT, "交社区分类答复"), (SPOT, "当场已答复")],
        widget=ChipRadios,
        initial=SORT,
    )
    category = forms.ChoiceField(label="哪一类", choices=Category.choices, widget=ChipRadios, required=False)
    answer = CleanTextArea(
        label="告诉居民的话", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    handled = CleanCharField(
        label="办理结果", max_length=300, required=False, help_text="求助、投诉等办了的，写做了什么"
    )
    satisfaction = forms.ChoiceField(
        label="居民满意吗",
        choices=[*Satisfaction.choices[:5], ("", "没有问")],
        widget=ChipRadios,
        required=False,
    )
    photos = PhotosField(label="照片", required=False, help_text="只拍地方，不拍人")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("way") == SPOT:
            if not said.get("category"):
                self.add_error("category", "请选这是哪一类意见")
            if not said.get("answer") and "answer" not in self.errors:
                self.add_error("answer", "请写怎么答复居民的")
        return said

    def told(
        self,
        *,
        household: Household | None = None,
        visit: Visit | None = None,
        contact: LeaderContact | None = None,
    ) -> Told:
        """What the actions take."""
        said = self.cleaned_data
        home = household if household and household.dwelling.building_id == said["place"].pk else None
        return Told(
            place=said["place"],
            text=said["text"],
            channel=said["channel"],
            topic=said["topic"],
            place_detail=said["place_detail"],
            dwelling=home.dwelling if home else None,
            household=home,
            visit=visit,
            contact=contact,
            name=said["name"],
            phone=said["phone"],
        )
