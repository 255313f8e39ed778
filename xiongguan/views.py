"""The pages that belong to no room."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core.accounts.access import public
from core.errors import NotAllowed
from core.ui.responses import private_page, render_page
from dashboard.selectors.health import health
from grids.choices import Role
from grids.scope import Scope
from xiongguan.tasks import PARTS


@public
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers. Redis may be down: every page still works (trust.md P26)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@require_GET
@private_page
def system_status(request: HttpRequest) -> HttpResponse:
    """/settings/status/: whether everything that should run by itself does."""
    if not Scope.of(request.user).has(Role.SYSADMIN):
        raise NotAllowed("role", "系统状态由系统管理员查看")
    now = timezone.localtime()
    found = health({name: words for name, (words, _) in PARTS.items()}, now=now)
    return render_page(request, "dashboard/status.html", {"health": found, "now": now})
