"""/cases/<no>/: the case, its clocks, what may be done now, and its tabs."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.clocks.strip import clock_strip
from core.files.selectors import photos_of
from core.ui.responses import private_page, render_page
from disputes import guards, policies
from disputes.carries import carried_by
from disputes.choices import State
from disputes.engine import CASES, KIND
from disputes.forms.filters import FilterForm
from disputes.forms.talk import NoteForm, PhotosForm
from disputes.mentions import mentions_of
from disputes.models import Dispute
from disputes.opinions import origin_of
from disputes.selectors import detail, listing, mediation, tabs
from disputes.views.find import case_content_or_404, person

TABS: dict[str, str] = {
    "overview": "概况",
    "timeline": "时间线",
    "mediation": "调解",
    "whistles": "吹哨",
    "photos": "照片",
    "changes": "变更记录",
}
EVENTS_A_PAGE = 30


@require_GET
@private_page
def case_page(request: HttpRequest, no: str) -> HttpResponse:
    """Full page, or for htmx the tab that was asked for."""
    now, user = timezone.now(), request.user
    case = detail.case_for_page(user, no)
    if case is None:
        raise Http404
    content = policies.sees_content(user, case)
    tab = request.GET.get("tab", "") if content else "overview"
    tab = tab if tab in TABS else "overview"
    context: dict[str, Any] = {
        "case": case,
        "content": content,
        "tab": tab,
        "tabs": _tabs(case, tab),
        "now": now,
        "tab_template": f"disputes/tabs/_{tab}.html",
    }
    if content:
        context |= _PARTS[tab](request, case, now)
    if request.headers.get("HX-Target") != "case-tabs":
        context |= _frame(request, case, now)
    return render_page(request, "disputes/detail.html", context, partial="disputes/_tabs.html")


def _frame(asked: HttpRequest, case: Dispute, now: datetime) -> dict[str, Any]:
    return {
        "clocks": clock_strip(KIND, case.pk, now),
        "acts": detail.acts_on_page(asked.user, case, now),
        "beside": _beside(asked, case, now),
        "list_query": asked.GET.get("list", ""),
        "main_case": detail.merged_here(asked.user, case),
        "origin": origin_of(case, asked.user),
        "mentions": [*carried_by(case), *mentions_of(asked.user, KIND, case.pk)],
        "departments": detail.with_departments(case) if case.whistles_count else [],  # type: ignore[attr-defined]
        "pending": guards.facts(case).pending if case.state == State.ESCALATION_PENDING else None,
    }


def _tabs(case: Any, current: str) -> list[dict[str, Any]]:
    counts = {
        "timeline": case.events_count,
        "mediation": case.sessions_count,
        "photos": case.photos_count,
        "whistles": case.whistles_count,
    }
    return [
        {"key": key, "label": label, "count": counts.get(key), "current": key == current}
        for key, label in TABS.items()
    ]


def _beside(asked: HttpRequest, case: Dispute, now: datetime) -> listing.Neighbours | None:
    """The neighbours in the list the person came from, when the address says which."""
    at, of = asked.GET.get("at", ""), asked.GET.get("of", "")
    if not (at.isdecimal() and of.isdecimal() and len(at) < 8 and len(of) < 8 and "list" in asked.GET):
        return None
    query = QueryDict(asked.GET["list"])
    tab = query.get("tab", "")
    tab = tab if tab in tabs.KNOWN else tabs.first_tab(asked.user)
    form = FilterForm(query, user=asked.user)
    cases = form.narrow(tabs.in_tab(asked.user, tab, now), now)
    return listing.beside(cases, form.given().get("sort", ""), now, case.no or "", int(at), int(of))


def _overview(asked: HttpRequest, case: Dispute, now: datetime) -> dict[str, Any]:
    may_reveal = CASES.may(person(asked), "reveal_phone", case, now).allowed
    parties = list(case.parties.all())
    may_add = CASES.may(person(asked), "add_party", case, now).allowed
    return {"parties": parties, "may_reveal": may_reveal, "may_add_party": may_add}


def _timeline(asked: HttpRequest, case: Dispute, now: datetime) -> dict[str, Any]:
    kind = asked.GET.get("kind", "")
    page = Paginator(detail.events_for(case, kind), EVENTS_A_PAGE).get_page(asked.GET.get("page"))
    return {
        "page": page,
        "kind": kind if kind in detail.EVENT_KINDS else "",
        "kinds": detail.EVENT_KINDS,
        "note_form": NoteForm(auto_id="note_%s")
        if CASES.may(person(asked), "note", case, now).allowed
        else None,
    }


def _mediation(asked: HttpRequest, case: Dispute, now: datetime) -> dict[str, Any]:
    return mediation.parts(case)


def _whistles(asked: HttpRequest, case: Dispute, now: datetime) -> dict[str, Any]:
    return detail.whistles_of(asked.user, case)


def _photos(asked: HttpRequest, case: Dispute, now: datetime) -> dict[str, Any]:
    may_add = CASES.may(person(asked), "note", case, now).allowed
    return {"photos": photos_of(detail.KIND, case.pk), "photos_form": PhotosForm() if may_add else None}


def _changes(asked: HttpRequest, case: Dispute, now: datetime) -> dict[str, Any]:
    return {"changes": detail.changes_for(case)}


_PARTS = {
    "overview": _overview,
    "timeline": _timeline,
    "mediation": _mediation,
    "whistles": _whistles,
    "photos": _photos,
    "changes": _changes,
}


@require_GET
@private_page
def nearby(request: HttpRequest, no: str) -> HttpResponse:
    """Same building and cause: a panel on the page, or a page of its own without JavaScript."""
    case = case_content_or_404(request, no)
    context = {"case": case, "nearby": detail.nearby(request.user, case, timezone.now())}
    return render_page(request, "disputes/nearby.html", context, partial="disputes/_nearby.html")
