"""Writing a wish down."""

from typing import Any

from django import forms

from civics.models import MicroWish
from civics.wishes import policies
from civics.wishes.actions import Wished
from civics.wishes.choices import WishKind
from core.text import CleanCharField, CleanTextArea
from core.ui.fields import MoneyField, PhoneField
from core.ui.forms import UiForm, set_choices
from core.ui.widgets import ChipRadios

NAMELESS = "这些字会公开，别写姓名、门牌、电话"


def title_field() -> CleanCharField:
    return CleanCharField(label="心愿是什么", max_length=40, help_text=f"比如：想要一个小书桌。{NAMELESS}")


def text_field() -> CleanTextArea:
    return CleanTextArea(
        label="说明", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="尺寸、时间、为什么需要",
    )  # fmt: skip


def kind_field() -> forms.ChoiceField:
    return forms.ChoiceField(label="类别", choices=WishKind.choices, widget=ChipRadios)


def amount_field() -> MoneyField:
    return MoneyField(label="大约要花多少元", max_digits=7, help_text="不用花钱的写0")


class WishForm(UiForm):
    """/civics/wishes/new/."""

    community = forms.ChoiceField(label="社区")
    kind = kind_field()
    title = title_field()
    text = text_field()
    amount = amount_field()
    name = CleanCharField(
        label="怎么称呼心愿人", max_length=25, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    phone = PhoneField(label="电话", help_text="姓名电话加密保存，只用来核实和送达")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(one.pk): one for one in policies.collects_in(user)}
        set_choices(self, "community", [(pk, one.name) for pk, one in self.known.items()])

    def told(self) -> Wished:
        """What the action takes."""
        said = dict(self.cleaned_data)
        return Wished(community=self.known[said.pop("community")], **said)


def first_words(row: MicroWish) -> dict[str, Any]:
    return {one: getattr(row, one) for one in ("kind", "title", "text", "amount")}
