"""The catalogue of services, kept by the administrator and the street's window (J21)."""

from typing import Any

from django.db.models import Count, Q

from civics.choices_services import ItemState, UseState
from civics.models.service import ServiceKind
from grids.works.room import Act, Computed, Room, Who, keeper, table_of

U = UseState
_ALL = ("name", "window", "is_relief", "trips", "days", "materials", "basis")
_STREET: dict[str, Any] = {"who": (Who.STREET,)}
OPEN_ITEMS = (ItemState.ACCEPTED, ItemState.HANDLING, ItemState.WAITING)


class Kinds(Room):
    """便民事项目录."""

    kind, model, states, noun = "service_kind", ServiceKind, UseState, "这个事项"
    label, lede = "便民事项目录", "能办什么、在哪办、几天办完、跑几次。救助申请只在街道窗口"
    name_label, kept_by = "事项", "街道"
    acts = (
        Act(keeper("register", "加一个事项", (), "J21", to=U.IN_USE, **_STREET), asks=_ALL),
        Act(keeper("edit", "修改", {U.IN_USE}, "J21", **_STREET), asks=_ALL),
        Act(keeper("stop", "停用", {U.IN_USE}, "J21", to=U.STOPPED, needs=("note",), **_STREET), note="为什么停用"),
        Act(keeper("resume", "恢复", {U.STOPPED}, "J21", to=U.IN_USE, **_STREET), note="说明"),
    )  # fmt: skip
    table = table_of(acts)
    columns = ("window", "trips", "promised", "materials", "state")
    facts = ("window", "is_relief", "trips", "promised", "materials", "basis")
    filters = ("window", "trips")
    computed = {"promised": Computed("承诺", lambda one: f"{one.days}个工作日")}

    def figures(self, subject: Any) -> list[tuple[str, str]]:
        """How the promise is kept: in numbers of items only."""
        ended = Q(state__in=(ItemState.DONE, ItemState.RATED))
        told = subject.items.aggregate(
            open=Count("pk", filter=Q(state__in=OPEN_ITEMS)),
            ended=Count("pk", filter=ended),
            good=Count("pk", filter=Q(rating__in=("good", "fair"))),
            rated=Count("pk", filter=~Q(rating="")),
        )
        rate = (
            f"，满意率{told['good'] * 100 // told['rated']}%（{told['rated']}件评价）"
            if told["rated"]
            else ""
        )
        return [("办件", f"在办{told['open']}件，办结{told['ended']}件{rate}")]


KINDS = Kinds()
