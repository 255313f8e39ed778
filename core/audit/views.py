"""The ledger on screen: who did what to which number, never the contents."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.accounts.access import signed_in
from core.accounts.models import User
from core.accounts.roles import has_role
from core.audit.actions import LINES_CHECKED_BY_HAND, check_ledger
from core.audit.forms import LogFilter
from core.audit.models import Entry
from core.audit.querysets import EntryQuerySet

PER_PAGE = 50


@require_GET
@never_cache
def log(request: HttpRequest) -> HttpResponse:
    """All lines that the person's duty opens to them."""
    form = LogFilter(request.GET)
    entries = Entry.objects.visible_to(signed_in(request))
    return _page(request, form, form.narrowed(entries) if form.is_valid() else entries.none(), mine=False)


@require_GET
@never_cache
def my(request: HttpRequest) -> HttpResponse:
    """One's own acts."""
    form = LogFilter({**request.GET.dict(), "actor": ""})
    entries = Entry.objects.filter(actor=signed_in(request))
    return _page(request, form, form.narrowed(entries) if form.is_valid() else entries.none(), mine=True)


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    faults = check_ledger(actor=signed_in(request))
    context = {
        "checked": True,
        "faults": faults[:100],
        "fault_count": len(faults),
        "limit": LINES_CHECKED_BY_HAND // 10_000,
    }
    return render(request, "audit/verified.html", context)


def _page(request: HttpRequest, form: LogFilter, entries: EntryQuerySet, *, mine: bool) -> HttpResponse:
    """Fifty lines and where the older ones begin: counting millions of lines would cost more than it tells."""
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        entries = entries.filter(seq__lt=int(before))
    rows = list(entries.select_related("actor").order_by("-seq")[: PER_PAGE + 1])
    shown = rows[:PER_PAGE]
    context: dict[str, Any] = {
        "form": form,
        "rows": shown,
        "mine": mine,
        "older": shown[-1].seq if len(rows) > PER_PAGE else None,
        "paged": bool(before),
        "filtered": any(value for name, value in request.GET.items() if name != "before"),
        "reach": _reach(signed_in(request)),
    }
    return render(request, "audit/log.html", context, status=200 if form.is_valid() else 422)


def _reach(user: User) -> str:
    """Which lines one sees here; also decides whether the check is offered."""
    for role in ("auditor", "privacy_officer", "security_admin"):
        if has_role(user, role):
            return role
    return "own"
