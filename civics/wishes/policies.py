"""Who is who for a wish today."""

from collections.abc import Callable
from typing import Any

from civics.keepers import HANDS, keeps, keeps_any
from civics.models import MicroWish
from civics.wishes.workflow import Who
from grids.choices import COMMUNITY_ROLES, GRID_ROLES, Role
from grids.models import Area
from grids.scope import Scope


def may_collect(user: Any) -> bool:
    """Whoever knocks at doors hears wishes."""
    return keeps_any(user) or Scope.of(user).has(*GRID_ROLES)


def collects_in(user: Any) -> list[Area]:
    """The communities in which the person may write a wish down."""
    scope, places = Scope.of(user), Area.objects.active().communities().order_by("code")
    if keeps(scope, None):
        return list(places)
    own = scope.communities_as(*COMMUNITY_ROLES) | scope.grid_community_ids
    return list(places.filter(pk__in=own))


def holds(user: Any, who: str, wish: MicroWish) -> bool:
    """Whether the user is `who` for this wish today. CITIZEN and SYSTEM are never a signed-in person."""
    scope = Scope.of(user)
    unit = wish.claimer_unit_id is not None and wish.claimer_unit_id in scope.department_ids
    answers: dict[str, Callable[[], bool]] = {
        Who.KEEPER: lambda: keeps(scope, wish.community_id),
        Who.COLLECTOR: lambda: (
            wish.created_by_id == user.pk and wish.community_id in scope.grid_community_ids
        ),
        Who.HAND: lambda: scope.has(*HANDS, *COMMUNITY_ROLES) or keeps(scope, None),
        Who.CLAIMER: lambda: wish.claimer_id == user.pk or (unit and scope.has(Role.DEPT_LIAISON)),
        # Who gives does not say for the other that it came.
        Who.WITNESS: lambda: keeps(scope, wish.community_id) and wish.claimer_id != user.pk,
    }
    answer = answers.get(who)
    return answer is not None and answer()
