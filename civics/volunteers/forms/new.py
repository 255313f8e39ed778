"""Entering a volunteer, planning an activity, asking for a certificate, keeping a team."""

from decimal import Decimal
from typing import Any

from django import forms

from civics.models import VolunteerTeam
from civics.volunteers import policies
from civics.volunteers.actions import Joining, Planned
from core.text import CleanCharField, CleanTextArea
from core.ui.fields import PhoneField, sensible_dates
from core.ui.forms import UiForm, set_choices
from core.ui.widgets import DateInput, LocalDateTimeInput

PLAIN = {"autocomplete": "off"}


def name_field(label: str = "姓名", **more: Any) -> CleanCharField:
    return CleanCharField(label=label, max_length=25, widget=forms.TextInput(attrs=PLAIN), **more)


def birth_field() -> forms.IntegerField:
    return forms.IntegerField(
        label="出生年份", min_value=1900, max_value=2099, help_text="四位数字，比如 1985",
        error_messages={"min_value": "年份请写四位数字，比如 1985", "max_value": "年份请写四位数字，比如 1985"},
    )  # fmt: skip


def skills_field() -> CleanCharField:
    return CleanCharField(
        label="会做什么、什么时候有空", max_length=100, required=False, help_text="比如：会修水电，周末有空"
    )


class CommunityForm(UiForm):
    """Base of forms that begin in one of the person's communities."""

    community = forms.ChoiceField(label="社区")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(one.pk): one for one in policies.communities_of(user)}
        set_choices(self, "community", [(pk, one.name) for pk, one in self.known.items()])
        sensible_dates(self)

    def said(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        return {**said, "community": self.known[said["community"]]}


class JoinForm(CommunityForm):
    """/civics/volunteers/new/, for who comes to the desk."""

    name = name_field()
    phone = PhoneField(label="电话")
    birth_year = birth_field()
    skills = skills_field()

    def told(self) -> Joining:
        return Joining(**self.said())


def team_choices(community_id: int | None = None) -> list[tuple[str, str]]:
    rows = VolunteerTeam.objects.filter(is_active=True)
    if community_id is not None:
        rows = rows.filter(community=community_id) | rows.filter(community=None)
    return [("", "不选"), *((str(one.pk), one.name) for one in rows)]


def team_of(value: str) -> VolunteerTeam | None:
    return VolunteerTeam.objects.get(pk=int(value)) if value else None


class PlanFields(forms.Form):
    """What an activity says; the form of a new one and the form of its change have them."""

    title = CleanCharField(label="活动名称", max_length=40, help_text="会公开，别写人名、电话")
    text = CleanTextArea(label="做什么", max_length=500)
    place = CleanCharField(label="集合地点", max_length=60, help_text="写公共地点，别写门牌")
    starts_at = forms.DateTimeField(label="开始", widget=LocalDateTimeInput)
    ends_at = forms.DateTimeField(label="结束", widget=LocalDateTimeInput)
    places = forms.IntegerField(label="要多少人", min_value=1, max_value=500)
    team = forms.ChoiceField(label="服务队", required=False)
    needs = CleanCharField(label="需要什么", max_length=100, required=False, help_text="会做什么、带什么")
    min_age = forms.IntegerField(label="最小年龄", min_value=10, max_value=80, initial=14)
    risks = CleanTextArea(
        label="有什么风险、怎么防", max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="报名的人会看到。比如：路面结冰，穿防滑鞋",
    )  # fmt: skip
    is_danger = forms.BooleanField(
        label="有危险的任务（登高、用电、应急等）", required=False, help_text="要满18岁、先培训、投保险"
    )
    is_trained = forms.BooleanField(label="已安排培训", required=False)
    is_insured = forms.BooleanField(label="已为参加的人投保险", required=False)


class PlanForm(PlanFields, CommunityForm):
    """/civics/activities/new/."""

    field_order = ("community", *PlanFields.base_fields)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "team", team_choices())

    def told(self) -> Planned:
        said = self.said()
        return Planned(**{**said, "team": team_of(said["team"])})


class CertificateForm(UiForm):
    """/civics/volunteers/<no>/certificate/."""

    from_on = forms.DateField(label="从哪天起", widget=DateInput)
    to_on = forms.DateField(label="到哪天止", widget=DateInput)
    purpose = CleanCharField(label="用途", max_length=60, help_text="比如：入学、评优")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sensible_dates(self)


class TeamForm(CommunityForm):
    """A team of one of the person's communities; the street's own has none."""

    name = CleanCharField(label="队名", max_length=30)
    does = CleanCharField(label="做什么", max_length=100)
    is_active = forms.BooleanField(label="在用", required=False, initial=True)


class GiftForm(UiForm):
    """/civics/volunteers/gifts/new/. The books hold no name of who was helped."""

    amount = forms.DecimalField(
        label="多少积分",
        min_value=Decimal("0.1"),
        max_digits=6,
        decimal_places=1,
        help_text="1个积分抵1小时服务",
    )
    words = CleanCharField(label="帮了什么", max_length=60, help_text="比如：帮独居邻居买菜。只写事，不写谁")
