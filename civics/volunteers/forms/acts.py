"""Forms of the acts; every act of civics.volunteers.actions has one."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms

from civics.credits.selectors import balance_of
from civics.models import ServiceRecord, Volunteer, VolunteerActivity, VolunteerCertificate
from civics.volunteers.choices import Grade, NoteKind, RecordState, VolunteerState
from civics.volunteers.forms.new import (
    PlanFields,
    birth_field,
    name_field,
    skills_field,
    team_choices,
    team_of,
)
from core.flow.forms import ActForm
from core.text import CleanCharField, CleanTextArea
from core.ui.fields import IdentityField, PhoneField
from core.ui.forms import set_choices
from core.ui.widgets import ChipRadios, DateInput, LocalDateTimeInput

R = RecordState
_KEEP = "写错了才填，不填就不改"


def words(label: str, most: int = 200, **more: Any) -> CleanTextArea:
    return CleanTextArea(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": 3}), **more)


def credit_field() -> forms.DecimalField:
    return forms.DecimalField(label="多少积分", min_value=Decimal("0.1"), max_digits=6, decimal_places=1)


class PersonForm(ActForm[Volunteer]):
    """Base of the acts on a volunteer."""


class ReasonForm(PersonForm):
    reason = words("原因")


class BareForm(PersonForm):
    """Nothing to say."""


class NoteForm(PersonForm):
    submit = "记下"
    text = words("内容", 500, help_text="只写事，不写人的病情、家境")


class TeamChoice(PersonForm):
    team = forms.ChoiceField(label="服务队", required=False)

    def prepare(self) -> None:
        set_choices(self, "team", team_choices(self.row.community_id))

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        return {**said, "team": team_of(said["team"])}


class AcceptForm(TeamChoice):
    submit = "录用"
    intro = "打电话或当面谈过再录用。录用后把编号和查询码告诉本人。"
    risks_told = forms.BooleanField(
        label="已讲清服务内容、可能的风险，本人自愿参加",
        error_messages={"required": "先和本人讲清楚要做什么、有什么风险，再勾选"},
    )


class CorrectForm(TeamChoice):
    submit = "更正"
    name = name_field(required=False, help_text=_KEEP)
    phone = PhoneField(label="电话", required=False, help_text=_KEEP)
    id_number = IdentityField(label="身份证号", required=False, help_text="开证明要用。不填就不改")
    birth_year = birth_field()
    skills = skills_field()
    reason = words("为什么更正、怎么核对的")

    @classmethod
    def first_values(cls, row: Volunteer, now: datetime) -> dict[str, Any]:
        return {"birth_year": row.birth_year, "skills": row.skills, "team": row.team_id}


class AddNoteForm(PersonForm):
    submit = "记下"
    today_fields = ("on",)
    kind = forms.ChoiceField(label="类别", choices=NoteKind.choices, widget=ChipRadios)
    title = CleanCharField(label="内容", max_length=60, help_text="比如：急救培训、年度优秀志愿者")
    on = forms.DateField(label="日期", widget=DateInput)
    by = CleanCharField(label="谁组织、谁授予", max_length=60)


class StrikeForm(ReasonForm):
    submit = "作废"
    note = forms.ChoiceField(label="哪一条")
    reason = words("为什么作废")
    field_order = ("note", "reason")

    def prepare(self) -> None:
        rows = self.row.notes.filter(struck_because="")
        set_choices(self, "note", [(one.pk, f"{one} {one.on:%Y-%m-%d}") for one in rows])


class SpendForm(PersonForm):
    submit = "兑换"
    amount = credit_field()
    words = CleanCharField(label="兑换什么", max_length=60, help_text="服务或物品，不能换现金")

    def prepare(self) -> None:
        self.intro = f"现在有{balance_of(self.row):f}分。"


class GiveForm(PersonForm):
    submit = "捐赠"
    amount = credit_field()
    to = CleanCharField(
        label="捐给哪位志愿者",
        max_length=16,
        required=False,
        help_text="写编号；不写就捐到爱心积分，帮有困难的邻居",
    )

    def prepare(self) -> None:
        self.intro = f"现在有{balance_of(self.row):f}分。"


PEOPLE: dict[str, type[PersonForm]] = {
    "accept": AcceptForm,
    "add_note": AddNoteForm,
    "correct": CorrectForm,
    "give_credits": GiveForm,
    "leave": ReasonForm,
    "note": NoteForm,
    "pause": ReasonForm,
    "refuse": ReasonForm,
    "resume": BareForm,
    "spend_credits": SpendForm,
    "strike_note": StrikeForm,
}


class ActivityForm(ActForm[VolunteerActivity]):
    """Base of the acts on an activity."""


class EditForm(PlanFields, ActivityForm):
    submit = "保存"

    @classmethod
    def first_values(cls, row: VolunteerActivity, now: datetime) -> dict[str, Any]:
        return {name: getattr(row, "team_id" if name == "team" else name) for name in PlanFields.base_fields}

    def prepare(self) -> None:
        set_choices(self, "team", team_choices(self.row.community_id))

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        return {**said, "team": team_of(said["team"])}


class AnnounceForm(ActivityForm):
    submit = "发布"
    intro = "发布后在公开页上招募，人人看得到。"


class StartForm(ActivityForm):
    submit = "开始签到"
    intro = "开始后打开「签到码」给到场的人看，五分钟一换。"


class FinishForm(ActivityForm):
    submit = "活动结束"
    intro = "没有签到的人记为没有到。接着核定时长。"


class CancelForm(ActivityForm):
    submit = "取消活动"
    is_final = True
    reason = words("为什么取消、怎么通知报名的人")


class ActivityNoteForm(ActivityForm):
    submit = "记下"
    text = words("内容", 500)


class WhoForm(ActivityForm):
    """One volunteer, by the list of whom the act may mean."""

    states: tuple[str, ...] = (R.SIGNED,)
    volunteer = forms.ChoiceField(label="哪位志愿者")

    def prepare(self) -> None:
        rows = self.row.records.filter(state__in=self.states).select_related("volunteer")
        self.known = {str(one.volunteer_id): one.volunteer for one in rows}
        self._offer()

    def _offer(self) -> None:
        shown = [(pk, f"{one.no} {one.masked_name}") for pk, one in self.known.items()]
        set_choices(self, "volunteer", [("", "请选"), *shown])

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        return {**said, "volunteer": self.known[said["volunteer"]]}


class SignUpForm(WhoForm):
    submit = "报名"

    def prepare(self) -> None:
        """Those on the roll of the community who have no place yet."""
        coming = self.row.records.coming().values("volunteer")
        rows = Volunteer.objects.filter(community=self.row.community_id, state=VolunteerState.ACTIVE)
        self.known = {str(one.pk): one for one in rows.exclude(pk__in=coming).order_by("no")}
        self._offer()


class CheckInForm(WhoForm):
    submit = "补登签到"
    at = forms.DateTimeField(
        label="几点到的", widget=LocalDateTimeInput, required=False, help_text="不填就是现在"
    )


class CheckOutForm(CheckInForm):
    submit = "补登签退"
    states = (R.PRESENT,)
    at = forms.DateTimeField(
        label="几点走的", widget=LocalDateTimeInput, required=False, help_text="不填就是现在"
    )


class HoursForm(ActivityForm):
    """A field a volunteer who came; the clock at the door is what it starts from."""

    submit = "核定"
    intro = "按半小时核定，谁核定谁负责。1小时记1个积分。填0就是不记。"
    is_final = True

    def prepare(self) -> None:
        rows = self.row.records.filter(state__in=[R.PRESENT, R.GONE]).select_related("volunteer")
        for record in rows:
            who = record.volunteer
            self.fields[f"hours_{record.pk}"] = forms.DecimalField(
                label=f"{who.no} {who.masked_name}（小时）", min_value=0, max_value=24, max_digits=3, decimal_places=1,
                initial=record.counted, help_text=_door_words(record),
            )  # fmt: skip

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        return {"hours": {int(name.removeprefix("hours_")): value for name, value in said.items()}}


def _door_words(record: ServiceRecord) -> str:
    if record.out_at is None:
        return "没有签退，请核实后填"
    return "按签到签退算出" + ("，有补登" if record.by_hand else "")


class RecordForm(ActivityForm):
    """One confirmed service."""

    record = forms.ChoiceField(label="哪位")

    def prepare(self) -> None:
        rows = self.row.records.confirmed().select_related("volunteer")
        shown = [
            (one.pk, f"{one.volunteer.no} {one.volunteer.masked_name} {one.hours:f}小时") for one in rows
        ]
        set_choices(self, "record", [("", "请选"), *shown])


class CorrectHoursForm(RecordForm):
    submit = "更正"
    intro = "积分跟着时长增减；已经用掉的不能扣回。"
    hours = forms.DecimalField(
        label="应该是几小时", min_value=Decimal("0.5"), max_value=24, max_digits=3, decimal_places=1
    )
    reason = words("为什么更正")


class RateForm(RecordForm):
    submit = "评价"
    intro = "评的是这一次服务，不给人排名打分。"
    grade = forms.ChoiceField(label="这次服务", choices=Grade.choices, widget=ChipRadios)
    words = CleanCharField(label="评语", max_length=100, required=False)


ACTIVITIES: dict[str, type[ActivityForm]] = {
    "announce": AnnounceForm,
    "cancel": CancelForm,
    "check_in": CheckInForm,
    "check_out": CheckOutForm,
    "confirm_hours": HoursForm,
    "correct_hours": CorrectHoursForm,
    "edit": EditForm,
    "finish": FinishForm,
    "note": ActivityNoteForm,
    "rate": RateForm,
    "sign_off": WhoForm,
    "sign_up": SignUpForm,
    "start": StartForm,
}


class CertificateActForm(ActForm[VolunteerCertificate]):
    """Base of the acts on a certificate."""

    reason = words("原因")


class DoubtForm(CertificateActForm):
    submit = "提出异议"
    reason = words("哪里不对")


CERTIFICATES: dict[str, type[CertificateActForm]] = {
    "doubt": DoubtForm,
    "refuse": CertificateActForm,
    "uphold": CertificateActForm,
}
