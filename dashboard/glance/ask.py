"""What a page of figures asks for: whose, of when, of which kind. The address is the filter."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django import forms

from core.accounts.models import User
from core.ui.filters import AddressFilter
from core.ui.forms import set_choices
from disputes.choices import PARENT_CAUSE, Cause
from disputes.querysets import COMMUNITY_READERS, STREET_READERS
from grids.choices import GRID_ROLES, Role
from grids.scope import Scope
from grids.selectors.picking import community_choices

_ANY = [("", "全部")]
SPANS = {"1": "本月", "last": "上月", "3": "近3个月", "12": "近12个月", "year": "今年"}
USUAL = "3"
# A kind of dispute includes its sub-types.
KINDS = [(cause.value, cause.label) for cause in Cause if cause not in PARENT_CAUSE]


def kinds_of(cause: str) -> list[str]:
    """The kind and its sub-types."""
    return [cause, *(str(sub.value) for sub in Cause if PARENT_CAUSE.get(sub) == cause)]


def month_before(month: date, count: int = 1) -> date:
    """The first of the month so many months earlier."""
    at = month.year * 12 + month.month - 1 - count
    return date(at // 12, at % 12 + 1, 1)


@dataclass(frozen=True)
class Span:
    """Whole months: from the first of one to before the first of another."""

    since: date
    until: date
    label: str

    @property
    def before(self) -> "Span":
        """As many months as this has, just before it."""
        months = (self.until.year - self.since.year) * 12 + self.until.month - self.since.month
        return Span(month_before(self.since, months), self.since, "上期")

    @property
    def words(self) -> str:
        last = month_before(self.until)
        first = f"{self.since.year}年{self.since.month}月"
        same = (last.year, last.month) == (self.since.year, self.since.month)
        return first if same else f"{first}到{last.year}年{last.month}月"


def span_of(name: str, today: date) -> Span:
    """What 近3个月 means today."""
    month = today.replace(day=1)
    end = month_before(month, -1)
    if name == "last":
        return Span(month_before(month), month, SPANS[name])
    if name == "year":
        return Span(month.replace(month=1), end, SPANS[name])
    months = int(name)
    return Span(month_before(month, months - 1), end, SPANS[name])


@dataclass(frozen=True)
class Whose:
    """Whose figures a person reads: the street's, those of communities, of grids, or of departments."""

    street: bool = False
    communities: frozenset[int] = frozenset()
    grids: frozenset[int] = frozenset()
    departments: frozenset[int] = frozenset()

    @property
    def has_cases(self) -> bool:
        return bool(self.street or self.communities or self.grids)

    @property
    def has_whistles(self) -> bool:
        return bool(self.street or self.communities or self.departments)


def whose(user: User) -> Whose | None:
    """What the person's posts open (trust.md 3.3, dashboards); None for whom there is nothing."""
    scope = Scope.of(user)
    if user.only_wall:
        return Whose(street=True)
    if scope.street_roles & STREET_READERS:
        return Whose(street=True)
    found = Whose(
        communities=scope.communities_as(*COMMUNITY_READERS),
        grids=scope.grids_as(*GRID_ROLES),
        departments=scope.department_ids if scope.has(Role.DEPT_LIAISON) else frozenset(),
    )
    return found if found.has_cases or found.departments else None


class GlanceFilter(AddressFilter):
    """`?span=12&community=…&kind=14`."""

    silent = ("span",)  # always one, and the field says which

    span = forms.ChoiceField(label="期间", choices=list(SPANS.items()), required=False)
    community = forms.ChoiceField(label="社区", required=False)
    kind = forms.ChoiceField(label="类型", choices=_ANY + KINDS, required=False)

    def prepare(self) -> None:
        set_choices(self, "community", lambda: self._places)
        if "span" not in self.data:
            said = self.sent.copy()
            said["span"] = USUAL
            self.data = said

    @cached_property
    def _places(self) -> list[tuple[str, str]]:
        found = whose(self.user)
        if found is None or not (found.street or found.communities):
            return _ANY
        return [*_ANY, *community_choices(self.user, whole=found.street)]

    @property
    def picks_a_community(self) -> bool:
        return len(self._places) > 2


@dataclass(frozen=True)
class Asked:
    """A question that may be asked: the person's own, narrowed by the filter."""

    whose: Whose
    span: Span
    today: date
    community: int | None = None
    kind: str = ""

    @property
    def kinds(self) -> list[str]:
        return kinds_of(self.kind) if self.kind else []

    def case_narrow(self, prefix: str = "") -> tuple[str, dict[str, Any]]:
        """The condition on a table with community, grid and cause, as SQL and its values."""
        parts: list[str] = []
        values: dict[str, Any] = {}
        if not self.whose.street:
            own: dict[str, frozenset[int]] = {"community": self.whose.communities, "grid": self.whose.grids}
            places = [f"{prefix}{column} = ANY(%(own_{column})s)" for column, keys in own.items() if keys]
            parts.append(f"({' OR '.join(places) or 'false'})")
            values |= {f"own_{column}": list(keys) for column, keys in own.items()}
        if self.community is not None:
            parts.append(f"{prefix}community = %(community)s")
            values["community"] = self.community
        if self.kind:
            parts.append(f"{prefix}cause = ANY(%(kinds)s)")
            values["kinds"] = self.kinds
        return " AND ".join(parts) or "true", values


def asked(user: User, form: GlanceFilter, today: date) -> Asked | None:
    """The question of an address; None for whom there are no figures. What means nothing is left out."""
    mine = whose(user)
    if mine is None:
        return None
    given = form.given()
    community = int(given["community"]) if "community" in given else None
    return Asked(mine, span_of(given.get("span", USUAL), today), today, community, given.get("kind", ""))


def year_ago(today: date) -> date:
    """The Monday with which a calendar of twelve months begins."""
    first = month_before(today.replace(day=1), 11)
    return first - timedelta(days=first.weekday())
