"""Forms of the acts of an item; every act of partybuilding.items.actions.ACTIONS has one."""

from datetime import datetime
from typing import Any

from django import forms

from core.flow.forms import ActForm
from core.text import CleanCharField
from core.ui.forms import set_choices
from core.ui.widgets import ChipChecks, ChipRadios, DateInput, LocalDateTimeInput, PhotosField, Radios
from disputes.supervision.choices import REQUIREMENTS
from disputes.whistles.forms.base import departments, words
from grids.models import Department
from partybuilding.choices_items import CHASE_WORDS, ConfirmWay
from partybuilding.items.forms.task import TaskFields, chosen_units
from partybuilding.items.later import later_decisions
from partybuilding.models import ActionItem

MOST_DECISIONS = 50


class ItemActForm(ActForm[ActionItem]):
    """Base of the acts on an item."""


class _WithPhotos(ItemActForm):
    """Photos belong to the entry or the look that the act writes, so the action keeps them."""

    pictures = PhotosField(label="照片", required=False, help_text="只拍地方，不拍人")

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        photos = said.pop("pictures") or []
        return {**said, "photos": photos}


class EditForm(TaskFields, ItemActForm):
    submit = "保存修改"

    @classmethod
    def first_values(cls, row: ActionItem, now: datetime) -> dict[str, Any]:
        same = (
            "what",
            "problem",
            "due_on",
            "standard",
            "place",
            "responsible",
            "cause",
            "funding",
            "by_residents",
        )
        return {name: getattr(row, name) for name in same} | {
            "lead": row.lead_id or "",
            "assisting": list(row.assisting.values_list("pk", flat=True)),
            "community": row.community_id or "",
            "openness": "yes" if row.is_public else "no",
        }

    def prepare(self) -> None:
        self.offer(self.user)

    def arguments(self) -> dict[str, Any]:
        return {"task": self.task()}


class TakeForm(ItemActForm):
    submit = "接办"
    responsible = CleanCharField(label="责任人", max_length=40, help_text="本单位由谁负责，写姓名和职务")
    note = CleanCharField(label="打算怎么办", max_length=200, required=False)

    @classmethod
    def first_values(cls, row: ActionItem, now: datetime) -> dict[str, Any]:
        return {"responsible": row.responsible}


class ClaimForm(TakeForm):
    submit = "认领"
    intro = "认领后由你单位牵头，按期限完成。"


class ReassignForm(ItemActForm):
    submit = "调整"
    lead = forms.ChoiceField(label="改由谁牵头")
    assisting = forms.MultipleChoiceField(label="配合单位", widget=ChipChecks, required=False)
    reason = words("为什么调整")
    intro = "新的牵头单位要重新接办，期限不变。"

    @classmethod
    def first_values(cls, row: ActionItem, now: datetime) -> dict[str, Any]:
        return {"assisting": list(row.assisting.values_list("pk", flat=True))}

    def prepare(self) -> None:
        units = departments()
        set_choices(self, "lead", [("", "请选"), *units])
        set_choices(self, "assisting", units)

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        lead = Department.objects.get(pk=int(said["lead"]))
        return {**said, "lead": lead, "assisting": chosen_units(said["assisting"])}


class ProgressForm(_WithPhotos):
    submit = "记下"
    percent = forms.IntegerField(label="完成了百分之几", min_value=0, max_value=99)
    text = words("这个月做了什么", 300, help_text="卡在哪里、要谁帮忙也写在这里")
    field_order = ["percent", "text", "pictures"]

    @classmethod
    def first_values(cls, row: ActionItem, now: datetime) -> dict[str, Any]:
        return {"percent": row.percent}


class AskExtensionForm(ItemActForm):
    submit = "申请延期"
    intro = "到期前才能申请，同意后只能延一次。"
    asked_on = forms.DateField(label="要延到哪天", widget=DateInput)
    reason = words("为什么")


class ApproveForm(ItemActForm):
    submit = "同意延期"
    note = CleanCharField(label="说一句", max_length=200, required=False)

    def prepare(self) -> None:
        if self.row.asked_on is not None:
            self.intro = f"{self.row.lead}申请延到{self.row.asked_on:%-m月%-d日}：{self.row.asked_reason}"


class ReasonForm(ItemActForm):
    reason = words("理由")


class ClaimDoneForm(_WithPhotos):
    submit = "申报完成"
    text = words("办成了什么样", 300)
    evidence = CleanCharField(
        label="佐证材料", max_length=120, required=False, help_text="没有照片的要写，比如验收单编号"
    )
    field_order = ["text", "pictures", "evidence"]

    def prepare(self) -> None:
        self.intro = f"销号标准：{self.row.standard}"


class VerifyForm(_WithPhotos):
    submit = "核实通过"
    text = words("现场看到的情况", 300)
    residents = forms.IntegerField(
        label="几位居民确认办好了", min_value=0, max_value=999, required=False, help_text="只写人数，不写是谁"
    )
    way = forms.ChoiceField(label="怎么确认的", choices=ConfirmWay.choices, widget=ChipRadios, required=False)
    field_order = ["text", "pictures", "residents", "way"]

    def prepare(self) -> None:
        self.intro = f"销号标准：{self.row.standard}"
        if self.row.by_residents:
            for name in ("residents", "way"):
                self.fields[name].required = True
                self.fields[name].error_messages["required"] = "这件是居民反映的，要有居民确认办好"

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        return {**said, "residents": said["residents"] or 0}


class RefuseForm(_WithPhotos):
    submit = "退回再办"
    reason = words("哪里没办好，要怎么办", 300)
    field_order = ["reason", "pictures"]


class ClearForm(ItemActForm):
    submit = "销号"
    is_final = True
    text = words("销号意见", 200)

    @classmethod
    def first_values(cls, row: ActionItem, now: datetime) -> dict[str, Any]:
        return {"text": "佐证齐全，社区已核实，同意销号"}


class AsideForm(ItemActForm):
    """On account, given up: naming the later meeting that decided so."""

    decision = forms.ChoiceField(label="哪次会议怎么定的", widget=Radios)
    reason = words("理由")

    def prepare(self) -> None:
        self.known = {str(one.pk): one for one in later_decisions(self.row)[:MOST_DECISIONS]}
        set_choices(
            self, "decision", [(pk, f"{one.meeting}：{one.text[:60]}") for pk, one in self.known.items()]
        )

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        return {**said, "decision": self.known[said["decision"]]}


class AccountForm(AsideForm):
    submit = "挂账"
    intro = "挂账期间不计时，能办了再「恢复办理」。"


class VoidForm(AsideForm):
    submit = "作废"
    is_final = True


class ResumeForm(ItemActForm):
    submit = "恢复办理"
    due_on = forms.DateField(label="新的完成期限", widget=DateInput)
    reason = words("为什么现在能办了")


class SuperviseForm(ItemActForm):
    submit = "发出督办单"
    requirement = forms.ChoiceField(
        label="要求", choices=[(one, one) for one in REQUIREMENTS], widget=Radios, initial=REQUIREMENTS[0]
    )
    own_words = words("自己写要求", required=False, help_text="写了就用这句，不用上面选的")
    reply_by = forms.DateTimeField(
        label="什么时候前答复", widget=LocalDateTimeInput, required=False, help_text="不填就是3个工作日"
    )

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {"requirement": said["own_words"] or said["requirement"], "reply_by": said["reply_by"]}


class ChaseForm(ItemActForm):
    submit = "发出催办"
    template = forms.ChoiceField(
        label="常用的话", choices=[(one, one) for one in CHASE_WORDS], widget=Radios, initial=CHASE_WORDS[0]
    )
    own = words("自己写", required=False, help_text="写了就用这句")

    def arguments(self) -> dict[str, Any]:
        return {"text": self.cleaned_data["own"] or self.cleaned_data["template"]}


class NoteForm(ItemActForm):
    submit = "记下"
    text = words("内容", 300, help_text="只写事，不写人的信仰、病情、前科")


FORMS: dict[str, type[ItemActForm]] = {
    "approve_extension": ApproveForm,
    "ask_extension": AskExtensionForm,
    "chase": ChaseForm,
    "claim": ClaimForm,
    "claim_done": ClaimDoneForm,
    "clear": ClearForm,
    "edit": EditForm,
    "note": NoteForm,
    "progress": ProgressForm,
    "put_on_account": AccountForm,
    "reassign": ReassignForm,
    "refuse": RefuseForm,
    "refuse_extension": ReasonForm,
    "resume": ResumeForm,
    "supervise": SuperviseForm,
    "take": TakeForm,
    "verify": VerifyForm,
    "void": VoidForm,
}
