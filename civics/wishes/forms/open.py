"""What the public pages ask: an offer to fulfil a wish, and the number and code of one's own."""

from django import forms

from civics.public import CODE_LENGTH, read_code
from civics.wishes.actions import Offer
from civics.wishes.choices import ClaimerKind
from core.text import CleanCharField
from core.ui.fields import PhoneField
from core.ui.forms import UiForm
from core.ui.widgets import ChipRadios

_FROM_OUTSIDE = (ClaimerKind.RESIDENT, ClaimerKind.VOLUNTEER, ClaimerKind.UNIT)


class OfferForm(UiForm):
    """Name and telephone for the call back; they are sealed and go to the community alone."""

    kind = forms.ChoiceField(
        label="您是", choices=[(one.value, one.label) for one in _FROM_OUTSIDE], widget=ChipRadios,
        initial=ClaimerKind.RESIDENT.value,
    )  # fmt: skip
    unit = CleanCharField(label="单位名称", max_length=60, required=False, help_text="单位认领的填")
    name = CleanCharField(label="怎么称呼您", max_length=25)
    phone = PhoneField(label="电话", help_text="只有社区工作人员看得到，用来和您联系")
    words = CleanCharField(label="想说的话", max_length=100, required=False)
    agrees = forms.BooleanField(
        label="我同意社区为联系送达保存我的称呼和电话，心愿办结后180天内删除",
        error_messages={"required": "同意后才能留下联系方式；也可以直接打社区电话"},
    )

    def offer(self) -> Offer:
        said = {name: value for name, value in self.cleaned_data.items() if name != "agrees"}
        return Offer(**said)


class OwnForm(UiForm):
    """Number and code from the slip."""

    no = CleanCharField(label="心愿编号", max_length=16, help_text="例如 MW-2026-01234")
    c = CleanCharField(label="查询码", max_length=12, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def clean_no(self) -> str:
        return str(self.cleaned_data["no"]).upper()

    def clean_c(self) -> str:
        code = read_code(self.cleaned_data["c"])
        if len(code) != CODE_LENGTH:
            raise forms.ValidationError(f"查询码是{CODE_LENGTH}位，请对照小票", code="code")
        return code


class FeedbackForm(UiForm):
    feedback = CleanCharField(label="想说的话", max_length=200, required=False)


class WithdrawOwnForm(UiForm):
    reason = CleanCharField(label="为什么撤回", max_length=200)
