"""Forms of the register of committees."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from core.accounts.models import User
from core.flow.forms import ActForm
from core.text import CleanCharField, number_of
from core.ui.fields import sensible_dates
from core.ui.forms import UiForm, set_choices
from core.ui.widgets import Checks, ChipRadios, DateInput
from disputes.choices_mediation import CommitteeKind, MediatorPost
from disputes.models import MediationCommittee
from disputes.querysets import CASE_ROLES
from grids.choices import AreaLevel
from grids.models import Area, Posting

_NAME = {"label": "全称", "max_length": 60, "help_text": "比如：雄关街道铁北社区人民调解委员会"}
_SERIES = {"label": "编号字头", "max_length": 20, "help_text": "比如：铁北人调字。协议书按它编号"}
_COURT = {"label": "管辖的基层法院", "max_length": 40, "required": False, "help_text": "司法确认向它申请"}
_TRADE = {
    "label": "行业或专业领域",
    "max_length": 30,
    "required": False,
    "help_text": "行业性、专业性的填，比如：物业",
}


class SetUpForm(UiForm):
    """A new committee."""

    kind = forms.ChoiceField(label="类别", choices=CommitteeKind.choices, widget=ChipRadios)
    community = forms.ChoiceField(label="社区", required=False, help_text="社区的调委会要选")
    trade = CleanCharField(**_TRADE)
    name = CleanCharField(**_NAME)
    series = CleanCharField(**_SERIES)
    court = CleanCharField(**_COURT)
    term_from = forms.DateField(label="本届从哪天起", widget=DateInput, help_text="任期三年，可以连选连任")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Area.objects.filter(level=AreaLevel.COMMUNITY).order_by("code").values_list("pk", "name")
        set_choices(self, "community", [("", "—"), *((str(pk), name) for pk, name in rows)])
        sensible_dates(self)

    def fields_said(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        community = number_of(said.pop("community") or "")
        if said["kind"] != CommitteeKind.COMMUNITY or community is None:
            return {**said, "community": None}
        return {**said, "community": Area.objects.get(pk=community)}


class CommitteeForm(ActForm[MediationCommittee]):
    """Base: the mediators serving today, read once."""

    def mediators(self) -> list[tuple[str, str]]:
        today = timezone.localdate(self.now)
        return [(str(one.pk), str(one)) for one in self.row.mediators.all() if one.serves(today)]


class ChangeCommitteeForm(CommitteeForm):
    name = CleanCharField(**_NAME)
    trade = CleanCharField(**_TRADE)
    series = CleanCharField(**_SERIES)
    court = CleanCharField(**_COURT)
    submit = "保存"

    @classmethod
    def first_values(cls, row: MediationCommittee, now: Any) -> dict[str, Any]:
        return {name: getattr(row, name) for name in ("name", "trade", "series", "court")}

    def arguments(self) -> dict[str, Any]:
        return {"fields": super().arguments()}


class EngageForm(CommitteeForm):
    user = forms.ChoiceField(
        label="账号", required=False, help_text="有账号的才能选定为案件的调解员；没有账号的只登记姓名"
    )
    name = CleanCharField(label="姓名", max_length=25, required=False, help_text="没有账号时填")
    post = forms.ChoiceField(label="职务", choices=MediatorPost.choices, widget=ChipRadios)
    is_woman = forms.BooleanField(label="是妇女", required=False)
    valid_from = forms.DateField(label="从哪天起", widget=DateInput)
    submit = "聘任"
    today_fields = ("valid_from",)

    def prepare(self) -> None:
        """People who work cases of this committee's place, today."""
        posts = Posting.objects.active().filter(role__in=list(CASE_ROLES), user__is_active=True)
        if self.row.community_id is not None:
            here = self.row.community_id
            posts = posts.filter(Q(community=here) | Q(grid__community=here))
        rows = posts.select_related("user").order_by("user__display_name", "pk")
        people = {str(one.user_id): f"{one.user.display_name}（{one.user.title}）" for one in rows}
        set_choices(self, "user", [("", "没有账号"), *people.items()])

    def arguments(self) -> dict[str, Any]:
        found = super().arguments()
        found["user"] = User.objects.get(pk=int(found["user"])) if found["user"] else None
        return found


class DismissForm(CommitteeForm):
    mediator = forms.ChoiceField(label="谁")
    valid_to = forms.DateField(label="最后一天", widget=DateInput)
    reason = CleanCharField(label="原因", max_length=100, help_text="比如：本人辞任、调离、违反纪律罢免")
    submit = "登记"
    today_fields = ("valid_to",)

    def prepare(self) -> None:
        set_choices(self, "mediator", [("", "请选"), *self.mediators()])

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "mediator": int(self.cleaned_data["mediator"])}


class RenewForm(CommitteeForm):
    term_from = forms.DateField(label="新一届从哪天起", widget=DateInput)
    keep = forms.MultipleChoiceField(
        label="继续担任的", widget=Checks, required=False, help_text="没有勾的到前一天为止"
    )
    submit = "换届"
    today_fields = ("term_from",)

    def prepare(self) -> None:
        set_choices(self, "keep", self.mediators())
        self.initial.setdefault("keep", [pk for pk, _ in self.mediators()])

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "keep": [int(pk) for pk in self.cleaned_data["keep"]]}


class CloseCommitteeForm(CommitteeForm):
    ended_on = forms.DateField(label="哪天撤销", widget=DateInput)
    reason = CleanCharField(label="原因", max_length=200, help_text="比如：社区合并")
    submit = "撤销"
    is_final = True
    today_fields = ("ended_on",)
