"""Filters of the list of whistles. The address is the filter; a value that means nothing is left out."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict

from core.flow.lights import LIGHTS, any_light
from core.text import CleanCharField
from core.ui.forms import UiForm, set_choices
from core.ui.widgets import ChipChecks
from disputes.forms.filters import Chip, communities_for
from disputes.whistles.choices import WhistleKind
from disputes.whistles.selectors import listing
from grids.models import Department
from grids.scope import Scope

_ANY = [("", "全部")]
_LIGHTS = [(light, words) for light, words in LIGHTS.items() if light != "none"]


class WhistleFilter(UiForm):
    """`?q=…&unit=…&light=…`."""

    q = CleanCharField(label="搜索", max_length=60, required=False)
    kind = forms.ChoiceField(label="哨类", choices=_ANY + list(WhistleKind.choices), required=False)
    unit = forms.ChoiceField(label="单位", required=False)
    community = forms.ChoiceField(label="社区", required=False)
    held = forms.ChoiceField(label="压在", required=False, widget=forms.HiddenInput)
    light = forms.MultipleChoiceField(label="时限", choices=_LIGHTS, widget=ChipChecks, required=False)

    def __init__(self, data: QueryDict, *, user: Any) -> None:
        super().__init__(data, auto_id="f_%s")
        self.sent, self.scope = data, Scope.of(user)
        if listing.is_liaison_only(self.scope):
            for name in ("unit", "held", "community"):
                del self.fields[name]
        else:
            units = [
                (str(pk), name) for pk, name in Department.objects.order_by("pk").values_list("pk", "name")
            ]
            places = [(str(pk), name) for pk, name in communities_for(user)]
            set_choices(self, "unit", _ANY + units)
            set_choices(self, "held", _ANY + units)
            set_choices(self, "community", _ANY + places)
        self.is_valid()

    def given(self) -> dict[str, Any]:
        cleaned = getattr(self, "cleaned_data", {})
        return {name: value for name, value in cleaned.items() if value}

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

    def chips(self) -> list[Chip]:
        """What is applied, each with the way to take it off."""
        found = []
        for name, value in self.given().items():
            for one in value if isinstance(value, list) else [value]:
                choices = dict(getattr(self.fields[name], "choices", ()))
                label = str(self.fields[name].label)
                found.append(Chip(label, str(choices.get(one) or one), self._without(name, one)))
        return found

    def _without(self, name: str, value: str) -> str:
        left = QueryDict(mutable=True)
        for key, values in self.sent.lists():
            kept = [one for one in values if one and not (key == name and one == value)]
            if kept and key != "page":
                left.setlist(key, kept)
        return f"?{left.urlencode()}"
