"""Filters of the lists. The address is the filter. Nobody is found by name or telephone."""

from typing import Any

from django import forms
from django.db.models import Q

from civics.keepers import reads_all
from civics.volunteers.forms.new import team_choices
from core.papers.numbers import read_number
from core.text import CleanCharField
from core.ui.filters import AddressFilter
from core.ui.forms import set_choices
from grids.scope import Scope
from grids.selectors.picking import community_choices

_ANY = [("", "全部")]


class CivicFilter(AddressFilter):
    """`?q=…&community=…&team=…`; words in the columns that a subclass names."""

    marks: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    q = CleanCharField(label="搜索", max_length=60, required=False)
    community = forms.ChoiceField(label="社区", required=False)
    team = forms.ChoiceField(label="服务队", required=False)

    def prepare(self) -> None:
        whole = reads_all(Scope.of(self.user))
        set_choices(self, "community", _ANY + community_choices(self.user, whole=whole))
        set_choices(self, "team", [("", "全部"), *team_choices()[1:]])

    def narrow(self, rows: Any) -> Any:
        given = self.given()
        text = given.pop("q", "")
        if number := read_number(text, *self.marks):
            rows = rows.filter(year=number[0], serial=number[1])
        else:
            for word in text.split():
                wanted = Q()
                for column in self.columns:
                    wanted |= Q(**{f"{column}__icontains": word})
                rows = rows.filter(wanted)
        return rows.filter(**{name: int(value) for name, value in given.items()})


class VolunteerFilter(CivicFilter):
    marks = ("VL", "雄志人")
    columns = ("skills", "community__name")


class ActivityFilter(CivicFilter):
    marks = ("VA", "雄志活")
    columns = ("title", "place", "community__name")
