"""/open/meetings/: what meetings decided, for everybody, as long as it hangs. No sign-in, no person's data."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.accounts.access import public
from core.ui.responses import render_page
from partybuilding.models import OpenNotice

MOST = 50


@public
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """Two queries, whoever asks."""
    rows = OpenNotice.objects.hanging(timezone.now()).select_related("meeting", "meeting__body")
    known = rows.prefetch_related("decisions").order_by("-from_on", "-pk")[:MOST]
    return render_page(request, "meetings/open.html", {"notices": list(known)})
