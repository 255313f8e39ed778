"""Logging in the stairwell: one screen, one thumb. Only place and kind are needed."""

from typing import Any

from django import forms

from core.text import CleanCharField, CleanTextArea
from core.ui.forms import UiForm, show_choices
from core.ui.widgets import ChipRadios, PhotosField
from disputes.choices import FREQUENT_CAUSES, Cause
from disputes.selectors.causes import offered
from grids.forms.places import PlaceField, PlaceMixin

UP, SETTLED = "up", "settled"
KEEP = "keep"
_NONE_ABOVE = ("", "不在上面的，从这里选")
_MORE = [cause for cause in Cause if cause not in FREQUENT_CAUSES]


class QuickForm(PlaceMixin, UiForm):
    """W2-2."""

    photos = PhotosField(label="照片", required=False)
    place = PlaceField()
    place_detail = CleanCharField(
        label="门牌或具体位置",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "比如 3单元门口"}),
    )
    cause = forms.ChoiceField(
        label="是什么事",
        choices=[(one.value, one.label) for one in FREQUENT_CAUSES],
        widget=ChipRadios,
        required=False,
    )
    cause_more = forms.ChoiceField(
        label="更多类型",
        choices=[_NONE_ABOVE, *((one.value, one.label) for one in _MORE)],
        required=False,
    )
    text = CleanTextArea(
        label="说一句",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "比如：3单元门口返水，一楼进水"}),
    )
    way = forms.ChoiceField(
        label="能自己解决吗",
        choices=[(UP, "报社区"), (KEEP, "我来办"), (SETTLED, "我已处理")],
        widget=ChipRadios,
        initial=UP,
    )
    done_text = CleanCharField(label="怎么处理的", max_length=200, required=False)
    after = PhotosField(label="处理后的照片", required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        shown = dict(offered(Cause, chosen=str(self["cause"].value() or self["cause_more"].value() or "")))
        for name, causes in (("cause", FREQUENT_CAUSES), ("cause_more", _MORE)):
            own = [(one.value, shown[one.value]) for one in causes if one.value in shown]
            show_choices(self, name, own if name == "cause" else [_NONE_ABOVE, *own])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        said["cause"] = said.get("cause") or said.get("cause_more") or ""
        if not said["cause"]:
            self.add_error("cause", "请选是什么事")
        if said.get("way") == SETTLED and not (said.get("after") or said.get("done_text")):
            self.add_error("done_text", "请拍一张处理后的照片，或写一句怎么处理的")
        return said
