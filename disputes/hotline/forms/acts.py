"""Forms of the acts of a ticket; every act of disputes.hotline.actions.ACTIONS has one."""

from datetime import datetime
from typing import Any

from django import forms

from core.flow.forms import ActForm
from core.text import CleanCharField, CleanTextArea
from core.ui.fields import PhoneField, ReferenceField
from core.ui.forms import set_choices
from core.ui.widgets import ChipRadios, LocalDateTimeInput, PhotosField, Radios
from disputes.choices import Cause, Satisfaction, Tier
from disputes.hotline.actions import unhappy
from disputes.hotline.choices import Caller, Proceeding, TicketKind, TicketResult
from disputes.hotline.selectors.same import find_target, same_place
from disputes.models import HotlineTicket
from disputes.whistles.forms.base import words, yes_no
from grids.models import Area
from residents.choices_visits import ReplyWay

CHASE_WORDS = ("请今天先联系诉求人", "快到期了，请按时答复，有困难请写明", "已经超期，请马上办理并说明")
PUBLIC_HELP = "诉求人听到、看到的就是这句话，请写清结果和下一步"
_DESKS = {Tier.GRID: "网格办", Tier.COMMUNITY: "社区办", Tier.STREET: "综治中心自己办"}


class TicketActForm(ActForm[HotlineTicket]):
    """Base of the acts on a ticket."""


def due_field(label: str = "市平台的新时限", **more: Any) -> forms.DateTimeField:
    return forms.DateTimeField(label=label, widget=LocalDateTimeInput, required=False, **more)


def way_field(label: str = "怎么告诉诉求人的") -> forms.ChoiceField:
    ways = [one for one in ReplyWay.choices if one[0] != ReplyWay.BOARD]
    return forms.ChoiceField(label=label, choices=ways, widget=ChipRadios)


def public_field() -> CleanTextArea:
    return CleanTextArea(
        label="告诉诉求人的话",
        max_length=200,
        help_text=PUBLIC_HELP,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AcceptForm(TicketActForm):
    submit = "接单"
    note = CleanCharField(label="说一句", max_length=200, required=False)


class GivingForm(TicketActForm):
    """Which desk, and the community when the place on the ticket was wrong."""

    desk = forms.TypedChoiceField(label="谁承办", coerce=int, widget=ChipRadios)
    community = forms.ChoiceField(
        label="哪个社区", required=False, help_text="交社区办的才看。地点写错了的，选对的社区"
    )

    @classmethod
    def first_values(cls, row: HotlineTicket, now: datetime) -> dict[str, Any]:
        near = Tier.GRID if row.grid_id else Tier.COMMUNITY
        return {"desk": row.desk if row.desk != Tier.STREET else near, "community": row.community_id}

    def prepare(self) -> None:
        desks = [(tier, label) for tier, label in _DESKS.items() if tier != Tier.GRID or self.row.grid_id]
        set_choices(self, "desk", desks)
        known = Area.objects.communities().filter(is_active=True).order_by("code")
        self.known = {str(one.pk): one for one in known}
        set_choices(self, "community", [(pk, one.name) for pk, one in self.known.items()])

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        return {**said, "community": self.known.get(said["community"] or "")}


class AssignForm(GivingForm):
    submit = "交办"
    note = CleanCharField(label="交代一句", max_length=200, required=False)


class ReassignForm(GivingForm):
    submit = "改派"
    reason = CleanCharField(label="为什么改派", max_length=200)


class ReasonForm(TicketActForm):
    reason = words("原因")


class HandBackForm(ReasonForm):
    submit = "退回"
    intro = "退回后由街道案管重新交办，时限接着算。"


class RelimitForm(TicketActForm):
    submit = "更正"
    kind = forms.ChoiceField(label="类别", choices=TicketKind.choices, widget=ChipRadios)
    due_given = due_field("市平台要求什么时候办完", help_text="照工单写。不填，按类别算")
    reason = CleanCharField(label="为什么更正", max_length=200)

    @classmethod
    def first_values(cls, row: HotlineTicket, now: datetime) -> dict[str, Any]:
        return {"kind": row.kind, "due_given": row.due_given}


class CorrectForm(TicketActForm):
    """As the ticket is typed in; who called is typed anew only where it was wrong."""

    submit = "更正"
    city_no = ReferenceField(label="市平台工单号", max_length=40)
    title = CleanCharField(label="用几个字说这件事", max_length=60, help_text="别写人名、门牌、电话")
    text = CleanTextArea(label="诉求内容", max_length=1000, help_text="照工单写事")
    place_detail = CleanCharField(label="具体位置", max_length=60, required=False)
    cause = forms.ChoiceField(label="是什么事", choices=[("", "不选"), *Cause.choices], required=False)
    name = CleanCharField(
        label="怎么称呼",
        max_length=25,
        required=False,
        help_text="写错了才填，不填就不改",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = PhoneField(label="电话", required=False, help_text="写错了才填，不填就不改")
    reason = CleanCharField(label="为什么更正", max_length=200)

    @classmethod
    def first_values(cls, row: HotlineTicket, now: datetime) -> dict[str, Any]:
        return {one: getattr(row, one) for one in ("city_no", "title", "text", "place_detail", "cause")}


class ObjectForm(ReasonForm):
    submit = "提出异议"
    intro = "不属于本街道的，写清理由退给市平台。市平台同意以前，时限照走。"
    reason = words("为什么不属于本街道、应该由谁办")


class UpheldForm(TicketActForm):
    submit = "已退单"
    is_final = True
    text = words("市平台怎么回复的")


class RefusedForm(TicketActForm):
    submit = "接着办"
    text = words("市平台怎么回复的")
    due_given = due_field("市平台的新时限", help_text="没有改时限的不填")


class WithdrawForm(ReasonForm):
    submit = "撤单"
    is_final = True
    intro = "只用于市平台撤回的，或登记错了的。撤单后不再办理。"


class TellForm(TicketActForm):
    submit = "已告知"
    reply_way = way_field("怎么联系的")
    public_text = public_field()

    @classmethod
    def first_values(cls, row: HotlineTicket, now: datetime) -> dict[str, Any]:
        if row.waits_for_target:
            return {"public_text": f"您反映的{row.title}正在办理，编号{row.target_no}，有结果马上告诉您"}
        return {"public_text": f"您反映的{row.title}我们收到了，正在了解情况，办好后马上告诉您"}


class AskExtensionForm(TicketActForm):
    submit = "申请延期"
    intro = "到期前才能申请，由街道案管决定。市平台定了时限的，案管会先问市平台。"
    days = forms.IntegerField(label="要延长几个工作日", min_value=1, max_value=60)
    reason = words("为什么", help_text="同意后要把理由告诉诉求人")


class ExtendForm(TicketActForm):
    submit = "同意延期"
    due_given = due_field(help_text="市平台定了时限的必须写；没有定的不填，按申请的天数延长")
    reply_way = way_field()
    public_text = public_field()

    @classmethod
    def first_values(cls, row: HotlineTicket, now: datetime) -> dict[str, Any]:
        told = f"您反映的{row.title}要多花{row.asked_days}个工作日：{row.asked_reason}。办好马上告诉您"
        return {"public_text": told[:200]}

    def prepare(self) -> None:
        self.intro = f"申请延长{self.row.asked_days}个工作日：{self.row.asked_reason}"
        self.fields["due_given"].required = self.row.due_given is not None


class LinkForm(TicketActForm):
    """Cases and whistles of the same place first; any other by its number."""

    submit = "关联"
    intro = "一件事只在一处办。那边办完，结果会带回来，这里还要答复诉求人。"
    same = forms.ChoiceField(label="同一地点在办的", widget=Radios, required=False)
    number = CleanCharField(
        label="或者写编号", max_length=20, required=False, help_text="案件如 2026-00001，吹哨如 2026-0001"
    )
    note = CleanCharField(label="说一句", max_length=150, required=False)

    def prepare(self) -> None:
        self.near = same_place(self.user, self.row)
        if self.near:
            set_choices(self, "same", [("", "都不是"), *((one.key, one.words) for one in self.near)])
            self.initial.setdefault("same", "")
        else:
            del self.fields["same"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        chosen = next((one.row for one in self.near if one.key == said.get("same")), None)
        said["target"] = find_target(self.user, said["number"]) if said.get("number") else chosen
        if said["target"] is None and not self.errors:
            wrong = "没有找到这个编号，或者你看不到它" if said.get("number") else "请选一件，或写编号"
            self.add_error("number", wrong)
        return said

    def arguments(self) -> dict[str, Any]:
        return {"target": self.cleaned_data["target"], "note": self.cleaned_data["note"]}


class UnlinkForm(ReasonForm):
    submit = "解除关联"


class GuideForm(TicketActForm):
    submit = "已引导"
    intro = "这件事已经在诉讼、仲裁、复议或信访程序里的，告诉诉求人在那里办，不重复办理。"
    guided_to = forms.ChoiceField(label="正在哪里办", choices=Proceeding.choices, widget=ChipRadios)
    text = CleanCharField(label="怎么核实的", max_length=200, required=False, help_text="比如案号、受理单位")
    reply_way = way_field()
    public_text = public_field()


class AnswerForm(TicketActForm):
    submit = "答复"
    result = forms.ChoiceField(
        label="办理结果",
        choices=[one for one in TicketResult.choices if one[0] != TicketResult.GUIDED],
        widget=ChipRadios,
    )
    text = words("办理情况", 500, help_text="谁去的、做了什么，报市平台用")
    reply_way = way_field("怎么答复的")
    public_text = public_field()
    photos = PhotosField(label="办理后的照片", required=False, help_text="只拍地方，不拍人")
    photo_purpose = "after"

    @classmethod
    def first_values(cls, row: HotlineTicket, now: datetime) -> dict[str, Any]:
        """The result of the linked record is offered, to be corrected."""
        if not row.target_result:
            return {}
        told = f"您反映的{row.title}，{row.target_no}已有结果：{row.target_result}。还没解决请告诉我们"
        return {"text": f"{row.target_no} {row.target_result}", "public_text": told[:200]}


class CallBackForm(TicketActForm):
    submit = "提交回访"
    called_by = forms.ChoiceField(
        label="谁回访的", choices=Caller.choices, widget=ChipRadios, initial=Caller.STREET
    )
    satisfaction = forms.ChoiceField(label="满意吗", choices=Satisfaction.choices, widget=ChipRadios)
    responded = yes_no("响应及时吗", required=False)
    solved = yes_no("问题解决了吗", required=False)
    note = words("诉求人怎么说", required=False, help_text="不满意的，写不满意在哪里")

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        answers = {"yes": True, "no": False}
        return said | {name: answers.get(said[name]) for name in ("responded", "solved")}


class CloseForm(TicketActForm):
    submit = "办结"
    is_final = True
    text = words("说明", required=False)

    def prepare(self) -> None:
        if unhappy(self.row):
            self.intro = "诉求人说没解决或不满意。还能办的请「重新办理」；不能办的，写清为什么办结。"
            self.fields["text"].required = True


class ReworkForm(ReasonForm):
    submit = "重新办理"
    intro = "原来承办的接着办，时限重新起算。"
    reason = words("还有什么没办好")
    due_given = due_field("市平台要求什么时候办完", help_text="市平台没有写的不填，按类别从现在算")


class ChaseForm(TicketActForm):
    submit = "发出催办"
    template = forms.ChoiceField(
        label="常用的话",
        choices=[(one, one) for one in CHASE_WORDS],
        widget=ChipRadios,
        initial=CHASE_WORDS[0],
    )
    own = words("自己写", required=False, help_text="写了就用这句")

    def arguments(self) -> dict[str, Any]:
        return {"text": self.cleaned_data["own"] or self.cleaned_data["template"]}


class NoteForm(TicketActForm):
    submit = "记下"
    text = words("内容", 500, help_text="只写事，不写人的信仰、病情、交往")


FORMS: dict[str, type[TicketActForm]] = {
    "accept": AcceptForm,
    "answer": AnswerForm,
    "ask_extension": AskExtensionForm,
    "assign": AssignForm,
    "call_back": CallBackForm,
    "chase": ChaseForm,
    "close": CloseForm,
    "correct": CorrectForm,
    "extend": ExtendForm,
    "guide": GuideForm,
    "hand_back": HandBackForm,
    "link": LinkForm,
    "note": NoteForm,
    "object": ObjectForm,
    "objection_refused": RefusedForm,
    "objection_upheld": UpheldForm,
    "reassign": ReassignForm,
    "refuse_extension": ReasonForm,
    "relimit": RelimitForm,
    "rework": ReworkForm,
    "tell_caller": TellForm,
    "unlink": UnlinkForm,
    "withdraw": WithdrawForm,
}
