"""Logging a case at the desk: in the order in which people tell it."""

from typing import Any

from django import forms
from django.http import QueryDict

from core.text import CleanCharField, CleanTextArea
from core.ui import emergency
from core.ui.emergency import Emergency
from core.ui.fields import MoneyField, PhoneField, ReferenceField, RowsForm, sensible_dates
from core.ui.forms import UiForm, show_choices
from core.ui.widgets import ChipRadios, DateInput, PhotosField
from disputes.actions import Intake, PartyFacts
from disputes.choices import Cause, Danger, PartyRole, Severity, Source
from disputes.models import Dispute, DisputeParty
from disputes.selectors.causes import offered
from grids.forms.places import PlaceField, PlaceMixin

CALLS: dict[str, Emergency] = {
    Danger.SELF_HARM: emergency.SELF_HARM,
    Danger.WEAPON: emergency.WEAPON,
    Danger.GAS: emergency.GAS,
}


class IntakeForm(PlaceMixin, UiForm):
    danger = forms.ChoiceField(
        label="现在有没有紧急情况", choices=Danger.choices, widget=ChipRadios, required=False
    )
    source = forms.ChoiceField(label="怎么来的", choices=Source.choices, initial=Source.RESIDENT)
    source_ref = ReferenceField(
        label="来源编号", max_length=60, required=False, help_text="比如12345的工单号"
    )
    place = PlaceField()
    place_detail = CleanCharField(label="门牌或具体位置", max_length=60, required=False)
    cause = forms.ChoiceField(label="是什么事", choices=[("", "请选"), *Cause.choices])
    title = CleanCharField(
        label="用几个字说这件事",
        max_length=60,
        required=False,
        help_text="比如：下水堵塞。不填就用上面的类型",
    )
    summary = CleanTextArea(
        label="事情经过", max_length=500, required=False, help_text="只写事，不写人的信仰、病情、前科"
    )
    demands = CleanTextArea(
        label="想怎么解决", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    occurred_on = forms.DateField(label="哪天发生的", widget=DateInput, required=False)
    people_involved = forms.IntegerField(label="涉及几个人", min_value=1, max_value=9999, initial=2)
    households_involved = forms.IntegerField(label="涉及几户", min_value=1, max_value=9999, initial=2)
    amount_claimed = MoneyField(label="涉及金额（元）", required=False)
    injury = forms.BooleanField(label="有人受伤", required=False)
    involves_minor = forms.BooleanField(label="涉及未成年人", required=False)
    involves_dv = forms.BooleanField(label="涉及家庭暴力", required=False)
    cross_community = forms.BooleanField(label="跨社区", required=False)
    department_duty = forms.BooleanField(label="属于部门法定职责", required=False)
    needs_committee = forms.BooleanField(label="要居委会或物业出面", required=False)

    facts_fields = (
        "injury",
        "involves_minor",
        "involves_dv",
        "cross_community",
        "department_duty",
        "needs_committee",
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        for name, least in (("people_involved", "至少1人"), ("households_involved", "至少1户")):
            self.fields[name].error_messages |= {"invalid": "请写数字", "min_value": least}
        sensible_dates(self)
        chosen = str(self["cause"].value() or "")
        show_choices(self, "cause", [("", "请选"), *offered(Cause, chosen=chosen, examples=True)])

    def intake(self, parties: "PartyRows") -> Intake:
        """What the actions take."""
        said = dict(self.cleaned_data)
        said["amount_claimed"] = said.get("amount_claimed") or 0
        return Intake(parties=tuple(parties.facts()), **said)

    @staticmethod
    def first_values(draft: Dispute) -> dict[str, Any]:
        """A draft's fields back in the form."""
        names = [name for name in IntakeForm.base_fields if name != "place"]
        return {"place": draft.place_id, **{name: getattr(draft, name) for name in names}}


class PartyFields(UiForm):
    """Who they are, and how to reach them."""

    role = forms.ChoiceField(label="身份", choices=PartyRole.choices)
    name = CleanCharField(
        label="姓名或单位", max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    is_organisation = forms.BooleanField(label="是单位", required=False)
    phone = PhoneField(label="电话", required=False)
    address = CleanCharField(
        label="住址", max_length=100, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        name, limit = said.get("name", ""), 60 if said.get("is_organisation") else 25
        if name and not 2 <= len(name) <= limit:
            self.add_error("name", f"姓名或单位是2到{limit}个字，现在是{len(name)}个")
        return said


class PartyForm(PartyFields):
    """One row of the desk's form."""

    # A draft's party whose sealed number stays when the field is left empty.
    keep = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**63 - 1)

    def __init__(self, *args: Any, kept: dict[int, DisputeParty] | None = None, **kwargs: Any) -> None:
        self.kept = kept or {}
        super().__init__(*args, use_required_attribute=False, **kwargs)
        number = kwargs.get("prefix", "party-0").rpartition("-")[2]
        first = PartyRole.APPLICANT if number == "0" else PartyRole.RESPONDENT
        self.fields["role"].initial = first.value

    def has_changed(self) -> bool:
        """Only a name, a phone or an address makes a party; the preset role does not."""
        if not self.is_bound:
            return bool(self.initial.get("name"))
        return any(self.data.get(self.add_prefix(name), "").strip() for name in ("name", "phone", "address"))

    def facts(self) -> PartyFacts:
        said = self.cleaned_data
        old = self.kept.get(said.get("keep") or 0)
        phone = said["phone"] or (old.open_sealed("phone") if old else "")
        return PartyFacts(
            role=said["role"],
            name=said["name"],
            phone=phone,
            is_organisation=said["is_organisation"],
            address=said["address"],
        )


class PartyRows(RowsForm):
    """Two to begin with, one more by a button."""

    def __init__(self, data: QueryDict | None, *, extra: int = 0, draft: Dispute | None = None) -> None:
        kept = list(draft.parties.all()) if draft is not None else []
        known = {one.pk: one for one in kept}
        least = max(2, len(kept) if data is None else 0)
        super().__init__(PartyForm, data, prefix="party", least=least, extra=extra, kept=known)
        if data is None:
            for form, party in zip(self.forms, kept, strict=False):
                form.initial = {
                    "role": party.role,
                    "name": party.name,
                    "is_organisation": party.is_organisation,
                    "address": party.address,
                    "keep": party.pk,
                }
                if party.phone_sealed:
                    form.fields["phone"].help_text = f"已填 {party.masked_phone}，不改就留空"

    def facts(self) -> list[PartyFacts]:
        return [form.facts() for form in self.filled() if isinstance(form, PartyForm)]

    def phones(self) -> list[str]:
        """Numbers that are complete, even while other fields are not."""
        found = []
        for form in self.forms:
            form.is_valid()
            found.append(getattr(form, "cleaned_data", {}).get("phone", ""))
        return [number for number in found if number]


class CheckForm(UiForm):
    """The last page before the number is given: the grade, and pictures."""

    severity = forms.ChoiceField(label="分级", choices=Severity.choices, widget=ChipRadios)
    severity_reason = CleanCharField(
        label="为什么改分级", max_length=200, required=False, help_text="按建议办就不用写"
    )
    photos = PhotosField(label="照片", required=False)
