"""The booking, and what each act of a counsellor asks for."""

from datetime import datetime
from typing import Any

from django import forms

from civics.care.actions import Wish
from civics.choices_care import CareOutcome, CareSource, CareTheme, CareTime
from civics.models.care import CareBooking
from core.flow.forms import ActForm
from core.text import CleanCharField, CleanTextArea
from core.ui.fields import PhoneField
from core.ui.forms import UiForm
from core.ui.widgets import ChipRadios, DateInput, LocalDateTimeInput
from grids.models import Area

_QUIET = {"autocomplete": "off"}


class BookingForm(UiForm):
    """/care/new/: who asks, when it suits, how to call back. A name may be left out."""

    source = forms.ChoiceField(label="谁提出的", choices=CareSource.choices, widget=ChipRadios)
    agreed = forms.BooleanField(label="家里人来约的：本人知道，也同意", required=False)
    in_danger = forms.BooleanField(label="有伤害自己或别人的危险", required=False)
    suits = forms.ChoiceField(label="什么时候方便", choices=CareTime.choices, widget=ChipRadios)
    community = forms.ModelChoiceField(
        label="想在哪个社区", queryset=Area.objects.none(), required=False, empty_label="都可以，街道也行"
    )
    is_anonymous = forms.BooleanField(
        label="匿名", required=False, help_text="不留称呼；不留电话的，凭预约码打电话或到窗口问时间"
    )
    name = CleanCharField(
        label="怎么称呼", max_length=25, required=False, widget=forms.TextInput(attrs=_QUIET)
    )
    phone = PhoneField(label="电话", required=False)
    wish = CleanTextArea(
        label="想说的", max_length=300, required=False, widget=forms.Textarea({"rows": 3}),
        help_text="可以不写。写了也只有咨询员看得到",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        community: Any = self.fields["community"]
        community.queryset = Area.objects.active().communities().order_by("code")

    def told(self) -> Wish:
        """What the action takes."""
        return Wish(**{name: value for name, value in self.cleaned_data.items() if name != "in_danger"})


class CareForm(ActForm[CareBooking]):
    """Base of the acts' forms."""


class TakeForm(CareForm):
    intro = "接下后，称呼、电话和对方写的话只有你看得到。2个工作日内联系。"


class ArrangeForm(CareForm):
    slot_at = forms.DateTimeField(label="约在什么时候", widget=LocalDateTimeInput)
    place = CleanCharField(label="在哪里", max_length=60)

    @classmethod
    def first_values(cls, row: CareBooking, now: datetime) -> dict[str, Any]:
        return {"place": row.place}


class MeetForm(CareForm):
    intro = "日期、时长、主题留下来做统计。记录加密，只有你看得到。不写诊断。"
    today_fields = ("on",)
    on = forms.DateField(label="日期", widget=DateInput)
    minutes = forms.IntegerField(label="时长（分钟）", min_value=5, max_value=300)
    theme = forms.ChoiceField(label="主题", choices=[("", "请选"), *CareTheme.choices])
    words = CleanTextArea(
        label="记录",
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 6}),
        help_text="只有你看得到",
    )


class DangerForm(CareForm):
    intro = "先打110、120，再联系家里人。心理咨询员不是急救人员，不要一个人处理。"
    called = forms.BooleanField(label="已经打了110或120")


class ReferForm(CareForm):
    intro = "怀疑有精神障碍的，建议去医院。咨询员不做诊断、不做治疗（《精神卫生法》第23条）。"
    hospital = CleanCharField(label="建议去哪家医院", max_length=60, help_text="加密保存")
    agreed = forms.BooleanField(label="本人或监护人同意")


class PassOnForm(CareForm):
    intro = "预约回到没人接的状态。你写的记录，接手的人看不到。"


class CloseForm(CareForm):
    intro = "180天后，称呼、电话和记录自动删除，只留日期、时长、主题和结果。"
    outcome = forms.ChoiceField(label="结果", choices=CareOutcome.choices, widget=ChipRadios)


class CancelForm(CareForm):
    intro = "对方不来了，或者约重了。"


class EraseForm(CareForm):
    is_final = True
    intro = "称呼、电话、记录马上删除，谁也打不开了。日期、时长、主题和结果留下来。"


FORMS: dict[str, type[CareForm]] = {
    "take": TakeForm,
    "arrange": ArrangeForm,
    "meet": MeetForm,
    "danger": DangerForm,
    "refer": ReferForm,
    "pass_on": PassOnForm,
    "close": CloseForm,
    "cancel": CancelForm,
    "erase": EraseForm,
}
