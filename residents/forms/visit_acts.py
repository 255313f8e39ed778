"""Forms of the acts of a visit; every act of residents.actions.visits.ACTIONS has one."""

from datetime import datetime
from typing import Any

from django import forms

from core.flow.forms import ActForm
from core.text import CleanCharField, CleanTextArea
from core.ui.forms import set_choices
from core.ui.widgets import ChipChecks, LocalDateTimeInput, PhotosField
from residents.forms.visits import ONLY_MATTERS, MadeFields
from residents.models import Visit
from residents.selectors.doors import workers_for


class RecordForm(ActForm[Visit], MadeFields):
    submit = "登记"
    asked = forms.MultipleChoiceField(label="谈到的事", widget=ChipChecks, required=False)
    photos = PhotosField(label="现场照片", required=False, help_text="只拍地方，不拍人、证件和屋里")

    def prepare(self) -> None:
        campaign = self.row.campaign
        if campaign is None or not campaign.questions:
            del self.fields["asked"]
        else:
            set_choices(self, "asked", [(word, word) for word in campaign.questions])

    def arguments(self) -> dict[str, Any]:
        return {"made": self.made(asked=tuple(self.cleaned_data.get("asked") or ()))}


class AmendForm(RecordForm):
    submit = "更正"
    reason = CleanCharField(label="改了什么、为什么", max_length=100)

    @classmethod
    def first_values(cls, row: Visit, now: datetime) -> dict[str, Any]:
        names = (
            "outcome", "persons_met", "topics", "asked", "note", "help_given", "follow_up_on", "follow_up_what",
            "visited_at",
        )  # fmt: skip
        return {name: getattr(row, name) or None for name in names}

    def prepare(self) -> None:
        super().prepare()
        # A new time is agreed on as an appointment; pictures were taken then.
        del self.fields["next_at"], self.fields["photos"]

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "reason": self.cleaned_data["reason"]}


class MoveForm(ActForm[Visit]):
    intro = "不用写原因。"
    submit = "改好了"
    planned_at = forms.DateTimeField(label="改到什么时候", widget=LocalDateTimeInput)
    workers = forms.MultipleChoiceField(label="谁去", widget=ChipChecks, required=False)

    @classmethod
    def first_values(cls, row: Visit, now: datetime) -> dict[str, Any]:
        going = [str(pk) for pk in row.workers.values_list("pk", flat=True)]
        return {"planned_at": row.planned_at, "workers": going}

    def prepare(self) -> None:
        people = [*workers_for(self.row.place, self.row.grid), *self.row.workers.all()]
        self.people = {str(one.pk): one for one in people}
        set_choices(self, "workers", [(pk, one.display_name) for pk, one in self.people.items()])

    def arguments(self) -> dict[str, Any]:
        chosen = [self.people[pk] for pk in self.cleaned_data["workers"]]
        return {"planned_at": self.cleaned_data["planned_at"], "workers": chosen or None}


class CancelForm(ActForm[Visit]):
    intro = "取消后这次约定不再提醒，也不算到谁头上。"
    note = CleanCharField(label="说明", max_length=100, required=False)


class FinishForm(ActForm[Visit]):
    submit = "办好了"
    text = CleanCharField(label="怎么办好的", max_length=200, help_text="比如：表已送到，下周一窗口办")


class NoteForm(ActForm[Visit]):
    text = CleanTextArea(label="内容", max_length=300, help_text=ONLY_MATTERS)


FORMS: dict[str, type[ActForm[Visit]]] = {
    "amend": AmendForm,
    "cancel": CancelForm,
    "finish_follow_up": FinishForm,
    "move": MoveForm,
    "note": NoteForm,
    "record": RecordForm,
}
