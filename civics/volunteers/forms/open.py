"""What the public pages of volunteering ask."""

from typing import Any

from django import forms

from civics.public import CODE_LENGTH, read_code
from civics.volunteers.actions import Joining
from civics.volunteers.forms.acts import credit_field
from civics.volunteers.forms.new import birth_field, name_field, skills_field
from core.text import CleanCharField
from core.ui.fields import PhoneField
from core.ui.forms import UiForm, set_choices
from grids.models import Area


class OpenJoinForm(UiForm):
    """Joining from outside: the risks are said on the page, the community calls back."""

    community = forms.ChoiceField(label="您住哪个社区")
    name = name_field()
    phone = PhoneField(label="电话", help_text="只有社区工作人员看得到，用来和您联系")
    birth_year = birth_field()
    skills = skills_field()
    agrees = forms.BooleanField(
        label="我自愿参加，看过上面的说明，同意社区为志愿服务保存我的资料",
        error_messages={"required": "请先看说明，同意后再提交"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(one.pk): one for one in Area.objects.active().communities().order_by("code")}
        set_choices(self, "community", [("", "请选"), *((pk, one.name) for pk, one in self.known.items())])

    def told(self) -> Joining:
        said = {name: value for name, value in self.cleaned_data.items() if name != "agrees"}
        return Joining(**{**said, "community": self.known[said["community"]]})


class OwnForm(UiForm):
    """Number and code of a volunteer."""

    no = CleanCharField(label="志愿者编号", max_length=16, help_text="例如 VL-2026-01234")
    c = CleanCharField(label="查询码", max_length=12, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def clean_no(self) -> str:
        return str(self.cleaned_data["no"]).upper()

    def clean_c(self) -> str:
        code = read_code(self.cleaned_data["c"])
        if len(code) != CODE_LENGTH:
            raise forms.ValidationError(f"查询码是{CODE_LENGTH}位，请对照报名时记下的", code="code")
        return code


class DoorForm(OwnForm):
    """At the door: also the six digits on the organiser's screen."""

    code = CleanCharField(
        label="现场签到码", max_length=8, help_text="组织者屏幕上的六位数字",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


class WrongForm(UiForm):
    text = CleanCharField(label="哪里不对，应该是什么", max_length=200)


class LeaveForm(UiForm):
    reason = CleanCharField(label="为什么退出", max_length=200)


class GiveOwnForm(UiForm):
    amount = credit_field()
    to = CleanCharField(
        label="捐给哪位志愿者", max_length=16, required=False, help_text="写编号；不写就捐到爱心积分"
    )
