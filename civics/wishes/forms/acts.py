"""Forms of the acts of a wish; every act of civics.wishes.actions.ACTIONS has one."""

from datetime import datetime
from typing import Any

from django import forms

from civics.models import MicroWish
from civics.wishes.choices import ClaimerKind, ClaimState
from civics.wishes.forms.new import amount_field, first_words, kind_field, text_field, title_field
from core.flow.forms import ActForm
from core.text import CleanCharField, CleanTextArea
from core.ui.fields import MoneyField, PhoneField
from core.ui.forms import set_choices
from core.ui.widgets import ChipRadios, DateInput, PhotosField, Radios

# A claim on the form: not from the public page, which a resident leaves for themselves.
_ENTERED = [(one.value, one.label) for one in ClaimerKind]


def words(label: str, most: int = 200, **more: Any) -> CleanTextArea:
    return CleanTextArea(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": 3}), **more)


class WishActForm(ActForm[MicroWish]):
    """Base of the acts on a wish."""


class EditForm(WishActForm):
    submit = "保存"
    kind = kind_field()
    title = title_field()
    text = text_field()
    amount = amount_field()
    name = CleanCharField(
        label="怎么称呼心愿人", max_length=25, required=False, help_text="写错了才填，不填就不改",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    phone = PhoneField(label="电话", required=False, help_text="写错了才填，不填就不改")

    @classmethod
    def first_values(cls, row: MicroWish, now: datetime) -> dict[str, Any]:
        return first_words(row)


class CheckForm(WishActForm):
    submit = "核实通过"
    is_real = forms.BooleanField(
        label="问过本人，情况属实", error_messages={"required": "核实属实的再勾选；不属实的请「不采纳」"}
    )
    is_lawful = forms.BooleanField(
        label="合法合规，不涉及现金、迷信和安全风险",
        error_messages={"required": "合法合规的再勾选；不合规的请「不采纳」"},
    )
    note = CleanCharField(label="说一句", max_length=100, required=False)


class ReasonForm(WishActForm):
    reason = words("原因")


class RefuseForm(ReasonForm):
    submit = "不采纳"
    is_final = True
    reason = words("为什么不采纳，怎么和本人说的")


class PublishForm(WishActForm):
    submit = "公开征集"
    intro = "公开后人人看得到心愿和说明，看不到是谁的。30天没有人认领，由社区来办。"


class ClaimChoice(WishActForm):
    """Which of the offers from the public page."""

    claim = forms.ChoiceField(label="哪一位", widget=Radios)

    def prepare(self) -> None:
        waiting = self.row.claims.filter(state=ClaimState.WAITING)
        shown = [(one.pk, f"{one} {one.masked_name} {one.masked_phone} {one.words}") for one in waiting]
        set_choices(self, "claim", shown)


class AcceptForm(ClaimChoice):
    submit = "同意认领"
    intro = "先打电话说好怎么送、什么时候送，再同意。其余留言的人请电话感谢。"


class DeclineForm(ClaimChoice):
    submit = "婉拒"
    reason = words("为什么，怎么和对方说的")


class EnterClaimForm(WishActForm):
    submit = "登记认领"
    kind = forms.ChoiceField(label="谁认领", choices=_ENTERED, widget=ChipRadios)
    unit = CleanCharField(label="单位名称", max_length=60, required=False, help_text="共建单位认领的填")
    name = CleanCharField(
        label="怎么称呼", max_length=25, required=False, help_text="个人认领的填，单位认领的填联系人",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    phone = PhoneField(label="电话", required=False)


class TakeForm(WishActForm):
    submit = "我来认领"
    intro = "认领后15天内送到。社区会和你联系怎么送。"
    words = CleanCharField(label="打算怎么办", max_length=100, required=False)


class DeliverForm(WishActForm):
    submit = "已送达"
    today_fields = ("delivered_on",)
    photo_purpose = "after"
    delivered_on = forms.DateField(label="哪天送到的", widget=DateInput)
    delivery = words("送了什么、做了什么", help_text="别写姓名、门牌")
    cost = MoneyField(label="实际花了多少元", max_digits=7, required=False)
    photos = PhotosField(label="照片", required=False, help_text="拍东西和场地，不拍人脸")


class RedoForm(ReasonForm):
    submit = "退回再办"
    reason = words("还差什么")


class ConfirmForm(WishActForm):
    submit = "本人已确认"
    intro = "给心愿人打电话或当面问过，再确认。本人也可以凭查询码在公开页上确认。"
    feedback = words("心愿人怎么说", required=False)


class CloseForm(WishActForm):
    submit = "办结"
    thanks = words("怎么答谢的", help_text="比如：打电话感谢，社区公示栏贴了感谢卡")


class StoryForm(WishActForm):
    submit = "公开故事"
    intro = "故事会放在公开页上。必须有本人签字的书面同意，同意书的照片一并传上来。"
    photo_purpose = "paper"
    story = words("故事", 300, help_text="写「一位居民」，不写姓名、门牌、电话")
    consent_on = forms.DateField(label="本人哪天签的同意书", widget=DateInput)
    consent_paper = CleanCharField(label="同意书放在哪里", max_length=60, help_text="比如：社区档案柜2号盒")
    photos = PhotosField(label="同意书照片", required=False)

    @classmethod
    def first_values(cls, row: MicroWish, now: datetime) -> dict[str, Any]:
        return {"story": row.story, "consent_on": row.consent_on, "consent_paper": row.consent_paper}


class WithdrawForm(ReasonForm):
    submit = "撤回"
    is_final = True
    reason = words("为什么撤回")


class NoteForm(WishActForm):
    submit = "记下"
    text = words("内容", 500, help_text="只写事，不写人的病情、家境")


FORMS: dict[str, type[WishActForm]] = {
    "accept_claim": AcceptForm,
    "check": CheckForm,
    "close": CloseForm,
    "confirm": ConfirmForm,
    "decline_claim": DeclineForm,
    "deliver": DeliverForm,
    "drop_story": ReasonForm,
    "edit": EditForm,
    "enter_claim": EnterClaimForm,
    "give_back": ReasonForm,
    "note": NoteForm,
    "publish": PublishForm,
    "redo": RedoForm,
    "refuse": RefuseForm,
    "take": TakeForm,
    "take_down": ReasonForm,
    "tell_story": StoryForm,
    "withdraw": WithdrawForm,
}
