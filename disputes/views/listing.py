"""/cases/: the list under tabs and filters, and how one likes to see it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from core.ui.paging import Pages
from core.ui.responses import private_page, render_page
from disputes import policies
from disputes.forms.filters import FilterForm
from disputes.models import Dispute
from disputes.querysets import CASE_ROLES, DisputeQuerySet
from disputes.selectors import listing, rows, tabs
from disputes.sheets import EXPORTERS, IMPORTERS
from disputes.views import taste
from grids.choices import Role
from grids.scope import Scope

PAGE_KEYS = ("page",)


@require_GET
@private_page
def case_list(request: HttpRequest) -> HttpResponse:
    now, user = timezone.now(), request.user
    scope = Scope.of(user)
    if not scope.roles & CASE_ROLES:
        return render_page(request, "disputes/list_not_yours.html", status=403)
    views = listing.saved_views(user)
    if not request.GET and (home := next((view for view in views if view.is_home), None)):
        return redirect(f"{reverse('disputes:list')}?{home.query or 'tab=' + tabs.first_tab(user)}")
    tab = _tab(request)
    form = FilterForm(request.GET, user=user)
    context = {"views": views, "query": _query(request), **_around(scope, tab, form)}
    return render_page(request, "disputes/list.html", context | _page(request, tab, form, now))


def _page(asked: HttpRequest, tab: str, form: FilterForm, now: datetime) -> dict[str, Any]:
    """The tabs with their numbers, and the page of rows as this person likes it."""
    chosen, sort, seen = taste.of(asked), form.given().get("sort", ""), Dispute.objects.visible_to(asked.user)
    groups = tabs.counted(seen, asked.user, now)
    cases = form.narrow(tabs.narrowed(seen, asked.user, tab, now), now)
    page, keys = _cut(
        asked, cases, None if form.narrows else groups, chosen.size, tab=tab, sort=sort, now=now
    )
    drawn = rows.rows(
        listing.shown(keys, sort, now),
        user=asked.user,
        heads=chosen.heads,
        query=_query(asked),
        first=page.start_index(),
        of=page.paginator.count,
        now=now,
    )
    return {"tabs": tabs.tabs(groups, tab), "rows": drawn, "page": page, "taste": chosen, "now": now}


def _cut(
    asked: HttpRequest,
    cases: DisputeQuerySet,
    groups: list[tabs.Group] | None,
    size: int,
    *,
    tab: str,
    sort: str,
    now: datetime,
) -> tuple[Page[Any], Iterable[int]]:
    """The page that was asked for and which cases stand on it. Without a filter the tab's own numbers are the count."""
    keys: Iterable[int] | None = None
    if groups is not None:
        found, is_cut = tabs.number_in(groups, tab), tabs.is_cut(groups, tab)
    else:
        keys, found = listing.first_page(cases, sort, now, size)
        is_cut = found > listing.MOST
    # The last one counted only says that there are more.
    pages = Pages(found - 1 if is_cut else found, size, is_cut=is_cut)
    page = pages.get_page(asked.GET.get("page"))
    if keys is None or page.number != 1:
        first = max(page.start_index() - 1, 0)
        keys = listing.found_at(cases, sort, now, first, page.end_index(), of=found)
    return page, keys


def _around(scope: Scope, tab: str, form: FilterForm) -> dict[str, Any]:
    """The tab, the filter with its chips, and which buttons stand around the table."""
    return {
        "tab": tab,
        "form": form,
        "chips": form.chips(),
        "may_bulk": policies_bulk(scope) and tab != "draft",
        "may_log": bool(scope.roles & (CASE_ROLES - {Role.SUPERVISOR})),
        "may_import": scope.has(*IMPORTERS),
        "may_export": scope.has(*EXPORTERS),
    }


def _tab(asked: HttpRequest) -> str:
    wanted = asked.GET.get("tab", "")
    return wanted if wanted in tabs.KNOWN else tabs.first_tab(asked.user)


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


@require_POST
def save_taste(request: HttpRequest) -> HttpResponse:
    """字段、疏密、每页多少件: kept in a cookie of this device, it says nothing about anybody."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = reverse("disputes:list")
    response = redirect(back)
    taste.keep(response, taste.read(request.POST))
    return response
