"""Filters of the list of tickets. The address is the filter; a value that means nothing is left out."""

from datetime import datetime
from typing import Any

from django import forms

from core.flow.lights import LIGHTS, any_light
from core.text import CleanCharField
from core.ui.filters import AddressFilter
from core.ui.forms import set_choices
from core.ui.widgets import ChipChecks
from disputes.choices import Tier
from disputes.hotline.choices import TicketKind, TicketResult
from disputes.hotline.selectors.listing import SORTS, matching
from grids.scope import Scope
from grids.selectors.picking import community_choices

_ANY = [("", "全部")]


class TicketFilter(AddressFilter):
    """`?q=…&kind=…&community=…`."""

    q = CleanCharField(label="搜索", max_length=60, required=False)
    kind = forms.ChoiceField(label="类别", choices=_ANY + list(TicketKind.choices), required=False)
    community = forms.ChoiceField(label="社区", required=False)
    desk = forms.ChoiceField(
        label="承办",
        choices=[
            *_ANY,
            *((str(tier), Tier(tier).label) for tier in (Tier.GRID, Tier.COMMUNITY, Tier.STREET)),
        ],
        required=False,
    )
    result = forms.ChoiceField(label="结果", choices=_ANY + list(TicketResult.choices), required=False)
    light = forms.MultipleChoiceField(
        label="时限", choices=list(LIGHTS.items()), widget=ChipChecks, required=False
    )
    sort = forms.ChoiceField(label="顺序", choices=list(SORTS.items()), required=False)

    def prepare(self) -> None:
        whole = Scope.of(self.user).street
        set_choices(self, "community", _ANY + community_choices(self.user, whole=whole))

    def narrow(self, rows: Any, now: datetime) -> Any:
        given = self.given()
        for name in ("kind", "result"):
            if name in given:
                rows = rows.filter(**{name: given[name]})
        for name in ("community", "desk"):
            if name in given:
                rows = rows.filter(**{name: int(given[name])})
        if "light" in given:
            rows = rows.filter(any_light(given["light"], now))
        return matching(rows, given["q"]) if "q" in given else rows
