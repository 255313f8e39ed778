"""The form of what is done in violence at home."""

from django import forms

from core.ui.widgets import Checks, DateInput
from disputes.choices_mediation import Help
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
