"""A counsellor's own list and numbers, and the street's totals."""

from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Sum

from civics.choices_care import OPEN_STATES, CareState, CareTheme
from civics.models.care import CareBooking, CareSession
from core.accounts.models import User
from core.privacy import covered

S = CareState
FEWEST = 5
TABS: dict[str, tuple[str, tuple[str, ...]]] = {
    "open": ("在办", OPEN_STATES),
    "waiting": ("没人接", (S.REQUESTED,)),
    "ended": ("已结束", (S.CLOSED, S.CANCELLED, S.ERASED)),
}


def counts(user: User) -> dict[str, int]:
    """Each tab's number, with one query."""
    rows = CareBooking.objects.visible_to(user).order_by().values_list("state").annotate(n=Count("pk"))
    found = dict(rows)
    return {key: sum(found.get(str(one), 0) for one in states) for key, (_, states) in TABS.items()}


def in_tab(user: User, tab: str) -> "QuerySet[CareBooking]":
    rows: QuerySet[CareBooking] = CareBooking.objects.visible_to(user).filter(state__in=TABS[tab][1])
    return (
        rows.select_related("community")
        .annotate(talks=Count("sessions"))
        .order_by("due_at", "slot_at", "-pk")
    )


def this_year(user: User, today: date) -> list[tuple[str, str]]:
    """One's own year by theme: talks and minutes. Nobody else's."""
    rows: Any = CareSession.objects.filter(counsellor=user, on__year=today.year).order_by()
    found = {
        one["theme"]: one for one in rows.values("theme").annotate(n=Count("pk"), minutes=Sum("minutes"))
    }
    return [
        (label, f"{found[code]['n']}次，{found[code]['minutes']}分钟")
        for code, label in CareTheme.choices
        if code in found
    ]


def street_year(year: int, until: date) -> dict[str, str]:
    """Talks of a year before the day `until` by theme, in the whole street: no community, month or counsellor, nothing
    under FEWEST. With the first of a month as `until` nobody sees a figure grow by one talk. One query."""
    rows: Any = CareSession.objects.filter(on__year=year, on__lt=until).order_by().values_list("theme")
    found = dict(rows.annotate(n=Count("pk")))
    return covered({str(label): found.get(code, 0) for code, label in CareTheme.choices}, FEWEST)
