"""/civics/wishes/: the list, a new one, one with its acts."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civics.keepers import takes_part
from civics.models import MicroWish, WishClaim
from civics.wishes import policies
from civics.wishes.actions import ACTIONS, collect, reveal_contact
from civics.wishes.flow import KIND, WISHES
from civics.wishes.forms.acts import FORMS
from civics.wishes.forms.filters import WishFilter
from civics.wishes.forms.new import WishForm
from civics.wishes.selectors import listing as lists
from core.accounts.access import signed_in
from core.clocks.strip import clock_strip
from core.errors import NotAllowed, RuleBroken
from core.files.selectors import photos_of
from core.flow.lights import light_of
from core.flow.pages import ActPages
from core.replay.decorators import replayable
from core.text import number_of
from core.ui.fields import read_form
from core.ui.forms import add_rule_error
from core.ui.responses import done, form_invalid, private_page, render_page
from core.ui.reveals import Look, reveal_page
from grids.scope import Scope

ROWS_A_PAGE = 25
PAGES = ActPages(
    WISHES, forms=FORMS, actions=ACTIONS, list_url=lambda: reverse("wishes:list"), list_label="微心愿"
)
FIELDS = {"name": "姓名", "phone": "电话"}


@require_GET
@private_page
def wish_list(request: HttpRequest) -> HttpResponse:
    if not takes_part(Scope.of(request.user)):
        raise NotAllowed("role", "微心愿由社区、网格、街道和认领的单位办理")
    now, user = timezone.now(), request.user
    tabs = lists.tabs(user, request.GET.get("tab", ""), now)
    tab = next(one.key for one in tabs if one.current)
    form = WishFilter(request.GET, user=user)
    rows = lists.list_rows(form.narrow(lists.in_tab(user, tab, now)), now)
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs,
        "tab": tab,
        "form": form,
        "chips": form.chips(),
        "page": page,
        "rows": [(one, *light_of(one, now)) for one in page],
        "may_collect": policies.may_collect(user),
    }
    return render_page(request, "wishes/list.html", context)


def wish_or_404(asked: HttpRequest, no: str) -> MicroWish:
    """What is out of scope is answered like what never was."""
    seen: Any = WISHES.queryset().select_related("created_by")
    found: MicroWish | None = seen.visible_to(asked.user).filter(no=no).first()
    if found is None:
        raise Http404
    return found


@require_GET
@private_page
def detail(request: HttpRequest, no: str) -> HttpResponse:
    wish, now, me = wish_or_404(request, no), timezone.now(), signed_in(request)
    keeps = WISHES.may(me, "reveal_contact", wish, now).allowed
    context: dict[str, Any] = {
        "wish": wish,
        "flow": WISHES,
        "clocks": clock_strip(KIND, wish.pk, now),
        "claims": list(wish.claims.all()) if keeps else [],
        "photos": photos_of(KIND, wish.pk) if keeps or wish.created_by_id == me.pk else [],
        "keeps": keeps,
        "own_url": request.build_absolute_uri(reverse("open_wishes:own")),
    }
    return render_page(request, "wishes/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def act(request: HttpRequest, no: str, act: str) -> HttpResponse:
    """The form of an act, and the act."""
    return PAGES.answer(request, wish_or_404(request, no), act)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def new(request: HttpRequest) -> HttpResponse:
    if not policies.may_collect(request.user):
        raise NotAllowed("role", "微心愿由社区、网格的同志登记")
    if request.method != "POST":
        return render_page(request, "wishes/new.html", {"form": WishForm(user=request.user)})
    form, numbers = read_form(request, lambda data: WishForm(data, user=request.user))
    if numbers or not form.is_valid():
        return form_invalid(request, "wishes/new.html", {"form": form, "numbers": numbers})
    try:
        wish = collect(form.told(), actor=signed_in(request))
    except NotAllowed:
        raise
    except RuleBroken as broken:
        add_rule_error(form, broken)
        return form_invalid(request, "wishes/new.html", {"form": form})
    words = f"{wish.no} 已登记。查询码 {wish.code}，请写给心愿人"
    return done(request, wish.get_absolute_url(), words)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def reveal(request: HttpRequest, no: str) -> HttpResponse:
    """A name or a number for sixty seconds. Not @replayable: the look is committed before it leaves."""
    wish = wish_or_404(request, no)
    asked = request.POST if request.method == "POST" else request.GET
    claim = _claim(wish, asked.get("claim", ""))
    field, row = asked.get("field", ""), claim or wish
    if field not in FIELDS or not row.has_sealed(field):
        raise Http404
    whose = "认领人" if claim else "心愿人"
    look = Look(
        title=f"看{whose}的{FIELDS[field]}",
        masked=row.masked_phone if field == "phone" else row.masked_name,
        back=wish.get_absolute_url(),
        action=reverse("wishes:reveal", args=[no]),
        open=lambda why: reveal_contact(wish, actor=signed_in(request), field=field, reason=why, claim=claim),
        is_phone=field == "phone",
        reasons=("核实心愿", "联系送达", "联系认领", "其他"),
        hidden={"field": field, "claim": claim.pk if claim else ""},
    )
    return reveal_page(request, look)


def _claim(wish: MicroWish, sent: str) -> WishClaim | None:
    """A claim of this wish, or none when the wisher is meant."""
    if not sent:
        return None
    pk = number_of(sent)
    found = wish.claims.filter(pk=pk).first() if pk is not None else None
    if found is None:
        raise Http404
    return found
