"""/whistles/calls/: a community calls, the street answers."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import signed_in
from core.clocks.selectors import clocks_for
from core.errors import NotAllowed, RuleBroken
from core.flow.lights import light_of
from core.replay.decorators import replayable
from core.ui.fields import read_form
from core.ui.responses import done, form_invalid, private_page, render_page
from disputes.models import CommunityCall
from disputes.querysets import COMMUNITY_READERS
from disputes.whistles import origins, policies
from disputes.whistles.actions import Cry, call_street
from disputes.whistles.choices import CallState
from disputes.whistles.facts import CALL_KIND
from disputes.whistles.flow import CALLS
from disputes.whistles.forms.slip import About, CallForm, put_error
from disputes.whistles.views.find import about_of, call_or_404
from disputes.whistles.views.slips import choose_place, refused
from grids.scope import Scope

PAGE, PART = "whistles/call_new.html", "whistles/_call_new.html"
TABS = {"waiting": "待分办", "taken": "街道在办", "all": "全部"}


@require_GET
@private_page
def call_list(request: HttpRequest) -> HttpResponse:
    """Waiting ones first; the street all, a community its own."""
    scope, now = Scope.of(request.user), timezone.now()
    if not (scope.street or scope.communities_as(*COMMUNITY_READERS)):
        return render_page(request, "whistles/not_yours.html", status=403)
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "waiting"
    rows = CALLS.queryset().visible_to(request.user)  # type: ignore[attr-defined]
    if tab != "all":
        rows = rows.filter(state=CallState.WAITING if tab == "waiting" else CallState.TAKEN)
    page = Paginator(rows.order_by("due_at", "-pk"), 25).get_page(request.GET.get("page"))
    context = {
        "tab": tab,
        "tabs": TABS.items(),
        "page": page,
        "rows": [(one, *light_of(one, now)) for one in page],
        "whole": policies.may_draft(request.user) or bool(scope.communities_as(*COMMUNITY_READERS)),
        "may_call": bool(scope.communities_as(*COMMUNITY_READERS)),
    }
    return render_page(request, "whistles/calls.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def call_new(request: HttpRequest) -> HttpResponse:
    """社区呼叫, from a case or from a place."""
    if not Scope.of(request.user).communities_as(*COMMUNITY_READERS):
        raise NotAllowed("role", "社区呼叫由社区工作人员发起")
    about = about_of(request)
    if about is None:
        return choose_place(request, "选呼叫的地点")
    context = {"about": about, "action": request.get_full_path(), "blocked": refused(about)}
    if request.method != "POST":
        return render_page(request, PAGE, context | {"form": CallForm(about=about)}, partial=PART)
    return _call(request, about)


@replayable
def _call(request: HttpRequest, about: About) -> HttpResponse:
    form, numbers = read_form(request, lambda data: CallForm(data, about=about))
    context = {"about": about, "action": request.get_full_path(), "form": form}
    if numbers:
        return form_invalid(request, PAGE, context | {"numbers": numbers}, partial=PART)
    if form.is_valid():
        try:
            call = call_street(_cry(about, form), actor=signed_in(request))
            return done(request, call.get_absolute_url(), f"已呼叫街道（{call.no}），1个工作日内答复")
        except NotAllowed:
            raise
        except RuleBroken as broken:
            put_error(form, broken, otherwise="title")
    return form_invalid(request, PAGE, context, partial=PART)


def _cry(about: About, form: CallForm) -> Cry:
    where = about.where
    said = form.cleaned_data
    return Cry(
        place=where.place,
        place_detail=where.place_detail,
        cause=about.cause,
        origin_kind=where.origin_kind,
        origin_id=where.origin_id,
        title=said["title"],
        problem=said["problem"],
        asked=said["asked"],
    )


@require_GET
@private_page
def call_page(request: HttpRequest, no: str) -> HttpResponse:
    call = call_or_404(request, no)
    label, url = origins.link(call.origin_kind, call.origin_id)
    context = {
        "call": call,
        "flow": CALLS,
        "now": timezone.now(),
        "whole": sees_words(request, call),
        "clocks": clocks_for(CALL_KIND, call.pk),
        "whistles": call.whistles.visible_to(request.user) if call.pk else [],
        "origin": {"label": label, "url": url},
    }
    return render_page(request, "whistles/call.html", context)


def sees_words(asked: HttpRequest, call: CommunityCall) -> bool:
    """A supervisor, as such, sees header and clocks."""
    scope = Scope.of(asked.user)
    return policies.may_draft(asked.user) or policies.of_community(scope, call.community_id)
