"""Forms of what the talk leads to: agreement, pause, more time, performance, the end."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from core.text import CleanCharField, CleanTextArea
from core.ui.fields import MoneyField, RowsForm, sensible_dates
from core.ui.forms import UiForm, set_choices
from core.ui.widgets import ChipRadios, DateInput, LocalDateTimeInput, PhotosField, Radios
from disputes.actions import Promise
from disputes.actions.agreeing import why_written
from disputes.actions.closing import default_retention, missing_papers
from disputes.choices import (
    AgreementForm,
    ExtendReason,
    Mode,
    Retention,
    Satisfaction,
    SuspendReason,
)
from disputes.forms.base import ActForm
from disputes.guards import facts
from disputes.models import Dispute, DisputeParty

TOLD = ("已电话告知", "已当面告知", "已书面告知", "联系不上（三次以上）")


class PromiseForm(UiForm):
    """One promise of an agreement."""

    what = CleanCharField(label="要做什么", max_length=200)
    debtor = forms.ChoiceField(label="谁来做")
    creditor = forms.ChoiceField(label="对谁", required=False)
    amount = MoneyField(label="金额（元）", required=False)
    due_on = forms.DateField(label="哪天前", widget=DateInput)

    def __init__(self, *args: Any, parties: list[DisputeParty], **kwargs: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)
        people = [(str(one.pk), str(one)) for one in parties]
        set_choices(self, "debtor", [("", "请选"), *people])
        set_choices(self, "creditor", [("", "—"), *people])
        sensible_dates(self)

    def promise(self) -> Promise:
        said = self.cleaned_data
        return Promise(
            what=said["what"],
            debtor=int(said["debtor"]),
            creditor=int(said["creditor"]) if said["creditor"] else None,
            amount=said["amount"] or Decimal(0),
            due_on=said["due_on"],
        )


class AgreeForm(ActForm):
    agreed_on = forms.DateField(label="哪天达成的", widget=DateInput)
    facts_agreed = CleanTextArea(label="事实和各自的责任", max_length=2000, required=False)
    terms = CleanTextArea(label="约定的内容", max_length=2000)
    items = forms.Field(label="要履行的内容", required=False, widget=forms.HiddenInput)
    parties_signed_on = forms.DateField(
        label="当事人哪天签的字", widget=DateInput, required=False, help_text="书面协议要三样齐了才生效"
    )
    mediator_signed_on = forms.DateField(label="调解员哪天签的字", widget=DateInput, required=False)
    sealed_on = forms.DateField(label="调委会哪天盖的章", widget=DateInput, required=False)
    submit = "保存协议"
    intro = "还有要履行的内容时用这张表，要写书面协议。已经当场办完的，用「达成协议并当场履行」。"
    today_fields = ("agreed_on",)
    rows_title = "要履行的内容"
    rows_add = "再加一项"
    rows_prefix = "item"
    row_form = PromiseForm

    def prepare(self) -> None:
        extra = 1 if self.data.get("add_row") else 0
        source = self.data if self.is_bound else None
        self.rows = RowsForm(PromiseForm, source, prefix="item", least=1, extra=extra, parties=self.parties)
        if not self.parties:
            self.intro = "还没有登记当事人，写不了「谁来做」。请先「补充当事人」，再来登记协议。"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.rows.is_valid():
            self.add_error(None, "「要履行的内容」里有没填对的地方，请看下面标红的")
        elif not self.rows.filled():
            self.add_error(None, "请至少写一项要履行的内容；已经当场履行的，用「达成协议并当场履行」")
        return cleaned

    def arguments(self) -> dict[str, Any]:
        found = super().arguments()
        found["form"] = AgreementForm.WRITTEN
        found["items"] = [row.promise() for row in self.rows.filled() if isinstance(row, PromiseForm)]
        return found


class AgreePerformedForm(ActForm):
    agreed_on = forms.DateField(label="哪天达成的", widget=DateInput)
    terms = CleanTextArea(label="怎么约定、怎么办的", max_length=2000)
    proof = CleanCharField(label="怎么证明已经办了", max_length=200, help_text="比如现场照片、收条、双方确认")
    # Not "form": a field of that name hides what the browser knows under form.form, and htmx stumbles.
    agreement_form = forms.ChoiceField(
        label="协议形式",
        choices=AgreementForm.choices,
        widget=ChipRadios,
        initial=AgreementForm.ORAL,
        help_text="有一方要书面的，就写书面",
    )
    parties_signed_on = forms.DateField(
        label="当事人哪天签的字", widget=DateInput, required=False, help_text="书面协议填；还没签齐的以后补登"
    )
    mediator_signed_on = forms.DateField(label="调解员哪天签的字", widget=DateInput, required=False)
    sealed_on = forms.DateField(label="调委会哪天盖的章", widget=DateInput, required=False)
    photos = PhotosField(label="照片", required=False)
    submit = "保存"
    today_fields = ("agreed_on",)

    def prepare(self) -> None:
        why = why_written(self.dispute, at_once=True)
        if why:
            self.intro = f"{why}。"
            self.initial["agreement_form"] = AgreementForm.WRITTEN

    def arguments(self) -> dict[str, Any]:
        found = super().arguments()
        found["form"] = found.pop("agreement_form")
        return found


class SignAgreementForm(ActForm):
    parties_signed_on = forms.DateField(label="当事人哪天签的字", widget=DateInput, required=False)
    mediator_signed_on = forms.DateField(label="调解员哪天签的字", widget=DateInput, required=False)
    sealed_on = forms.DateField(label="调委会哪天盖的章", widget=DateInput, required=False)
    submit = "补登"
    intro = "三样都齐了协议才生效，司法确认的30天从生效那天起算。已经登记过的可以不填。"

    @classmethod
    def first_values(cls, dispute: Dispute, now: datetime) -> dict[str, Any]:
        agreement = facts(dispute).agreement
        names = ("parties_signed_on", "mediator_signed_on", "sealed_on")
        return {name: getattr(agreement, name) for name in names} if agreement else {}


class FailForm(ActForm):
    reason = CleanTextArea(label="为什么没谈成", max_length=500)
    advice = CleanTextArea(
        label="告诉了当事人哪些途径", max_length=150, help_text="仲裁、行政处理或起诉；这句话居民会看到"
    )
    submit = "终止调解"
    is_final = True


class SuspendForm(ActForm):
    reason_code = forms.ChoiceField(label="为什么中止", choices=SuspendReason.choices, widget=ChipRadios)
    resume_on = forms.DateField(label="预计哪天恢复", widget=DateInput)
    parties_told_on = forms.DateField(label="哪天告诉当事人的", widget=DateInput)
    note = CleanCharField(label="说明", max_length=200, required=False)
    submit = "中止"
    intro = "累计中止最多30天，等鉴定的除外。到了恢复的日子会自动接着办。"
    today_fields = ("parties_told_on",)


class NoteOnlyForm(ActForm):
    """Acts that need no more than a word, if that."""

    note = CleanCharField(label="说一句", max_length=200, required=False)


class BothAgainForm(ActForm):
    """Both sides want it."""

    both_consent_on = forms.DateField(label="双方哪天同意的", widget=DateInput)
    note = CleanCharField(label="说明", max_length=200, required=False)
    today_fields = ("both_consent_on",)


class ContestForm(ActForm):
    reason = CleanTextArea(label="哪里有争议", max_length=500)
    both_consent_on = forms.DateField(label="双方哪天同意重新谈", widget=DateInput)
    intro = "原来的协议保留在记录里，不再执行。"
    today_fields = ("both_consent_on",)


class AskExtensionForm(ActForm):
    clock_code = forms.ChoiceField(
        label="延长哪个时限", choices=[("CK3", "本级办理时限"), ("CK4", "调解总时限")], widget=Radios
    )
    days = forms.IntegerField(label="延长几天", min_value=1, max_value=60)
    reason_code = forms.ChoiceField(label="为什么", choices=ExtendReason.choices, widget=ChipRadios)
    parties_agreed_on = forms.DateField(
        label="双方哪天同意的", widget=DateInput, required=False, help_text="延长调解总时限要双方同意"
    )
    note = CleanCharField(label="说明", max_length=200, required=False)
    submit = "申请延期"
    intro = "每一级只能延期一次，由本级负责人审批。"


class DecideExtensionForm(ActForm):
    approved = forms.TypedChoiceField(
        label="同意吗",
        choices=[("yes", "同意"), ("no", "不同意")],
        coerce=lambda value: value == "yes",
        widget=ChipRadios,
    )
    note = CleanCharField(label="意见", max_length=200, required=False, help_text="不同意要写理由")
    submit = "提交审批"

    def prepare(self) -> None:
        asked = next((one for one in facts(self.dispute).extensions if one.approved is None), None)
        if asked is not None:
            why = asked.get_reason_display()
            self.intro = f"申请延长{asked.days}天：{why}。{asked.note}"


class PerformForm(ActForm):
    item = forms.ChoiceField(label="哪一项", widget=Radios)
    done_on = forms.DateField(label="哪天履行的", widget=DateInput)
    proof = CleanCharField(label="凭据", max_length=200, help_text="比如收条、照片、对方确认")
    waived = forms.BooleanField(label="不是履行，是对方书面放弃", required=False)
    photos = PhotosField(label="照片", required=False)
    submit = "登记履行"
    today_fields = ("done_on",)

    def prepare(self) -> None:
        left = [one for one in facts(self.dispute).items if not one.is_settled]
        offers = [(str(one.pk), f"{one.what}（{one.due_on:%m月%d日}前）") for one in left]
        set_choices(self, "item", offers)

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "item": int(self.cleaned_data["item"])}


class RenegotiateForm(ActForm):
    both_consent_on = forms.DateField(label="双方哪天同意的", widget=DateInput)
    note = CleanCharField(label="说明", max_length=200, required=False)
    submit = "保存"
    intro = "每一项没履行的，写新的日期，或者登记已经补上。"
    today_fields = ("both_consent_on",)

    def prepare(self) -> None:
        self.left = [one for one in facts(self.dispute).items if not one.is_settled]
        for item in self.left:
            name = f"{item.what}（原定{item.due_on:%m月%d日}）"
            self.fields[f"day_{item.pk}"] = forms.DateField(
                label=f"新的日期：{name}", widget=DateInput, required=False
            )
            self.fields[f"done_{item.pk}"] = forms.DateField(
                label=f"或者，已补履行的日期：{item.what}", widget=DateInput, required=False
            )
            self.fields[f"proof_{item.pk}"] = CleanCharField(
                label="补履行的凭据", max_length=200, required=False
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for item in self.left:
            if cleaned.get(f"done_{item.pk}") and not cleaned.get(f"proof_{item.pk}"):
                self.add_error(f"proof_{item.pk}", "请写凭据，比如收条、照片、对方确认")
        return cleaned

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        done = {
            i.pk: (said[f"done_{i.pk}"], said[f"proof_{i.pk}"]) for i in self.left if said[f"done_{i.pk}"]
        }
        days = {i.pk: said[f"day_{i.pk}"] for i in self.left if said[f"day_{i.pk}"] and i.pk not in done}
        return {
            "both_consent_on": said["both_consent_on"],
            "note": said["note"],
            "new_days": days,
            "performed": done,
        }


class FollowUpForm(ActForm):
    at = forms.DateTimeField(label="什么时候回访的", widget=LocalDateTimeInput)
    mode = forms.ChoiceField(label="怎么回访的", choices=Mode.choices, widget=ChipRadios, initial=Mode.PHONE)
    performed = forms.TypedChoiceField(
        label="约定的事都兑现了吗",
        choices=[("yes", "都兑现了"), ("no", "还没有")],
        coerce=lambda value: value == "yes",
        widget=ChipRadios,
    )
    satisfaction = forms.ChoiceField(label="居民满意吗", choices=Satisfaction.choices, widget=ChipRadios)
    new_signs = CleanCharField(label="有没有新的苗头", max_length=200, required=False)
    note = CleanCharField(label="回访情况", max_length=500, required=False)
    submit = "登记回访"

    @classmethod
    def first_values(cls, dispute: Dispute, now: datetime) -> dict[str, Any]:
        return {"at": timezone.localtime(now).replace(second=0)}


class CloseForm(ActForm):
    citizen_told = forms.ChoiceField(
        label="办结前告诉居民结果了吗", choices=[(one, one) for one in TOLD], widget=ChipRadios
    )
    public_text = CleanCharField(
        label="给居民看的话",
        max_length=200,
        required=False,
        help_text="不填就写结果，并告诉居民30天内可以说「没解决」",
    )
    submit = "结案"
    is_final = True

    def prepare(self) -> None:
        missing = missing_papers(self.dispute)
        if missing:
            self.intro = f"卷里还缺：{'、'.join(missing)}。不影响结案，归档前要补齐，在「文书」里出具。"


class AnswerReopenForm(ActForm):
    public_text = CleanTextArea(
        label="给居民的答复", max_length=200, help_text="说明为什么不重开、还能找谁；居民会看到"
    )
    submit = "答复"


class ArchiveForm(ActForm):
    retention = forms.ChoiceField(label="保管期限", choices=Retention.choices, widget=ChipRadios)
    file_no = CleanCharField(label="卷号", max_length=40, required=False, help_text="不填就用案件编号")
    missing_note = CleanCharField(label="为什么缺这些文书", max_length=200, required=False)
    submit = "归档"
    is_final = True
    intro = "归档后不能再改。"

    def prepare(self) -> None:
        missing = missing_papers(self.dispute)
        if missing:
            # Copies of identity cards are not kept here (data minimisation): they lie in the paper file.
            self.initial["missing_note"] = "身份证明等原件在纸质卷里"
            self.fields["missing_note"].help_text = f"卷里还缺：{'、'.join(missing)}。最好先在「文书」里补齐"
        else:
            del self.fields["missing_note"]

    @classmethod
    def first_values(cls, dispute: Dispute, now: datetime) -> dict[str, Any]:
        return {"retention": default_retention(dispute).value}
