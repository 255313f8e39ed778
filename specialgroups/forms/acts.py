"""Forms of the acts; every act of specialgroups.actions.ACTIONS has one. Mostly ticks."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from core.flow.forms import ActForm
from core.text import CleanTextArea
from core.ui.forms import set_choices
from core.ui.widgets import ChipChecks, ChipRadios, DateInput
from grids.models import Department
from specialgroups import telling
from specialgroups.actions.helping import Told, next_contact_day
from specialgroups.choices import (
    Cycle,
    EndReason,
    Exempt,
    MemberKind,
    Mode,
    Need,
    Outcome,
    ReferralState,
    ServiceKind,
    Subsidy,
)
from specialgroups.models import SupportEnrollment

ONLY_HELP = "只写约定的事和下一步。这里记录帮助，不写评价，不写病历、案情"


class RecordForm(ActForm[SupportEnrollment]):
    """Base of the acts on a record."""


def day_field(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DateInput, **more)


def words_field(label: str) -> CleanTextArea:
    return CleanTextArea(
        label=label,
        max_length=200,
        required=False,
        help_text=ONLY_HELP,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def need_field(label: str, **more: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, choices=Need.choices, widget=ChipChecks, **more)


class ConfirmForm(RecordForm):
    submit = "核准"
    intro = "请对照文书原件核对。核准后开始帮扶，并按规定联系。"


class RefuseForm(RecordForm):
    submit = "不予登记"
    is_final = True
    intro = "依据不足、不属于本项目或者登记错了的，不予登记。登记的内容当场删除。"


class InformForm(RecordForm):
    submit = "登记"
    intro = "处理个人信息前，要告诉本人记什么、为什么记、记多久。"
    on = day_field("哪天告知本人的", required=False)
    exempt = forms.ChoiceField(
        label="不告知的理由", choices=[("", "已经告知"), *Exempt.choices], required=False, widget=ChipRadios
    )


class ConsentForm(RecordForm):
    submit = "登记"
    intro = "就业介绍、技能培训是职责以外的帮助，要本人单独同意，随时可以撤回。"
    on = day_field("哪天同意的", required=False, help_text="撤回同意的，留空")

    @classmethod
    def first_values(cls, row: SupportEnrollment, now: datetime) -> dict[str, Any]:
        return {"on": row.agreed_to_more_on or timezone.localdate(now)}


class PlanForm(RecordForm):
    submit = "定下来"
    needs = need_field("需要什么帮助")
    cycle = forms.ChoiceField(label="多久联系一次", choices=Cycle.choices, widget=ChipRadios)
    next_on = day_field("下次联系")
    words = words_field("约定的事")

    @classmethod
    def first_values(cls, row: SupportEnrollment, now: datetime) -> dict[str, Any]:
        today = timezone.localdate(now)
        return {
            "needs": row.needs,
            "cycle": row.cycle,
            "next_on": max(today, row.next_contact_on or today),
            "words": row.open_sealed("plan"),
        }


class WorkerForm(RecordForm):
    """Choosing somebody with a post of the programme."""

    worker = forms.ChoiceField(label="谁")

    def prepare(self) -> None:
        self.known = {str(one.pk): one for one in telling.workers(self.row.programme)}
        first = [] if self.fields["worker"].required else [("", "不选")]
        choices = first + [(pk, f"{one.display_name}（{one.title}）") for pk, one in self.known.items()]
        set_choices(self, "worker", choices)

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        return {**said, "worker": self.known.get(said["worker"] or "")}


class TeamInForm(WorkerForm):
    submit = "增加"
    intro = "没有本项目岗位的人只记身份、不记姓名，也看不到档案。"
    kind = forms.ChoiceField(label="身份", choices=MemberKind.choices, widget=ChipRadios)
    worker = forms.ChoiceField(label="哪位帮扶干部", required=False, help_text="身份是帮扶干部的才选")
    is_woman = forms.BooleanField(label="是女性", required=False)
    field_order = ("kind", "worker", "is_woman", "version")


class TeamOutForm(RecordForm):
    submit = "减少"
    intro = "减去以后马上看不到这份档案。"
    member = forms.ChoiceField(label="减去谁")

    def prepare(self) -> None:
        members = self.row.members.filter(until=None).select_related("user")
        self.known = {str(one.pk): one for one in members if one.user_id != self.row.lead_worker_id}
        set_choices(
            self,
            "member",
            [
                (pk, f"{one.get_kind_display()} {one.user.display_name if one.user else ''}".strip())
                for pk, one in self.known.items()
            ],
        )

    def arguments(self) -> dict[str, Any]:
        return {"member": self.known.get(super().arguments()["member"])}


class AssignForm(WorkerForm):
    submit = "换"
    intro = "原来的负责人从此看不到这份档案。"
    worker = forms.ChoiceField(label="新的负责人")


class ContactForm(RecordForm):
    submit = "登记"
    mode = forms.ChoiceField(label="怎么联系的", choices=Mode.choices, widget=ChipRadios, initial=Mode.PHONE)
    outcome = forms.ChoiceField(
        label="情况", choices=Outcome.choices, widget=ChipRadios, initial=Outcome.REACHED
    )
    needs = need_field("提到的需求", required=False)
    helped = need_field("帮了什么", required=False)
    on = day_field("哪天")
    next_on = day_field("下次联系", required=False, help_text="不改就按计划的周期")
    words = words_field("约定的事")
    is_shared = forms.BooleanField(label="组员可以看约定的事", required=False)

    @classmethod
    def first_values(cls, row: SupportEnrollment, now: datetime) -> dict[str, Any]:
        today = timezone.localdate(now)
        return {"on": today, "next_on": next_contact_day(row, today, today)}

    def arguments(self) -> dict[str, Any]:
        return {"told": Told(**super().arguments())}


class ReferForm(RecordForm):
    submit = "转介"
    intro = "转介单只写需要什么帮助。打印后交对方单位，对方看不到档案。"
    need = forms.ChoiceField(label="什么帮助", choices=Need.choices, widget=ChipRadios)
    department = forms.ChoiceField(label="转给哪个单位")

    def prepare(self) -> None:
        self.known = {str(one.pk): one for one in Department.objects.filter(is_active=True)}
        set_choices(self, "department", [(pk, one.name) for pk, one in self.known.items()])

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        return {**said, "department": self.known[said["department"]]}


class ReferAnswerForm(RecordForm):
    submit = "登记"
    referral = forms.ChoiceField(label="哪条转介", widget=ChipRadios)
    result = forms.ChoiceField(
        label="结果", choices=[one for one in ReferralState.choices if one[0] != "sent"], widget=ChipRadios
    )

    def prepare(self) -> None:
        waiting = self.row.referrals.filter(state__in=["sent", "accepted"]).select_related("department")
        self.known = {str(one.pk): one for one in waiting}
        set_choices(
            self,
            "referral",
            [(pk, f"{one.get_need_display()} {one.department.name}") for pk, one in self.known.items()],
        )

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        return {**said, "referral": self.known.get(said["referral"])}


class ServiceForm(RecordForm):
    submit = "请网格送"
    intro = "网格员收到的是一次普通走访，看不到这份档案，也不知道是谁请送的。"
    kind = forms.ChoiceField(label="送什么", choices=ServiceKind.choices, widget=ChipRadios)
    agreed_on = day_field("本人哪天同意的")


class OnForm(RecordForm):
    """One day."""

    submit = "登记"
    today_fields = ("on",)
    on = day_field("日期")


class AgreeForm(OnForm):
    on = day_field("哪天签的协议")


class ReportForm(OnForm):
    intro = "只记报告的日期，不记报告了什么。"
    on = day_field("哪天报告的")

    def prepare(self) -> None:
        self.fields["on"].help_text = f"报告给：{self.row.terms.report_to}"


class PauseForm(OnForm):
    submit = "中止"
    intro = "中止期间不联系，期限不走。只记日期。"
    on = day_field("从哪天中止")


class ResumeForm(RecordForm):
    submit = "恢复"
    due_end_on = day_field("到期日期", help_text="照文书写")

    @classmethod
    def first_values(cls, row: SupportEnrollment, now: datetime) -> dict[str, Any]:
        return {"due_end_on": row.due_end_on}


class ReviewForm(RecordForm):
    submit = "继续帮扶"
    intro = "家庭仍需要帮助的，从今天起再续12个月。不续的到期自动结束。"


class SubsidyForm(RecordForm):
    submit = "登记"
    intro = "补助由别的部门决定，这里只记办到哪一步。"
    status = forms.ChoiceField(
        label="办到哪一步", choices=[one for one in Subsidy.choices if one[0]], widget=ChipRadios
    )
    year = forms.IntegerField(label="哪一年的", min_value=2000, max_value=2099)

    @classmethod
    def first_values(cls, row: SupportEnrollment, now: datetime) -> dict[str, Any]:
        return {"status": row.subsidy_status, "year": row.subsidy_year or timezone.localdate(now).year}


class AskEndForm(RecordForm):
    submit = "提出结束"
    intro = "由另一位帮扶负责人核准。核准后当天从名单里消失，30天后封存，180天后删除。"
    reason = forms.ChoiceField(label="为什么结束", widget=ChipRadios)
    on = day_field("从哪天结束")
    today_fields = ("on",)

    def prepare(self) -> None:
        set_choices(self, "reason", [(one.value, EndReason(one).label) for one in self.row.terms.ends])


class EndForm(RecordForm):
    submit = "核准结束"
    is_final = True
    intro = "核准后当天从名单里消失，30天后封存，180天后删除身份和联系内容。"


class KeepForm(RecordForm):
    submit = "不同意结束"
    intro = "回到提出以前的状态，一周内联系一次。"


FORMS: dict[str, type[RecordForm]] = {
    "agree": AgreeForm,
    "ask_end": AskEndForm,
    "assign": AssignForm,
    "confirm": ConfirmForm,
    "consent": ConsentForm,
    "contact": ContactForm,
    "end": EndForm,
    "inform": InformForm,
    "keep": KeepForm,
    "pause": PauseForm,
    "plan": PlanForm,
    "refer": ReferForm,
    "refer_answer": ReferAnswerForm,
    "refuse": RefuseForm,
    "report": ReportForm,
    "resume": ResumeForm,
    "review": ReviewForm,
    "service": ServiceForm,
    "subsidy": SubsidyForm,
    "team_in": TeamInForm,
    "team_out": TeamOutForm,
}
