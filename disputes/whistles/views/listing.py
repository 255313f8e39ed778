"""/whistles/: the list under tabs and filters; a department sees its own units."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.flow.lights import by_urgency, light_of
from core.ui.responses import private_page, render_page
from disputes.models import Whistle, WhistleUnit
from disputes.querysets import COMMUNITY_READERS
from disputes.whistles import policies
from disputes.whistles.forms.filters import WhistleFilter
from disputes.whistles.selectors import listing
from grids.scope import Scope

PAGE_SIZE = 25


@dataclass(frozen=True)
class Row:
    """One line, of a whistle or of a department's own part in one."""

    whistle: Whistle
    title: str
    place: str
    state: str
    units: str
    light: str
    light_words: str
    last_act: str
    last_act_at: datetime | None


@require_GET
@private_page
def whistle_list(request: HttpRequest) -> HttpResponse:
    now, user = timezone.now(), request.user
    scope = Scope.of(user)
    if not listing.may_open(scope):
        return render_page(request, "whistles/not_yours.html", status=403)
    tabs = listing.tabs(user, request.GET.get("tab", ""), now)
    tab = next(one.key for one in tabs if one.current)
    form = WhistleFilter(request.GET, user=user)
    own = listing.is_liaison_only(scope)
    page = Paginator(_rows(user, tab, form, now, own=own), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs,
        "tab": tab,
        "form": form,
        "chips": form.chips(),
        "page": page,
        "rows": [_unit_row(one, now) if own else _row(user, one, now) for one in page],
        "own": own,
        "may_draft": policies.may_draft(user),
        "may_call": bool(scope.communities_as(*COMMUNITY_READERS)),
    }
    return render_page(request, "whistles/list.html", context)


def _rows(user: Any, tab: str, form: WhistleFilter, now: datetime, *, own: bool) -> Any:
    if own:
        rows = form.narrow(listing.units_in_tab(user, tab, now), now, prefix="whistle__")
        return by_urgency(rows.select_related("whistle__community", "whistle__place__parent"), now)
    rows = form.narrow(listing.in_tab(user, tab, now), now)
    return listing.with_units(by_urgency(rows, now))


def _row(user: Any, whistle: Whistle, now: datetime) -> Row:
    """C1b: a supervisor reads the kind and the community instead of the words and the door."""
    whole = policies.sees_whole(user, whistle)
    units = getattr(whistle, "standing", [])
    lead = next((str(one.department) for one in units if one.is_lead), "")
    others = len(units) - 1
    light, words = light_of(whistle, now)
    return Row(
        whistle=whistle,
        title=whistle.title if whole else whistle.get_kind_display(),
        place=whistle.address if whole else whistle.community.name,
        state=whistle.get_state_display(),
        units=f"{lead}{f'等{others + 1}家' if others > 0 else ''}",
        light=light,
        light_words=words,
        last_act=whistle.last_act,
        last_act_at=whistle.last_act_at,
    )


def _unit_row(unit: WhistleUnit, now: datetime) -> Row:
    """What a liaison reads of it: the place only when it was given."""
    whistle = unit.whistle
    light, words = light_of(unit, now)
    return Row(
        whistle=whistle,
        title=whistle.title,
        place=whistle.shared_address or whistle.community.name,
        state=unit.get_state_display(),
        units=unit.part,
        light=light,
        light_words=words,
        last_act=unit.last_act,
        last_act_at=unit.last_act_at,
    )
