"""/care/: booking for everybody at work; list, page and acts for counsellors alone. To others these are addresses that never were."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civics.care import selectors
from civics.care.actions import ACTIONS, FIELDS, book, uncover
from civics.care.flow import CARE, KIND, may_book, may_read, may_read_totals
from civics.care.forms import FORMS, BookingForm
from civics.models.care import CareBooking
from core.accounts.access import signed_in
from core.accounts.models import User
from core.clocks.selectors import clocks_for
from core.clocks.strip import clock_strip
from core.errors import NotAllowed, RuleBroken
from core.flow.lights import light_of
from core.flow.pages import ActPages
from core.replay.decorators import replayable
from core.ui.emergency import SELF_HARM
from core.ui.fields import read_form
from core.ui.forms import add_rule_error
from core.ui.responses import done, form_invalid, private_page, render_page
from core.ui.reveals import Look, reveal_page

NEW, MOST = "care/new.html", 100
PAGES = ActPages(
    CARE, forms=FORMS, actions=ACTIONS, list_url=lambda: reverse("care:list"), list_label="心理疏导"
)


def booking_or_404(request: HttpRequest, code: str) -> CareBooking:
    """The booking of the address, for its counsellor. Everybody else asks for what never was."""
    rows: Any = CARE.queryset()
    found: CareBooking | None = rows.visible_to(request.user).filter(code=code).first()
    if found is None:
        raise Http404
    return found


@require_GET
@private_page
def listing(request: HttpRequest) -> HttpResponse:
    """A counsellor's own bookings and those that nobody has; everybody else books."""
    me, now = signed_in(request), timezone.now()
    if not may_read(me):
        if may_book(me):
            return redirect("care:new")
        raise NotAllowed("role", "心理疏导由心理咨询员办理")
    tab = request.GET.get("tab", "open")
    tab = tab if tab in selectors.TABS else "open"
    numbers = selectors.counts(me)
    context = {
        "tab": tab,
        "tabs": [(key, label, numbers[key]) for key, (label, _) in selectors.TABS.items()],
        "rows": [(one, *light_of(one, now)) for one in selectors.in_tab(me, tab)[:MOST]],
        "most": MOST,
        "year": selectors.this_year(me, timezone.localdate(now)),
    }
    return render_page(request, "care/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def new(request: HttpRequest) -> HttpResponse:
    """Take a wish down."""
    if not may_book(request.user):
        raise NotAllowed("role", "心理疏导由网格、社区、综治中心和咨询员登记预约")
    if request.method != "POST":
        return render_page(request, NEW, _context(BookingForm(initial={"source": "self"})))
    form, numbers = read_form(request, BookingForm)
    if numbers or not form.is_valid():
        return form_invalid(request, NEW, _context(form, numbers=numbers))
    try:
        row = book(form.told(), actor=signed_in(request))
    except NotAllowed:
        raise
    except RuleBroken as broken:
        add_rule_error(form, broken)
        return form_invalid(request, NEW, _context(form))
    danger = "?danger=1" if form.cleaned_data["in_danger"] else ""
    return done(request, f"{reverse('care:booked', args=[row.code])}{danger}", "已登记")


def _context(form: BookingForm, **more: Any) -> dict[str, Any]:
    danger = form.is_bound and bool(form.data.get("in_danger"))
    return {"form": form, "emergency": SELF_HARM if danger else None, **more}


@require_GET
@private_page
def booked(request: HttpRequest, code: str) -> HttpResponse:
    """What to tell the person. Says nothing of any booking: the same for every code."""
    if not may_book(request.user):
        raise Http404
    emergency = SELF_HARM if request.GET.get("danger") else None
    return render_page(
        request, "care/booked.html", {"code": code, "emergency": emergency, "reads": may_read(request.user)}
    )


@require_GET
@private_page
def detail(request: HttpRequest, code: str) -> HttpResponse:
    row, me, now = booking_or_404(request, code), signed_in(request), timezone.now()
    context = {
        "row": row,
        "flow": CARE,
        "clocks": clock_strip(
            KIND, row.pk, now, clocks=[one for one in clocks_for(KIND, row.pk) if one.is_live]
        ),
        "own": row.counsellor_id == me.pk,
        "emergency": SELF_HARM,
        **_words(me, row),
    }
    return render_page(request, "care/detail.html", context)


def _words(me: User, row: CareBooking) -> dict[str, Any]:
    """What was said, for whom it was said to: the wish for who has the booking, each talk for who wrote it."""
    talks = list(row.sessions.select_related("counsellor"))
    mine = row.counsellor_id == me.pk and row.state != "erased"
    key = row._key() if mine else None
    for talk in talks:
        reads = key is not None and talk.counsellor_id == me.pk
        if reads and key is not None:
            talk.hold_key(key)
        talk.shown = talk.open_sealed("words") if reads else ""  # type: ignore[attr-defined]
        talk.is_mine = talk.counsellor_id == me.pk  # type: ignore[attr-defined]
    contact = [
        (name, label, getattr(row, f"masked_{name}"))
        for name, label in FIELDS.items()
        if mine and row.has_sealed(name)
    ]
    return {
        "talks": talks,
        "contact": contact,
        "wish": row.open_sealed("wish") if mine else "",
        "hospital": row.open_sealed("hospital") if mine else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """The form of an act, and the act."""
    return PAGES.answer(request, booking_or_404(request, code), act)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def look(request: HttpRequest, code: str, field: str) -> HttpResponse:
    """A name or a number for sixty seconds, for who has the booking."""
    row, me = booking_or_404(request, code), signed_in(request)
    if field not in FIELDS or row.counsellor_id != me.pk or not row.has_sealed(field):
        raise Http404
    asked = Look(
        title=f"看{FIELDS[field]}",
        masked=getattr(row, f"masked_{field}"),
        back=row.get_absolute_url(),
        action=request.path,
        is_phone=field == "phone",
        open=lambda reason: uncover(row, actor=me, field=field, reason=reason),
        reasons=("联系约时间", "改时间", "其他"),
    )
    return reveal_page(request, asked)


@require_GET
@private_page
def totals(request: HttpRequest) -> HttpResponse:
    """/care/totals/: how many talks a theme had in the street; to others an address that never was."""
    if not may_read_totals(request.user):
        raise Http404
    until = timezone.localdate().replace(day=1)
    years = [(year, selectors.street_year(year, until)) for year in (until.year, until.year - 1)]
    return render_page(
        request, "care/totals.html", {"years": years, "until": until, "least": selectors.FEWEST}
    )
