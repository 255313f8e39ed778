"""Work lists: households to confirm, let rooms to look at, entries to join."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from core.accounts.access import signed_in
from core.accounts.models import User
from core.replay.decorators import replayable
from core.ui.responses import done, private_page, render_page, wants_partial
from grids.models import Area
from residents import policies
from residents.actions import confirm_household, take_back_confirmation
from residents.models import Household
from residents.selectors.buildings import communities_for
from residents.selectors.lists import grids_for, proposals, rentals_due, to_confirm, twins_for
from residents.views.find import home_or_404, reader
from residents.views.listing import chosen_community


def _where(user: User, asked: HttpRequest) -> dict[str, Any]:
    """Whose list: of a community, of one's own grids; the centre chooses first."""
    communities = communities_for(user)
    chosen = chosen_community(communities, asked.GET.get("community", ""))
    grids = grids_for(user, chosen) if chosen or not communities else []
    grid = next((one for one in grids if str(one.pk) == asked.GET.get("grid", "")), None)
    many = len(communities) > 1
    return {
        "communities": communities if many else [],
        "community": chosen,
        "grids": grids if len(grids) > 1 else [],
        "grid": grid,
        "choose": many and chosen is None,
    }


@require_GET
@private_page
def confirm_list(request: HttpRequest) -> HttpResponse:
    """Households due, oldest first."""
    user, today = reader(request), timezone.localdate()
    where = _where(user, request)
    waiting = None
    if not where["choose"]:
        waiting = to_confirm(user, today, community=where["community"], grid=where["grid"])
    context = {**where, "waiting": waiting, "today": today}
    return render_page(request, "residents/confirm.html", context)


@require_POST
@private_page
@replayable
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap: asked, nothing has changed. The row on the list turns into its answer."""
    row = home_or_404(request, pk)
    confirm_household(row, actor=signed_in(request), version=_version(request))
    return _confirmed(request, row, f"{row.no} 已核对，下次 {row.confirm_due_on:%Y-%m-%d} 前")


@require_POST
@private_page
@replayable
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    row = home_or_404(request, pk)
    take_back_confirmation(row, actor=signed_in(request))
    return _confirmed(request, row, f"{row.no} 已撤销核对")


def _confirmed(asked: HttpRequest, row: Household, words: str) -> HttpResponse:
    if wants_partial(asked) and asked.headers.get("HX-Target", "").startswith("home-"):
        context = {"home": row, "today": timezone.localdate(), "said": words}
        return render_page(asked, "residents/_confirm_row.html", context)
    back = asked.POST.get("back", "")
    return done(asked, reverse("homes:confirm_list") if back == "list" else row.get_absolute_url(), words)


def _version(asked: HttpRequest) -> int | None:
    """The version that the row was drawn with; without one nothing is compared."""
    text = asked.POST.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


@require_GET
@private_page
def rental_list(request: HttpRequest) -> HttpResponse:
    """Let rooms and courtyards whose look is due, or all of them."""
    user, today = reader(request), timezone.localdate()
    where, every = _where(user, request), request.GET.get("show") == "all"
    waiting = None
    if not where["choose"]:
        waiting = rentals_due(user, today, community=where["community"], grid=where["grid"], every=every)
    context = {**where, "waiting": waiting, "every": every, "today": today, "yards": _yards(user, where)}
    return render_page(request, "residents/rentals.html", context)


def _yards(user: User, where: dict[str, Any]) -> list[Area]:
    """Courtyards of the community that are not entered as let yet, for the button that enters them."""
    if where["community"] is None:
        return []
    yards = Area.objects.active().filter(community=where["community"], estate_kind="courtyard")
    return list(yards.filter(rental_row__isnull=True).order_by("code")[:60])


@require_GET
@private_page
def merge_list(request: HttpRequest) -> HttpResponse:
    """Proposals that wait for somebody else's eyes, and numbers that stand twice in the register."""
    user = reader(request)
    if not policies.may_join_anything(user):
        raise PermissionDenied("并档由社区书记或街道综治中心来做")
    today: date = timezone.localdate()
    rows = proposals(user)
    context = {
        "open": [row for row in rows if row.decided_at is None],
        "decided": [row for row in rows if row.decided_at is not None],
        "twins": twins_for(user),
        "today": today,
        "me": user,
    }
    return render_page(request, "residents/merges.html", context)
