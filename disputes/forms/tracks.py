"""Forms of who mediates and under which track."""

from typing import Any

from django import forms

from core.accounts.models import User
from core.text import CleanCharField, CleanTextArea
from core.ui.forms import set_choices
from core.ui.widgets import Checks, ChipRadios, DateInput
from disputes.choices import Mode, Track
from disputes.choices_mediation import ChosenBy, CourtOutcome
from disputes.committees import leading, offered
from disputes.forms.base import ActForm


class PickMediatorForm(ActForm):
    mediator = forms.ChoiceField(
        label="谁来调解", error_messages={"invalid_choice": "请从列表里选一位调解员"}
    )
    co_mediators = forms.MultipleChoiceField(
        label="和谁一起调解", widget=Checks, required=False, help_text="最多3人，可以是行业性调委会的"
    )
    chosen_by = forms.ChoiceField(label="怎么定的", choices=ChosenBy.choices, widget=ChipRadios)
    submit = "选定"
    intro = "案件由选定的调解员经办。当事人要求换人的，选「当事人选定」。"

    def prepare(self) -> None:
        groups: dict[str, list[tuple[str, str]]] = {}
        for one in leading(self.dispute, self.now):
            groups.setdefault(str(one.committee), []).append((str(one.user_id), str(one)))
        set_choices(self, "mediator", [("", "请选"), *groups.items()])
        rows = offered(self.dispute, self.now)
        others = {str(one.user_id): f"{one.name}（{one.committee}）" for one in rows}
        set_choices(self, "co_mediators", list(others.items()))
        if not groups:
            self.intro = "本级还没有登记调解员，请系统管理员在「调解委员会」里登记。"

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        people = User.objects.in_bulk([int(said["mediator"]), *map(int, said["co_mediators"])])
        return {
            "mediator": people[int(said["mediator"])],
            "co_mediators": [people[int(pk)] for pk in said["co_mediators"]],
            "chosen_by": said["chosen_by"],
        }


class ChangeTrackForm(ActForm):
    track = forms.ChoiceField(label="转到", widget=ChipRadios)
    authority = CleanCharField(
        label="由谁调解",
        max_length=60,
        required=False,
        help_text="行政部门、派出所或法院；转回人民调解的不用填",
    )
    body_ref = CleanCharField(
        label="对方文号或案号", max_length=60, required=False, help_text="法院的必填；行政部门有文号的填"
    )
    due_on = forms.DateField(
        label="法院定的调解期限", widget=DateInput, required=False, help_text="转司法调解的必填"
    )
    parties_agreed_on = forms.DateField(label="各方哪天同意的", widget=DateInput)
    consent_mode = forms.ChoiceField(
        label="怎么同意的", choices=Mode.choices, widget=ChipRadios, initial=Mode.ON_SITE
    )
    reason = CleanCharField(label="为什么转", max_length=200)
    submit = "转换"
    intro = (
        "要各方都同意。三种方式只有一种在办：转出去以后，本级和调解总时限停下，按新的方式计时；转回来接着算。"
    )
    today_fields = ("parties_agreed_on",)

    def prepare(self) -> None:
        others = [(one.value, one.label) for one in Track if one != self.dispute.active_track]
        set_choices(self, "track", others)


class CourtResultForm(ActForm):
    outcome = forms.ChoiceField(label="法院调解得怎么样", choices=CourtOutcome.choices, widget=ChipRadios)
    ended_on = forms.DateField(label="哪天结束的", widget=DateInput)
    body_ref = CleanCharField(
        label="调解书或案号", max_length=60, required=False, help_text="不填就用转去时的编号"
    )
    advice = CleanTextArea(
        label="告诉了当事人哪些途径", max_length=150, required=False, help_text="没调解成的必填；居民会看到"
    )
    submit = "登记结果"
    intro = "司法调解只登记案号、日期和结果，不记法院调解的内容。"
    today_fields = ("ended_on",)
