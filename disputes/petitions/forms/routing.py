"""Forms of taking in and routing."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from core.text import CleanCharField
from core.ui.forms import set_choices
from core.ui.widgets import ChipRadios, Radios
from disputes.models import PetitionMatter
from disputes.petitions.choices import Channel, Route, TellMode
from disputes.petitions.facts import facts
from disputes.petitions.forms.base import PetitionForm, ReasonForm, day, words, yes_or_no
from disputes.petitions.selectors.listing import matter_named
from grids.models import Department

_RECEIPT_DAYS = 15


class NoticeForm(PetitionForm):
    mode = forms.ChoiceField(label="怎么告知的", choices=TellMode.choices, widget=Radios)
    told_on = day("告知日期")
    today_fields = ("told_on",)
    submit = "已告知"
    intro = "告诉信访人：已经收到、在哪里办、怎么办。书面告知的，先在「文书」里出具告知书。"

    def prepare(self) -> None:
        """Only what the law leaves open for this matter."""
        left = dict(TellMode.choices)
        if self.row.channel == Channel.TRANSFER:
            left.pop(TellMode.ON_SPOT)
        if self.row.has_sealed("name") and self.row.has_sealed("address"):
            left.pop(TellMode.NOT_NEEDED)
        set_choices(self, "mode", list(left.items()))


class UrgentForm(PetitionForm):
    told = CleanCharField(
        label="报告了哪个单位、怎么报的", max_length=120, help_text="比如：市委值班室，电话报告"
    )
    submit = "已报告"
    intro = "可能造成社会影响的重大、紧急事项，要立即报告，不能等。分管领导会马上收到消息。"


class AnswerForm(PetitionForm):
    text = words("答复", 500, 4, help_text="建议写采纳了哪些；咨询写办法和依据")
    mode = forms.ChoiceField(
        label="怎么答复的",
        choices=[(TellMode.ON_SPOT, "当面或电话"), (TellMode.WRITTEN, "书面")],
        widget=ChipRadios,
    )
    submit = "答复并办结"
    is_final = True


class ProposeForm(PetitionForm):
    note = CleanCharField(
        label="给分管领导的说明", max_length=200, required=False, help_text="为什么归我们办，不走别的途径"
    )
    submit = "送分管领导签批"


class AcceptForm(PetitionForm):
    note = CleanCharField(label="意见", max_length=200, required=False)
    submit = "签批受理"

    def prepare(self) -> None:
        late = facts(self.row).live("petition.notice")
        from_receipt = self.row.counts_from_receipt or (late is not None and self.now > late.due_at)
        since = timezone.localtime(self.row.received_at)
        self.intro = (
            f"满15天还没有告知信访人，60天从收到之日（{since.month}月{since.day}日）算。"
            if from_receipt
            else "从今天起60天内办结并书面答复。"
        )


class ForwardForm(PetitionForm):
    department = forms.ModelChoiceField(
        label="转给哪个单位", queryset=Department.objects.order_by("pk"), empty_label="请选"
    )
    receipt_by = day("回执期限", help_text="对方要在这天前交回执")
    note = CleanCharField(label="转送说明", max_length=200, required=False)
    submit = "转送"
    intro = "对方5个工作日内可以提异议。转送后要书面告知信访人。"

    @classmethod
    def first_values(cls, row: PetitionMatter, now: datetime) -> dict[str, Any]:
        return {"receipt_by": timezone.localdate(now) + timedelta(days=_RECEIPT_DAYS)}


class GuideForm(PetitionForm):
    route = forms.TypedChoiceField(
        label="走哪条途径",
        choices=[one for one in Route.choices if one[0] != Route.OPINION],
        coerce=int,
        widget=Radios,
    )
    agency = CleanCharField(label="到哪个机关", max_length=60, help_text="比如：嘉峪关市城区人民法院")
    advice = words("怎么提出、带什么材料", 300)
    submit = "引导"
    is_final = True


class DeclineForm(PetitionForm):
    reason = words("不予受理的理由")
    advice = words("还可以走的途径", 300, help_text="写清机关和办法，信访人会收到书面告知")
    submit = "不予受理"
    is_final = True


class JoinForm(PetitionForm):
    same_as = CleanCharField(label="正在办理的那一件", max_length=20, help_text="写编号，比如 XF-2026-00001")
    submit = "不重复受理"
    is_final = True

    @classmethod
    def first_values(cls, row: PetitionMatter, now: datetime) -> dict[str, Any]:
        """The nearest matter at the same place about the same thing."""
        same = PetitionMatter.objects.same_matter(row.place_id, row.content).exclude(pk=row.pk)
        return {"same_as": same.order_by("pk").values_list("no", flat=True).first() or ""}

    def clean_same_as(self) -> PetitionMatter:
        found = matter_named(self.user, self.cleaned_data["same_as"])
        if found is None:
            raise forms.ValidationError("没有找到这个编号的信访事项，请核对", code="unknown")
        return found


class ObjectForm(ReasonForm):
    reason = words("为什么不归这里办", help_text="写依据的规定，建议转给谁")
    submit = "提出异议"
    intro = "只有转出的单位同意，才退回去。"


class SettleForm(PetitionForm):
    agreed = yes_or_no("转出方同意退回吗", "同意退回", "不同意，仍由接收方办")
    note = words("理由，或对方怎么答复的")
    submit = "登记结果"


class ReceiptForm(PetitionForm):
    receipt_on = day("回执日期")
    note = CleanCharField(label="对方怎么办", max_length=200, required=False)
    today_fields = ("receipt_on",)
    submit = "登记回执"
    intro = "登记后这件在街道办结，由接收单位答复信访人。"
    is_final = True
