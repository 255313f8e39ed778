"""The forms of what is done in violence at home."""

from django import forms

from core.text import CleanCharField
from core.ui.widgets import Checks, DateInput
from disputes.choices_mediation import Help, Side
from disputes.forms.base import ActForm


class ProtectForm(ActForm):
    victim_helpless = forms.BooleanField(
        label="受害的可能是孩子，或没有、限制民事行为能力的人", required=False
    )
    offered = forms.MultipleChoiceField(
        label="告知了哪些帮助",
        choices=Help.choices,
        widget=Checks,
        help_text="报警、临时庇护、人身安全保护令都要告知",
    )
    taken = forms.MultipleChoiceField(
        label="对方愿意接受的",
        choices=Help.choices,
        widget=Checks,
        required=False,
        help_text="不接受的不勾，不用写原因",
    )
    offered_on = forms.DateField(label="哪天告知的", widget=DateInput)
    submit = "登记处置"
    intro = (
        "登记后这件案件只有经办人和负责人看得到，不安排双方见面。受害的可能是孩子或没有行为能力的人，"
        "工作人员必须马上报案（反家庭暴力法第14条），报案后用「登记报警」。"
    )
    today_fields = ("offered_on",)


class WarnForm(ActForm):
    warned_on = forms.DateField(label="哪天收到的告诫书", widget=DateInput)
    letter_no = CleanCharField(label="告诫书编号", max_length=40, required=False)
    submit = "登记告诫书"
    intro = "登记后要查访双方，监督不再发生家庭暴力（反家庭暴力法第17条）。查访后用「登记查访」。"
    today_fields = ("warned_on",)


class VisitWarnedForm(ActForm):
    sides = forms.MultipleChoiceField(label="查访了谁", choices=Side.choices, widget=Checks)
    visited_on = forms.DateField(label="哪天查访的", widget=DateInput)
    note = CleanCharField(label="查访情况", max_length=200)
    submit = "登记查访"
    intro = "双方分开查访，不安排见面。双方都查访过，这件事才算办完。"
    today_fields = ("visited_on",)
