"""What both sheets of the register share: who brings them in, who agrees to what leaves, and for which places."""

from collections.abc import Iterable, Iterator

from core.accounts.models import User
from core.sheets.kinds import Choices, Filter, SheetKind
from grids.choices import Role
from grids.models import Area
from grids.scope import Scope
from grids.selectors import holders
from grids.sheets.places import grid_choices
from residents import policies
from residents.sheets.places import community_choices


def building_choices(user: User) -> Choices:
    """The buildings of the communities that the person imports for, by estate and name."""
    mine = [int(pk) for pk, _ in community_choices(user)]
    buildings = Area.objects.active().buildings().filter(community__in=mine).select_related("parent")
    return [
        (str(one.pk), f"{one.parent.name if one.parent else ''}{one.name}")
        for one in buildings.order_by("code")
    ]


PLACE_FILTERS = (
    Filter("community", "社区", community_choices, required=True),
    Filter("grid", "网格", grid_choices),
    Filter("building", "楼栋", building_choices),
)


def chosen_places(
    user: User, chosen: dict[str, str], building: str = "household__building"
) -> dict[str, int]:
    """The rows of an export, never beyond the communities that the person imports for."""
    mine = {pk for pk, _ in community_choices(user)}
    told = chosen.get("community", "")
    places = {"community": int(told) if told in mine else 0}
    for key, path in (("grid", "grid"), ("building", building)):
        if chosen.get(key, "").isdecimal():
            places[path] = int(chosen[key])
    return places


def leads_of(owner: User) -> Iterator[User]:
    """Who leads the communities that somebody imports for."""
    for community in sorted(Scope.of(owner).community_ids & (policies.imports_for(owner) or frozenset())):
        yield from holders(Role.COMMUNITY_LEAD, community=community)


class RegisterKind(SheetKind):
    """Homes or people of the communities that somebody imports for."""

    changers = "社区书记或街道综治中心"

    def may_add(self, user: User) -> bool:
        return policies.may_import(user)

    def may_change(self, user: User) -> bool:
        return policies.changes_by_sheet_for(user) != frozenset()

    def may_take_over(self, user: User, owner: User) -> bool:
        return policies.may_take_over_import(user, owner)

    def changers_of(self, owner: User) -> Iterable[User]:
        return leads_of(owner)

    def may_export(self, user: User) -> bool:
        return policies.may_export_register(user)

    def may_export_personal(self, user: User) -> bool:
        return policies.may_export_numbers(user)

    def may_approve_export(self, user: User, owner: User) -> bool:
        return policies.may_agree_to_export(user, owner)

    def approvers_of(self, owner: User) -> Iterable[User]:
        yield from leads_of(owner)
        yield from holders(Role.CENTRE_MANAGER, street=True)

    def filters(self) -> tuple[Filter, ...]:
        return PLACE_FILTERS
