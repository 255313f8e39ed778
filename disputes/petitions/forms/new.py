"""Taking in a matter at the desk; and an accusation, of which three facts are asked."""

from typing import Any

from django import forms

from core.text import CleanCharField, CleanTextArea
from core.ui.fields import PhoneField, sensible_dates
from core.ui.forms import UiForm
from core.ui.widgets import ChipRadios, PhotosField, Radios
from disputes.models import PetitionMatter
from disputes.petitions.actions import Received
from disputes.petitions.choices import MOST_REPRESENTATIVES, Body, Channel, Content, PetitionKind
from disputes.petitions.forms.base import ONLY_MATTER, day, words
from grids.forms.places import PlaceField, PlaceMixin


class MatterForm(PlaceMixin, UiForm):
    """/petitions/new/, in the order of the talk at the desk."""

    channel = forms.ChoiceField(
        label="怎么来的", choices=Channel.choices, widget=ChipRadios, initial=Channel.VISIT
    )
    received_on = day("收到日期")
    kind = forms.ChoiceField(
        label="信访目的", choices=PetitionKind.choices, widget=ChipRadios, initial=PetitionKind.APPEAL
    )
    content = forms.ChoiceField(label="内容类别", choices=[("", "请选"), *Content.choices])
    place = PlaceField()
    place_detail = CleanCharField(
        label="具体位置",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "比如 3单元门口"}),
    )
    title = CleanCharField(
        label="什么事", max_length=60, help_text="一句话，不写人名，比如：小区北门路灯长期不亮"
    )
    summary = CleanTextArea(label="反映的情况", max_length=500, help_text=ONLY_MATTER)
    demand = words("要求什么", 300)
    reasons = words("事实和理由", 500, required=False)
    name = CleanCharField(
        label="姓名", max_length=25, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    phone = PhoneField(label="电话", required=False)
    address = CleanCharField(
        label="住址", max_length=100, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    representatives = forms.IntegerField(
        label="共同信访的代表人数",
        min_value=0,
        max_value=MOST_REPRESENTATIVES,
        required=False,
        help_text=f"几个人一起提出的，推选代表，最多{MOST_REPRESENTATIVES}人；一个人来的不填",
        error_messages={"max_value": f"代表最多{MOST_REPRESENTATIVES}人，请他们推选代表"},
    )
    accused = CleanCharField(
        label="被反映的单位",
        max_length=60,
        required=False,
        help_text="加密保存，只有承办人和受理窗口能看，不会转给对方",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    tell_now = forms.BooleanField(label="当场告诉了信访人：已收到、在哪里办、怎么办", required=False)
    photos = PhotosField(label="来信、材料的照片", required=False, help_text="只有承办人和受理窗口能看")
    other_matter = forms.BooleanField(label="看过了，不是同一件事，照常登记", required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        self.same: list[str] = []
        sensible_dates(self)

    def clean(self) -> dict[str, Any]:
        """F8: matters are compared, never people, and only the number is shown."""
        said = super().clean() or {}
        place, content = said.get("place"), said.get("content")
        if place is not None and content:
            same = PetitionMatter.objects.same_matter(place.pk, content).order_by("pk")
            self.same = [str(no) for no in same.values_list("no", flat=True)[:5]]
        if self.same and not said.get("other_matter") and not self.errors:
            self.add_error(
                "other_matter", f"同一地点、同一类的正在办：{'、'.join(self.same)}。请先看看是不是同一件"
            )
        if said.get("tell_now") and said.get("channel") == Channel.TRANSFER:
            self.add_error("tell_now", "转交来的要书面告知信访人，请登记后出具告知书")
        return said

    def told(self, follows: PetitionMatter | None) -> Received:
        """What the action takes."""
        said = self.cleaned_data
        plain = (
            "place", "title", "summary", "demand", "kind", "content", "channel", "received_on", "reasons",
            "place_detail", "name", "phone", "address", "accused",
        )  # fmt: skip
        facts = {name: said[name] for name in plain}
        return Received(**facts, representatives=said["representatives"] or 0, follows=follows)


class AccusationForm(UiForm):
    """检举控告: when, and to whom it goes. There is no field for anything else."""

    received_on = day("收到日期")
    body = forms.ChoiceField(label="转给哪个机关", choices=Body.choices, widget=Radios)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sensible_dates(self)
