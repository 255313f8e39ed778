"""/meetings/calendar/: the month, and the person's own link for the calendar on a phone."""

import re
from datetime import date, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_GET, require_POST

from core.accounts.access import public, signed_in
from core.replay.decorators import replayable
from core.ui.responses import done, private_page, render_page
from partybuilding.meetings.actions.feeds import make_feed, revoke_feed
from partybuilding.meetings.selectors import calendar
from partybuilding.meetings.views.listing import opened
from partybuilding.models import CalendarFeed

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
# What a phone keeps of the past and the coming.
BEFORE, AFTER = timedelta(days=90), timedelta(days=400)


@require_GET
@private_page
def month(request: HttpRequest) -> HttpResponse:
    opened(request)
    today = timezone.localdate()
    asked = _MONTH.fullmatch(request.GET.get("month", ""))
    year, number = (int(asked[1]), int(asked[2])) if asked else (today.year, today.month)
    found = calendar.entries(request.user, *calendar.bounds(year, number))
    feed = CalendarFeed.objects.filter(user=signed_in(request)).first()
    context = {
        "first": date(year, number, 1),
        "weeks": calendar.weeks(year, number, found, today),
        "listed": [one for one in found if one.day.month == number],
        "before": _name(date(year, number, 1) - timedelta(days=1)),
        "after": _name(date(year, number, 28) + timedelta(days=5)),
        "feed": feed,
        "link": f"{settings.PUBLIC_ADDRESS}{feed.path}" if feed else "",
    }
    return render_page(request, "meetings/calendar.html", context)


def _name(day: date) -> str:
    return f"{day:%Y-%m}"


@require_POST
@private_page
@replayable
def link(request: HttpRequest) -> HttpResponse:
    """Make the link, make another, or take it back."""
    opened(request)
    back = reverse("meetings:calendar")
    if request.POST.get("what") == "revoke":
        revoke_feed(actor=signed_in(request))
        return done(request, back, "订阅链接已停用")
    make_feed(actor=signed_in(request))
    return done(request, back, "订阅链接已生成，以前的不能再用")


@public
@require_GET
def feed(request: HttpRequest, pk: int, secret: str) -> HttpResponse:
    """The person's meetings of today's scope, for whoever holds the link. A wrong one is like one that never was."""
    row = CalendarFeed.objects.select_related("user").filter(pk=pk).first()
    if row is None or not row.opens(secret) or not row.user.is_active:
        raise Http404
    today = timezone.localdate()
    found = calendar.entries(row.user, today - BEFORE, today + AFTER)
    text = calendar.icalendar(found, address=settings.PUBLIC_ADDRESS, now=timezone.now())
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    add_never_cache_headers(response)
    return response
