"""What higher apps do when a grid changes hands. They register here; grids knows none of them.

    grids.handover.register("disputes", hook, lock_work=..., preview=..., open_counts=..., community_changed=...)

`hook` runs inside the transaction of the change (or on its day, when it is dated ahead) and answers how many open
things it moved. Raising there stops the whole change. One change runs several hooks, so before the first of them
`lock_work` locks the things of all its grids in one order, and what the hooks write into the ledger is kept back
until the last has run (core.audit.recorded_at_end): row locks first, the ledger after them.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.db.models import QuerySet

from core.accounts.models import User
from grids.models import Area, Grid


class Hook(Protocol):
    def __call__(
        self,
        *,
        grid_from: Grid,
        grid_to: Grid,
        old_user: User | None,
        new_user: User | None,
        mode: str,
        buildings: frozenset[int] | None,
        actor: User,
        now: datetime,
    ) -> int:
        """Give open work of `grid_from` to `new_user` and `grid_to` (mode "follow") or leave it with `old_user`
        ("stay"). `buildings` narrows to work lying there; None means the whole grid. Returns how many moved."""


class LockWork(Protocol):
    def __call__(self, grid_ids: Iterable[int]) -> None:
        """Lock the rows of the grids' work in the order of their ids: what is open and what may be opened again."""


class Preview(Protocol):
    def __call__(self, *, grid: Grid, old_user: User | None, buildings: frozenset[int] | None) -> int:
        """How many open things the hook would move."""


class OpenCounts(Protocol):
    def __call__(self, grid_ids: Iterable[int]) -> "QuerySet[Any]":
        """Pairs of grid and number of open things, for the planner's view of load; asked together with the others'."""


class CommunityChanged(Protocol):
    def __call__(self, *, grids: Iterable[int], old: Area, new: Area, actor: User, now: datetime) -> int:
        """Grids went over to another community as a whole (two communities were merged)."""


class BuildingsChanged(Protocol):
    def __call__(self, buildings: Iterable[int], *, on: date) -> int:
        """Buildings have another grid or community from today: what is registered in them follows its building,
        whatever becomes of open work."""


@dataclass(frozen=True)
class _Registered:
    hook: Hook | None
    lock_work: LockWork | None
    preview: Preview | None
    open_counts: OpenCounts | None
    community_changed: CommunityChanged | None
    buildings_changed: BuildingsChanged | None


_hooks: dict[str, _Registered] = {}


def register(
    key: str,
    hook: Hook | None = None,
    *,
    lock_work: LockWork | None = None,
    preview: Preview | None = None,
    open_counts: OpenCounts | None = None,
    community_changed: CommunityChanged | None = None,
    buildings_changed: BuildingsChanged | None = None,
) -> None:
    """Make an app's hooks known; the same key replaces the earlier one. Without `hook` nothing follows a grid."""
    _hooks[key] = _Registered(hook, lock_work, preview, open_counts, community_changed, buildings_changed)


def carries_community(*models: Any) -> CommunityChanged:
    """The hook of rows that carry their community's key: two became one, and they carry the new one's, or nobody there
    would see them."""

    def changed(*, grids: Iterable[int], old: Area, new: Area, actor: User, now: datetime) -> int:
        return sum(model.objects.filter(community=old).update(community=new) for model in models)

    return changed


def unregister(key: str) -> None:
    _hooks.pop(key, None)


def lock_work(grid_ids: Iterable[int]) -> None:
    """Before the hooks of one change run: lock what they will move, all grids together."""
    wanted = sorted(set(grid_ids))
    for known in list(_hooks.values()):
        if known.lock_work is not None:
            known.lock_work(wanted)


def run(
    *,
    grid_from: Grid,
    grid_to: Grid,
    old_user: User | None,
    new_user: User | None,
    mode: str,
    buildings: frozenset[int] | None,
    actor: User,
    now: datetime,
) -> int:
    """Let every app hand over its open work; how many things moved."""
    return sum(
        known.hook(
            grid_from=grid_from,
            grid_to=grid_to,
            old_user=old_user,
            new_user=new_user,
            mode=mode,
            buildings=buildings,
            actor=actor,
            now=now,
        )
        for known in list(_hooks.values())
        if known.hook is not None
    )


def preview(*, grid: Grid, old_user: User | None, buildings: frozenset[int] | None = None) -> int:
    """How many open things of the grid (or of some of its buildings) wait for a new holder."""
    return sum(
        known.preview(grid=grid, old_user=old_user, buildings=buildings)
        for known in list(_hooks.values())
        if known.preview is not None
    )


def open_counts(grid_ids: Iterable[int]) -> dict[int, int]:
    """Open things by grid, over all apps, in one query."""
    wanted = list(grid_ids)
    asked = [known.open_counts(wanted) for known in list(_hooks.values()) if known.open_counts is not None]
    total: Counter[int] = Counter()
    if wanted and asked:
        for grid_id, number in asked[0].union(*asked[1:], all=True):
            total[grid_id] += number
    return dict(total)


def community_changed(*, grids: Iterable[int], old: Area, new: Area, actor: User, now: datetime) -> int:
    wanted = list(grids)
    return sum(
        known.community_changed(grids=wanted, old=old, new=new, actor=actor, now=now)
        for known in list(_hooks.values())
        if known.community_changed is not None
    )


def buildings_changed(buildings: Iterable[int], *, on: date) -> int:
    """Tell the apps that the buildings lie elsewhere from the day, which has come."""
    wanted = list(buildings)
    return sum(
        known.buildings_changed(wanted, on=on)
        for known in list(_hooks.values())
        if known.buildings_changed is not None and wanted
    )
