"""/homes/: the search box, one's own buildings with their numbers, and the plan of a building."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from core.accounts.models import User
from core.errors import NotAllowed, RuleBroken
from core.ui.responses import form_invalid, private_page, render_page
from grids.models import Area
from residents import policies
from residents.actions import find_by_identity, find_by_phone
from residents.selectors import search
from residents.selectors.buildings import communities_for, estates_for, plan_of, rentals_of
from residents.selectors.lists import due_count
from residents.selectors.search import Found, Kind
from residents.views.find import building_or_404, reader

FRAGMENT = "号码要输完整：证件号18位，手机11位，或者来电的后四位。不能按号码的一部分查人"
IN_BODY = "号码不写在网址里。请在上面的框里输入后点「查找」"


@require_GET
@private_page
def home_list(request: HttpRequest) -> HttpResponse:
    """A search by words, else one's own buildings."""
    user = reader(request)
    text = search.tidy(request.GET.get("q", ""))
    if search.kind_of(text) in search.NUMBERS:
        return _page(request, user, Found(kind=Kind.NOTHING, note=IN_BODY))
    if not text:
        return _page(request, user, None)
    return _page(request, user, search.found_for(user, text))


@require_POST
@private_page
def find(request: HttpRequest) -> HttpResponse:
    """What was typed into the box. Words become an address that can be kept; numbers stay in this answer alone."""
    user = reader(request)
    text = search.tidy(request.POST.get("q", ""))
    kind = search.kind_of(text)
    if kind not in search.NUMBERS:
        query = urlencode({"q": text}) if text else ""
        return redirect(f"{reverse('homes:list')}?{query}" if query else reverse("homes:list"))
    try:
        return _page(request, user, _by_number(user, text, kind))
    except NotAllowed:
        raise
    except RuleBroken as broken:
        found = Found(kind=kind, note=broken.message, asked=False)
        return form_invalid(request, "residents/list.html", _context(user, request, found))


def _by_number(user: User, text: str, kind: Kind) -> Found:
    """People by a whole number; the text itself is not shown again."""
    if kind == Kind.FRAGMENT:
        return Found(kind=kind, note=FRAGMENT, asked=False)
    look = find_by_identity if kind == Kind.IDENTITY else find_by_phone
    return search.people_found("", kind, look(text, actor=user))


def _page(asked: HttpRequest, user: User, found: Found | None) -> HttpResponse:
    return render_page(asked, "residents/list.html", _context(user, asked, found))


def _context(user: User, asked: HttpRequest, found: Found | None) -> dict[str, Any]:
    today = timezone.localdate()
    context: dict[str, Any] = {
        "found": found,
        "homes_behind": search.homes_behind(found.doors) if found else {},
        "may_identity": policies.may_search_identity(user),
        "may_join": policies.may_join_anything(user),
    }
    if found is None:
        context |= _own_places(user, asked, today)
    return context


def _own_places(user: User, asked: HttpRequest, today: Any) -> dict[str, Any]:
    """Communities to choose from, or the buildings of the one that is one's own or chosen."""
    communities = communities_for(user)
    chosen = chosen_community(communities, asked.GET.get("community", ""))
    estates = estates_for(user, chosen, today) if chosen or not communities else []
    return {
        "communities": communities if len(communities) > 1 else [],
        "community": chosen,
        "estates": estates,
        "due": due_count(user, today, chosen) if estates else None,
    }


def chosen_community(communities: list[Area], asked: str) -> Area | None:
    """The one in the address; the only one there is needs no choice."""
    if asked:
        found = next((one for one in communities if str(one.pk) == asked), None)
        if found is None:
            raise Http404
        return found
    return communities[0] if len(communities) == 1 else None


@require_GET
@private_page
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Units, floors and doors of a building (W7)."""
    user = reader(request)
    building = building_or_404(request, pk)
    today = timezone.localdate()
    units = plan_of(user, building, today)
    cells = [cell for unit in units for floor in unit.floors for cell in floor.doors]
    context = {
        "building": building,
        "units": units,
        "doors": len(cells),
        "homes": sum(len(cell.homes) for cell in cells),
        "people": sum(cell.people for cell in cells),
        "due": sum(cell.state == "overdue" for cell in cells),
        "courtyard": building.parent
        if building.parent and building.parent.estate_kind == "courtyard"
        else None,
        "rentals": list(rentals_of(user, building).select_related("dwelling", "courtyard")[:50]),
        "by_community": bool(communities_for(user)),
        "may_add": policies.may_register_at(user, building).allowed,
        "may_split": policies.may_split_building(user, building).allowed and len(units) > 1,
    }
    return render_page(request, "residents/plan.html", context)
