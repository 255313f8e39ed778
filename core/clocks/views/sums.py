"""/settings/rules/sum/: by when is it due? Anybody may check a date by hand."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.clocks import counting
from core.clocks.choices import DayEnd, Unit
from core.clocks.forms import SumForm
from core.clocks.store import load_calendar
from core.clocks.words import format_due

MOST_STEPS = 120


@require_GET
def calculator(request: HttpRequest) -> HttpResponse:
    if "length" not in request.GET:
        form = SumForm(
            initial={
                "start": timezone.localtime().replace(second=0, microsecond=0),
                "length": 30,
                "unit": Unit.CAL,
                "day_end": DayEnd.MIDNIGHT,
            }
        )
        return render(request, "clocks/sum.html", {"form": form})
    form = SumForm(request.GET)
    context: dict[str, Any] = {"form": form}
    if not form.is_valid():
        return render(request, "clocks/sum.html", context, status=422)
    total = counting.count(form.span(), form.cleaned_data["start"], load_calendar())
    context.update(
        total=total,
        due=format_due(total.due_at),
        steps=total.steps[:MOST_STEPS],
        more=len(total.steps) > MOST_STEPS,
    )
    return render(request, "clocks/sum.html", context)
