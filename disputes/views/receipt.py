"""一案一码: half a sheet of A4 with the number, the code and the QR code for the resident."""

from typing import Any
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.clocks.models import Clock
from core.ui.responses import private_page, render_page
from disputes.engine import KIND
from disputes.models import Dispute
from disputes.views.find import case_content_or_404


def track_address(case: Dispute) -> str:
    """Where the QR code leads; the code in it is the resident's key."""
    query = urlencode({"no": case.no, "c": case.receipt_code})
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}{reverse('public:track')}?{query}"


def qr_code(address: str) -> str:
    """A picture that needs no other request (the content policy lets data: pictures in)."""
    return str(segno.make(address, error="m").svg_data_uri(scale=4, border=2))


def receipt_context(case: Dispute) -> dict[str, Any]:
    first = Clock.objects.live().of(KIND, case.pk).filter(code="CK1").first()
    return {
        "case": case,
        "qr": qr_code(track_address(case)),
        "public_page": f"{settings.PUBLIC_ADDRESS.rstrip('/')}{reverse('public:track')}",
        "first_contact_due": first.due_words(timezone.localtime()) if first else "",
    }


@require_GET
@private_page
def receipt(request: HttpRequest, no: str) -> HttpResponse:
    case = case_content_or_404(request, no)
    return render_page(request, "disputes/receipt.html", receipt_context(case))
