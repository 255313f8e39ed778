"""Forms of judicial confirmation."""

from datetime import datetime
from typing import Any

from django import forms

from core.text import CleanCharField
from core.ui.widgets import Checks, ChipRadios, DateInput
from disputes.choices import Mode
from disputes.choices_mediation import CONFIRMATION_ENDS, Excluded
from disputes.forms.base import ActForm
from disputes.models import Dispute


class ApplyForm(ActForm):
    excluded = forms.MultipleChoiceField(
        label="有没有下面的情形",
        choices=Excluded.choices,
        widget=Checks,
        required=False,
        help_text="有一项法院就不受理（民诉法解释第355条）。没有的都不勾",
    )
    checked = forms.BooleanField(
        label="已逐条看过，上面的情形都没有",
        required=False,
    )
    court = CleanCharField(
        label="向哪个法院申请",
        max_length=40,
        help_text="当事人住所地、标的物所在地或调委会所在地的基层法院",
    )
    applied_on = forms.DateField(label="哪天申请的", widget=DateInput)
    mode = forms.ChoiceField(label="怎么申请的", choices=Mode.choices, widget=ChipRadios, initial=Mode.LETTER)
    both_applied = forms.BooleanField(label="双方本人或代理人一起申请", required=False)
    submit = "登记申请"
    intro = (
        "协议生效后30天内，由双方共同申请，不收费。要带：协议书、调委会主持调解的证明、有关财产证明、"
        "双方身份和住址电话。申请书和证明在「文书」里打印。"
    )
    today_fields = ("applied_on",)

    @classmethod
    def first_values(cls, dispute: Dispute, now: datetime) -> dict[str, Any]:
        court = dispute.committee.court if dispute.committee is not None else ""
        return {**super().first_values(dispute, now), "court": court}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("checked") and not cleaned.get("excluded"):
            self.add_error("checked", "请逐条看过上面的情形，都没有再勾上")
        return cleaned

    def arguments(self) -> dict[str, Any]:
        found = super().arguments()
        found.pop("checked")
        return found


class FiledForm(ActForm):
    filed_on = forms.DateField(label="法院哪天受理的", widget=DateInput)
    case_no = CleanCharField(label="案号", max_length=60)
    submit = "登记受理"
    intro = "法院在受理后30天内裁定。没有受理的，用「登记司法确认结果」。"
    today_fields = ("filed_on",)


class DecidedForm(ActForm):
    outcome = forms.ChoiceField(
        label="结果", choices=[(one.value, one.label) for one in CONFIRMATION_ENDS], widget=ChipRadios
    )
    decided_on = forms.DateField(label="哪天的结果", widget=DateInput)
    note = CleanCharField(label="说明", max_length=200, required=False, help_text="驳回、不予受理的写理由")
    submit = "登记结果"
    today_fields = ("decided_on",)
