"""/open/: the resident's first page. Who serves my building, and the ways to what is open to everybody."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, path, reverse
from django.views.decorators.http import require_GET

from core.accounts.access import public
from core.text import CleanCharField
from core.ui.forms import UiForm
from core.ui.responses import render_page
from grids.models import GridBuilding
from grids.selectors import staff_of_grids

MOST = 8
# Label, address by its name, and what is there; a room that is not installed has no line.
_WAYS = (
    ("查我反映的事", "public:track", "凭回执上的编号和查询码，看办到哪一步"),
    ("居务公开", "open_affairs:list", "居委会公开的事，可以提问"),
    ("议事协商", "open_topics:list", "正在商量的事，说说您的想法"),
    ("评选和公示", "open_awards:list", "推荐平安楼栋、好邻居，看公示"),
    ("微心愿", "open_wishes:list", "帮邻居圆一个小心愿"),
    ("志愿服务", "open_volunteers:list", "看活动，报名当志愿者"),
    ("联席会议结果", "open_meetings:list", "街道和单位一起定下的事"),
)


class FindForm(UiForm):
    """Where somebody lives, as far as the building."""

    q = CleanCharField(label="小区和楼号", max_length=40, help_text="比如：铁路小区 3号楼")


@dataclass(frozen=True)
class Served:
    """A building and who serves it; staff only, as on the grid's board."""

    place: str
    community: str
    grid: str
    staff: list[tuple[str, str]] = field(default_factory=list)


def find_served(text: str) -> tuple[list[Served], bool]:
    """Buildings in whose name, estate or community every word is found, with their grids; whether there are more. A few
    queries at any size."""
    wanted = Q()
    for word in text.split():
        wanted &= (
            Q(building__name__icontains=word)
            | Q(building__parent__name__icontains=word)
            | Q(building__community__name__icontains=word)
        )
    rows = GridBuilding.objects.active().filter(wanted, grid__is_active=True)
    links = list(
        rows.select_related("building__parent", "grid__community").order_by("building__code")[: MOST + 1]
    )
    served = {
        one.grid.pk: one for one in staff_of_grids({link.grid_id: link.grid for link in links}.values())
    }
    found = []
    for link in links[:MOST]:
        staff = served[link.grid_id]
        posts = (("网格长", staff.leaders), ("网格员", staff.workers))
        names = [(post, "、".join(one.user.display_name for one in held)) for post, held in posts if held]
        place = (
            f"{link.building.parent.name}{link.building.name}" if link.building.parent else link.building.name
        )
        found.append(Served(place, link.grid.community.name, link.grid.name, names))
    return found, len(links) > MOST


def _ways() -> Iterator[tuple[str, str, str]]:
    for label, name, words in _WAYS:
        try:
            yield label, reverse(name), words
        except NoReverseMatch:
            continue


@public
@require_GET
def front(request: HttpRequest) -> HttpResponse:
    asked = "q" in request.GET
    form = FindForm(request.GET) if asked else FindForm()
    context: dict[str, Any] = {"find": form, "links": list(_ways())}
    if asked and form.is_valid():
        places, is_more = find_served(form.cleaned_data["q"])
        context |= {"asked": True, "places": places, "is_more": is_more}
    status = 422 if asked and form.errors else 200
    return render_page(request, "open/front.html", context, status=status)


app_name = "open"
urlpatterns = [path("", front, name="front")]
