"""What the forms of a petition matter share."""

from typing import Any

from django import forms

from core.flow.forms import ActForm
from core.text import CleanCharField, CleanTextArea
from core.ui.widgets import ChipRadios, DateInput, PhotosField
from disputes.models import PetitionMatter
from disputes.petitions.choices import ServeMode

PetitionForm = ActForm[PetitionMatter]
ONLY_MATTER = "只写事，不写人的信仰、病情、前科"


def words(label: str, length: int = 200, rows: int = 3, **options: Any) -> CleanTextArea:
    return CleanTextArea(
        label=label, max_length=length, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


def day(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DateInput, **options)


def served(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=ServeMode.choices, widget=ChipRadios)


def yes_or_no(label: str, yes: str, no: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=[("yes", yes), ("no", no)],
        coerce=lambda value: value == "yes",
        widget=ChipRadios,
    )


class NoteOnlyForm(PetitionForm):
    note = CleanCharField(label="说明", max_length=200, required=False)


class ReasonForm(PetitionForm):
    reason = words("理由")


class TextForm(PetitionForm):
    """A line of what was done, with letters and enclosures that only the handler and the intake desk read."""

    text = words("内容", 300, help_text=ONLY_MATTER)
    photos = PhotosField(label="附件照片", required=False, help_text="来信、材料等，只有承办人和受理窗口能看")
    submit = "记下"
