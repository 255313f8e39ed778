"""Printable pages of a whistle: 吹哨单 (L12), 报到反馈单 (L13), 交办单 (L14)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.ui.responses import private_page, render_page
from disputes.models import Whistle
from disputes.whistles import policies
from disputes.whistles.facts import ANSWER_KIND, CHECK_KIND, facts
from disputes.whistles.selectors import detail
from disputes.whistles.selectors.limits import limit_words
from disputes.whistles.views.find import content_or_404, unit_or_404


def _shared(asked: HttpRequest, whistle: Whistle) -> dict[str, Any]:
    """What stands on every sheet. A department's sheet carries what its slip carries."""
    whole = policies.sees_whole(asked.user, whistle)
    return {
        "whistle": whistle,
        "units": facts(whistle).units,
        "lead": facts(whistle).lead,
        "assisting": facts(whistle).assisting,
        "place": whistle.address if whole else whistle.shared_address,
        "limit": limit_words(whistle.kind, whistle.result_by),
        "today": timezone.localdate(),
    }


@require_GET
@private_page
def slip(request: HttpRequest, no: str) -> HttpResponse:
    """L12, with a receipt strip for each unit."""
    whistle = content_or_404(request, no)
    return render_page(request, "whistles/paper_slip.html", _shared(request, whistle))


@require_GET
@private_page
def report(request: HttpRequest, no: str, pk: int) -> HttpResponse:
    """L13: arrived, found, planned, done, checked, rated."""
    unit = unit_or_404(request, no, pk)
    whistle = unit.whistle
    photos = detail.photos_around(whistle)
    given = [one for one in facts(whistle).answers if one.unit_id == unit.pk]
    context = _shared(request, whistle) | {
        "unit": unit,
        "answers": [(one, len(photos.get((ANSWER_KIND, one.pk), []))) for one in given],
        "checks": [(one, len(photos.get((CHECK_KIND, one.pk), []))) for one in facts(whistle).checks],
        "ratings": detail.rating_rows(whistle),
    }
    return render_page(request, "whistles/paper_report.html", context)


@require_GET
@private_page
def transfer(request: HttpRequest, no: str, pk: int) -> HttpResponse:
    """L14: the matter as handed to one unit, with the strip for its receipt or objection."""
    unit = unit_or_404(request, no, pk)
    objections = [one for one in facts(unit.whistle).objections if one.unit_id == unit.pk]
    context = _shared(request, unit.whistle) | {
        "unit": unit,
        "limits": detail.limits(unit.whistle, unit),
        "objection": objections[0] if objections else None,
        "enclosures": len(detail.photos_around(unit.whistle).get(("whistle", unit.whistle_id), [])),
    }
    return render_page(request, "whistles/paper_transfer.html", context)
