"""/open/volunteers/: activities to join, joining, and one's own record by number and code. No account of the house."""

import hmac
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civics.credits.selectors import statement
from civics.models import Volunteer, VolunteerActivity
from civics.public import TooMany, count_write
from civics.volunteers.actions import ask_correction, join
from civics.volunteers.actions.people import give_credits, leave
from civics.volunteers.actions.services import check_in, check_out, sign_off, sign_up
from civics.volunteers.choices import SERVING, ActivityState, RecordState, VolunteerState
from civics.volunteers.flow import ACTIVITIES, VOLUNTEERS
from civics.volunteers.forms.open import DoorForm, GiveOwnForm, LeaveForm, OpenJoinForm, OwnForm, WrongForm
from civics.volunteers.selectors.listing import done_by
from core.accounts.access import public
from core.errors import RuleBroken
from core.replay.decorators import replayable
from core.ui.forms import add_rule_error
from core.ui.responses import form_invalid, private_page, render_page

ROWS_A_PAGE = 20
ACTIVITY = "volunteers/open_activity.html"
NOT_FOUND = "编号和查询码对不上。请对照报名时记下的，还不行请打社区电话"
SIGNED = {
    "up": "报名成功，请按时到",
    "off": "已退出报名",
    "in": "签到成功，谢谢您来",
    "out": "签退成功，时长由组织者核定",
}
_COMING = Count("records", filter=~Q(records__state=RecordState.WITHDRAWN))


def _named(no: str, code: str) -> Volunteer | None:
    """The same words and length of work for a wrong number and a wrong code."""
    found = VOLUNTEERS.queryset().filter(no=no).first()
    right = hmac.compare_digest((found.code if found else "-" * 8).encode(), code.encode())
    return found if right else None


@public
@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """Two queries at any size."""
    rows = VolunteerActivity.objects.announced().select_related("community", "team").annotate(coming=_COMING)
    page = Paginator(rows.order_by("starts_at", "pk"), ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render_page(request, "volunteers/open_list.html", {"page": page})


@public
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def joining(request: HttpRequest) -> HttpResponse:
    """Joining; number and code are shown once, to be written down."""
    page = "volunteers/open_join.html"
    if request.method != "POST":
        return render_page(request, page, {"form": OpenJoinForm()})
    form = OpenJoinForm(request.POST)
    if not form.is_valid():
        return form_invalid(request, page, {"form": form})
    try:
        count_write(request, "volunteer_join", timezone.now())
        row = join(form.told(), actor=None)
    except RuleBroken as broken:
        return _refused(request, page, form, broken, {})
    return render_page(request, "volunteers/open_joined.html", {"row": row})


def _refused(
    asked: HttpRequest, page: str, form: Any, broken: RuleBroken, context: dict[str, Any]
) -> HttpResponse:
    """What was typed stays; too much from one place is a 429."""
    add_rule_error(form, broken)
    status = 429 if isinstance(broken, TooMany) else 422
    return render_page(asked, page, {"form": form, "has_errors": True, **context}, status=status)


@public
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def activity(request: HttpRequest, no: str) -> HttpResponse:
    """One activity: sign up while it is announced; in and out by the code of the minute while it is held."""
    known: Any = ACTIVITIES.queryset().annotate(coming=_COMING)
    row = known.announced().filter(no=no).first()
    if row is None:
        raise Http404
    running = row.state == ActivityState.RUNNING
    make = DoorForm if running else OwnForm
    if request.method == "POST":
        form = make(request.POST)
        return _at_the_door(request, row, form) if running else _sign(request, row, form)
    context = {"row": row, "running": running, "form": make()}
    return render_page(request, ACTIVITY, {**context, "said": SIGNED.get(request.GET.get("said", ""), "")})


def _at_the_door(asked: HttpRequest, row: VolunteerActivity, form: Any) -> HttpResponse:
    """Not @replayable: a try with a wrong code must be counted, and a second right one is refused by itself."""
    context, leaves = {"row": row, "running": True}, asked.POST.get("what") == "out"
    if not form.is_valid():
        return form_invalid(asked, ACTIVITY, {**context, "form": form})
    try:
        who = _known(form)
        count_write(asked, "volunteer_door", timezone.now(), who=who.no)
        act = check_out if leaves else check_in
        act(row, actor=None, volunteer=who, code=form.cleaned_data["code"])
    except RuleBroken as broken:
        return _refused(asked, ACTIVITY, form, broken, context)
    return _back(row, "out" if leaves else "in")


@replayable
def _sign(request: HttpRequest, row: VolunteerActivity, form: Any) -> HttpResponse:
    context, leaves = {"row": row, "running": False}, request.POST.get("what") == "off"
    if not form.is_valid():
        return form_invalid(request, ACTIVITY, {**context, "form": form})
    try:
        who = _known(form)
        count_write(request, "volunteer_sign", timezone.now(), who=who.no)
        act = sign_off if leaves else sign_up
        act(row, actor=None, volunteer=who)
    except RuleBroken as broken:
        return _refused(request, ACTIVITY, form, broken, context)
    return _back(row, "off" if leaves else "up")


def _known(form: Any) -> Volunteer:
    who = _named(form.cleaned_data["no"], form.cleaned_data["c"])
    if who is None:
        raise RuleBroken("unknown", NOT_FOUND)
    return who


def _back(row: VolunteerActivity, said: str) -> HttpResponse:
    return redirect(f"{reverse('open_volunteers:activity', args=[row.no])}?said={said}")


@public
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def own(request: HttpRequest) -> HttpResponse:
    """One's own record. Looking is a POST, so that the code stands in no address."""
    if request.method != "POST":
        return render_page(request, "volunteers/open_own.html", {"form": OwnForm()})
    form = OwnForm(request.POST)
    if not form.is_valid():
        return form_invalid(request, "volunteers/open_own.html", {"form": form})
    row = _named(form.cleaned_data["no"], form.cleaned_data["c"])
    if row is None:
        form.add_error(None, NOT_FOUND)
        return render_page(request, "volunteers/open_own.html", {"form": form}, status=404)
    return _say(request, row) if request.POST.get("what", "look") != "look" else _mine(request, row)


_OWN_FORMS = {"wrong": WrongForm, "leave": LeaveForm, "give": GiveOwnForm}
_OWN_WORDS = {"wrong": "社区收到了，核对后会更正", "leave": "您已退出，谢谢您的服务", "give": "谢谢您的捐赠"}


def _mine(
    asked: HttpRequest, row: Volunteer, *, status: int = 200, said: str = "", **forms: Any
) -> HttpResponse:
    blank = {f"{key}_form": make(auto_id=f"{key}_%s") for key, make in _OWN_FORMS.items()}
    context = {
        "row": row,
        "done": done_by(row),
        "told": statement(row, timezone.localdate().year),
        "notes": list(row.notes.filter(struck_because="")),
        "serves": row.state in SERVING,
        "may_ask": row.state in SERVING or row.state == VolunteerState.LEFT,
        "said": said,
        **blank,
        **forms,
    }
    return render_page(asked, "volunteers/open_mine.html", context, status=status)


@replayable
def _say(request: HttpRequest, row: Volunteer) -> HttpResponse:
    what = request.POST.get("what", "")
    if what not in _OWN_FORMS:
        raise Http404
    form: Any = _OWN_FORMS[what](request.POST, auto_id=f"{what}_%s")
    if form.is_valid():
        try:
            count_write(request, "volunteer_own", timezone.now(), who=row.no)
            if what == "wrong":
                ask_correction(row, **form.cleaned_data)
            elif what == "give":
                give_credits(row, actor=None, **form.cleaned_data)
            else:
                leave(row, actor=None, **form.cleaned_data)
            return _mine(request, row, said=_OWN_WORDS[what])
        except RuleBroken as broken:
            add_rule_error(form, broken)
    return _mine(request, row, status=422, **{f"{what}_form": form})
