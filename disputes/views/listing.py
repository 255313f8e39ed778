"""/cases/: the list under tabs and filters, and how one likes to see it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from core.clocks.words import remaining_words
from core.ui.responses import private_page, render_page
from disputes import policies
from disputes.choices import State
from disputes.forms.filters import FilterForm
from disputes.models import Dispute
from disputes.querysets import CASE_ROLES
from disputes.selectors import listing
from disputes.views import taste
from grids.choices import Role
from grids.scope import Scope

PAGE_KEYS = ("page",)


@dataclass(frozen=True)
class Row:
    """One case as the list shows it."""

    case: Dispute
    url: str
    title: str
    address: str
    light: str
    light_words: str
    pick: str


@require_GET
@private_page
def case_list(request: HttpRequest) -> HttpResponse:
    now, user = timezone.now(), request.user
    scope = Scope.of(user)
    if not scope.roles & CASE_ROLES:
        return render_page(request, "disputes/list_not_yours.html", status=403)
    views = listing.saved_views(user)
    if not request.GET and (home := next((view for view in views if view.is_home), None)):
        return redirect(f"{reverse('disputes:list')}?{home.query or 'tab=' + listing.first_tab(user)}")
    tab = _tab(request)
    form = FilterForm(request.GET, user=user)
    cases = form.narrow(listing.in_tab(user, tab, now), now)
    cases = listing.rows(listing.ordered(cases, form.given().get("sort", ""), now))
    chosen = taste.of(request)
    page = Paginator(cases, chosen.size).get_page(request.GET.get("page"))
    context = {
        "tabs": listing.tabs(user, tab, now),
        "rows": make_rows(page, _query(request), user, now),
        "query": _query(request),
        **_around(scope, tab, form),
    }
    context |= {"page": page, "views": views, "taste": chosen, "now": now}
    return render_page(request, "disputes/list.html", context)


def _around(scope: Scope, tab: str, form: FilterForm) -> dict[str, Any]:
    """The tab, the filter with its chips, and which buttons stand around the table."""
    return {
        "tab": tab,
        "form": form,
        "chips": form.chips(),
        "may_bulk": policies_bulk(scope) and tab != "draft",
        "may_log": bool(scope.roles & (CASE_ROLES - {Role.SUPERVISOR})),
    }


def _tab(asked: HttpRequest) -> str:
    wanted = asked.GET.get("tab", "")
    known = listing.TABS | listing.SIDE_TABS
    return wanted if wanted in known else listing.first_tab(asked.user)


def _query(asked: HttpRequest) -> str:
    """The filter as an address, without the page."""
    query: QueryDict = asked.GET.copy()
    for key in PAGE_KEYS:
        query.pop(key, None)
    return str(query.urlencode())


def policies_bulk(scope: Scope) -> bool:
    """Whoever may ever assign or chase ticks rows; each act asks again for each case."""
    return bool(
        scope.roles & (policies.STREET_STAFF | {Role.COMMUNITY_CLERK, Role.COMMUNITY_LEAD, Role.GRID_LEADER})
    )


def make_rows(page: Any, query: str, user: Any, now: datetime) -> list[Row]:
    """The rows of a page; each links to the case with its place in this list, for 上一件 and 下一件."""
    total = page.paginator.count
    first = page.start_index()
    return [
        _row(case, {"list": query, "at": first + index, "of": total}, user, now)
        for index, case in enumerate(page)
    ]


def _row(case: Dispute, place: dict[str, Any], user: Any, now: datetime) -> Row:
    light, words = light_of(case, now)
    url = case.get_absolute_url()
    if case.no:
        url = f"{url}?{urlencode(place)}"
    # C1b: a supervisor reads the kind of matter and its community instead of its words and its door.
    content = policies.sees_content_by_post(user, case)
    title = case.title if content else case.get_cause_display()
    address = case.address if content else case.community.name
    return Row(case, url, title, address, light, words, f"{case.pk}:{case.version}")


def light_of(case: Dispute, now: datetime) -> tuple[str, str]:
    """State and words of the nearest clock. A pause never hides an overdue promise."""
    if case.due_at is not None and case.due_at <= now:
        return "overdue", remaining_words(case.due_at, now)
    if case.state == State.SUSPENDED:
        return "paused", "暂停"
    if case.due_at is None:
        return "", ""
    soon = case.yellow_at is not None and case.yellow_at <= now
    return ("due_soon" if soon else "normal"), remaining_words(case.due_at, now)


@require_POST
def save_taste(request: HttpRequest) -> HttpResponse:
    """字段、疏密、每页多少件: kept in a cookie of this device, it says nothing about anybody."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = reverse("disputes:list")
    response = redirect(back)
    taste.keep(response, taste.read(request.POST))
    return response
