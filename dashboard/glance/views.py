"""The page of figures; the wall is the same question on a dark ground."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.accounts.access import open_to_wall, signed_in
from core.errors import NotAllowed
from core.ui.responses import private_page, render_page
from dashboard.glance import charts, sums
from dashboard.glance.ask import Asked, GlanceFilter, asked


@dataclass(frozen=True)
class Glance:
    """Everything on the page that is about cases."""

    figures: list[charts.Figure]
    lights: list[charts.Figure]
    calendar: charts.Calendar | None
    charts: list[charts.Chart]


def glance_of(ask: Asked, now: datetime) -> Glance:
    """Four queries and one for the working days."""
    found, open_cases = sums.sums(ask), sums.open_now(ask, now)
    days = sums.by_day(ask)
    drawn = [
        charts.places(ask, found), charts.tiers(found), charts.flow(found),
        charts.ages(open_cases), charts.load(open_cases),
    ]  # fmt: skip
    has_days = ask.whose.street or ask.whose.communities
    return Glance(
        charts.figures(ask, found, open_cases),
        charts.lights(ask, open_cases),
        charts.calendar(ask, days) if has_days else None,
        drawn,
    )


def answer(request: HttpRequest) -> dict[str, Any]:
    """What both the page and the wall show of an address."""
    user, now = signed_in(request), timezone.localtime()
    form = GlanceFilter(request.GET, user=user)
    ask = asked(user, form, now.date())
    if ask is None:
        raise NotAllowed("role", "统计由街道、社区、网格和部门查看自己范围内的。你现在的岗位没有可看的数")
    return {
        "form": form,
        "ask": ask,
        "now": now,
        "glance": glance_of(ask, now) if ask.whose.has_cases else None,
        "units": charts.whistles(sums.units(ask)) if ask.whose.has_whistles else None,
        "least": charts.LEAST,
    }


@open_to_wall
@require_GET
@private_page
def dash(request: HttpRequest) -> HttpResponse:
    context = answer(request)
    wall = request.GET.get("mode") == "screen" or signed_in(request).only_wall
    return render_page(request, "glance/wall.html" if wall else "glance/dash.html", context)
