"""Keeping where grids lie on the map: one by drawing, a street by a file (docs/adr/0030)."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone
from shapely.geometry.base import BaseGeometry

from core.accounts.models import User
from core.audit.actions import record
from core.errors import Conflict, RuleBroken
from grids.actions.boundary_rules import lock_grids
from grids.choices import MapCrs, OutlineSource
from grids.models import Grid, GridEvent, GridOutline
from grids.policies import require_place_editor
from grids.selectors.outlines import quarrels
from grids.shapes.judging import as_json, square_metres
from grids.treelock import tree_writing


def keep_outlines(
    shapes: Mapping[Grid, BaseGeometry],
    *,
    approval_no: str,
    version: int,
    source: str = OutlineSource.DRAWN,
    crs: str = MapCrs.WGS84,
    actor: User | None,
    now: datetime | None = None,
) -> list[GridOutline]:
    """Put these polygons (WGS-84, valid) in the place of what is kept of their grids; all of them or none.

    `version` is the newest outline that the form had seen (0 for none): a later one of these grids is a conflict. Refuses a
    grid that has ended, land that lies in two grids, and a change without the street's approval number (domain.md B5)."""
    require_place_editor(actor)
    if not approval_no.strip():
        raise RuleBroken("outline.approval", "网格边界变动要有街道批准文号，请填上", field="approval_no")
    moment = now or timezone.now()
    # Under the tree's lock, as every change of boundaries: two neighbours drawn at once would not see each other.
    with tree_writing():
        grids = lock_grids(*shapes)
        _refuse(shapes, grids, version)
        GridOutline.objects.filter(grid__in=grids, until__isnull=True).update(until=moment)
        common = {"source": source, "crs": crs, "approval_no": approval_no, "actor": actor, "since": moment}
        kept = GridOutline.objects.bulk_create(
            GridOutline(
                grid=grids[grid.pk],
                geometry=as_json(drawn),
                area=square_metres(drawn),
                grid_version=grids[grid.pk].version,
                **common,
            )
            for grid, drawn in shapes.items()
        )
        _tell(kept, moment)
        _note(kept, actor, moment)
    return kept


def _refuse(shapes: Mapping[Grid, BaseGeometry], grids: Mapping[int, Grid], version: int) -> None:
    newer = GridOutline.objects.filter(grid__in=grids, until__isnull=True, pk__gt=version).select_related(
        "grid"
    )
    for one in newer.order_by("grid__code")[:1]:
        raise Conflict(
            "stale",
            f"「{one.grid.name}」的边界图刚被别人改过，请看清现在的样子再决定",
            theirs={"version": one.pk},
        )
    for grid in grids.values():
        if not grid.is_active:
            raise RuleBroken("outline.ended", f"{grid}已经停用，不用再画边界", field="text")
    for grid, words in quarrels(shapes).items():
        raise RuleBroken("outline.overlap", f"{grid}：{'；'.join(words)}", field="text")


def _tell(kept: list[GridOutline], moment: datetime) -> None:
    """A line in the history of each grid, written together: an import is a whole street."""
    GridEvent.objects.bulk_create(
        GridEvent(
            grid=one.grid,
            at=moment,
            on=timezone.localdate(moment),
            text=f"边界图{'导入' if one.source == OutlineSource.FILE else '画好'}，约{one.area / 10_000:.1f}公顷",
            approval_no=one.approval_no,
            actor=one.actor,
        )
        for one in kept
    )


def _note(kept: list[GridOutline], actor: User | None, moment: datetime) -> None:
    if not kept:
        return
    record(
        "grid.outline",
        actor=actor,
        subject_kind="grid",
        subject_id=kept[0].grid_id if len(kept) == 1 else None,
        detail={
            "outlines": {one.grid.code: one.pk for one in kept},
            "source": kept[0].source,
            "crs": kept[0].crs,
            "approval_no": kept[0].approval_no,
        },
        now=moment,
    )
