"""Filters of the list of petition matters. The address is the filter. There is none by person, and no words are searched
in which somebody could be named (F8): a number, or the name of a place."""

from datetime import datetime
from typing import Any

from django import forms

from core.flow.lights import LIGHTS, any_light
from core.text import CleanCharField
from core.ui.filters import AddressFilter
from core.ui.forms import set_choices
from core.ui.widgets import ChipChecks
from disputes.petitions import policies
from disputes.petitions.choices import Channel, Content, PetitionKind
from disputes.petitions.selectors.listing import matching
from grids.selectors.picking import community_choices, unit_choices

_ANY = [("", "全部")]


class PetitionFilter(AddressFilter):
    """`?tab=owed&q=…&kind=…&light=…`."""

    q = CleanCharField(label="编号、地点", max_length=60, required=False)
    kind = forms.ChoiceField(label="信访目的", choices=_ANY + list(PetitionKind.choices), required=False)
    content = forms.ChoiceField(label="内容类别", choices=_ANY + list(Content.choices), required=False)
    channel = forms.ChoiceField(label="渠道", choices=_ANY + list(Channel.choices), required=False)
    community = forms.ChoiceField(label="社区", required=False)
    unit = forms.ChoiceField(label="转给的单位", required=False)
    light = forms.MultipleChoiceField(
        label="时限", choices=list(LIGHTS.items()), widget=ChipChecks, required=False
    )

    def prepare(self) -> None:
        if not policies.is_desk(self.user):
            del self.fields["community"], self.fields["unit"]
            return
        set_choices(self, "community", _ANY + community_choices(self.user, whole=True))
        set_choices(self, "unit", _ANY + unit_choices())

    def narrow(self, rows: Any, now: datetime) -> Any:
        given = self.given()
        for name in ("kind", "content", "channel"):
            if name in given:
                rows = rows.filter(**{name: given[name]})
        if "community" in given:
            rows = rows.filter(community=int(given["community"]))
        if "unit" in given:
            rows = rows.filter(competent=int(given["unit"]))
        if "light" in given:
            rows = rows.filter(any_light(given["light"], now))
        return matching(rows, given["q"]) if "q" in given else rows
