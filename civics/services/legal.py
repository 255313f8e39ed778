"""Legal supporters' duty days and what they did (J19). Supporters themselves are kept with their grid."""

from typing import Any

from django.db.models import Q, QuerySet, Sum

from civics.choices_services import LegalWay, UseState
from civics.models.legal import LEGAL_KINDS, LegalDuty, LegalService
from core.accounts.models import User
from grids.choices import COMMUNITY_ROLES
from grids.models import GridSupporter
from grids.querysets import in_force
from grids.scope import Scope
from grids.works.room import Act, Computed, Room, keeper, table_of
from grids.works.striking import strike

U = UseState


class LegalDuties(Room):
    """法律服务值班."""

    kind, model, states, noun = "legal_duty", LegalDuty, UseState, "这个值班"
    label, lede = (
        "法律服务值班",
        "警官、法官、检察官、司法所、律师哪天在哪里，办了多少。只记数字，不记来问的人",
    )
    name_label = "谁值班"
    acts = (
        Act(keeper("register", "排值班", (), "J19", to=U.IN_USE), asks=("supporter", "days", "place")),
        Act(keeper("edit", "修改", {U.IN_USE}, "J19"), asks=("days", "place")),
        Act(keeper("note_service", "记一次服务", {U.IN_USE}, "J19"), adds=LegalService),
        strike(U, "J19"),
        Act(
            keeper("stop", "停止值班", {U.IN_USE}, "J19", to=U.STOPPED, needs=("note",)),
            note="为什么停、谁接",
        ),
        Act(keeper("resume", "恢复", {U.STOPPED}, "J19", to=U.IN_USE), note="说明"),
    )
    table = table_of(acts)
    columns = ("grid", "community", "days", "place", "did", "state")
    facts = ("grid", "community", "office", "days", "place")
    search = ("name", "grid__name", "place")
    next_acts = {U.IN_USE: ("note_service",)}
    computed = {
        "did": Computed("咨询 / 案件", lambda one: f"{one.advised or 0} / {one.assisted or 0}"),
        "office": Computed(
            "单位、办公电话", lambda one: f"{one.supporter.organisation}　{one.supporter.contact}".strip()
        ),
    }

    def _related(self) -> list[str]:
        return [*super()._related(), "supporter"]

    def derived(self, subject: Any) -> dict[str, Any]:
        """Named by the supporter, in the grid that the supporter helps."""
        one = subject.supporter
        return {"name": str(one)[:60], "grid_id": one.grid_id, "community_id": one.grid.community_id}

    def listed(self, rows: Any) -> Any:
        live = Q(services__struck_because="")
        return rows.annotate(
            advised=Sum("services__count", filter=live & Q(services__way=LegalWay.ADVICE)),
            assisted=Sum("services__count", filter=live & Q(services__way=LegalWay.CASE)),
        )

    def options(self, name: str, user: User, subject: Any) -> "QuerySet[Any]":
        if name != "supporter":
            return super().options(name, user, subject)
        scope = Scope.of(user)
        found = GridSupporter.objects.filter(in_force(), kind__in=LEGAL_KINDS, duties=None)
        if not scope.street_roles & self.model.keepers:
            found = found.filter(grid__community__in=scope.communities_as(*COMMUNITY_ROLES))
        return found.select_related("grid").order_by("grid__code", "kind", "pk")

    def figures(self, subject: Any) -> list[tuple[str, str]]:
        """What was done in all, by kind."""
        live = subject.services.filter(struck_because="")
        done = dict(live.order_by().values_list("way").annotate(n=Sum("count")))
        return [(label, f"{done[way]}次") for way, label in LegalWay.choices if done.get(way)]


LEGAL = LegalDuties()
