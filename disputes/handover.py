"""What happens to open cases when a grid or its worker changes. Registered with grids, which knows no cases (D2)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from core.accounts.models import User
from disputes import opinions
from disputes.actions.routing import hand_over
from disputes.choices import OPEN_STATES, State, Tier
from disputes.hotline import cases as hotline
from disputes.models import Dispute
from disputes.querysets import DisputeQuerySet
from grids import handover
from grids.models import Area, Grid


def _open_cases(grid_ids: Iterable[int], buildings: frozenset[int] | None = None) -> DisputeQuerySet:
    """Open cases of the grids, by index dispute_grid_due."""
    rows = Dispute.objects.filter(grid_id__in=list(grid_ids), state__in=OPEN_STATES)
    return rows if buildings is None else rows.filter(place_id__in=buildings)


def lock_work(grid_ids: Iterable[int]) -> None:
    """In the order of ids, as two cases that are joined are locked too. Ended ones as well: one that is taken up again
    meanwhile would have to be locked out of turn."""
    rows = Dispute.objects.filter(grid_id__in=list(grid_ids)).exclude(state=State.DRAFT)
    list(rows.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))


def hand_over_cases(
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
    """Cases follow the grid: its number changes with the boundary, its holder with the worker.

    "stay" leaves those that the old worker holds with them; the place moves all the same. Cases that a community or
    the street holds keep their holder. Rows are locked in the order of their ids, before any is changed."""
    behind = list(_open_cases([grid_from.pk], buildings).values_list("pk", flat=True))
    opinions.hold(behind)
    hotline.hold(behind)
    rows = _open_cases([grid_from.pk], buildings).select_for_update(of=("self",), no_key=True).order_by("pk")
    moved = 0
    for case in list(rows):
        mine = case.tier == Tier.GRID and case.holder_id == (old_user.pk if old_user else None)
        holder = new_user if mine and mode == "follow" else case.holder
        if holder == case.holder and grid_to.pk == case.grid_id:
            continue
        reason = f"网格调整：{grid_from.name}→{grid_to.name}" if grid_to != grid_from else "网格员变动"
        hand_over(case, holder=holder, grid=grid_to, reason=reason, actor=actor, now=now)
        moved += 1
    return moved


def preview(*, grid: Grid, old_user: User | None, buildings: frozenset[int] | None) -> int:
    """How many open cases lie in the grid or in those of its buildings."""
    rows = _open_cases([grid.pk], buildings)
    if buildings is None and old_user is not None:
        rows = rows.filter(tier=Tier.GRID, holder=old_user)
    return rows.count()


def open_counts(grid_ids: Iterable[int]) -> "QuerySet[Any]":
    """Open cases by grid."""
    found: QuerySet[Any] = (
        _open_cases(grid_ids).order_by().values_list("grid_id").annotate(number=Count("pk"))
    )
    return found


def community_changed(*, grids: Iterable[int], old: Area, new: Area, actor: User, now: datetime) -> int:
    """Two communities became one: the cases carry the new one's key, or nobody there would see them.

    On the timeline of an open one it is said, and there it leaves the figures of the one for those of the other."""
    rows = Dispute.objects.filter(community=old)
    behind = list(rows.filter(state__in=OPEN_STATES).values_list("pk", flat=True))
    opinions.hold(behind)
    hotline.hold(behind)
    # In the order of ids, like whoever else takes more than one.
    locked = list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))
    for case in locked:
        if case.state in OPEN_STATES:
            hand_over(case, holder=case.holder, community=new, reason=f"{old}并入{new}", actor=actor, now=now)
    return len(behind) + rows.update(community=new)


def register_handover() -> None:
    """Called once by DisputesConfig.ready."""
    handover.register(
        "disputes",
        hand_over_cases,
        lock_work=lock_work,
        preview=preview,
        open_counts=open_counts,
        community_changed=community_changed,
    )
