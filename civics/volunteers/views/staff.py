"""One volunteer, one activity, one certificate, one team: the page, a new one, its acts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civics.credits.selectors import statement
from civics.keepers import keeps_any
from civics.models import Volunteer, VolunteerActivity, VolunteerCertificate, VolunteerTeam
from civics.volunteers import actions, policies
from civics.volunteers.choices import ActivityState, CertificateState
from civics.volunteers.door import code_at, seconds_left
from civics.volunteers.flow import ACTIVITIES, CERTIFICATES, VOLUNTEERS, CivicFlow
from civics.volunteers.forms import acts
from civics.volunteers.forms.new import CertificateForm, JoinForm, PlanForm, TeamForm
from civics.volunteers.selectors.listing import done_by
from core.accounts.access import signed_in
from core.clocks.strip import clock_strip
from core.errors import NotAllowed, RuleBroken
from core.flow.pages import ActPages
from core.replay.decorators import replayable
from core.text import number_of
from core.ui.fields import read_form
from core.ui.forms import add_rule_error
from core.ui.responses import done, form_invalid, private_page, render_page
from core.ui.reveals import Look, reveal_page

NEW = "volunteers/new.html"
FIELDS = {"name": "姓名", "phone": "电话", "identity": "身份证号"}
PEOPLE_PAGES = ActPages(
    VOLUNTEERS, forms=acts.PEOPLE, actions=actions.PEOPLE, list_url=lambda: reverse("volunteers:list"), list_label="志愿者"
)  # fmt: skip
ACTIVITY_PAGES = ActPages(
    ACTIVITIES, forms=acts.ACTIVITIES, actions=actions.ACTIVITIES, list_url=lambda: reverse("activities:list"),
    list_label="志愿活动",
)  # fmt: skip
CERTIFICATE_PAGES = ActPages(
    CERTIFICATES, forms=acts.CERTIFICATES, actions=actions.CERTIFICATES,
    list_url=lambda: reverse("volunteers:certificates"), list_label="服务证明",
)  # fmt: skip
_WRITES = ["GET", "HEAD", "POST"]


def found_or_404(asked: HttpRequest, flow: CivicFlow[Any], *also: str, **by: Any) -> Any:
    """What is out of scope is answered like what never was."""
    rows: Any = flow.queryset().select_related("created_by", *also)
    found = rows.visible_to(asked.user).filter(**by).first()
    if found is None:
        raise Http404
    return found


def volunteer_or_404(asked: HttpRequest, no: str) -> Volunteer:
    found: Volunteer = found_or_404(asked, VOLUNTEERS, "account", no=no)
    return found


@require_GET
@private_page
def volunteer(request: HttpRequest, no: str) -> HttpResponse:
    row, now = volunteer_or_404(request, no), timezone.now()
    context: dict[str, Any] = {
        "row": row,
        "flow": VOLUNTEERS,
        "clocks": clock_strip(VOLUNTEERS.kind, row.pk, now),
        "done": done_by(row),
        "notes": list(row.notes.all()),
        "certificates": list(row.certificates.all()),
        "own_url": request.build_absolute_uri(reverse("open_volunteers:own")),
    }
    return render_page(request, "volunteers/detail.html", context)


@require_GET
@private_page
def year_statement(request: HttpRequest, no: str) -> HttpResponse:
    """The year's account of credits, to print."""
    row = volunteer_or_404(request, no)
    this = timezone.localdate().year
    year = min(max(number_of(request.GET.get("year", "")) or this, row.year), this)
    context = {"row": row, "told": statement(row, year), "years": range(row.year, this + 1)}
    return render_page(request, "volunteers/statement.html", context)


@require_http_methods(_WRITES)
@private_page
@replayable
def volunteer_act(request: HttpRequest, no: str, act: str) -> HttpResponse:
    return PEOPLE_PAGES.answer(request, volunteer_or_404(request, no), act)


@require_http_methods(_WRITES)
@private_page
def reveal(request: HttpRequest, no: str) -> HttpResponse:
    """One value for sixty seconds. Not @replayable: the look is committed before it leaves."""
    row = volunteer_or_404(request, no)
    asked = request.POST if request.method == "POST" else request.GET
    field = asked.get("field", "")
    if field not in FIELDS or not row.has_sealed(field):
        raise Http404
    look = Look(
        title=f"看志愿者的{FIELDS[field]}",
        masked=getattr(row, f"masked_{field}"),
        back=row.get_absolute_url(),
        action=reverse("volunteers:reveal", args=[no]),
        open=lambda why: actions.reveal_contact(row, actor=signed_in(request), field=field, reason=why),
        is_phone=field == "phone",
        reasons=("联系服务", "核对资料", "办理证明", "其他"),
        hidden={"field": field},
    )
    return reveal_page(request, look)


def new_page(
    asked: HttpRequest, make: Callable[..., Any], write: Callable[[Any], Any], words: dict[str, str],
    said: Callable[[Any], str],
) -> HttpResponse:  # fmt: skip
    """The form of something new, and the writing: what is refused stands by its field with everything typed."""
    context: dict[str, Any] = {**words, "action": asked.get_full_path()}
    if asked.method != "POST":
        return render_page(asked, NEW, {**context, "form": make()})
    form, numbers = read_form(asked, make)
    if numbers or not form.is_valid():
        return form_invalid(asked, NEW, {**context, "form": form, "numbers": numbers})
    try:
        made = write(form)
    except NotAllowed:
        raise
    except RuleBroken as broken:
        add_rule_error(form, broken)
        return form_invalid(asked, NEW, {**context, "form": form})
    url = made.get_absolute_url() if hasattr(made, "get_absolute_url") else words["back_url"]
    return done(asked, url, said(made))


def keeper_only(asked: HttpRequest, what: str) -> None:
    if not keeps_any(asked.user):
        raise NotAllowed("role", f"{what}由社区的书记、专干和街道综治中心来做")


@require_http_methods(_WRITES)
@private_page
@replayable
def new_volunteer(request: HttpRequest) -> HttpResponse:
    keeper_only(request, "登记志愿者")
    words = {"label": "登记志愿者", "back_url": reverse("volunteers:list"), "back": "志愿者"}
    return new_page(
        request,
        lambda data=None: JoinForm(data, user=request.user),
        lambda form: actions.join(form.told(), actor=signed_in(request)),
        words,
        lambda row: f"{row.no} 已登记，请确认后录用",
    )


@require_http_methods(_WRITES)
@private_page
@replayable
def new_activity(request: HttpRequest) -> HttpResponse:
    keeper_only(request, "策划活动")
    words = {"label": "策划活动", "back_url": reverse("activities:list"), "back": "志愿活动"}
    return new_page(
        request,
        lambda data=None: PlanForm(data, user=request.user),
        lambda form: actions.plan(form.told(), actor=signed_in(request)),
        words,
        lambda row: f"{row.no} 已登记，发布后才能报名",
    )


@require_http_methods(_WRITES)
@private_page
@replayable
def new_certificate(request: HttpRequest, no: str) -> HttpResponse:
    row = volunteer_or_404(request, no)
    words = {"label": f"申请服务证明 {row.no}", "back_url": row.get_absolute_url(), "back": row.no}
    today = timezone.localdate()
    first = {"from_on": today - timedelta(days=365), "to_on": today}
    return new_page(
        request,
        lambda data=None: CertificateForm(data, initial=first),
        lambda form: actions.request_certificate(row, actor=signed_in(request), **form.cleaned_data),
        words,
        lambda _: "已开始内部公示，7天没有异议就可以出具",
    )


@require_http_methods(_WRITES)
@private_page
@replayable
def save_team(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new team, or a change of one of the person's communities'."""
    keeper_only(request, "管理服务队")
    mine = policies.communities_of(request.user)
    team = VolunteerTeam.objects.filter(pk=pk, community__in=mine).first() if pk else None
    if pk and team is None:
        raise Http404
    names = ("name", "does", "is_active")
    first = {**{one: getattr(team, one) for one in names}, "community": team.community_id} if team else {}
    words = {"label": "修改服务队" if team else "设立服务队", "back_url": reverse("volunteers:teams"), "back": "服务队"}  # fmt: skip
    return new_page(
        request,
        lambda data=None: TeamForm(data, user=request.user, initial=first),
        lambda form: actions.save_team(team, actor=signed_in(request), **form.said()),
        words,
        lambda made: f"「{made}」已保存",
    )


def activity_or_404(asked: HttpRequest, no: str) -> VolunteerActivity:
    found: VolunteerActivity = found_or_404(asked, ACTIVITIES, no=no)
    return found


@require_GET
@private_page
def activity(request: HttpRequest, no: str) -> HttpResponse:
    """Who comes is told to whoever looks after it; others read what is announced."""
    row, now, me = activity_or_404(request, no), timezone.now(), signed_in(request)
    keeps = ACTIVITIES.holds(me, "keeper", row)
    context: dict[str, Any] = {
        "row": row,
        "flow": ACTIVITIES,
        "clocks": clock_strip(ACTIVITIES.kind, row.pk, now),
        "records": list(row.records.select_related("volunteer")) if keeps else [],
        "coming": row.records.coming().count(),
        "keeps": keeps,
        "has_door": keeps and row.state == ActivityState.RUNNING,
    }
    return render_page(request, "volunteers/activity.html", context)


@require_GET
@private_page
def door(request: HttpRequest, no: str) -> HttpResponse:
    """The code of the minute, large; the page asks again by itself when it changes."""
    row, now = activity_or_404(request, no), timezone.now()
    if not ACTIVITIES.holds(signed_in(request), "keeper", row):
        raise NotAllowed("role", "签到码由组织活动的社区来出示")
    running = row.state == ActivityState.RUNNING
    url = request.build_absolute_uri(reverse("open_volunteers:activity", args=[row.no]))
    context = {
        "row": row,
        "code": code_at(row, now) if running else "",
        "seconds": seconds_left(now),
        "url": url,
    }
    response = render_page(request, "volunteers/door.html", context)
    if running:
        response["Refresh"] = str(seconds_left(now) + 1)
    return response


@require_http_methods(_WRITES)
@private_page
@replayable
def activity_act(request: HttpRequest, no: str, act: str) -> HttpResponse:
    return ACTIVITY_PAGES.answer(request, activity_or_404(request, no), act)


@require_GET
@private_page
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    row, now = found_or_404(request, CERTIFICATES, pk=pk), timezone.now()
    keeps = CERTIFICATES.holds(signed_in(request), "keeper", row)
    records = row.records().select_related("activity").order_by("activity__starts_at")
    context: dict[str, Any] = {
        "row": row,
        "flow": CERTIFICATES,
        "clocks": clock_strip(CERTIFICATES.kind, row.pk, now),
        "records": list(records),
        "hours": sum(one.hours for one in records),
        "keeps": keeps,
        "has_paper": keeps and row.state in (CertificateState.READY, CertificateState.ISSUED),
    }
    return render_page(request, "volunteers/certificate.html", context)


@require_http_methods(_WRITES)
@private_page
@replayable
def certificate_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    row: VolunteerCertificate = found_or_404(request, CERTIFICATES, pk=pk)
    return CERTIFICATE_PAGES.answer(request, row, act)
