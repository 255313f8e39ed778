"""/settings/holidays/: which days the office works, year by year."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from core.accounts.access import signed_in
from core.accounts.roles import has_role
from core.clocks.actions import add_holidays, remove_holiday
from core.clocks.actions.holidays import Outcome
from core.clocks.forms import FIRST_YEAR, LAST_YEAR, DayForm, PasteForm
from core.clocks.models import HolidayOverride
from core.clocks.pasted import Day
from core.clocks.selectors import calendar_gap, preview_holidays, stretches_of
from core.clocks.store import load_calendar, overrides_of
from core.errors import NotAllowed, RuleBroken
from core.replay.decorators import replayable


def _year(request: HttpRequest) -> int:
    asked = request.GET.get("year", "")
    known = asked.isdecimal() and len(asked) == 4 and FIRST_YEAR <= int(asked) <= LAST_YEAR
    return int(asked) if known else timezone.localdate().year


@require_GET
def holiday_list(request: HttpRequest) -> HttpResponse:
    year = _year(request)
    return _page(request, year, DayForm(initial={"kind": "off"}), PasteForm(year=year))


@require_POST
@replayable
def holiday_add(request: HttpRequest) -> HttpResponse:
    """One day. Shows first what it would move; writes when that was seen."""
    _only_sysadmin(request)
    form, year = DayForm(request.POST), _year(request)
    if form.is_valid():
        return _preview_or_write(request, form, form.days(), form.cleaned_data["source"])
    return _page(request, year, form, PasteForm(year=year), status=422)


@require_POST
@replayable
def holiday_paste(request: HttpRequest) -> HttpResponse:
    """A whole notice, in the same two steps."""
    _only_sysadmin(request)
    year = _year(request)
    form = PasteForm(request.POST, year=year)
    if form.is_valid():
        return _preview_or_write(request, form, form.found, form.cleaned_data["paste_source"])
    return _page(request, year, DayForm(initial={"kind": "off"}), form, status=422)


@require_POST
@replayable
def holiday_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(HolidayOverride, pk=pk)
    outcome = remove_holiday(row, actor=signed_in(request), now=timezone.now())
    return _done(request, row.date.year, f"已移除{row.date:%Y-%m-%d}", outcome)


def _only_sysadmin(request: HttpRequest) -> None:
    """Before any word about what was typed."""
    if not has_role(signed_in(request), "sysadmin"):
        raise NotAllowed("holidays.not_sysadmin", "节假日表由系统管理员维护")


def _preview_or_write(request: HttpRequest, form: forms.Form, days: list[Day], source: str) -> HttpResponse:
    year = days[0].date.year if days else _year(request)
    try:
        if "seen" not in request.POST:
            context = {
                "days": days,
                "form": form,
                "year": year,
                "seen": preview_holidays(days),
                "path": request.path,
            }
            return render(request, "clocks/holidays_preview.html", context)
        outcome = add_holidays(days, source=source, actor=signed_in(request), now=timezone.now())
    except RuleBroken as broken:
        form.add_error(None, broken.message)
        paste = form if isinstance(form, PasteForm) else PasteForm(year=year)
        return _page(request, year, DayForm(initial={"kind": "off"}), paste, status=422)
    return _done(request, year, f"已写入{outcome.written}天", outcome)


def _done(request: HttpRequest, year: int, words: str, outcome: Outcome) -> HttpResponse:
    moved = f"，{len(outcome.moved)}个截止时间重算了" if outcome.moved else "，没有截止时间变动"
    messages.success(request, words + moved)
    return redirect(f"{reverse('rules:holidays')}?year={year}")


def _page(
    request: HttpRequest, year: int, day: DayForm, paste: PasteForm, *, status: int = 200
) -> HttpResponse:
    calendar = load_calendar()
    context: dict[str, Any] = {
        "year": year,
        "years": range(year - 1, year + 2),
        "stretches": stretches_of(year, calendar),
        "settled": calendar.is_settled(year),
        "own": overrides_of(year).values(),
        "gap": calendar_gap(timezone.localdate()),
        "day_form": day,
        "paste_form": paste,
        "may_edit": has_role(signed_in(request), "sysadmin"),
    }
    return render(request, "clocks/holidays.html", context, status=status)
