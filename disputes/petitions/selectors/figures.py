"""Figures of petition matters: by purpose, class, unit and timeliness, and nothing else (F8).

A cell under five is hidden. A hidden cell must not be the total less the others, so with fewer than two hidden, or with
hidden ones that together stay under five, the next smallest is hidden too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from core.clocks.models import Clock
from disputes.models import Accusation, PetitionMatter
from disputes.petitions.choices import Content, PetitionKind, PetitionState
from disputes.petitions.facts import KIND

SMALLEST = 5
HIDDEN = "少于5或不显示"


@dataclass(frozen=True)
class Cell:
    label: str
    shown: str


@dataclass(frozen=True)
class Table:
    title: str
    cells: list[Cell]
    total: str


def years() -> list[int]:
    """Years of which there are figures, the newest first. By whole years only: two sums of days close to each other would
    give away what lies between."""
    matters = PetitionMatter.objects.order_by().values_list("year", flat=True).distinct()
    slips = Accusation.objects.order_by().values_list("year", flat=True).distinct()
    return sorted({timezone.localdate().year, *slips, *(year for year in matters if year)}, reverse=True)


def hide_small(title: str, counted: Sequence[tuple[str, int]]) -> Table:
    """The table with its small cells hidden, so that no sum brings one back."""
    total = sum(number for _, number in counted)
    order = sorted(range(len(counted)), key=lambda at: counted[at][1])
    hidden: list[int] = []
    for at in order:
        number = counted[at][1]
        known = sum(counted[one][1] for one in hidden)
        unsafe = bool(hidden) and (len(hidden) < 2 or known < SMALLEST)
        if number < SMALLEST or unsafe:
            hidden.append(at)
    cells = [
        Cell(label, HIDDEN if at in hidden else str(number)) for at, (label, number) in enumerate(counted)
    ]
    together = sum(counted[one][1] for one in hidden)
    told = total >= SMALLEST and (not hidden or (len(hidden) > 1 and together >= SMALLEST))
    return Table(title, cells, str(total) if told else HIDDEN)


def tables(year: int, now: datetime) -> list[Table]:
    """All figures of a year: five queries at any size."""
    rows = PetitionMatter.objects.filter(year=year).exclude(state=PetitionState.DRAFT)
    # Apart: in one sum with the matters, the other tables' totals would tell their number.
    accusations = Accusation.objects.filter(year=year).count()
    return [
        hide_small("信访目的", _by(rows, "kind", PetitionKind.choices)),
        hide_small("内容类别", _by(rows, "content", Content.choices)),
        hide_small("办理单位", _units(rows)),
        *_timeliness(rows, now),
        hide_small("检举控告", [("转给有关机关", accusations)]),
    ]


def _by(rows: Any, column: str, choices: Sequence[tuple[str, Any]]) -> list[tuple[str, int]]:
    found = dict(rows.order_by().values_list(column).annotate(number=Count("pk")))
    return [(str(label), found.get(key, 0)) for key, label in choices]


def _units(rows: Any) -> list[tuple[str, int]]:
    """The street itself, then the units that matters were sent to, in the order of the list of departments."""
    counted = rows.order_by("competent").values_list("competent__name").annotate(number=Count("pk"))
    return [(name or "街道", number) for name, number in counted]


def _timeliness(rows: Any, now: datetime) -> list[Table]:
    """Told within the fifteen days, answered within the sixty or the longer time that was granted."""
    late = Q(met=False) | Q(stopped_at__isnull=True, due_at__lt=now)
    counted = (
        Clock.objects.filter(
            subject_kind=KIND,
            subject_id__in=rows.values("pk"),
            code__in=["petition.notice", "petition.finish"],
            cancelled_at__isnull=True,
        )
        .order_by()
        .values_list("code")
        .annotate(kept=Count("pk", filter=Q(met=True)), late=Count("pk", filter=late))
    )
    found = {code: (met, over) for code, met, over in counted}
    titles = {"petition.notice": "15天内告知", "petition.finish": "按期答复"}
    return [
        hide_small(title, [("按期", found.get(code, (0, 0))[0]), ("超期", found.get(code, (0, 0))[1])])
        for code, title in titles.items()
    ]
