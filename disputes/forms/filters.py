"""Filters of the case list. The address is the filter; a value that means nothing is left out, never an error page."""

from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Q

from core.flow.lights import any_light
from core.text import CleanCharField
from core.ui.filters import AddressFilter
from core.ui.forms import UiForm, set_choices
from core.ui.widgets import ChipChecks
from disputes.choices import Alert, Cause, Severity, Source, State, Tier
from disputes.querysets import CASE_ROLES, DisputeQuerySet
from disputes.selectors.listing import LIGHTS, SORTS, at_departments, light_condition, matching
from grids.choices import Role
from grids.scope import Scope
from grids.selectors.picking import community_choices

ME = ("我", "me")
NOBODY = ("无", "没有", "没有人")
_ANY = [("", "全部")]
# Whistled for and not answered yet: no tier of the case, but where people look for it.
AT_DEPARTMENT = "department"


class FilterForm(AddressFilter):
    """`?q=…&community=…`; several values of light and state may be given."""

    q = CleanCharField(label="搜索", max_length=60, required=False)
    community = forms.ChoiceField(label="社区", required=False)
    cause = forms.ChoiceField(label="类型", choices=_ANY + list(Cause.choices), required=False)
    tier = forms.ChoiceField(
        label="层级", choices=[*_ANY, *Tier.choices, (AT_DEPARTMENT, "部门")], required=False
    )
    light = forms.MultipleChoiceField(
        label="时限", choices=list(LIGHTS.items()), widget=ChipChecks, required=False
    )
    source = forms.ChoiceField(label="来源", choices=_ANY + list(Source.choices), required=False)
    severity = forms.ChoiceField(label="分级", choices=_ANY + list(Severity.choices), required=False)
    alert = forms.ChoiceField(label="预警", choices=_ANY + list(Alert.choices), required=False)
    state = forms.MultipleChoiceField(
        label="状态",
        choices=[(s.value, s.label) for s in State if s != State.DRAFT],
        widget=ChipChecks,
        required=False,
    )
    holder = CleanCharField(label="经办人", max_length=25, required=False)
    sort = forms.ChoiceField(label="顺序", choices=list(SORTS.items()), required=False)

    def prepare(self) -> None:
        # Asked only when needed: 上一件 and 下一件 of a case read the same filter without drawing the form.
        set_choices(self, "community", lambda: self._known_places)

    @cached_property
    def _known_places(self) -> list[tuple[str, str]]:
        return [*_ANY, *community_choices(self.user, whole=Scope.of(self.user).street)]

    @property
    def narrows(self) -> bool:
        """Whether anything but the order is asked for."""
        return bool(self.given().keys() - {"sort"})

    def narrow(self, cases: DisputeQuerySet, now: datetime) -> DisputeQuerySet:
        """The cases under these filters."""
        given = self.given()
        if given.get("tier") == AT_DEPARTMENT:
            cases = cases.filter(at_departments())
            del given["tier"]
        for name in ("cause", "tier", "source", "severity", "alert"):
            if name in given:
                cases = cases.filter(**{name: given[name]})
        if "community" in given:
            cases = cases.filter(community_id=int(given["community"]))
        if "state" in given:
            cases = cases.filter(state__in=given["state"])
        if "light" in given:
            cases = cases.filter(any_light(given["light"], now, light_condition))
        if "holder" in given:
            cases = cases.filter(self._holder(given["holder"]))
        if "q" in given:
            only_supervises = Scope.of(self.user).roles & CASE_ROLES == {Role.SUPERVISOR}
            return matching(cases, given["q"], words=not only_supervises)
        return cases

    def _holder(self, text: str) -> Q:
        if text in ME:
            return Q(holder=self.user)
        if text in NOBODY:
            return Q(holder__isnull=True)
        return Q(holder__display_name__icontains=text)

    def _words(self, name: str, value: Any) -> str:
        return "我" if name == "holder" and value in ME else super()._words(name, value)

    def spellings(self, value: str) -> tuple[str, ...]:
        return (value, *ME) if value in ME else (value,)

    @property
    def extra_count(self) -> int:
        """How many filters hide in 更多筛选."""
        return sum(name in self.given() for name in ("source", "severity", "alert", "state", "holder"))


class ViewNameForm(UiForm):
    """另存为."""

    name = CleanCharField(label="视图名称", max_length=20)
    query = CleanCharField(max_length=1000, required=False, widget=forms.HiddenInput)
    is_home = forms.BooleanField(label="设为首页", required=False)
