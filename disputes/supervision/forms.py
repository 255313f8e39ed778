"""Forms of the acts on a supervision order."""

from django import forms

from core.flow.forms import ActForm
from core.text import CleanTextArea
from disputes.models import SupervisionOrder


def words(label: str, most: int = 200, **more: str) -> CleanTextArea:
    return CleanTextArea(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": 3}), **more)


class ReplyForm(ActForm[SupervisionOrder]):
    text = words("办到哪一步、什么时候办完", 500)
    submit = "答复督办"


class SendBackForm(ActForm[SupervisionOrder]):
    reason = words("为什么不认可")
    submit = "退回，再答复"


class CloseForm(ActForm[SupervisionOrder]):
    result = words("销号意见")
    submit = "销号"


class WithdrawForm(ActForm[SupervisionOrder]):
    reason = words("为什么撤销")
    submit = "撤销督办"


FORMS: dict[str, type[ActForm[SupervisionOrder]]] = {
    "reply": ReplyForm,
    "send_back": SendBackForm,
    "close": CloseForm,
    "withdraw": WithdrawForm,
}
