"""Filters of the list of whistles. The address is the filter; a value that means nothing is left out."""

from datetime import datetime
from typing import Any

from django import forms

from core.flow.lights import LIGHTS, any_light
from core.text import CleanCharField
from core.ui.filters import AddressFilter
from core.ui.forms import set_choices
from core.ui.widgets import ChipChecks
from disputes.whistles.choices import WhistleKind
from disputes.whistles.selectors import listing
from grids.scope import Scope
from grids.selectors.picking import community_choices, unit_choices

_ANY = [("", "全部")]
_LIGHTS = [(light, words) for light, words in LIGHTS.items() if light != "none"]


class WhistleFilter(AddressFilter):
    """`?q=…&unit=…&light=…`."""

    q = CleanCharField(label="搜索", max_length=60, required=False)
    kind = forms.ChoiceField(label="哨类", choices=_ANY + list(WhistleKind.choices), required=False)
    unit = forms.ChoiceField(label="单位", required=False)
    community = forms.ChoiceField(label="社区", required=False)
    held = forms.ChoiceField(label="压在", required=False, widget=forms.HiddenInput)
    light = forms.MultipleChoiceField(label="时限", choices=_LIGHTS, widget=ChipChecks, required=False)

    def prepare(self) -> None:
        self.scope = Scope.of(self.user)
        if listing.is_liaison_only(self.scope):
            for name in ("unit", "held", "community"):
                del self.fields[name]
        else:
            units = unit_choices()
            set_choices(self, "unit", _ANY + units)
            set_choices(self, "held", _ANY + units)
            set_choices(self, "community", _ANY + community_choices(self.user, whole=self.scope.street))

    def narrow(self, rows: Any, now: datetime, *, prefix: str = "") -> Any:
        """The rows under these filters; `prefix` leads from a unit to its whistle."""
        given = self.given()
        if "kind" in given:
            rows = rows.filter(**{f"{prefix}kind": given["kind"]})
        if "unit" in given:
            rows = rows.filter(pk__in=listing.with_unit(int(given["unit"])))
        if "held" in given:
            rows = rows.filter(pk__in=listing.held_by(int(given["held"])))
        if "community" in given:
            rows = rows.filter(community=int(given["community"]))
        if "light" in given:
            rows = rows.filter(any_light(given["light"], now))
        if "q" in given:
            rows = listing.matching(rows, given["q"], prefix=prefix, words=listing.reads_words(self.scope))
        return rows
