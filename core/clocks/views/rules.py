"""/settings/rules/: the limits, where they come from, and editing those that are the office's own."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import signed_in
from core.accounts.roles import has_role
from core.clocks.actions import edit_rule
from core.clocks.forms import RuleEdit, edit_form_for
from core.clocks.models import DeadlineRule
from core.clocks.selectors import (
    calendar_gap,
    open_clocks_affected_by,
    rules_by_group,
    running_by_code,
    versions_of,
)
from core.errors import Conflict, NotAllowed, RuleBroken
from core.replay.decorators import replayable


@require_GET
def rule_list(request: HttpRequest) -> HttpResponse:
    context = {
        "groups": rules_by_group(),
        "running": running_by_code(),
        "may_edit": has_role(signed_in(request), "sysadmin"),
        "gap": calendar_gap(timezone.localdate()),
    }
    return render(request, "clocks/rules.html", context)


@require_http_methods(["GET", "POST"])
@replayable
def rule_detail(request: HttpRequest, code: str) -> HttpResponse:
    rule = DeadlineRule.objects.current().filter(code=code).first()
    if rule is None:
        raise Http404
    if request.method == "POST":
        _only_sysadmin(request)
        return _edit(request, rule)
    form = edit_form_for(rule).of(rule) if _may_edit(request, rule) else None
    return _page(request, rule, form)


def _may_edit(request: HttpRequest, rule: DeadlineRule) -> bool:
    return not rule.locked and has_role(signed_in(request), "sysadmin")


def _only_sysadmin(request: HttpRequest) -> None:
    """Before any word about what was typed."""
    if not has_role(signed_in(request), "sysadmin"):
        raise NotAllowed("rules.not_sysadmin", "时限规则由系统管理员修改")


def _edit(request: HttpRequest, rule: DeadlineRule) -> HttpResponse:
    form = edit_form_for(rule)(request.POST)
    if form.is_valid():
        seen = (
            DeadlineRule.objects.filter(code=rule.code, version=form.cleaned_data["version"]).first() or rule
        )
        try:
            newer = edit_rule(
                seen,
                changes=form.changes,
                reason=form.cleaned_data["reason"],
                actor=signed_in(request),
                now=timezone.now(),
            )
        except (Conflict, NotAllowed):
            raise
        except RuleBroken as broken:
            form.add_error(broken.field if broken.field in form.fields else None, broken.message)
        else:
            messages.success(
                request, f"已改为第{newer.version}版：{newer.limit_words}。新登记的从现在起按新的算"
            )
            return redirect("rules:detail", code=newer.code)
    return _page(request, rule, form, status=422)


def _page(
    request: HttpRequest, rule: DeadlineRule, form: RuleEdit | None, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "rule": rule,
        "form": form,
        "may_edit": _may_edit(request, rule),
        "running": open_clocks_affected_by(rule).count(),
        "versions": versions_of(rule.code),
    }
    return render(request, "clocks/rule.html", context, status=status)
