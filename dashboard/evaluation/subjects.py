"""Who and what is evaluated for some days, and for which days of which grid."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.db.models import Q
from django.utils import timezone

from core.accounts.models import User
from dashboard.evaluation.choices import Kind
from grids.choices import Role
from grids.models import Area, Department, Grid, Posting


@dataclass(frozen=True)
class Days:
    """From a day to before another."""

    since: date
    until: date

    @cached_property
    def moments(self) -> tuple[datetime, datetime]:
        """Its beginning and its end as moments of the office's clock; the end is the first that is no longer in it."""
        start, end = (
            timezone.make_aware(datetime.combine(day, time.min)) for day in (self.since, self.until)
        )
        return start, end

    def meet(self, since: date, until: date) -> "Days | None":
        """What both have; None when nothing."""
        first, last = max(self.since, since), min(self.until, until)
        return Days(first, last) if first < last else None


@dataclass(frozen=True)
class Stretch:
    """Days on which a subject answered for a grid."""

    grid_id: int
    days: Days


@dataclass(frozen=True)
class Subject:
    """One that is evaluated. Of a worker `stretches` leave out the days on which somebody stood in (I2: leave)."""

    kind: Kind
    name: str
    code: str
    worker: User | None = None
    grid: Grid | None = None
    community: Area | None = None
    department: Department | None = None
    stretches: tuple[Stretch, ...] = field(default=())

    def within(self, grid: str, day: str) -> Q:
        """The subject's grids on its days, by the names of the two columns; `day` a DateField."""
        return self._any(
            Q(**{grid: one.grid_id, f"{day}__gte": one.days.since, f"{day}__lt": one.days.until})
            for one in self.stretches
        )

    def within_moments(self, grid: str, moment: str) -> Q:
        """The same for a DateTimeField."""
        return self._any(
            Q(
                **{
                    grid: one.grid_id,
                    f"{moment}__gte": one.days.moments[0],
                    f"{moment}__lt": one.days.moments[1],
                }
            )
            for one in self.stretches
        )

    @property
    def grid_ids(self) -> list[int]:
        return sorted({one.grid_id for one in self.stretches})

    @staticmethod
    def _any(parts: Iterable[Q]) -> Q:
        found = Q(pk__in=[])
        for part in parts:
            found |= part
        return found


def subjects_of(kind: str, days: Days) -> list[Subject]:
    """Everybody who is evaluated for these days, by place and code and never by result. Three queries at most."""
    return {
        Kind.WORKER: _workers,
        Kind.GRID: _grids,
        Kind.COMMUNITY: _communities,
        Kind.DEPARTMENT: _departments,
    }[Kind(kind)](days)


def _grids(days: Days) -> list[Subject]:
    rows = Grid.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=days.since), valid_from__lt=days.until
    )
    return [
        Subject(
            Kind.GRID, one.name, one.code, grid=one, community=one.community, stretches=_stretches(one, days)
        )
        for one in rows.select_related("community").order_by("community__code", "code")
    ]


def _stretches(grid: Grid, days: Days) -> tuple[Stretch, ...]:
    end = grid.valid_to + timedelta(days=1) if grid.valid_to else days.until
    own = days.meet(grid.valid_from, end)
    return (Stretch(grid.pk, own),) if own else ()


def _communities(days: Days) -> list[Subject]:
    rows = Area.objects.communities().filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=days.since), valid_from__lt=days.until
    )
    return [Subject(Kind.COMMUNITY, one.name, one.code, community=one) for one in rows.order_by("code")]


def _departments(days: Days) -> list[Subject]:
    rows = Department.objects.filter(is_active=True).order_by("name", "pk")
    return [Subject(Kind.DEPARTMENT, one.name, one.code, department=one) for one in rows]


def _workers(days: Days) -> list[Subject]:
    """Regular grid workers; a substitute is evaluated for the grid of their own."""
    served = Posting.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=days.since),
        role=Role.GRID_WORKER,
        valid_from__lt=days.until,
    )
    regular = served.filter(is_cover=False).select_related("user", "grid__community")
    away: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for covers, since, last in served.filter(is_cover=True).values_list(
        "covers_id", "valid_from", "valid_to"
    ):
        if covers is not None and last is not None:  # a substitute's days always end, by a constraint
            away[covers].append((since, last + timedelta(days=1)))
    found: dict[int, Subject] = {}
    for posting in regular.order_by("grid__community__code", "grid__code", "valid_from"):
        assert posting.grid is not None  # noqa: S101 - a constraint of Posting
        end = posting.valid_to + timedelta(days=1) if posting.valid_to else days.until
        own = days.meet(posting.valid_from, end)
        parts = tuple(Stretch(posting.grid.pk, one) for one in _without(own, away[posting.pk])) if own else ()
        earlier = found.get(posting.user_id)
        found[posting.user_id] = Subject(
            Kind.WORKER,
            posting.user.display_name,
            posting.grid.code,
            worker=posting.user,
            grid=posting.grid,
            community=posting.grid.community,
            stretches=(*(earlier.stretches if earlier else ()), *parts),
        )
    return sorted(found.values(), key=lambda one: (one.code, one.name))


def _without(days: Days, gaps: list[tuple[date, date]]) -> list[Days]:
    """The days outside the gaps."""
    found, at = [], days.since
    for since, until in sorted(gaps):
        if (part := days.meet(at, min(since, days.until))) is not None:
            found.append(part)
        at = max(at, until)
    if at < days.until:
        found.append(Days(at, days.until))
    return found
