"""Forms of acts that pass a case on, grade it, join it, or say no to it."""

from typing import Any

from django import forms

from core.accounts.models import User
from core.text import CleanCharField, CleanTextArea
from core.ui.forms import set_choices
from core.ui.widgets import ChipRadios, DateInput, Radios
from disputes.choices import (
    REFERRAL_RESULTS,
    Alert,
    Consent,
    DeclineReason,
    Mode,
    Result,
    Severity,
    Tier,
    Trigger,
)
from disputes.choices_mediation import ChosenBy, Confirmed
from disputes.committees import leading, substitutes
from disputes.forms.base import ActForm
from disputes.guards import facts
from disputes.models import Dispute
from disputes.selectors.people import candidates_for

_ROUTES = [(one.value, one.label) for one in REFERRAL_RESULTS]


class ReasonForm(ActForm):
    """Acts that need one sentence."""

    reason = CleanTextArea(label="理由", max_length=200)


class RecuseForm(ReasonForm):
    """回避: another mediator of the committee may step in at once."""

    substitute = forms.ChoiceField(
        label="换谁来办", required=False, help_text="可以先不选，由负责人分派；没有人可换的，请上报"
    )
    submit = "回避"

    def prepare(self) -> None:
        there = {str(one.user_id): one.name for one in leading(self.dispute, self.now)}
        there.pop(str(self.user.pk), None)
        set_choices(self, "substitute", [("", "由负责人分派"), *there.items()])

    def arguments(self) -> dict[str, Any]:
        chosen = self.cleaned_data["substitute"]
        return {
            "reason": self.cleaned_data["reason"],
            "substitute": User.objects.get(pk=int(chosen)) if chosen else None,
        }


class RouteUpForm(ActForm):
    trigger = forms.ChoiceField(label="为什么上报", choices=Trigger.choices, widget=ChipRadios)
    reason = CleanCharField(label="补充一句", max_length=200, required=False)
    submit = "上报"

    @classmethod
    def first_values(cls, dispute: Dispute, now: Any) -> dict[str, Any]:
        """Somebody stepped aside and the committee has nobody left: that is the reason (C7)."""
        vacant = dispute.holder_id is None and bool(facts(dispute).recused_ids)
        alone = vacant and dispute.committee_id is not None and not substitutes(dispute, now)
        return {"trigger": Trigger.RECUSED} if alone else {}

    def prepare(self) -> None:
        if self.dispute.tier < Tier.STREET:
            self.intro = (
                f"报给{Tier(self.dispute.tier + 1).label}，对方要在1个工作日内签收。居民的时限接着走。"
            )


class EscalateForm(RouteUpForm):
    work_done = CleanTextArea(
        label="已经做了哪些工作", max_length=1000, help_text="上一级要接着办，写清谈了几次、卡在哪里"
    )
    field_order = ["trigger", "work_done", "reason"]


class SignForm(ActForm):
    note = CleanCharField(label="说一句", max_length=200, required=False)
    submit = "签收"
    intro = "签收后由你经办，本级的时限从现在算起。"


class ReturnForm(ActForm):
    reason = CleanCharField(label="为什么退回", max_length=200)
    instruction = CleanTextArea(
        label="接下来怎么办", max_length=1000, help_text="告诉下一级具体该怎么做，不能只退不教"
    )
    submit = "退回"
    intro = "每一级只能退回一次。退回不重算时限。"


class AssignForm(ActForm):
    holder = forms.ChoiceField(label="谁来办", error_messages={"invalid_choice": "请从列表里选一个人"})
    note = CleanCharField(label="交代一句", max_length=200, required=False)
    submit = "分派"

    def prepare(self) -> None:
        groups: dict[str, list[tuple[str, str]]] = {}
        for one in candidates_for(self.dispute):
            groups.setdefault(one.tier.label, []).append((one.value, one.words))
        if not groups:
            self.intro = "这件案件的范围里现在没有可以分派的人，请联系系统管理员登记岗位。"
        set_choices(self, "holder", [("", "请选"), *groups.items()])

    def arguments(self) -> dict[str, Any]:
        holder, _, tier = self.cleaned_data["holder"].partition(":")
        person = User.objects.get(pk=int(holder))
        return {"holder": person, "tier": int(tier), "note": self.cleaned_data["note"]}


class RegradeForm(ActForm):
    severity = forms.ChoiceField(label="分级", choices=Severity.choices, widget=ChipRadios)
    alert = forms.ChoiceField(label="预警", choices=Alert.choices, widget=ChipRadios)
    reason = CleanTextArea(label="为什么调整", max_length=200)
    submit = "调整"
    intro = "红色预警会马上通知分管领导。"

    @classmethod
    def first_values(cls, dispute: Dispute, now: Any) -> dict[str, Any]:
        return {"severity": dispute.severity, "alert": dispute.alert}


class AskConsentForm(ActForm):
    asked_on = forms.DateField(label="哪天问的", widget=DateInput)
    mode = forms.ChoiceField(label="怎么问的", choices=Mode.choices, widget=ChipRadios, initial=Mode.PHONE)
    note = CleanCharField(label="情况", max_length=200, required=False)
    submit = "登记征询"
    intro = "问双方愿不愿意调解。有一方明确拒绝，就不能调解（人民调解法第十七条）。"
    today_fields = ("asked_on",)


class AcceptForm(ActForm):
    mode = forms.ChoiceField(label="怎么表态的", choices=Mode.choices, widget=ChipRadios, initial=Mode.PHONE)
    rights_told_on = forms.DateField(
        label="哪天告知的权利义务",
        widget=DateInput,
        help_text="可以接受或拒绝调解、要求公开或不公开、自愿达成协议",
    )
    submit = "受理"
    intro = "各方都没有明确拒绝，并且已告知权利义务，才能受理。"

    def prepare(self) -> None:
        answers = [
            (Consent.AGREED.value, "同意调解"),
            (Consent.UNCLEAR.value, "没有明确表态"),
            (Consent.REFUSED.value, "明确拒绝"),
        ]
        for party in self.parties:
            self.fields[f"consent_{party.pk}"] = forms.ChoiceField(
                label=f"{party}的意愿",
                choices=answers,
                widget=ChipRadios,
                initial=party.consent,
                error_messages={"required": f"请选「{party.name}」的意愿"},
            )
        self._offer_mediators()
        # A refusal by the action is shown beside the first party.
        first = [f"consent_{party.pk}" for party in self.parties]
        self.order_fields([*first, "mode", "rights_told_on", "mediator", "chosen_by"])

    def _offer_mediators(self) -> None:
        """Those of the committee who work here; without any, whoever accepts mediates."""
        there = leading(self.dispute, self.now)
        if not there:
            return
        people = {str(one.user_id): one.name for one in there}
        self.fields["mediator"] = forms.ChoiceField(
            label="谁来调解",
            choices=[("", "请选"), *people.items()],
            initial=str(self.user.pk) if str(self.user.pk) in people else "",
            help_text=f"{there[0].committee}的调解员",
        )
        self.fields["chosen_by"] = forms.ChoiceField(
            label="怎么定的", choices=ChosenBy.choices, widget=ChipRadios, initial=ChosenBy.COMMITTEE
        )

    def arguments(self) -> dict[str, Any]:
        consents = {party.pk: self.cleaned_data[f"consent_{party.pk}"] for party in self.parties}
        said = self.cleaned_data
        found = {"consents": consents, "rights_told_on": said["rights_told_on"], "mode": said["mode"]}
        if said.get("mediator"):
            found |= {"mediator": User.objects.get(pk=int(said["mediator"])), "chosen_by": said["chosen_by"]}
        return found


class RefuseForm(ActForm):
    party = forms.ChoiceField(label="哪一方拒绝", widget=Radios)
    advice = CleanTextArea(label="告诉了当事人哪些途径", max_length=500, help_text="比如仲裁、行政处理、起诉")
    submit = "终止"
    is_final = True

    def prepare(self) -> None:
        set_choices(self, "party", self.party_choices())

    def arguments(self) -> dict[str, Any]:
        return {"party": int(self.cleaned_data["party"]), "advice": self.cleaned_data["advice"]}


class DeclineForm(ActForm):
    reason_code = forms.ChoiceField(label="为什么不受理", choices=DeclineReason.choices, widget=Radios)
    advice = CleanTextArea(label="建议当事人去哪里", max_length=150, help_text="这句话居民会看到")
    submit = "不予受理"
    is_final = True


class ReferForm(ActForm):
    """导引: which route, which body, which day."""

    result = forms.ChoiceField(label="导引的途径", choices=_ROUTES, widget=ChipRadios)
    referred_to = CleanCharField(label="接收的单位", max_length=60)
    referred_on = forms.DateField(label="哪天导引的", widget=DateInput)
    note = CleanCharField(label="说明", max_length=200, required=False)
    submit = "导引"
    today_fields = ("referred_on",)


class EnforceForm(ReferForm):
    def prepare(self) -> None:
        if self.dispute.confirmation == Confirmed.VALID:
            self.intro = "这份协议法院已裁定有效，对方可以直接向法院申请强制执行，不用再起诉。"


class MergeForm(ActForm):
    target = CleanCharField(label="并入哪一件", max_length=40, help_text="写主案的编号，比如 2026-00012")
    reason = CleanCharField(label="为什么并案", max_length=200, help_text="比如：同一栋楼同一处漏水")
    submit = "并案"
    is_final = True
    intro = "并案后这一件的时限停下，由主案接着办。30天内可以撤销。"

    def clean_target(self) -> Dispute:
        number = self.cleaned_data["target"].replace(" ", "")
        found = Dispute.objects.visible_to(self.user).filter(no=number).first()
        if found is None:
            raise forms.ValidationError("没有找到这个编号，请核对", code="missing")
        return found


class WithdrawForm(ActForm):
    withdrawn_on = forms.DateField(label="哪天撤回的", widget=DateInput)
    free_will = forms.BooleanField(
        label="已确认是当事人自愿撤回", error_messages={"required": "请先确认是当事人自愿撤回"}
    )
    note = CleanCharField(label="情况", max_length=200, required=False)
    submit = "登记撤回"
    is_final = True
    today_fields = ("withdrawn_on",)


RESULT_WORDS = dict(Result.choices)
