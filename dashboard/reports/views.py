"""The page of a report with its preview, and its two downloads."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.accounts.access import signed_in
from core.audit.actions import record
from core.errors import NotAllowed
from core.ui.responses import private_page, render_page
from dashboard.glance.ask import Whose, whose
from dashboard.models import CaseMonth
from dashboard.reports import files
from dashboard.reports.period import Period, period_of, periods
from dashboard.reports.tables import Report, report_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _reader(request: HttpRequest) -> Whose:
    mine = whose(signed_in(request))
    if mine is None or not (mine.street or mine.communities):
        raise NotAllowed("role", "月报由街道和社区查看。要数据请联系街道综治中心")
    return mine


def _report(mine: Whose, period: Period) -> Report:
    return report_of(period, settings.OFFICE_NAME, None if mine.street else mine.communities)


def _period(key: str, today: datetime) -> Period:
    period = period_of(key)
    if period is None or period.since > today.date():
        raise Http404
    return period


@require_GET
@private_page
def report(request: HttpRequest, key: str = "") -> HttpResponse:
    """Without a period the last whole month."""
    mine, now = _reader(request), timezone.localtime()
    first = CaseMonth.objects.order_by("month").values_list("month", flat=True).first()
    offered = periods(first or now.date().replace(day=1), now.date())
    whole = next((one for one in offered if one.months == 1 and one.is_over(now.date())), offered[0])
    period = _period(request.GET.get("period") or key, now) if request.GET.get("period") or key else whole
    context = {
        "report": _report(mine, period),
        "offered": offered,
        "over": period.is_over(now.date()),
        "own_only": not mine.street,
    }
    return render_page(request, "glance/report.html", context)


@require_GET
@private_page
def download(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """xlsx or docx; who took which is on record."""
    mine, now = _reader(request), timezone.localtime()
    made = _report(mine, _period(key, now))
    makers: dict[str, tuple[str, Callable[[], bytes]]] = {
        "xlsx": (EXCEL, lambda: files.workbook(made)),
        "docx": (WORD, lambda: files.word(made, now=now)),
    }
    kind, make = makers[form]
    data = make()
    with transaction.atomic():
        record(
            "report.download",
            actor=signed_in(request),
            detail={"period": key, "form": form, "street": mine.street},
            now=now,
        )
    answer = HttpResponse(data, content_type=kind)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(made.title)}.{form}"
    return answer
