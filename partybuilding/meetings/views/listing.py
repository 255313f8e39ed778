"""/meetings/: the year of each body, and a meeting called beside it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import signed_in
from core.errors import NotAllowed, RuleBroken
from core.replay.decorators import replayable
from core.ui.forms import add_rule_error
from core.ui.responses import done, form_invalid, private_page, render_page
from grids.scope import Scope
from partybuilding.meetings import policies
from partybuilding.meetings.actions import call_extra
from partybuilding.meetings.forms.filters import MeetingFilter
from partybuilding.meetings.forms.meeting import ExtraForm
from partybuilding.meetings.selectors import listing
from partybuilding.models import JointMeeting, PartyJointBody


def opened(asked: HttpRequest) -> None:
    if not policies.may_open(Scope.of(asked.user)):
        raise NotAllowed("role", "联席会议由街道、社区和成员单位使用")


@require_GET
@private_page
def meeting_list(request: HttpRequest) -> HttpResponse:
    opened(request)
    now, user = timezone.now(), request.user
    form = MeetingFilter(request.GET, user=user)
    given = form.given()
    year = given.get("year") or timezone.localdate(now).year
    rows: Any = JointMeeting.objects.visible_to(user)
    rows = listing.meetings_to_do(user, now) if "todo" in given else rows.filter(year=year)
    if "body" in given:
        rows = rows.filter(body=int(given["body"]))
    context = {
        "form": form,
        "chips": form.chips(),
        "groups": listing.by_body(rows, now),
        "year": year,
        "years": listing.years(user, timezone.localdate(now).year),
        "bodies": form.bodies,
        "todo": "todo" in given,
        "may_call": bool(_kept(request)),
        "may_set_up": policies.may_set_up(user).allowed,
        "may_propose": bool(policies.bodies_to_propose(user, timezone.localdate(now))),
    }
    return render_page(request, "meetings/list.html", context)


def _kept(asked: HttpRequest) -> list[PartyJointBody]:
    """Bodies that the person prepares or chairs."""
    scope, today = Scope.of(asked.user), timezone.localdate()
    seen = PartyJointBody.objects.visible_to(asked.user).standing(today)
    return [one for one in seen if policies.keeps(scope, one) or policies.chairs(scope, one)]


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def extra_new(request: HttpRequest) -> HttpResponse:
    bodies = _kept(request)
    if not bodies:
        raise NotAllowed("role", "临时会议由会议秘书或主持人召集")
    form = ExtraForm(request.POST if request.method == "POST" else None, bodies=bodies)
    if request.method != "POST":
        return render_page(request, "meetings/extra_new.html", {"form": form})
    if form.is_valid():
        said = dict(form.cleaned_data)
        body = next(one for one in bodies if one.pk == said.pop("body"))
        try:
            meeting = call_extra(body, actor=signed_in(request), **said)
            return done(request, meeting.get_absolute_url(), f"已安排{meeting}，请接着发通知")
        except NotAllowed:
            raise
        except RuleBroken as broken:
            add_rule_error(form, broken)
    return form_invalid(request, "meetings/extra_new.html", {"form": form})
