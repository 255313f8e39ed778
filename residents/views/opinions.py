"""/opinions/: what residents brought up, who owes which answer by when, and every act on it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import signed_in
from core.clocks.strip import clock_strip
from core.errors import NotAllowed
from core.files.selectors import photos_of
from core.flow.lights import light_of
from core.flow.pages import ActPages
from core.replay.decorators import replayable
from core.ui.responses import done, private_page, render_page
from core.ui.reveals import Look, reveal_page
from grids.scope import Scope
from residents import conversions
from residents.actions.opinions import ACTIONS, reveal_contact
from residents.choices_visits import Channel, Desk
from residents.flows import posts
from residents.flows.opinions import KIND, OPINIONS
from residents.forms.filters_visits import OpinionFilter
from residents.forms.opinions import FORMS
from residents.models import Opinion, Visit
from residents.occasions import occasion_of
from residents.selectors import opinions as listing
from residents.views.visits_find import opinion_or_404, refuse_outsiders

ROWS_A_PAGE = 25
PAGES = ActPages(
    OPINIONS, forms=FORMS, actions=ACTIONS, list_url=lambda: reverse("opinions:list"), list_label="居民意见"
)
FIELDS = {"name": "姓名", "phone": "电话"}


@require_GET
@private_page
def opinion_list(request: HttpRequest) -> HttpResponse:
    """Tabs with true counts, what is owed soonest first."""
    refuse_outsiders(request)
    now, user = timezone.now(), request.user
    tab = request.GET.get("tab", "")
    tab = tab if tab in listing.TABS else "todo"
    form = OpinionFilter(request.GET, user=user)
    rows = form.narrow(listing.in_tab(user, tab, now), now)
    rows = listing.list_rows(listing.ordered(rows, form.given().get("sort", ""), now))
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": listing.tabs(user, tab, now),
        "tab": tab,
        "form": form,
        "chips": form.chips(),
        "page": page,
        "rows": [(one, *light_of(one, now)) for one in page],
    }
    return render_page(request, "opinions/list.html", context)


@require_GET
@private_page
def detail(request: HttpRequest, no: str) -> HttpResponse:
    opinion, now = opinion_or_404(request, no), timezone.now()
    me = signed_in(request)
    context: dict[str, Any] = {
        "opinion": opinion,
        "flow": OPINIONS,
        "clocks": clock_strip(KIND, opinion.pk, now),
        "target": conversions.target_of(opinion, me),
        "told": listing.told_to_resident(opinion),
        "photos": photos_of(KIND, opinion.pk),
        "sees_visit": _sees_visit(me, opinion),
        "occasion": occasion_of(me, opinion) if opinion.channel == Channel.GATHERING else None,
        "may_reveal": OPINIONS.may(me, "reveal_contact", opinion, now).allowed,
    }
    return render_page(request, "opinions/detail.html", context)


def _sees_visit(user: Any, opinion: Opinion) -> bool:
    if opinion.visit_id is None:
        return False
    return bool(Visit.objects.visible_to(user).filter(pk=opinion.visit_id).exists())


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def act(request: HttpRequest, no: str, act: str) -> HttpResponse:
    """The form of an act, and the act; turning it into something starts on that thing's own form."""
    opinion = opinion_or_404(request, no)
    if act == "convert":
        return _convert(request, opinion)
    return PAGES.answer(request, opinion, act)


def _convert(asked: HttpRequest, opinion: Opinion) -> HttpResponse:
    row, me = OPINIONS.table["convert"], signed_in(asked)
    role = OPINIONS.by_role(me, row, opinion)
    if not role.allowed:
        raise NotAllowed(role.code, role.reason)
    state = OPINIONS.by_state(row, opinion, timezone.now())
    in_the_field = posts.highest_desk(Scope.of(asked.user), opinion) == Desk.GRID
    offered = [one for one in conversions.kinds() if one.offered(me, opinion)]
    ways = [(one.button, one.url_for(opinion, in_the_field=in_the_field)) for one in offered]
    if state.allowed and len(ways) == 1:
        return done(asked, ways[0][1])
    context = {"opinion": opinion, "ways": ways, "blocked": "" if state.allowed else state.reason}
    return render_page(asked, "opinions/convert.html", context, partial="opinions/_convert.html")


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def reveal(request: HttpRequest, no: str) -> HttpResponse:
    """A name or a number for sixty seconds. Not @replayable: the look is committed before it leaves."""
    opinion = opinion_or_404(request, no)
    asked = request.POST if request.method == "POST" else request.GET
    field = asked.get("field", "")
    if field not in FIELDS or not opinion.has_sealed(field):
        raise Http404
    look = Look(
        title=f"看反映人的{FIELDS[field]}",
        masked=opinion.masked_phone if field == "phone" else opinion.masked_name,
        back=opinion.get_absolute_url(),
        action=reverse("opinions:reveal", args=[no]),
        open=lambda reason: reveal_contact(opinion, actor=signed_in(request), field=field, reason=reason),
        is_phone=field == "phone",
        reasons=("联系居民答复", "上门核实", "其他"),
        hidden={"field": field},
    )
    return reveal_page(request, look)
