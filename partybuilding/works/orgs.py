"""党组织: one 工委, a 党委 a community, branches, party groups of grids; counts only (J24)."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from core.accounts.models import User
from grids.choices import COMMUNITY_ROLES
from grids.models import Grid
from grids.scope import Scope
from grids.works.querysets import STREET_KEEPERS, STREET_READERS
from grids.works.room import Act, Computed, Room, Who, keeper, table_of
from partybuilding.choices_works import OrgKind, OrgState
from partybuilding.models.orgs import PartyOrg

S = OrgState
_ALL = ("name", "kind", "community", "parent", "grid", "founded_on", "term_to", "member_count", "counted_on")


def _nothing_below(org: Any, now: datetime) -> str:
    below = org.children.filter(state=S.ACTIVE).count()
    return f"下面还有{below}个党组织，先办它们的撤销或改上级" if below else ""


class Orgs(Room):
    """The tree is a page of its own; filters open the list."""

    kind, model, states, noun = "party_org", PartyOrg, OrgState, "这个党组织"
    label, lede = "党组织", "党工委、社区党委、党支部、网格党小组。只记数字，不登记党员名单"
    name_label = "全称"
    list_template = "works/orgs.html"
    acts = (
        Act(keeper("register", "登记党组织", (), "J24", to=S.ACTIVE), asks=_ALL),
        Act(
            keeper("edit", "修改", {S.ACTIVE}, "J24"),
            asks=tuple(one for one in _ALL if one not in ("kind", "community")),
        ),
        Act(
            keeper("recount", "更新人数", {S.ACTIVE}, "J24", needs=("member_count", "counted_on")),
            asks=("member_count", "counted_on"),
        ),
        Act(
            keeper(
                "dissolve",
                "撤销",
                {S.ACTIVE},
                "J24",
                to=S.DISSOLVED,
                needs=("note",),
                guards=("nothing_below",),
            ),
            note="撤销依据",
        ),
        Act(
            keeper("restore", "恢复", {S.DISSOLVED}, "J24", to=S.ACTIVE, who=(Who.STREET,), needs=("note",)),
            note="恢复依据",
        ),
    )
    table = table_of(acts)
    guards = {"nothing_below": _nothing_below}
    columns = ("kind", "community", "parent", "members", "state")
    facts = ("kind", "community", "parent", "grid", "members", "founded_on", "term_to")
    filters = ("kind",)
    next_acts = {S.ACTIVE: ("recount",)}
    computed = {
        "members": Computed(
            "党员数",
            lambda org: "" if org.member_count is None else f"{org.member_count}人",
        )
    }

    def list_more(self, user: Any, *, whole: bool) -> dict[str, Any]:
        return {"is_tree": True, **top(user)} if whole else {}

    def page_more(self, user: Any, row: Any) -> dict[str, Any]:
        return {"has_tree": True}

    def options(self, name: str, user: User, subject: Any) -> "QuerySet[Any]":
        scope = Scope.of(user)
        whole = bool(scope.street_roles & STREET_KEEPERS)
        own = Q() if whole else Q(community__in=scope.communities_as(*COMMUNITY_ROLES))
        if name == "grid":
            return Grid.objects.filter(own, is_active=True)
        if name == "parent":
            above = PartyOrg.objects.filter(own | Q(kind=OrgKind.STREET), state=S.ACTIVE)
            return above.exclude(kind=OrgKind.GROUP).exclude(pk=subject.pk).order_by("community__code", "pk")
        return super().options(name, user, subject)

    def figures(self, subject: Any) -> list[tuple[str, str]]:
        """What stands below it, in numbers."""
        below = subject.children.filter(state=S.ACTIVE).aggregate(n=Count("pk"), members=Sum("member_count"))
        if not below["n"]:
            return []
        return [("直属下级", f"{below['n']}个，党员{below['members'] or 0}人")]


ORGS = Orgs()


def top(user: Any) -> dict[str, Any]:
    """What the tree shows at first: under a single root, the level below it."""
    roots = list(nodes(user, None))
    if len(roots) != 1:
        return {"nodes": roots}
    return {"root": roots[0], "nodes": nodes(user, roots[0].pk)}


def nodes(user: Any, parent: int | None) -> "QuerySet[Any]":
    """One level of the tree with counts of what the person sees of the next: by partyorg_below."""
    rows, scope = PartyOrg.objects.visible_to(user).filter(state=S.ACTIVE, parent=parent), Scope.of(user)
    seen = Q(children__state=S.ACTIVE)
    if not scope.street_roles & STREET_READERS:
        seen &= Q(children__community__in=scope.communities_as(*COMMUNITY_ROLES))
    counted = rows.annotate(
        below=Count("children", filter=seen), below_members=Sum("children__member_count", filter=seen)
    )
    found: QuerySet[Any] = counted.order_by("community__code", "kind", "pk")
    return found
