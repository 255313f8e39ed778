"""/support/glass/: danger to life. Asked by a colleague of the programme, agreed to by two offices, reviewed by one."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.accounts.access import signed_in
from core.accounts.models import User
from core.errors import Conflict, NotAllowed, RuleBroken
from core.replay.decorators import replayable
from core.ui.forms import add_rule_error
from core.ui.responses import done, form_invalid, private_page, render_page
from specialgroups import policies, wall
from specialgroups.actions.glass import ASKED_FOR, ask, cosign, refuse_glass, review_glass
from specialgroups.forms.glass import AskForm, DecideForm, ReviewForm
from specialgroups.models import SupportGlass
from specialgroups.views.gate import before, leaves_by_itself, support_page


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@support_page
@replayable
def ask_glass(request: HttpRequest) -> HttpResponse:
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            glass = ask(said["number"], danger=said["danger"], actor=signed_in(request))
            return done(request, glass.get_absolute_url(), "已请会签。两人同意后打开2小时")
        except NotAllowed:
            raise
        except RuleBroken as broken:
            add_rule_error(form, broken)
    page = form_invalid if form.errors else render_page
    return page(request, "support/glass_ask.html", {"form": form})


def _may_see(user: Any) -> bool:
    return policies.may_open(user) or bool(policies.office_of(user, ""))


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def glass(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: its facts, and the form of whoever has a word in it now."""
    refused = before(request, _may_see)
    if refused is not None:
        return refused
    with wall.seen_by(request.user):
        found = SupportGlass.objects.visible_to(request.user)
        row = (
            found.select_related("asked_by", "first_by", "second_by", "refused_by", "reviewed_by")
            .filter(pk=pk)
            .first()
        )
        if row is None:
            raise Http404
        return leaves_by_itself(request, _answer(request, row))


def _answer(request: HttpRequest, row: SupportGlass) -> HttpResponse:
    me = signed_in(request)
    kind = _form_kind(me, row)
    form = (
        kind(request.POST if request.method == "POST" else None, initial={"version": row.version})
        if kind
        else None
    )
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            _decide(row, form, me)
            return done(request, row.get_absolute_url(), "已登记你的意见")
        except (NotAllowed, Conflict):
            raise
        except RuleBroken as broken:
            add_rule_error(form, broken)
    context = {
        "glass": row,
        "form": form,
        "no": f"S-{row.enrollment_id:04}",
        "is_mine": row.asked_by_id == me.pk,
    }
    page = form_invalid if form is not None and form.errors else render_page
    return page(request, "support/glass.html", context)


def _form_kind(user: User, row: SupportGlass) -> type[DecideForm] | type[ReviewForm] | None:
    if row.opened_at is not None:
        return ReviewForm if policies.may_read_log(user) and row.reviewed_at is None else None
    waits = row.refused_at is None and timezone.now() - row.asked_at <= ASKED_FOR
    signs = (
        waits
        and user.pk not in (row.asked_by_id, row.first_by_id)
        and policies.office_of(user, row.programme)
    )
    return DecideForm if signs else None


def _decide(row: SupportGlass, form: DecideForm | ReviewForm, user: User) -> None:
    agreed, version = form.cleaned_data["decision"] == "yes", form.cleaned_data["version"]
    if isinstance(form, ReviewForm):
        review_glass(row, actor=user, was_needed=agreed, version=version)
    elif agreed:
        cosign(row, actor=user, version=version)
    else:
        refuse_glass(row, actor=user, version=version)
