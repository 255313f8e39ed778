"""Filters of the hazards' list: the address is the filter."""

from datetime import datetime

from django import forms

from core.flow.lights import LIGHTS, any_light
from core.text import CleanCharField
from core.ui.filters import AddressFilter
from core.ui.forms import set_choices
from core.ui.widgets import ChipChecks
from grids.choices import Role
from grids.choices_field import Grade, HazardState
from grids.models import Checklist, Grid
from grids.policies_field import reads_only_headers
from grids.querysets_field import STREET_STAFF, HazardQuerySet
from grids.scope import Scope
from grids.selectors.hazards import SORTS, matching
from grids.selectors.picking import community_choices

_ANY = [("", "全部")]


class HazardFilter(AddressFilter):
    q = CleanCharField(label="搜索", max_length=60, required=False)
    community = forms.ChoiceField(label="社区", required=False)
    kind = forms.ChoiceField(label="类别", required=False)
    grade = forms.ChoiceField(label="等级", choices=_ANY + list(Grade.choices), required=False)
    sort = forms.ChoiceField(label="顺序", choices=list(SORTS.items()), required=False)
    light = forms.MultipleChoiceField(
        label="时限", choices=list(LIGHTS.items()), widget=ChipChecks, required=False
    )
    state = forms.MultipleChoiceField(
        label="状态", choices=HazardState.choices, widget=ChipChecks, required=False
    )
    # From a grid's page; shown among what is applied, without a box of its own.
    grid = forms.ModelChoiceField(
        label="网格", queryset=Grid.objects.all(), required=False, widget=forms.HiddenInput
    )

    def prepare(self) -> None:
        reads_all = bool(Scope.of(self.user).street_roles & (STREET_STAFF | {Role.SUPERVISOR}))
        set_choices(self, "community", _ANY + community_choices(self.user, whole=reads_all))
        lists = Checklist.objects.filter(is_active=True).values_list("code", "name")
        set_choices(self, "kind", _ANY + list(lists))
        self.fields["grid"].queryset = Grid.objects.visible_to(self.user)  # type: ignore[attr-defined]

    def narrow(self, hazards: HazardQuerySet, now: datetime) -> HazardQuerySet:
        """The hazards under these filters."""
        given = self.given()
        for name, column in (("community", "community_id"), ("kind", "item__checklist__code")):
            if name in given:
                hazards = hazards.filter(**{column: given[name]})
        if "grade" in given:
            hazards = hazards.filter(grade=given["grade"])
        if "state" in given:
            hazards = hazards.filter(state__in=given["state"])
        if "grid" in given:
            hazards = hazards.filter(grid=given["grid"])
        if "light" in given:
            hazards = hazards.filter(any_light(given["light"], now))
        if "q" in given:
            return matching(hazards, given["q"], words=not reads_only_headers(Scope.of(self.user)))
        return hazards

    @property
    def extra_count(self) -> int:
        """How many filters hide in 更多筛选."""
        return sum(name in self.given() for name in ("state", "grade"))
