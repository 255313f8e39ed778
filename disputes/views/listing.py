"""/cases/: the list under tabs and filters, and how one likes to see it."""

from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

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
    cases = listing.ordered(form.narrow(tabs.narrowed(seen, asked.user, tab, now), now), sort, now)
    page, keys = _cut(asked, cases, groups, chosen.size, tab=tab, form=form, now=now)
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
    groups: list[tabs.Group],
    size: int,
    *,
    tab: str,
    form: FilterForm,
    now: datetime,
) -> tuple[Page[Any], Any]:
    """The page that was asked for and which cases stand on it, with as few passes over the table as it takes."""
    paginator, number = Paginator(cases, size), asked.GET.get("page")
    if form.narrows and number in (None, "", "1"):
        keys, paginator.count = listing.first_page(cases, size)
        return paginator.get_page(1), keys
    if not form.narrows:
        # The tab has just counted them.
        paginator.count = tabs.number_in(groups, tab)
    page = paginator.get_page(number)
    if not form.narrows and "sort" not in form.given():
        overdue = tabs.number_in(groups, tab, also=["late"])
        if page.end_index() <= overdue:
            # Overdue ones stand first and fill this page: no need to put the others in order.
            cases = cases.overdue(now)
    return page, cases[max(page.start_index() - 1, 0) : page.end_index()].values("pk")


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
