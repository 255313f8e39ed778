"""/burden/: one page, a week in its address."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.accounts.access import signed_in
from core.ui.responses import private_page, render_page
from dashboard.burden import policies
from dashboard.burden.counting import monday
from dashboard.burden.selectors import FEWEST, told_of, week_of, weeks_until


@require_GET
@private_page
def weeks(request: HttpRequest) -> HttpResponse:
    """Without a week the last whole one."""
    policies.require_reader(signed_in(request))
    now = timezone.localtime()
    asked = request.GET.get("week", "")
    week = week_of(asked) if asked else monday(now.date()) - timedelta(weeks=1)
    if week is None or not week.year >= 2000 or week > now.date():
        raise Http404
    lines = weeks_until(now)
    any_week = any(one.sent != "0" for one in lines)
    context = {"told": told_of(week, now), "weeks": lines, "any_week": any_week, "fewest": FEWEST}
    return render_page(request, "burden/weeks.html", context)
