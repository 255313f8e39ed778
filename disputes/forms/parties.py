"""The form of one more party."""

from typing import Any

from django import forms

from core.ui.widgets import ChipRadios, DateInput
from disputes.actions import PartyFacts
from disputes.choices import Consent, PartyRole
from disputes.forms.base import ActForm
from disputes.forms.intake import PartyFields

_FACTS = ("role", "name", "is_organisation", "phone", "address")


class AddPartyForm(PartyFields, ActForm):
    """One party a time; while mediation runs their will and the rights notice belong to it."""

    consent = forms.ChoiceField(
        label="愿意调解吗",
        choices=[(Consent.AGREED.value, "同意调解"), (Consent.UNCLEAR.value, "没有明确表态")],
        widget=ChipRadios,
    )
    rights_told_on = forms.DateField(label="哪天告知的权利义务", widget=DateInput)
    submit = "补充"

    def prepare(self) -> None:
        present = {party.role for party in self.parties}
        first = PartyRole.RESPONDENT if PartyRole.APPLICANT in present else PartyRole.APPLICANT
        self.fields["role"].initial = first.value
        if not self.dispute.accepted_at:
            del self.fields["consent"], self.fields["rights_told_on"]
        else:
            self.intro = "调解已经开始：先问清这一方愿不愿意，把权利义务告诉他们，再补进来。"

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        found: dict[str, Any] = {"party": PartyFacts(**{name: said[name] for name in _FACTS})}
        if self.dispute.accepted_at:
            found |= {"consent": said["consent"], "rights_told_on": said["rights_told_on"]}
        return found
