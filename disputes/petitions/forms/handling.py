"""Forms of the street's own work, of the reviews and of the end."""

from datetime import datetime
from typing import Any

from django import forms

from core.text import CleanCharField
from core.ui.forms import set_choices
from core.ui.widgets import ChipRadios, Radios
from disputes.models import Dispute, PetitionMatter
from disputes.petitions.actions.reviewing import Ruled
from disputes.petitions.choices import (
    CHASE_WORDS,
    EXTENSION_DAYS,
    Satisfaction,
    Stance,
    Verdict,
)
from disputes.petitions.facts import facts
from disputes.petitions.forms.base import (
    ONLY_MATTER,
    PetitionForm,
    ReasonForm,
    day,
    served,
    words,
    yes_or_no,
)
from disputes.petitions.selectors.people import people_for


class AssignForm(PetitionForm):
    handler = forms.ChoiceField(label="承办人", help_text="和这件事有利害关系的不要选")
    note = CleanCharField(label="交办要求", max_length=200, required=False)
    submit = "交办"

    def prepare(self) -> None:
        self.people = people_for(self.row)
        offers = [(str(one.pk), f"{one.display_name}（{one.title}）") for one in self.people.values()]
        set_choices(self, "handler", [("", "请选"), *offers])

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        return {**said, "handler": self.people[int(said["handler"])]}


class ReassignForm(AssignForm):
    note = None  # type: ignore[assignment] # Django's way to take a field away
    reason = CleanCharField(label="为什么换人", max_length=200)
    submit = "换承办人"
    intro = "办理时限接着算。"


class RecuseForm(ReasonForm):
    reason = words("回避的理由", help_text="和信访人、信访事项有直接利害关系的要回避")
    submit = "回避"
    intro = "回避后不能再看、再办这一件，由信访专干另行交办。"
    is_final = True


class CaseForm(PetitionForm):
    case = CleanCharField(label="调解案件编号", max_length=20, help_text="比如 2026-00012")
    submit = "转入调解"
    intro = "先「登记案件」（来源选信访转入），再把编号填在这里。办理时限照走。"

    def clean_case(self) -> Dispute:
        found = Dispute.objects.visible_to(self.user).filter(no=self.cleaned_data["case"]).first()
        if found is None or not found.is_open:
            raise forms.ValidationError("没有找到这个编号的在办案件，请核对", code="unknown")
        return found


class ExtendForm(PetitionForm):
    days = forms.IntegerField(
        label="延长几天", min_value=1, max_value=EXTENSION_DAYS, help_text=f"最多{EXTENSION_DAYS}天，只能一次"
    )
    reason = words("为什么办不完", help_text="批准后信访人会看到这个理由")
    submit = "申请延期"


class DecideForm(PetitionForm):
    approved = yes_or_no("同意延期吗", "同意", "不同意")
    note = CleanCharField(label="意见", max_length=200, required=False, help_text="不同意的要写理由")

    def prepare(self) -> None:
        asked = facts(self.row).asked_extension
        if asked is not None:
            self.intro = f"{asked.asked_by.display_name}申请延长{asked.days}天：{asked.reason}"


class TellExtensionForm(PetitionForm):
    mode = served("怎么告知的")
    told_on = day("告知日期")
    today_fields = ("told_on",)
    submit = "已告知"
    intro = "先在「文书」里出具延期告知书。"


class OpinionForm(PetitionForm):
    demand = words("信访请求", 300)
    found = words("查明的事实和理由", 1000, 6, help_text=ONLY_MATTER)
    stance = forms.ChoiceField(label="对请求的态度", choices=Stance.choices, widget=ChipRadios)
    view = words("处理意见", 1000, 5, help_text="不支持的也要说清楚为什么、还可以怎么办")
    basis = words("法律政策依据", 300)
    submit = "送分管领导签发"

    @classmethod
    def first_values(cls, row: PetitionMatter, now: datetime) -> dict[str, Any]:
        """What was drafted before, else what the citizen asked for."""
        known = facts(row).opinion
        if known is None:
            return {"demand": row.demand}
        return {
            "demand": known.demand,
            "found": known.facts,
            "stance": known.stance,
            "view": known.view,
            "basis": known.basis,
        }


class SignForm(PetitionForm):
    note = CleanCharField(label="批示", max_length=200, required=False)
    submit = "签发"
    is_final = True


class ServeForm(PetitionForm):
    served_on = day("送达日期")
    mode = served("送达方式")
    today_fields = ("served_on",)
    submit = "登记送达"
    intro = "从送达起30天内，信访人可以申请复查。"


class AskForm(PetitionForm):
    asked_on = day("申请日期")
    today_fields = ("asked_on",)
    submit = "登记申请"


class RuledForm(PetitionForm):
    verdict = forms.ChoiceField(label="结论", choices=Verdict.choices, widget=Radios)
    replied_on = day("信访人收到意见的日期")
    document = CleanCharField(label="文号", max_length=40, required=False)
    found = words("查明的事实和理由", 1000, 4, required=False)
    view = words("意见", 1000, 4, required=False)
    basis = words("依据", 300, 2, required=False)
    today_fields = ("replied_on",)
    submit = "登记意见"
    intro = "照上级机关的意见书填。责令重新办理的，回到办理中，60天重新算。"

    def arguments(self) -> dict[str, Any]:
        return {"ruled": Ruled(**super().arguments())}


class FinishForm(PetitionForm):
    satisfaction = forms.ChoiceField(label="信访人怎么评价", choices=Satisfaction.choices, widget=ChipRadios)
    waived = forms.BooleanField(label="信访人书面放弃申请复查复核", required=False)
    note = CleanCharField(label="说明", max_length=200, required=False)
    submit = "办结"
    is_final = True


class ReopenForm(PetitionForm):
    agency = CleanCharField(label="哪个机关决定的", max_length=60)
    document = CleanCharField(label="决定文号", max_length=40)
    reason = words("要求重办什么")
    submit = "重新办理"
    intro = "只有复查、复核决定能让办结的事项重办。有新事实的，请另登记一件。"


class ReliefForm(PetitionForm):
    relief = words("给了什么救助、哪天给的")
    submit = "记下"

    @classmethod
    def first_values(cls, row: PetitionMatter, now: datetime) -> dict[str, Any]:
        return {"relief": row.relief}


class WithdrawForm(ReasonForm):
    reason = words("信访人怎么提出的", help_text="写有没有书面材料。不能劝人撤回")
    submit = "登记撤回"
    is_final = True


class ChaseForm(PetitionForm):
    template = forms.ChoiceField(
        label="常用的话", choices=[(one, one) for one in CHASE_WORDS], widget=Radios, initial=CHASE_WORDS[0]
    )
    own = words("自己写", required=False, help_text="写了就用这句")
    submit = "发出催办"

    def arguments(self) -> dict[str, Any]:
        return {"text": self.cleaned_data["own"] or self.cleaned_data["template"]}
