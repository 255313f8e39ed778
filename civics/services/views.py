"""/services/: the common pages of rooms, and the contact boards of grids."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from civics.services import boards
from civics.services.rooms import ALL
from core.accounts.access import signed_in
from core.errors import NotAllowed
from core.text import number_of
from core.ui.responses import private_page, render_page
from grids.models import Grid
from grids.scope import Scope
from grids.selectors.picking import community_choices
from grids.works.pages import Pages

PAGES = Pages("services", ALL)


@require_GET
@private_page
def board_list(request: HttpRequest) -> HttpResponse:
    """One community at a time: who serves its grids, and when legal supporters are there."""
    user = signed_in(request)
    scope = Scope.of(user)
    if not scope.sees_places:
        raise NotAllowed("role", "网格公示牌给街道和社区的工作人员看")
    choices = community_choices(
        user, whole=scope.street or not (scope.community_ids | scope.grid_community_ids)
    )
    known = {int(pk): name for pk, name in choices}
    chosen = number_of(request.GET.get("community", "")) or next(iter(known), None)
    if known and chosen not in known:
        raise Http404
    grids = Grid.objects.visible_to(user).filter(community_id=chosen, is_active=True)
    context = {
        "choices": choices,
        "chosen": str(chosen),
        "boards": boards.boards(grids.select_related("community").order_by("code")),
    }
    return render_page(request, "services/boards.html", context)


@require_GET
@private_page
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """One grid's board, with the way to print it."""
    user = signed_in(request)
    if not Scope.of(user).sees_places:
        raise Http404
    grid = get_object_or_404(Grid.objects.visible_to(user).select_related("community"), pk=pk)
    (found,) = boards.boards([grid])
    context = {
        "board": found,
        "leader": boards.held(found.staff.leader),
        "worker": boards.held(found.staff.worker),
        "code": boards.CODE,
    }
    return render_page(request, "services/board.html", context)
