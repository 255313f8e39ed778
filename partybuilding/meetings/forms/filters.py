"""Filters of the lists. The address is the filter."""

from typing import Any

from django import forms
from django.db.models import Q

from core.text import CleanCharField
from core.ui.filters import AddressFilter
from core.ui.forms import set_choices
from grids.scope import Scope
from grids.selectors.picking import community_choices
from partybuilding.meetings.selectors.listing import bodies_of

_ANY = [("", "全部")]


class MeetingFilter(AddressFilter):
    """`?year=2026&body=1&todo=1`."""

    year = forms.IntegerField(label="年度", required=False, min_value=2000, max_value=2099)
    body = forms.ChoiceField(label="组织", required=False)
    todo = forms.BooleanField(label="要我办的", required=False)
    silent = ("year",)

    def prepare(self) -> None:
        self.bodies = bodies_of(self.user)
        set_choices(self, "body", _ANY + [(str(one.pk), one.name) for one in self.bodies])


class TopicFilter(AddressFilter):
    """`?q=…&body=…&community=…`."""

    q = CleanCharField(label="搜索", max_length=60, required=False)
    body = forms.ChoiceField(label="组织", required=False)
    community = forms.ChoiceField(label="社区", required=False)

    def prepare(self) -> None:
        set_choices(self, "body", _ANY + [(str(one.pk), one.name) for one in bodies_of(self.user)])
        whole = Scope.of(self.user).street
        set_choices(self, "community", _ANY + community_choices(self.user, whole=whole))

    def narrow(self, rows: Any) -> Any:
        given = self.given()
        for name in ("body", "community"):
            if name in given:
                rows = rows.filter(**{name: int(given[name])})
        for word in given.get("q", "").split():
            said = Q(title__icontains=word) | Q(problem__icontains=word) | Q(proposed_by__icontains=word)
            rows = rows.filter(said | Q(origins__no=word)).distinct()
        return rows
