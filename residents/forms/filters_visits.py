"""Filters of the lists of opinions and visits. The address is the filter; what means nothing is left out, never an error."""

from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Q

from core.flow.lights import LIGHTS, any_light
from core.text import CleanCharField
from core.ui.filters import AddressFilter
from core.ui.forms import set_choices
from core.ui.widgets import ChipChecks, DateInput
from grids.scope import Scope
from grids.selectors.picking import community_choices
from residents.choices_visits import Category, Desk, OpinionTopic, VisitKind
from residents.models import VisitCampaign
from residents.querysets_visits import STREET_READERS
from residents.selectors.opinions import SORTS, matching

_ANY = [("", "全部")]
_YES = [("", "全部"), ("1", "是")]


class _CommunityFilter(AddressFilter):
    """Asks which community, of those that the person serves."""

    def prepare(self) -> None:
        set_choices(self, "community", lambda: self._known_places)

    @cached_property
    def _known_places(self) -> list[tuple[str, str]]:
        reads_all = bool(Scope.of(self.user).street_roles & STREET_READERS)
        return [*_ANY, *community_choices(self.user, whole=reads_all)]


class OpinionFilter(_CommunityFilter):
    """`?tab=owed&q=…&community=…`."""

    q = CleanCharField(label="搜索", max_length=60, required=False)
    community = forms.ChoiceField(label="社区", required=False)
    category = forms.ChoiceField(label="分类", choices=_ANY + list(Category.choices), required=False)
    topic = forms.ChoiceField(label="事项", choices=_ANY + list(OpinionTopic.choices), required=False)
    desk = forms.ChoiceField(label="谁答复", choices=_ANY + list(Desk.choices), required=False)
    light = forms.MultipleChoiceField(
        label="时限", choices=list(LIGHTS.items()), widget=ChipChecks, required=False
    )
    general = forms.ChoiceField(label="共性意见", choices=_YES, required=False)
    sort = forms.ChoiceField(label="顺序", choices=list(SORTS.items()), required=False)

    def narrow(self, rows: Any, now: Any) -> Any:
        given = self.given()
        for name in ("category", "topic", "desk"):
            if name in given:
                rows = rows.filter(**{name: given[name]})
        if "community" in given:
            rows = rows.filter(community_id=int(given["community"]))
        if "general" in given:
            rows = rows.filter(is_general=True)
        if "light" in given:
            rows = rows.filter(any_light(given["light"], now))
        return matching(rows, given["q"]) if "q" in given else rows


class VisitFilter(_CommunityFilter):
    """`?q=…&kind=…`: by place, kind, campaign and day. There is no filter by outcome and none by person (H5)."""

    q = CleanCharField(label="小区、楼号", max_length=60, required=False)
    community = forms.ChoiceField(label="社区", required=False)
    kind = forms.ChoiceField(label="类别", choices=_ANY + list(VisitKind.choices), required=False)
    campaign = forms.ChoiceField(label="走访活动", required=False)
    since = forms.DateField(label="从", widget=DateInput, required=False)
    until = forms.DateField(label="到", widget=DateInput, required=False)

    def prepare(self) -> None:
        super().prepare()
        set_choices(self, "campaign", lambda: self._known_campaigns)

    @cached_property
    def _known_campaigns(self) -> list[tuple[str, str]]:
        seen = VisitCampaign.objects.visible_to(self.user)[:50]
        return [*_ANY, *((str(one.pk), one.name) for one in seen)]

    def narrow(self, rows: Any) -> Any:
        given = self.given()
        if "kind" in given:
            rows = rows.filter(kind=given["kind"])
        for name in ("community", "campaign"):
            if name in given:
                rows = rows.filter(**{f"{name}_id": int(given[name])})
        if "since" in given:
            rows = rows.filter(visited_at__date__gte=given["since"])
        if "until" in given:
            rows = rows.filter(visited_at__date__lte=given["until"])
        for word in given.get("q", "").split():
            rows = rows.filter(Q(place__name__icontains=word) | Q(place__parent__name__icontains=word))
        return rows
