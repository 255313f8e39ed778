"""What a liaison fills in, on a phone: sign, object, contact, arrive, plan, answer; and the street's word on a unit."""

from datetime import datetime
from typing import Any

from django import forms

from core.text import CleanCharField
from core.ui.forms import set_choices
from core.ui.widgets import ChipRadios, DateInput, LocalDateTimeInput, PhotosField, Radios
from disputes.models import DutyClause
from disputes.whistles.choices import CONTACT_WORDS, OBJECTION_REASONS, Outcome
from disputes.whistles.facts import facts
from disputes.whistles.forms.base import UnitActForm, department, departments, words, yes_no
from disputes.whistles.recommend import suggestions


class SignForm(UnitActForm):
    note = CleanCharField(label="说一句", max_length=200, required=False)
    submit = "签收"
    intro = "签收表示已经收到、由你联系。不属于本单位的，签收后1个工作日内可以提出。"


class ObjectForm(UnitActForm):
    """不属本单位: reason, clause, whose it is."""

    reason = forms.ChoiceField(
        label="为什么不属于本单位", choices=[(one, one) for one in OBJECTION_REASONS], widget=ChipRadios
    )
    suggested = forms.ChoiceField(label="应该由哪个单位办", widget=ChipRadios)
    clause = forms.ChoiceField(label="依据", widget=Radios)
    more = CleanCharField(label="补充一句", max_length=150, required=False)
    submit = "提出异议"
    intro = "每个单位只能提一次，街道1个工作日内裁定。裁定前不计时（应急哨照常计时）。"

    def prepare(self) -> None:
        unit = self.unit
        found = suggestions(
            cause=unit.whistle.cause, title=unit.whistle.title, told=unit.whistle.problem, now=self.now
        )
        others = [one for one in found if one.department.pk != unit.department_id]
        set_choices(self, "suggested", [(str(one.department.pk), one.department.name) for one in others])
        rows = [
            (f"{one.department}{one.clause}", f"{one.department}的{one.clause}")
            for one in others
            if one.clause
        ]
        rows += [("本单位职责清单没有这一条", "本单位职责清单里没有这一条")]
        rows += [(f"本单位{one}不含此事", f"本单位{one}，不包括这件事") for one in self._own_clauses()]
        set_choices(self, "clause", rows)
        self.initial.setdefault("clause", rows[0][0])

    def _own_clauses(self) -> list[DutyClause]:
        return list(DutyClause.objects.active().filter(department_code=self.unit.department.code))[:4]

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        more = f"：{said['more']}" if said["more"] else ""
        return {
            "reason": f"{said['reason']}{more}",
            "clause": said["clause"],
            "suggested": department(said["suggested"]),
        }


class ContactForm(UnitActForm):
    template = forms.ChoiceField(
        label="怎么联系的",
        choices=[(one, one) for one in CONTACT_WORDS],
        widget=ChipRadios,
        initial=CONTACT_WORDS[0],
    )
    own = words("自己写", required=False, help_text="写了就用这句")
    submit = "已联系"

    def arguments(self) -> dict[str, Any]:
        return {"text": self.cleaned_data["own"] or self.cleaned_data["template"]}


class ArriveForm(UnitActForm):
    people = CleanCharField(label="到场人员", max_length=60, required=False, help_text="不填就写你自己")
    arrived_at = forms.DateTimeField(
        label="什么时候到的", widget=LocalDateTimeInput, required=False, help_text="不填就是现在"
    )
    submit = "我已到场"


class PlanForm(UnitActForm):
    text = words("打算怎么办")
    until = forms.DateField(label="打算哪天办完", widget=DateInput, required=False)
    submit = "定下"


class ProgressForm(UnitActForm):
    text = words("办到哪一步")
    submit = "记下"


class AskExtensionForm(UnitActForm):
    days = forms.IntegerField(label="要延长几个工作日", min_value=1, max_value=60)
    reason = words("为什么")
    submit = "申请延期"
    intro = "要在到期之前申请，由街道分管领导批。"


class DecideExtensionForm(UnitActForm):
    approved = forms.ChoiceField(
        label="同意吗", choices=[("yes", "同意"), ("no", "不同意")], widget=ChipRadios
    )
    note = words("意见", required=False, help_text="不同意的要写理由")
    submit = "审批"

    def prepare(self) -> None:
        asked = next(
            (
                one
                for one in facts(self.unit.whistle).extensions
                if one.unit_id == self.unit.pk and one.approved is None
            ),
            None,
        )
        if asked is not None:
            self.intro = f"{self.unit.department}申请延长{asked.days}天：{asked.reason}"

    def arguments(self) -> dict[str, Any]:
        return {"approved": self.cleaned_data["approved"] == "yes", "note": self.cleaned_data["note"]}


class ExplainForm(UnitActForm):
    reason = words("为什么超期")
    interim = words("现在办到哪一步", 500)
    submit = "提交说明"


def is_late(form: UnitActForm, now: datetime) -> bool:
    """The result is due already: the form asks why."""
    clocks = facts(form.unit.whistle).clocks_of(form.unit)
    return any(one.is_live and one.code.endswith(".result") and now > one.due_at for one in clocks)


class AnswerForm(UnitActForm):
    """反馈结果: a chip, a sentence, a photo."""

    result = forms.ChoiceField(
        label="结果", choices=Outcome.choices, widget=ChipRadios, initial=Outcome.SOLVED
    )
    text = words("怎么办的", 500, help_text="一句话：做了什么、办好没有")
    evidence = PhotosField(label="现场照片", required=False)
    late_reason = words("为什么晚了", required=False)
    missing_reason = words("为什么不等没反馈的协办单位", required=False, help_text="等他们的，不用写")
    submit = "反馈结果"

    def prepare(self) -> None:
        if not is_late(self, self.now):
            del self.fields["late_reason"]
        waits = [one for one in facts(self.unit.whistle).missing if not one.is_lead]
        if not self.unit.is_lead or not waits:
            del self.fields["missing_reason"]

    def arguments(self) -> dict[str, Any]:
        said = {
            name: value for name, value in self.cleaned_data.items() if name not in ("version", "evidence")
        }
        return {**said, "photos": self.cleaned_data.get("evidence") or []}


class RateWhistleForm(UnitActForm):
    """D6: the unit's side of the double assessment."""

    justified = yes_no("这件事该不该吹给你们单位")
    clear = yes_no("吹哨单写得够不够清楚")
    note = words("意见", required=False)
    submit = "提交"

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "justified": said["justified"] == "yes",
            "clear": said["clear"] == "yes",
            "note": said["note"],
        }


class RuleBackForm(UnitActForm):
    note = words("裁定理由")
    submit = "裁定：维持原单位"

    def prepare(self) -> None:
        self.intro = objection_words(self)


class ReassignForm(UnitActForm):
    to = forms.ChoiceField(label="改派给谁", required=False, widget=ChipRadios)
    note = words("裁定理由")
    submit = "裁定：改派"

    def prepare(self) -> None:
        self.intro = objection_words(self)
        known = {one.department_id for one in facts(self.unit.whistle).units}
        # An assisting unit may become the lead; it cannot be called in twice.
        without = {self.unit.department_id} if self.unit.is_lead else known
        choices = departments(without)
        if not self.unit.is_lead:
            choices = [("", "不再另派"), *choices]
        set_choices(self, "to", choices)
        asked = next(
            (one for one in facts(self.unit.whistle).objections if one.unit_id == self.unit.pk), None
        )
        if asked is not None and asked.suggested_id:
            self.initial.setdefault("to", str(asked.suggested_id))

    def arguments(self) -> dict[str, Any]:
        return {"to": department(self.cleaned_data["to"]), "note": self.cleaned_data["note"]}


def objection_words(form: UnitActForm) -> str:
    """What the unit said, above the street's form."""
    asked = next((one for one in facts(form.unit.whistle).objections if one.unit_id == form.unit.pk), None)
    if asked is None:
        return ""
    return f"{form.unit.department}：{asked.reason}。依据：{asked.clause}。建议由{asked.suggested}办。"


FORMS: dict[str, type[UnitActForm]] = {
    "answer": AnswerForm,
    "arrive": ArriveForm,
    "ask_extension": AskExtensionForm,
    "contact": ContactForm,
    "decide_extension": DecideExtensionForm,
    "explain": ExplainForm,
    "object": ObjectForm,
    "plan": PlanForm,
    "progress": ProgressForm,
    "rate_whistle": RateWhistleForm,
    "reassign": ReassignForm,
    "rule_back": RuleBackForm,
    "sign": SignForm,
}
