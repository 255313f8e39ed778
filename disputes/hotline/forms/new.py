"""Taking a ticket in, as it stands on the city's platform."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from core.text import CleanCharField, CleanTextArea
from core.ui.fields import PhoneField, ReferenceField
from core.ui.forms import UiForm
from core.ui.widgets import ChipRadios, LocalDateTimeInput
from disputes.choices import Cause
from disputes.hotline.actions import Dispatch
from disputes.hotline.choices import TicketKind
from grids.forms.places import PlaceField, PlaceMixin


class TicketForm(PlaceMixin, UiForm):
    """/hotline/new/: number, kind, moments, place, demand; who called may be left out."""

    city_no = ReferenceField(label="市平台工单号", max_length=40)
    kind = forms.ChoiceField(label="类别", choices=TicketKind.choices, widget=ChipRadios)
    dispatched_at = forms.DateTimeField(label="派单时间", widget=LocalDateTimeInput)
    due_given = forms.DateTimeField(
        label="市平台要求什么时候办完",
        widget=LocalDateTimeInput,
        required=False,
        help_text="照工单写。工单没有写的不填，按类别算",
    )
    place = PlaceField()
    place_detail = CleanCharField(label="具体位置", max_length=60, required=False)
    title = CleanCharField(
        label="用几个字说这件事", max_length=60, help_text="比如：北门路灯不亮。别写人名、门牌、电话"
    )
    text = CleanTextArea(label="诉求内容", max_length=1000, help_text="照工单写事，人名和电话写在下面")
    cause = forms.ChoiceField(label="是什么事", choices=[("", "不选"), *Cause.choices], required=False)
    name = CleanCharField(
        label="怎么称呼", max_length=25, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    phone = PhoneField(label="电话", required=False)

    def __init__(self, *args: Any, user: Any, now: datetime, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, initial={"dispatched_at": timezone.localtime(now)}, **kwargs)

    def told(self) -> Dispatch:
        """What the action takes."""
        return Dispatch(**self.cleaned_data)
