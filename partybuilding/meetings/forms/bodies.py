"""Forms of the register of bodies and their seats."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from core.accounts.models import User
from core.flow.forms import ActForm
from core.text import CleanCharField
from core.ui.fields import sensible_dates
from core.ui.forms import UiForm, set_choices
from core.ui.widgets import ChipRadios, DateInput
from grids.choices import COMMUNITY_ROLES, Role
from grids.models import Area, Department, Posting
from grids.scope import Scope
from partybuilding.choices import CYCLES
from partybuilding.meetings.actions.bodies import communities_to_set_up
from partybuilding.models import MemberAbsence, PartyJointBody

_BODY_FIELDS = ("name", "cycle_months", "place", "starts_at")


def _time_field() -> forms.TimeField:
    field = forms.TimeField(
        label="一般几点开",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text="比如 09:30",
    )
    field.error_messages["invalid"] = "时间请写成 09:30 这样"
    return field


def _name_field() -> CleanCharField:
    return CleanCharField(label="名称", max_length=40, help_text="比如：雄关街道大工委联席会议")


def _cycle_field() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label="多久开一次", coerce=int, choices=CYCLES, widget=ChipRadios)


class SetUpForm(UiForm):
    """A new body: the street's, or a community's."""

    community = forms.ChoiceField(label="哪一级", required=False)
    name = _name_field()
    cycle_months = _cycle_field()
    place = CleanCharField(label="开会地点", max_length=60, required=False)
    starts_at = _time_field()
    valid_from = forms.DateField(label="从哪天起", widget=DateInput)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Area.objects.filter(pk__in=communities_to_set_up(user)).order_by("code")
        self.known = {str(one.pk): one for one in own}
        street = [("", "街道大工委")] if Role.MEETING_SECRETARY in Scope.of(user).street_roles else []
        set_choices(
            self, "community", [*street, *((pk, f"{one.name}大党委") for pk, one in self.known.items())]
        )
        sensible_dates(self)

    def fields_said(self) -> dict[str, Any]:
        return {**self.cleaned_data, "community": self.known.get(self.cleaned_data["community"] or "")}


class BodyForm(ActForm[PartyJointBody]):
    """Base: the seats of today, read once."""

    def seats(self) -> list[tuple[str, str]]:
        rows = self.row.members.filter(valid_to__isnull=True)
        return [(str(one.pk), f"{one.unit_name}（{one.official_title}）") for one in rows]

    def accounts(self, empty: str) -> list[tuple[str, str]]:
        """Who may sit: liaisons, and people of the street or of the body's community."""
        roles = Q(role=Role.DEPT_LIAISON) | Q(street=True)
        if self.row.community_id is not None:
            roles |= Q(community=self.row.community_id, role__in=COMMUNITY_ROLES)
        posts = Posting.objects.active().filter(roles, user__is_active=True).select_related("user")
        people = {str(one.user_id): f"{one.user.display_name}（{one.user.title}）" for one in posts}
        return [("", empty), *sorted(people.items(), key=lambda one: one[1])]

    def user_of(self, name: str) -> User | None:
        pk = self.cleaned_data.get(name)
        return User.objects.get(pk=int(pk)) if pk else None


class ChangeForm(BodyForm):
    submit = "保存"
    name = _name_field()
    cycle_months = _cycle_field()
    place = CleanCharField(label="开会地点", max_length=60, required=False)
    starts_at = _time_field()

    @classmethod
    def first_values(cls, row: PartyJointBody, now: datetime) -> dict[str, Any]:
        return {name: getattr(row, name) for name in _BODY_FIELDS}

    def arguments(self) -> dict[str, Any]:
        return {"fields": super().arguments()}


class AddMemberForm(BodyForm):
    submit = "登记"
    intro = "一个单位一个席位。换人时照样登记，原来的委员到前一天为止。"
    department = forms.ChoiceField(label="部门", required=False)
    unit_name = CleanCharField(
        label="其他单位", max_length=40, required=False, help_text="驻区单位、社会组织写在这里"
    )
    official_name = CleanCharField(label="委员姓名", max_length=25)
    official_title = CleanCharField(label="职务", max_length=40, help_text="比如：副局长")
    user = forms.ChoiceField(label="委员的账号", required=False, help_text="没有账号的，通知发给本部门联络员")
    deputy_name = CleanCharField(
        label="代理人姓名", max_length=25, required=False, help_text="事先指定，才能代为到会"
    )
    deputy_title = CleanCharField(label="代理人职务", max_length=40, required=False)
    deputy_user = forms.ChoiceField(label="代理人的账号", required=False)
    valid_from = forms.DateField(label="从哪天起", widget=DateInput)
    today_fields = ("valid_from",)

    def prepare(self) -> None:
        self.departments = {str(one.pk): one for one in Department.objects.active()}
        units = [(pk, one.name) for pk, one in self.departments.items()]
        set_choices(self, "department", [("", "不是部门"), *units])
        people = self.accounts("没有账号")
        set_choices(self, "user", people)
        set_choices(self, "deputy_user", people)

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        valid_from = said.pop("valid_from")
        fields = said | {
            "department": self.departments.get(said["department"]),
            "user": self.user_of("user"),
            "deputy_user": self.user_of("deputy_user"),
        }
        return {"fields": fields, "valid_from": valid_from}


class SeatForm(BodyForm):
    """Of one seat."""

    member = forms.TypedChoiceField(label="成员单位", coerce=int)
    from_address = ("member",)

    def prepare(self) -> None:
        set_choices(self, "member", [("", "请选"), *self.seats()])


class NameDeputyForm(SeatForm):
    submit = "指定"
    deputy_name = CleanCharField(label="代理人姓名", max_length=25)
    deputy_title = CleanCharField(label="代理人职务", max_length=40, required=False)
    deputy_user = forms.ChoiceField(label="代理人的账号", required=False)

    def prepare(self) -> None:
        super().prepare()
        set_choices(self, "deputy_user", self.accounts("没有账号"))

    def arguments(self) -> dict[str, Any]:
        return super().arguments() | {"deputy_user": self.user_of("deputy_user")}


class EndMemberForm(SeatForm):
    submit = "登记"
    valid_to = forms.DateField(label="最后一天", widget=DateInput)
    reason = CleanCharField(label="原因", max_length=100, help_text="比如：单位撤并")
    today_fields = ("valid_to",)


class AbsenceForm(SeatForm):
    submit = "登记"
    intro = "以后拟定会议日期会避开这些天。不用写去哪里、为什么。"
    first_on = forms.DateField(label="从哪天", widget=DateInput)
    last_on = forms.DateField(label="到哪天", widget=DateInput)
    today_fields = ("first_on",)


class DropAbsenceForm(BodyForm):
    submit = "取消请假"
    absence = forms.TypedChoiceField(label="哪一条", coerce=int)

    def prepare(self) -> None:
        today = timezone.localdate(self.now)
        rows = MemberAbsence.objects.filter(member__body=self.row, last_on__gte=today).select_related(
            "member"
        )
        known = [
            (str(one.pk), f"{one.member.unit_name} {one.first_on:%Y-%m-%d}至{one.last_on:%Y-%m-%d}")
            for one in rows
        ]
        set_choices(self, "absence", [("", "请选"), *known])


class EndBodyForm(BodyForm):
    submit = "撤销"
    is_final = True
    valid_to = forms.DateField(label="哪天撤销", widget=DateInput)
    reason = CleanCharField(label="原因", max_length=200)
    today_fields = ("valid_to",)
