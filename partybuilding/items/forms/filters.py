"""Filters of the three lists. The address is the filter; a value that means nothing is left out."""

from datetime import datetime
from typing import Any

from django import forms

from core.flow.lights import LIGHTS, any_light
from core.text import CleanCharField
from core.ui.filters import AddressFilter
from core.ui.forms import set_choices
from core.ui.widgets import ChipChecks
from grids.scope import Scope
from grids.selectors.picking import community_choices, unit_choices
from partybuilding.choices_items import SHOWN_STATES, ItemState
from partybuilding.items import policies
from partybuilding.items.selectors.listing import PARTS, in_part, matching, meetings_of, with_unit
from partybuilding.models import PartyJointBody

_ANY = [("", "全部")]
_STATES = [(one.value, one.label) for one in ItemState if one in SHOWN_STATES]


class ItemFilter(AddressFilter):
    """`?q=…&unit=…&state=…`."""

    q = CleanCharField(label="搜索", max_length=60, required=False)
    unit = forms.ChoiceField(label="单位", required=False)
    part = forms.ChoiceField(label="主办还是配合", choices=list(PARTS.items()), required=False)
    state = forms.ChoiceField(
        label="状态", choices=[("", "没有销号的"), ("all", "全部"), *_STATES], required=False
    )
    community = forms.ChoiceField(label="社区", required=False)
    meeting = forms.ChoiceField(label="会议", required=False)
    body = forms.ChoiceField(label="哪个大党委、大工委", required=False, widget=forms.HiddenInput)
    light = forms.MultipleChoiceField(
        label="时限", choices=list(LIGHTS.items()), widget=ChipChecks, required=False
    )

    def prepare(self) -> None:
        scope = Scope.of(self.user)
        if policies.is_unit_only(scope):
            for name in ("unit", "part", "community", "body"):
                del self.fields[name]
        else:
            set_choices(self, "unit", _ANY + unit_choices())
            set_choices(self, "community", _ANY + community_choices(self.user, whole=scope.street))
        if self.sent.get("body") and "body" in self.fields:
            bodies = PartyJointBody.objects.order_by("pk").values_list("pk", "name")
            set_choices(self, "body", _ANY + [(str(pk), name) for pk, name in bodies])
        else:
            self.fields.pop("body", None)
        set_choices(self, "meeting", _ANY + meetings_of(self.user))

    def narrow(self, rows: Any, now: datetime) -> Any:
        """The rows under these filters; without a state what is finished stays away."""
        given = self.given()
        state = given.get("state", "")
        if state != "all":
            rows = rows.filter(state=state) if state else in_part(rows)
        if "unit" in given:
            rows = with_unit(rows, int(given["unit"]), given.get("part", ""))
        for name, column in (("community", "community"), ("body", "body"), ("meeting", "decision__meeting")):
            if name in given:
                rows = rows.filter(**{column: int(given[name])})
        if "light" in given:
            rows = rows.filter(any_light(given["light"], now))
        return matching(rows, given["q"]) if "q" in given else rows
