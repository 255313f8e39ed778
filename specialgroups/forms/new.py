"""Putting somebody forward: the programme, its paper, and who it is."""

from typing import Any

from django import forms

from core.text import CleanCharField
from core.ui.fields import IdentityField, PhoneField, ReferenceField, sensible_dates
from core.ui.forms import UiForm, set_choices
from core.ui.widgets import ChipChecks, ChipRadios, DateInput
from grids.choices import Programme
from specialgroups.actions import Entry
from specialgroups.choices import DocumentKind, Issuer, Need
from specialgroups.programmes import TERMS

_QUIET = {"autocomplete": "off"}


class EntryForm(UiForm):
    """/support/new/. What the programme does not know is not asked."""

    document_kind = forms.ChoiceField(label="依据的文书", widget=ChipRadios)
    issued_by = forms.ChoiceField(label="谁出具的", widget=ChipRadios)
    document = ReferenceField(label="文书编号", max_length=60)
    document_on = forms.DateField(label="文书日期", widget=DateInput)
    start_on = forms.DateField(label="从哪天开始", widget=DateInput, help_text="照文书写")
    due_end_on = forms.DateField(label="到哪天结束", widget=DateInput, help_text="照文书写，到期自动结束")
    name = CleanCharField(label="姓名", max_length=25, widget=forms.TextInput(attrs=_QUIET))
    id_number = IdentityField(label="身份证号")
    phone = PhoneField(label="电话", required=False)
    address = CleanCharField(
        label="住址", max_length=60, required=False, widget=forms.TextInput(attrs=_QUIET)
    )
    guardian_name = CleanCharField(
        label="监护人或家属姓名", max_length=25, required=False, widget=forms.TextInput(attrs=_QUIET)
    )
    guardian_phone = PhoneField(label="监护人或家属电话", required=False)
    needs = forms.MultipleChoiceField(
        label="需要什么帮助", choices=Need.choices, widget=ChipChecks, required=False
    )
    wants_woman = forms.BooleanField(label="本人是女性，要有女性组员", required=False)
    family_asked = forms.BooleanField(label="本人或家庭提出需要帮助", required=False)

    def __init__(self, *args: Any, programme: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme, terms = programme, TERMS[programme]
        set_choices(self, "document_kind", [(one.value, DocumentKind(one).label) for one in terms.documents])
        set_choices(self, "issued_by", [(one.value, Issuer(one).label) for one in terms.issuers])
        if len(terms.documents) == 1:
            self.fields["document_kind"].initial = terms.documents[0].value
        if len(terms.issuers) == 1:
            self.fields["issued_by"].initial = terms.issuers[0].value
        if not terms.is_reviewed:
            del self.fields["family_asked"]
        sensible_dates(self)

    def told(self) -> Entry:
        """What the action takes."""
        return Entry(programme=self.programme, **self.cleaned_data)

    @property
    def programme_label(self) -> str:
        return str(Programme(self.programme).label)
