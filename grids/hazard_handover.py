"""What happens to open hazards and to the points of a route when a grid changes. Registered by GridsConfig.ready.

Hazards belong to places, so they follow the grid in every mode; who answers for them is whoever serves it today. The
planner's load stays that of the cases: the grid's page shows hazards beside it."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Max

from core.accounts.models import User
from core.flow.models import Event, EventKind
from core.notices.actions import notify
from grids import handover
from grids.engine import HAZARDS, KIND
from grids.models import Area, Grid, Hazard, HazardCheck, PatrolPoint, PatrolRoute
from grids.querysets_field import HazardQuerySet
from grids.workflow import TRANSITIONS


def _open(grid_ids: Iterable[int], buildings: frozenset[int] | None = None) -> HazardQuerySet:
    """Open hazards of the grids, by index hazard_grid_due."""
    rows = Hazard.objects.open().filter(grid_id__in=list(grid_ids))
    return rows if buildings is None else rows.filter(place_id__in=buildings)


def hand_over_hazards(
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
    """Open hazards take the grid that their place has now, with a line each; the new worker hears how many wait.

    Rows are locked in the order of their ids before any is changed. The ledger's line is the grid's own: this runs
    before the hooks of higher apps, and the ledger's lock comes after all row locks."""
    rows = list(_open([grid_from.pk], buildings).select_for_update(of=("self",), no_key=True).order_by("pk"))
    if grid_to.pk != grid_from.pk:
        for hazard in rows:
            _move(hazard, grid_from, grid_to, actor, now)
        _move_points(grid_from, grid_to, buildings)
    if new_user is not None and rows and new_user.pk != (old_user.pk if old_user else None):
        notify(
            [new_user],
            kind="todo",
            title=f"{grid_to}有{len(rows)}件没办结的隐患，由你接着办",
            key=f"hazards:{grid_from.pk}:{grid_to.pk}:{now.isoformat()}",
            actor=actor,
            now=now,
        )
    return len(rows)


def _move(hazard: Hazard, grid_from: Grid, grid_to: Grid, actor: User, now: datetime) -> None:
    row = TRANSITIONS["hand_over"]
    hazard.grid, hazard.version = grid_to, hazard.version + 1
    hazard.last_act, hazard.last_act_at = row.label, now
    hazard.save(update_fields=["grid", "version", "last_act", "last_act_at"])
    Event.objects.create(
        subject_kind=HAZARDS.kind,
        subject_id=hazard.pk,
        at=now,
        actor=actor,
        actor_title=actor.title,
        kind=EventKind.SYSTEM,
        act=row.act,
        label=row.label,
        text=f"网格调整：{grid_from}→{grid_to}",
        changes={"grid": [grid_from.pk, grid_to.pk]},
        version=hazard.version,
    )


def _move_points(grid_from: Grid, grid_to: Grid, buildings: frozenset[int] | None) -> None:
    """Points go with their building to the end of the other route; a point at an estate stays unless all goes."""
    points = PatrolPoint.objects.filter(route__grid=grid_from, is_active=True)
    if buildings is not None:
        points = points.filter(place_id__in=buildings)
    if not points.exists():
        return
    route, _ = PatrolRoute.objects.get_or_create(grid=grid_to, defaults={"is_demo": grid_to.is_demo})
    last = route.points.aggregate(last=Max("order"))["last"] or 0
    PatrolRoute.objects.filter(grid__in=[grid_from, grid_to]).update(version=F("version") + 1)
    points.update(route=route, order=F("order") + last)


def preview(*, grid: Grid, old_user: User | None, buildings: frozenset[int] | None) -> int:
    return _open([grid.pk], buildings).count()


def community_changed(*, grids: Iterable[int], old: Area, new: Area, actor: User, now: datetime) -> int:
    """Two communities became one: what lies there carries the new one's key, or nobody there would see it."""
    HazardCheck.objects.filter(community=old).update(community=new)
    return Hazard.objects.filter(community=old).update(community=new)


def register_handover() -> None:
    """Called once by GridsConfig.ready."""
    handover.register(
        KIND,
        hand_over_hazards,
        preview=preview,
        community_changed=community_changed,
    )
