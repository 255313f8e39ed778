"""/meetings/bodies/: 大工委 and 大党委, their seats with terms, deputies and known absences."""

from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import signed_in
from core.errors import NotAllowed, RuleBroken
from core.flow.edit_pages import EditAct, EditPages
from core.flow.models import Event
from core.replay.decorators import replayable
from core.ui.forms import add_rule_error
from core.ui.responses import done, form_invalid, private_page, render_page
from grids.scope import Scope
from partybuilding.meetings import policies
from partybuilding.meetings.actions import bodies as actions
from partybuilding.meetings.facts import quorum_of
from partybuilding.meetings.forms import bodies as forms
from partybuilding.models import BodyMember, MemberAbsence, PartyJointBody

MAY = policies.may_manage
PAGES: EditPages[PartyJointBody] = EditPages(
    kind=actions.KIND,
    acts={
        "add_member": EditAct("登记委员", forms.AddMemberForm, actions.add_member, MAY),
        "name_deputy": EditAct("指定代理人", forms.NameDeputyForm, actions.name_deputy, MAY),
        "note_absence": EditAct("登记请假", forms.AbsenceForm, actions.note_absence, MAY),
        "drop_absence": EditAct("取消请假", forms.DropAbsenceForm, actions.drop_absence, MAY),
        "end_member": EditAct("不再担任", forms.EndMemberForm, actions.end_member, MAY),
        "change": EditAct("修改", forms.ChangeForm, actions.change, MAY),
        "end_body": EditAct("撤销", forms.EndBodyForm, actions.end_body, MAY),
    },
    rows=lambda: PartyJointBody.objects,
    list_url=lambda: reverse("meetings:bodies"),
    list_label="成员单位",
)


def _opened(asked: HttpRequest) -> Any:
    if not policies.may_open(Scope.of(asked.user)):
        raise NotAllowed("role", "联席会议由街道、社区和成员单位使用")
    return PartyJointBody.objects.visible_to(asked.user).select_related("community")


@require_GET
@private_page
def body_list(request: HttpRequest) -> HttpResponse:
    """Each with its seats of today; two queries of its own."""
    rows, today = _opened(request), timezone.localdate()
    seats = Prefetch("members", queryset=BodyMember.objects.serving(today), to_attr="serving")
    known = list(rows.prefetch_related(seats).order_by("pk"))
    context = {
        "bodies": [
            (one, len(one.serving), quorum_of(len(one.serving))) for one in known if one.valid_to is None
        ],
        "ended": [one for one in known if one.valid_to is not None],
        "may_set_up": policies.may_set_up(request.user).allowed,
    }
    return render_page(request, "meetings/bodies.html", context)


def _found(asked: HttpRequest, pk: int) -> PartyJointBody:
    row: PartyJointBody | None = _opened(asked).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@require_GET
@private_page
def body_page(request: HttpRequest, pk: int) -> HttpResponse:
    row, today = _found(request, pk), timezone.localdate()
    members = list(row.members.order_by("pk"))
    serving = [one for one in members if one.serves(today)]
    away = MemberAbsence.objects.filter(member__in=serving, last_on__gte=today).select_related("member")
    may = MAY(request.user, row).allowed
    context = {
        "body": row,
        "serving": serving,
        "coming": [one for one in members if one.valid_from > today],
        "former": [one for one in members if one.valid_to is not None and one.valid_to < today],
        "away": list(away),
        "quorum": quorum_of(len(serving)),
        "acts": [(row.act_url(act), one.label) for act, one in PAGES.acts.items()] if may else [],
        "events": Event.objects.filter(subject_kind=actions.KIND, subject_id=row.pk)
        .select_related("actor")
        .order_by("-version"),
    }
    return render_page(request, "meetings/body.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def body_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    return PAGES.answer(request, _found(request, pk), act)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def body_new(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    if not policies.may_set_up(actor).allowed:
        raise NotAllowed("role", policies.may_set_up(actor).reason)
    first = {"valid_from": timezone.localdate(), "cycle_months": 3, "starts_at": "09:30"}
    form = forms.SetUpForm(request.POST if request.method == "POST" else None, user=actor, initial=first)
    if request.method != "POST":
        return render_page(request, "meetings/body_new.html", {"form": form})
    if form.is_valid():
        try:
            row = actions.set_up(fields=form.fields_said(), actor=actor)
            return done(request, row.get_absolute_url(), f"已登记{row}，请接着登记委员")
        except NotAllowed:
            raise
        except RuleBroken as broken:
            add_rule_error(form, broken)
    return form_invalid(request, "meetings/body_new.html", {"form": form})
