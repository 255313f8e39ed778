"""Who is who for a volunteer, an activity, a certificate today."""

from typing import Any

from civics.keepers import keeps, takes_part
from civics.volunteers.workflow import Who
from grids.choices import COMMUNITY_ROLES
from grids.models import Area
from grids.scope import Scope


def communities_of(user: Any) -> list[Area]:
    """Those for which the person may enter somebody or plan something."""
    scope, places = Scope.of(user), Area.objects.active().communities().order_by("code")
    if keeps(scope, None):
        return list(places)
    return list(places.filter(pk__in=scope.communities_as(*COMMUNITY_ROLES)))


def holds(user: Any, who: str, community_id: int) -> bool:
    """CITIZEN and SYSTEM are never a signed-in person."""
    scope = Scope.of(user)
    if who == Who.KEEPER:
        return keeps(scope, community_id)
    return who == Who.COLLEAGUE and takes_part(scope)
