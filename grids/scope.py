"""Whom a person serves today: one query a request, and the only thing that visible_to rules read (D3).

Scope compares foreign keys that the seen rows carry. It never reads the tree's numbers: a broken tree must not
become a data leak.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q
from django.utils import timezone

from grids.choices import ADMIN_ROLES, PROGRAMME_ROLES, Role

if TYPE_CHECKING:
    from core.accounts.models import User

_CACHE = "_scope"
_OUTSIDE = frozenset({Role.DEPT_LIAISON.value, *(role.value for role in PROGRAMME_ROLES)})
_WITHOUT_CASES = frozenset({*(role.value for role in ADMIN_ROLES), Role.PRIVACY_OFFICER.value})


@dataclass(frozen=True)
class Held:
    """One posting in force, as scope needs it."""

    posting_id: int
    role: str
    street: bool
    community_id: int | None
    grid_id: int | None
    grid_community_id: int | None
    department_id: int | None
    programme: str
    is_cover: bool


_COLUMNS = (
    "id",
    "role",
    "street",
    "community_id",
    "grid_id",
    "grid__community_id",
    "department_id",
    "programme",
    "is_cover",
)


@dataclass(frozen=True)
class Scope:
    """What the postings of one person on one day open to them."""

    user_id: int | None
    on: date
    postings: tuple[Held, ...] = field(default=())

    @classmethod
    def of(cls, user: Any, on: date | None = None) -> "Scope":
        """The person's scope today (kept on the user object for the request) or on a past or coming day."""
        day = on or timezone.localdate()
        known = getattr(user, _CACHE, None)
        if isinstance(known, Scope) and known.on == day:
            return known
        scope = cls._read(user, day)
        if on is None and scope.user_id is not None:
            setattr(user, _CACHE, scope)
        return scope

    @classmethod
    def _read(cls, user: "User", day: date) -> "Scope":
        if not getattr(user, "is_authenticated", False) or not user.is_active or user.pk is None:
            return cls(user_id=None, on=day)
        rows = (
            apps.get_model("grids", "Posting")
            ._default_manager.filter(
                Q(valid_to__isnull=True) | Q(valid_to__gte=day), user_id=user.pk, valid_from__lte=day
            )
            .order_by("id")
            .values_list(*_COLUMNS)
        )
        return cls(user_id=user.pk, on=day, postings=tuple(Held(*row) for row in rows))

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(held.role for held in self.postings)

    def has(self, *roles: str) -> bool:
        """Whether one of the roles is held, anywhere."""
        return any(str(role) in self.roles for role in roles)

    @cached_property
    def street_roles(self) -> frozenset[str]:
        """Roles held for the whole street."""
        return frozenset(held.role for held in self.postings if held.street)

    @cached_property
    def street(self) -> bool:
        """Works for the whole street. The three administrators and the privacy officer do not: they have no cases."""
        return bool(self.street_roles - _WITHOUT_CASES)

    def _collect(self, attribute: str, roles: Iterable[str] | None = None) -> frozenset[int]:
        wanted = None if roles is None else {str(role) for role in roles}
        return frozenset(
            value
            for held in self.postings
            if (value := getattr(held, attribute)) is not None and (wanted is None or held.role in wanted)
        )

    @cached_property
    def community_ids(self) -> frozenset[int]:
        """Communities held whole: a grid worker's community is not among them."""
        return self._collect("community_id")

    @cached_property
    def grid_ids(self) -> frozenset[int]:
        """Grids served or led, cover included."""
        return self._collect("grid_id")

    @cached_property
    def led_grid_ids(self) -> frozenset[int]:
        return self._collect("grid_id", (Role.GRID_LEADER,))

    @cached_property
    def grid_community_ids(self) -> frozenset[int]:
        """Communities in which the person's grids lie."""
        return self._collect("grid_community_id")

    @cached_property
    def department_ids(self) -> frozenset[int]:
        return self._collect("department_id")

    @cached_property
    def programmes(self) -> frozenset[str]:
        return frozenset(held.programme for held in self.postings if held.programme)

    def communities_as(self, *roles: str) -> frozenset[int]:
        return self._collect("community_id", roles)

    def grids_as(self, *roles: str) -> frozenset[int]:
        return self._collect("grid_id", roles)

    @cached_property
    def community_ids_by_role(self) -> dict[str, frozenset[int]]:
        return {role: ids for role in self.roles if (ids := self.communities_as(role))}

    @cached_property
    def grid_ids_by_role(self) -> dict[str, frozenset[int]]:
        return {role: ids for role in self.roles if (ids := self.grids_as(role))}

    @cached_property
    def sees_places(self) -> bool:
        """The tree and who serves which grid are work information of the office; outside units do not need it."""
        return bool(self.roles - _OUTSIDE)

    @cached_property
    def edits_places(self) -> bool:
        return Role.SYSADMIN in self.roles

    @cached_property
    def manages_people(self) -> bool:
        return bool(self.roles & {Role.SYSADMIN.value, Role.SECURITY_ADMIN.value})

    @cached_property
    def plans_staff(self) -> bool:
        """Sees the load of workers: only who plans the posts (ux.md W6)."""
        return self.edits_places or bool(
            self.roles
            & {
                Role.STREET_LEAD.value,
                Role.CENTRE_MANAGER.value,
                Role.COMMUNITY_LEAD.value,
                Role.GRID_LEADER.value,
            }
        )


def forget(user: Any) -> None:
    """Drop the remembered scope after the person's postings changed."""
    if hasattr(user, _CACHE):
        delattr(user, _CACHE)
