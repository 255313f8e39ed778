"""Trend alerts on kinds of disputes and places, never on people (domain.md J9): what grew by half from one month to the next.

Counts are told as a tree for each kind of dispute: street > community > estate. A figure under five is covered, and so is
what would tell it by subtraction. Whole months only: a figure that changes from day to day tells the day's case."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count
from django.utils import timezone

from disputes.choices import PARENT_CAUSE, Cause
from disputes.models import Dispute
from grids.choices import AreaLevel
from grids.models import Area

FEWEST, GROWTH = 5, 50
ELSEWHERE = "不在小区里的"


@dataclass
class Place:
    """A node of the tree with its counts; `shown` False covers it and all below it."""

    name: str
    count: int = 0
    below: dict[int, "Place"] = field(default_factory=dict)
    shown: bool = False


def cover(root: Place, least: int = FEWEST) -> Place:
    """Decide what is shown of a tree whose every count is the sum of those below it.

    A shown node hides none of those below it, or two at least that are `least` together: so the rest of its count leaves
    each of them more than one value, and is itself no small figure. What is hidden shows nothing below it."""
    root.shown = root.count >= least
    _cover_below(root, least)
    return root


def _cover_below(node: Place, least: int) -> None:
    if not node.shown:
        return
    ranked = sorted(node.below.values(), key=lambda one: one.count)
    hidden = [one for one in ranked if one.count < least]
    if hidden:
        for one in ranked[len(hidden) :]:
            if len(hidden) > 1 and sum(each.count for each in hidden) >= least:
                break
            hidden.append(one)
    covered = {id(one) for one in hidden}
    for one in ranked:
        one.shown = id(one) not in covered
        _cover_below(one, least)


@dataclass(frozen=True)
class Line:
    """One kind of dispute in one place, in both months: numbers or None where covered."""

    kind: str
    place: str
    level: int
    before: int | None
    now: int | None

    @property
    def growth(self) -> int | None:
        """Per cent; None where one of the two is covered."""
        if self.before is None or self.now is None:
            return None
        return (self.now - self.before) * 100 // self.before

    @property
    def growth_words(self) -> str:
        if self.growth is None:
            return ""
        if not self.growth:
            return "持平"
        return f"多{self.growth}%" if self.growth > 0 else f"少{-self.growth}%"

    @property
    def is_alert(self) -> bool:
        return self.growth is not None and self.growth >= GROWTH


@dataclass(frozen=True)
class Trends:
    """Two whole months side by side."""

    month: date
    before: date
    lines: list[Line]

    @property
    def alerts(self) -> list[Line]:
        """The steepest first."""
        found = [one for one in self.lines if one.is_alert]
        return sorted(found, key=lambda one: (-(one.growth or 0), one.kind, one.place))


def trends(now: datetime) -> Trends:
    """The last whole month against the one before: two queries, and one for the names of places."""
    first = timezone.localdate(now).replace(day=1)
    month = (first - timedelta(days=1)).replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    counts = [_counts(before, month), _counts(month, first)]
    names = _names(counts)
    old, new = (_trees(one, names) for one in counts)
    lines: list[Line] = []
    for kind in Cause:
        if kind in old or kind in new:
            lines += _lines(kind.label, old.get(kind), new.get(kind))
    return Trends(month, before, lines)


# Kind of dispute, community, estate (0: none) -> how many.
Counts = Mapping[tuple[str, int, int], int]


def _counts(since: date, until: date) -> Counts:
    """Registered cases of a month. By the few thousand rows of two months; nothing of a party is read."""
    start, end = (timezone.make_aware(datetime.combine(day, time.min)) for day in (since, until))
    rows: Any = Dispute.objects.filter(
        no__isnull=False, registered_at__gte=start, registered_at__lt=end
    ).order_by()
    columns = ("cause", "community_id", "place__level", "place_id", "place__parent_id")
    found: dict[tuple[str, int, int], int] = defaultdict(int)
    for cause, community, level, place, parent, n in rows.values_list(*columns).annotate(n=Count("pk")):
        estate = {AreaLevel.ESTATE: place, AreaLevel.BUILDING: parent}.get(level) or 0
        found[PARENT_CAUSE.get(cause, Cause(cause)), community, estate] += n
    return found


def _names(counts: Iterable[Counts]) -> dict[int, str]:
    keys = {pk for one in counts for _, community, estate in one for pk in (community, estate) if pk}
    return dict(Area.objects.filter(pk__in=keys).values_list("pk", "name"))


def _trees(counts: Counts, names: Mapping[int, str]) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for (kind, community, estate), n in counts.items():
        street = found.setdefault(kind, Place("全街道"))
        home = street.below.setdefault(community, Place(names[community]))
        place = home.below.setdefault(estate, Place(names.get(estate, ELSEWHERE)))
        for node in (street, home, place):
            node.count += n
    for street in found.values():
        cover(street)
    return found


def _lines(kind: str, old: Place | None, new: Place | None, level: int = 0) -> list[Line]:
    """Places of which at least one figure is shown, each above what lies in it."""
    before = old.count if old is not None and old.shown else None
    now = new.count if new is not None and new.shown else None
    some = new or old
    if some is None or (before is None and now is None):
        return []
    lines = [Line(kind, some.name, level, before, now)]
    keys = {**(new.below if new else {}), **(old.below if old else {})}
    for key in sorted(keys, key=lambda one: (keys[one].name, one)):
        lines += _lines(
            kind, old.below.get(key) if old else None, new.below.get(key) if new else None, level + 1
        )
    return lines
