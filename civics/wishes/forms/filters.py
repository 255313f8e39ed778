"""Filter of the list of wishes. The address is the filter."""

from typing import Any

from django import forms
from django.db.models import Q

from civics.keepers import reads_all
from civics.wishes.choices import WishKind, WishState
from core.papers.numbers import read_number
from core.text import CleanCharField
from core.ui.filters import AddressFilter
from core.ui.forms import set_choices
from grids.scope import Scope
from grids.selectors.picking import community_choices

_ANY = [("", "全部")]


class WishFilter(AddressFilter):
    """`?q=…&kind=…&community=…&state=…`."""

    q = CleanCharField(label="搜索", max_length=60, required=False)
    kind = forms.ChoiceField(label="类别", choices=_ANY + list(WishKind.choices), required=False)
    community = forms.ChoiceField(label="社区", required=False)
    state = forms.ChoiceField(label="状态", choices=_ANY + list(WishState.choices), required=False)

    def prepare(self) -> None:
        whole = reads_all(Scope.of(self.user))
        set_choices(self, "community", _ANY + community_choices(self.user, whole=whole))

    def narrow(self, rows: Any) -> Any:
        """Number, wish or place; nobody is found by name or telephone."""
        given = self.given()
        text = given.pop("q", "")
        number = read_number(text, "MW", "雄愿")
        if number:
            rows = rows.filter(year=number[0], serial=number[1])
        else:
            for word in text.split():
                rows = rows.filter(Q(title__icontains=word) | Q(community__name__icontains=word))
        if "community" in given:
            rows = rows.filter(community=int(given.pop("community")))
        return rows.filter(**given)
