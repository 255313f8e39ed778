"""What the phone keeps for the time without signal: whose queue it is, which pages, and the outbox itself."""

import base64
import re
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET

from core.accounts.access import signed_in
from core.crypto import mac
from core.errors import RuleBroken
from core.ui.context import owner_mark
from core.ui.phone import version
from core.ui.responses import private_page, render_page
from disputes.choices import Confidentiality, State, Tier, Trigger
from disputes.models import Dispute, WhistleUnit
from disputes.querysets import CASE_ROLES
from disputes.whistles.choices import UnitState
from grids import policies_field
from grids.choices import GRID_ROLES, Role
from grids.scope import Scope
from grids.selectors.outlines import grids_around
from grids.selectors.picking import full_name, pickable
from residents.flows.posts import may_open_register

ON_THE_WAY = (UnitState.SIGNED, UnitState.CONTACTED)
SHOWN = 20
# Twice the largest community of the street.
MOST_PLACES = 600
PLAIN = {"ensure_ascii": False, "separators": (",", ":")}
_SALT = re.compile(r"^[0-9a-f]{32}$")


@require_GET
@private_page
@ensure_csrf_cookie
def key(request: HttpRequest) -> HttpResponse:
    """Our half of the key to the drafts on this phone, for the person who is signed in and nobody else (trust.md T7).

    The other half never leaves the phone. Also which pages this person's work needs without signal."""
    salt = request.GET.get("salt", "")
    if not _SALT.match(salt):
        raise RuleBroken("salt", "这台手机的记号不完整，请刷新页面")
    user = signed_in(request)
    half = mac("phone-half", f"{user.pk}:{salt}".encode())
    return JsonResponse(
        {
            "owner": owner_mark(user),
            "half": base64.b64encode(half).decode(),
            "version": version(),
            "pages": list(_pages(request)),
        }
    )


def _pages(asked: HttpRequest) -> Iterator[str]:
    scope = Scope.of(asked.user)
    yield reverse("mobile:outbox")
    if scope.has(*GRID_ROLES):
        yield reverse("mobile:places")
    if scope.has(*GRID_ROLES, Role.DEPT_LIAISON):
        yield reverse("mobile:hand")
    if scope.roles & (CASE_ROLES - {Role.SUPERVISOR}):
        yield reverse("mobile:case_new")
    if policies_field.finds(scope):
        yield reverse("hazards:new")
    if scope.has(*GRID_ROLES):
        yield reverse("patrols:today")
    if may_open_register(asked.user):
        yield reverse("visits:new")


@require_GET
@private_page
def places(request: HttpRequest) -> HttpResponse:
    """The buildings that the person may pick, to look one up without signal, and the lines of the grids around, to tell from
    the phone's own position in which one stands: by their names, with nobody in them."""
    found = pickable(request.user).order_by("community__code", "parent__code", "code")[:MOST_PLACES]
    told = {"places": [[one.pk, full_name(one)] for one in found], "grids": grids_around(request.user)}
    return JsonResponse(told, json_dumps_params=PLAIN)


@require_GET
@private_page
def hand(request: HttpRequest) -> HttpResponse:
    """/m/hand/: what may be done without signal to what one already holds: send a case up, sign for a whistle, arrive.

    Kept on the phone, so it knows things by number, kind and building, and nobody by name."""
    scope, user = Scope.of(request.user), signed_in(request)
    cases = Dispute.objects.visible_to(user).filter(
        holder=user, state=State.REGISTERED, tier__lt=Tier.STREET, confidentiality=Confidentiality.NORMAL
    )
    units = (
        WhistleUnit.objects.visible_to(user)
        .working()
        .filter(department__in=scope.department_ids, state__in=[UnitState.PENDING, *ON_THE_WAY])
    )
    context = {
        "cases": cases.select_related("place__parent").order_by("due_at", "pk")[:SHOWN],
        "units": units.select_related("whistle__place__parent").order_by("due_at", "pk")[:SHOWN],
        "triggers": Trigger.choices,
    }
    return render_page(request, "mobile/hand.html", context)


@require_GET
@private_page
def outbox(request: HttpRequest) -> HttpResponse:
    """/m/outbox/: drawn by the phone from what it holds; the server knows nothing of it before it is sent."""
    labels = {
        reverse("mobile:hand"): ("手边的事", "clipboard-list"),
        reverse("mobile:case_new"): ("拍照上报", "camera"),
        reverse("hazards:new"): ("上报隐患", "alert-triangle"),
        reverse("patrols:today"): ("今天巡查", "check"),
        reverse("visits:new"): ("走访登记", "users"),
    }
    context = {"offers": [(url, *labels[url]) for url in _pages(request) if url in labels]}
    return render_page(request, "mobile/outbox.html", context)
