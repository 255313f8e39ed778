"""Forms of what people sat down for: a sitting with the parties, a conference of bodies about them."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from core.text import CleanCharField, CleanTextArea
from core.ui.fields import RowsForm
from core.ui.forms import UiForm
from core.ui.widgets import ChipRadios, DateInput, LocalDateTimeInput
from disputes.actions import Body, Conference, Opinion, Sitting
from disputes.choices import Mode, SessionOutcome
from disputes.choices_mediation import BodyKind
from disputes.forms.base import ActForm
from disputes.models import Dispute

_KINDS = [("", "请选"), *BodyKind.choices]


class BodyForm(UiForm):
    """A body at a joint sitting."""

    kind = forms.ChoiceField(label="哪类单位", choices=_KINDS)
    body = CleanCharField(label="单位", max_length=60)
    people = CleanCharField(label="来的人", max_length=60, required=False)
    is_lead = forms.BooleanField(label="由它牵头、出协议书", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)

    def said(self) -> Body:
        return Body(**{name: self.cleaned_data[name] for name in ("kind", "body", "people", "is_lead")})


class OpinionForm(UiForm):
    """A body at a conference and what it said."""

    kind = forms.ChoiceField(label="哪类单位", choices=_KINDS)
    body = CleanCharField(label="单位", max_length=60)
    people = CleanCharField(label="来的人", max_length=60, required=False)
    opinion = CleanTextArea(label="意见", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)

    def said(self) -> Opinion:
        return Opinion(**{name: self.cleaned_data[name] for name in ("kind", "body", "people", "opinion")})


class RowsActForm(ActForm):
    """An act whose form has rows of a small form; the names of both are the subclass's."""

    row_form: ClassVar[type[UiForm]]
    rows_prefix = "body"
    rows_title = ""
    rows_add = ""
    rows_least = 0

    def prepare(self) -> None:
        extra = 1 if self.data.get("add_row") else 0
        source = self.data if self.is_bound else None
        self.rows = RowsForm(
            self.row_form, source, prefix=self.rows_prefix, least=self.rows_least, extra=extra
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.rows.is_valid():
            self.add_error(None, f"「{self.rows_title}」里有没填对的地方，请看下面标红的")
        return cleaned

    def row_values(self) -> list[Any]:
        return [row.said() for row in self.rows.filled()]


class SittingForm(RowsActForm):
    held_at = forms.DateTimeField(label="什么时候谈的", widget=LocalDateTimeInput)
    place = CleanCharField(label="在哪里谈的", max_length=60)
    mode = forms.ChoiceField(label="方式", choices=Mode.choices, widget=ChipRadios, initial=Mode.ON_SITE)
    face_to_face = forms.BooleanField(label="双方见面谈", required=False)
    present = CleanCharField(label="在场的人", max_length=200, help_text="双方、调解员、记录人")
    invited = CleanCharField(
        label="邀请参加的人",
        max_length=200,
        required=False,
        help_text="征得双方同意后邀请的亲属、邻居、专家等",
    )
    facts = CleanTextArea(label="查明的事实", max_length=2000)
    positions = CleanTextArea(label="各方意见", max_length=2000, required=False)
    law_explained = CleanTextArea(label="讲了哪些法律政策", max_length=1000, required=False)
    proposals = CleanTextArea(label="调解方案", max_length=1000, required=False)
    outcome = forms.ChoiceField(label="谈得怎么样", choices=SessionOutcome.choices, widget=ChipRadios)
    recorder = CleanCharField(label="记录人", max_length=25, required=False)
    submit = "保存调解记录"
    row_form = BodyForm
    rows_title = "一起调解的单位（三调联动时填）"
    rows_add = "加一个单位"

    @classmethod
    def first_values(cls, dispute: Dispute, now: datetime) -> dict[str, Any]:
        return {"face_to_face": not dispute.involves_dv, "held_at": timezone.localtime(now).replace(second=0)}

    def prepare(self) -> None:
        super().prepare()
        if self.dispute.involves_dv:
            self.intro = "涉及家庭暴力：不安排双方见面，分开谈。要庇护、报警、人身安全保护令的，先帮着联系。"

    def arguments(self) -> dict[str, Any]:
        return {"sitting": Sitting(**super().arguments(), bodies=self.row_values())}


class ConferenceForm(RowsActForm):
    held_at = forms.DateTimeField(label="什么时候开的", widget=LocalDateTimeInput)
    place = CleanCharField(label="在哪里开的", max_length=60)
    chair = CleanCharField(label="谁主持", max_length=25)
    recorder = CleanCharField(label="谁记录", max_length=25)
    decision = CleanTextArea(
        label="研判意见", max_length=1000, help_text="难点在哪、适合哪种途径；只写事，不评价人"
    )
    next_step = CleanCharField(label="下一步由谁做什么", max_length=200)
    next_by = forms.DateField(label="什么时候前", widget=DateInput, required=False)
    submit = "保存研判记录"
    row_form = OpinionForm
    rows_title = "到会单位和意见"
    rows_add = "再加一个单位"
    rows_least = 2

    @classmethod
    def first_values(cls, dispute: Dispute, now: datetime) -> dict[str, Any]:
        return {"held_at": timezone.localtime(now).replace(second=0)}

    def arguments(self) -> dict[str, Any]:
        return {"conference": Conference(**super().arguments(), opinions=self.row_values())}
