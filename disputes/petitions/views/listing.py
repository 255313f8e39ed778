"""/petitions/: the list under tabs and filters."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.errors import NotAllowed
from core.flow.lights import by_urgency, light_of
from core.text import number_of
from core.ui.responses import private_page, render_page
from disputes.petitions import policies
from disputes.petitions.forms.filters import PetitionFilter
from disputes.petitions.selectors import figures, listing
from disputes.petitions.views.find import refuse_strangers

ROWS_A_PAGE = 25


@require_GET
@private_page
def petition_list(request: HttpRequest) -> HttpResponse:
    refuse_strangers(request)
    now, user = timezone.now(), request.user
    tabs = listing.tabs(user, request.GET.get("tab", ""), now)
    tab = next(one.key for one in tabs if one.current)
    form = PetitionFilter(request.GET, user=user)
    rows = by_urgency(form.narrow(listing.in_tab(user, tab, now), now), now)
    page = Paginator(listing.list_rows(rows), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs,
        "tab": tab,
        "form": form,
        "chips": form.chips(),
        "page": page,
        "rows": [(one, *light_of(one, now)) for one in page],
        "may_register": policies.may_register(user),
    }
    return render_page(request, "petitions/list.html", context)


@require_GET
@private_page
def figures_page(request: HttpRequest) -> HttpResponse:
    """By purpose, class, unit and timeliness; small cells hidden (F8)."""
    if not policies.sees_figures(request.user):
        raise NotAllowed("role", "信访统计由街道综治中心、分管领导和督查考评查看")
    known = figures.years()
    asked = number_of(request.GET.get("year", ""))
    year = asked if asked in known else known[0]
    context = {"years": known, "year": year, "tables": figures.tables(year, timezone.now())}
    return render_page(request, "petitions/figures.html", context)
