"""The lists: volunteers, activities, certificates, teams. One view each, one shape."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from civics.keepers import keeps_any, takes_part
from civics.models import Volunteer, VolunteerActivity, VolunteerCertificate, VolunteerTeam
from civics.volunteers import policies
from civics.volunteers.forms.filters import ActivityFilter, CivicFilter, VolunteerFilter
from civics.volunteers.selectors import listing
from core.errors import NotAllowed
from core.flow.lights import light_of
from core.ui.responses import private_page, render_page
from grids.scope import Scope

ROWS_A_PAGE = 25


def _tabbed(asked: HttpRequest, rows: Any, known: listing.Conditions) -> tuple[dict[str, Any], Any]:
    mine = listing.conditions(known, asked.user)
    tabs = listing.tabs(rows, mine, asked.GET.get("tab", ""))
    tab = next(one.key for one in tabs if one.current)
    return {"tabs": tabs, "tab": tab, "keeps": keeps_any(asked.user)}, rows.filter(mine[tab][1])


def _filtered(asked: HttpRequest, context: dict[str, Any], form: CivicFilter, rows: Any) -> Any:
    context |= {"form": form, "chips": form.chips()}
    return form.narrow(rows)


def _page(asked: HttpRequest, rows: Any) -> Any:
    return Paginator(rows, ROWS_A_PAGE).get_page(asked.GET.get("page"))


@require_GET
@private_page
def volunteers(request: HttpRequest) -> HttpResponse:
    if not keeps_any(request.user):
        raise NotAllowed("role", "志愿者由社区的书记、专干和街道综治中心管理")
    now = timezone.now()
    context, rows = _tabbed(request, Volunteer.objects.visible_to(request.user), listing.PEOPLE)
    rows = _filtered(request, context, VolunteerFilter(request.GET, user=request.user), rows)
    page = _page(request, listing.people(rows, now))
    context |= {"page": page, "rows": [(one, *light_of(one, now)) for one in page]}
    return render_page(request, "volunteers/list.html", context)


@require_GET
@private_page
def activities(request: HttpRequest) -> HttpResponse:
    if not takes_part(Scope.of(request.user)):
        raise NotAllowed("role", "志愿活动由社区和街道组织")
    now, seen = timezone.now(), VolunteerActivity.objects.visible_to(request.user)
    context, rows = _tabbed(request, seen, listing.ACTIVITIES)
    rows = _filtered(request, context, ActivityFilter(request.GET, user=request.user), rows)
    page = _page(request, listing.activities(rows, now))
    times, hours = listing.hours_of_street(seen.values("pk"), now)
    context |= {
        "page": page,
        "rows": [(one, *light_of(one, now)) for one in page],
        "times": times,
        "hours": hours,
    }
    return render_page(request, "volunteers/activities.html", context)


@require_GET
@private_page
def certificates(request: HttpRequest) -> HttpResponse:
    if not takes_part(Scope.of(request.user)):
        raise NotAllowed("role", "志愿服务证明由社区和街道办理")
    now = timezone.now()
    context, rows = _tabbed(
        request, VolunteerCertificate.objects.visible_to(request.user), listing.CERTIFICATES
    )
    page = _page(request, listing.certificates(rows))
    context |= {"page": page, "rows": [(one, *light_of(one, now)) for one in page]}
    return render_page(request, "volunteers/certificates.html", context)


@require_GET
@private_page
def teams(request: HttpRequest) -> HttpResponse:
    if not keeps_any(request.user):
        raise NotAllowed("role", "服务队由社区和街道综治中心管理")
    mine = policies.communities_of(request.user)
    rows = VolunteerTeam.objects.filter(community__in=mine).select_related("community")
    return render_page(request, "volunteers/teams.html", {"page": _page(request, rows.order_by("name"))})
