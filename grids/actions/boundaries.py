"""Where grids begin and end: open, split, merge, move buildings between them, retire (domain.md B2, B5).

All of it is dated. Cases keep the grid they were accepted in; their open work follows the boundary or stays with the
old worker, as the administrator says. Boundary changes carry the street's approval number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record
from core.errors import RuleBroken
from grids import handover
from grids.actions.boundary_rules import (
    fresh_buildings,
    lock_grids,
    losing_grids,
    moving_buildings,
    next_version,
    refuse_bad_boundary,
    refuse_none,
    refuse_not_in_being,
)
from grids.actions.history import hand_over, tell
from grids.actions.limits import holder_now, stand_in
from grids.actions.partition import buildings_of, enter_grid, leave_grid
from grids.actions.postings import Applied, PostChange, apply_changes, record_changes
from grids.choices import GridKind, HandoverMode, Role
from grids.models import Area, Grid, GridSupporter, Posting
from grids.policies import require_place_editor, require_version
from grids.scope import forget
from grids.treelock import tree_writing


@dataclass(frozen=True)
class NewGrid:
    """How a grid that is opened is called and staffed."""

    name: str
    worker: User | None = None
    leader: User | None = None
    leave_vacant_reason: str = ""
    kind: str = GridKind.COMMUNITY
    household_target: int | None = None
    note: str = ""


def next_grid_number(community: Area) -> int:
    taken = Grid.objects.in_community(community.pk).values_list("number", flat=True)
    return max(taken, default=0) + 1


def next_grid_code(community: Area) -> str:
    """Community code and three digits (B8); estates use a letter there, so the two never meet."""
    prefix = community.code
    codes = Grid.objects.filter(code__startswith=prefix).values_list("code", flat=True)
    tails = [int(code[len(prefix) :]) for code in codes if code[len(prefix) :].isdigit()]
    return f"{prefix}{max(tails, default=0) + 1:03}"


def _begin(
    actor: User | None, on: date | None, approval_no: str, now: datetime | None
) -> tuple[datetime, date]:
    """Who may, with which number, from which day: the same for every boundary change."""
    require_place_editor(actor)
    moment = now or timezone.now()
    day = on or timezone.localdate(moment)
    refuse_bad_boundary(day, approval_no, moment)
    return moment, day


def open_grid(
    community: Area,
    *,
    plan: NewGrid,
    buildings: Sequence[Area],
    approval_no: str,
    actor: User | None,
    on: date | None = None,
    now: datetime | None = None,
) -> Grid:
    """Start a grid over buildings that are in none yet. Needs the approval number, and a worker or the reason why
    there is none for now."""
    moment, day = _begin(actor, on, approval_no, now)
    with tree_writing():
        grid = _create(community, plan, day, approval_no)
        enter_grid(fresh_buildings(buildings), grid, day, approval_no)
        words = f"开设网格，{len(buildings)}栋楼"
        tell(grid, words, actor=actor, now=moment, on=day, approval_no=approval_no)
        staffed = _staff(grid, plan, day, actor, moment)
        record_changes(staffed, actor, moment)
        detail = {"code": grid.code, "buildings": [b.pk for b in buildings], "approval_no": approval_no}
        record("grid.open", actor=actor, subject_kind="grid", subject_id=grid.pk, detail=detail, now=moment)
    return grid


def split_grid(
    grid: Grid,
    *,
    plan: NewGrid,
    buildings: Sequence[Area],
    approval_no: str,
    version: int | None,
    actor: User | None,
    on: date | None = None,
    mode: str = HandoverMode.FOLLOW,
    now: datetime | None = None,
) -> Grid:
    """Take some buildings of a grid into a new one from a day on; their open work goes along or stays with the old
    worker. Refuses to take none or all, and a new grid without worker and without reason."""
    moment, day = _begin(actor, on, approval_no, now)
    with tree_writing():
        old = lock_grids(grid)[grid.pk]
        require_version(old, version)
        moving = moving_buildings(old, buildings, day)
        if len(moving) == len(buildings_of(old, day)):
            raise RuleBroken("grid.split_all", "至少要留一栋楼在原来的网格里", field="buildings")
        new = _create(old.community, plan, day, approval_no)
        leave_grid(moving, day - timedelta(days=1))
        enter_grid(moving, new, day, approval_no)
        words = f"从{old}划出{len(moving)}栋楼，成立{new}"
        _tell_both(old, new, words, on=day, approval_no=approval_no, actor=actor, now=moment)
        next_version(old)
        staffed = _staff(new, plan, day, actor, moment)
        moved = _pass_on(old, new, moving, mode, day=day, actor=actor, moment=moment)
        record_changes(staffed, actor, moment)
        detail = _detail(moving, day, approval_no, mode, moved, into=new.pk)
        record("grid.split", actor=actor, subject_kind="grid", subject_id=old.pk, detail=detail, now=moment)
    return new


def merge_grids(
    source: Grid,
    target: Grid,
    *,
    approval_no: str,
    version: int | None,
    actor: User | None,
    on: date | None = None,
    mode: str = HandoverMode.FOLLOW,
    now: datetime | None = None,
) -> Grid:
    """Let one grid take over all buildings and supporters of another of the same community from a day on. The other
    ends the day before, with its posts; its open work goes to the worker of the taking grid or stays."""
    moment, day = _begin(actor, on, approval_no, now)
    with tree_writing():
        rows = lock_grids(source, target)
        old, into = rows[source.pk], rows[target.pk]
        require_version(old, version)
        if old.pk == into.pk or old.community_id != into.community_id:
            raise RuleBroken("grid.merge", "只能并到同一个社区的另一个网格，网格不能跨社区", field="target")
        refuse_not_in_being(into, day)
        moving = buildings_of(old, day)
        leave_grid(moving, day - timedelta(days=1))
        enter_grid([b for b in moving if b.is_active], into, day, approval_no)
        words = f"{old}并入{into}，{len(moving)}栋楼"
        _tell_both(old, into, words, on=day, approval_no=approval_no, actor=actor, now=moment)
        _move_supporters(old, into, day)
        moved = _pass_on(old, into, None, mode, day=day, actor=actor, moment=moment)
        _end_posts(old, day, words)
        _close(old, day, moment)
        next_version(into)
        detail = _detail(moving, day, approval_no, mode, moved, into=into.pk)
        record("grid.merge", actor=actor, subject_kind="grid", subject_id=old.pk, detail=detail, now=moment)
    return into


def move_buildings(
    target: Grid,
    *,
    buildings: Sequence[Area],
    approval_no: str,
    version: int | None,
    actor: User | None,
    on: date | None = None,
    mode: str = HandoverMode.FOLLOW,
    now: datetime | None = None,
) -> Grid:
    """Bring buildings into a grid from a day on, out of whatever grid of the same community they are in. Refuses to
    leave a grid without any building (merge it instead)."""
    moment, day = _begin(actor, on, approval_no, now)
    with tree_writing():
        moving = fresh_buildings(buildings)
        lost = losing_grids(moving, target, day)
        rows = lock_grids(target, *(Grid(pk=pk) for pk in lost))
        into = rows.pop(target.pk)
        require_version(into, version)
        refuse_not_in_being(into, day)
        refuse_none(moving, buildings)
        leave_grid(moving, day - timedelta(days=1))
        enter_grid(moving, into, day, approval_no)
        moved = 0
        handover.lock_work(lost)
        for pk, gone in sorted(lost.items()):
            words = f"{len(gone)}栋楼从{rows[pk]}划到{into}"
            _tell_both(rows[pk], into, words, on=day, approval_no=approval_no, actor=actor, now=moment)
            next_version(rows[pk])
            moved += _pass_on(rows[pk], into, gone, mode, day=day, actor=actor, moment=moment)
        next_version(into)
        detail = _detail(moving, day, approval_no, mode, moved, origins=sorted(lost))
        record(
            "grid.move_buildings",
            actor=actor,
            subject_kind="grid",
            subject_id=into.pk,
            detail=detail,
            now=moment,
        )
    return into


def retire_grid(
    grid: Grid,
    *,
    reason: str,
    approval_no: str,
    version: int | None,
    actor: User | None,
    on: date | None = None,
    now: datetime | None = None,
) -> Grid:
    """End a grid that owns no building any more, from a day on. One with buildings is merged instead."""
    moment, day = _begin(actor, on, approval_no, now)
    with tree_writing():
        old = lock_grids(grid)[grid.pk]
        require_version(old, version)
        refuse_not_in_being(old, day)
        left = len(buildings_of(old, day))
        if left:
            raise RuleBroken("grid.has_buildings", f"{old}还有{left}栋楼，请用「并格」把楼交给别的网格")
        tell(old, f"停用（{reason}）", actor=actor, now=moment, on=day, approval_no=approval_no)
        _end_posts(old, day, reason)
        _close(old, day, moment)
        detail = {"on": day.isoformat(), "reason": reason, "approval_no": approval_no}
        record("grid.retire", actor=actor, subject_kind="grid", subject_id=old.pk, detail=detail, now=moment)
    return old


def _create(community: Area, plan: NewGrid, day: date, approval_no: str) -> Grid:
    if Grid.objects.in_community(community.pk).filter(name=plan.name, is_active=True).exists():
        raise RuleBroken("grid.twin", f"{community}已经有「{plan.name}」，请换个名称", field="name")
    if community.level != "community" or not community.is_active:
        raise RuleBroken("grid.community", "网格要开在一个在用的社区里", field="community")
    return Grid.objects.create(
        code=next_grid_code(community),
        number=next_grid_number(community),
        name=plan.name,
        community=community,
        kind=plan.kind,
        valid_from=day,
        household_target=plan.household_target,
        note=plan.note,
        approval_no=approval_no,
        is_demo=community.is_demo,
    )


def _tell_both(one: Grid, other: Grid, words: str, **circumstances: Any) -> None:
    """The same line in the history of both grids."""
    tell(one, words, **circumstances)
    tell(other, words, **circumstances)


def _detail(
    moving: Sequence[Area], day: date, approval_no: str, mode: str, moved: int, **more: object
) -> dict[str, object]:
    """What the ledger keeps of a boundary change."""
    ids = [building.pk for building in moving]
    return {
        "buildings": ids,
        "on": day.isoformat(),
        "approval_no": approval_no,
        "mode": mode,
        "moved": moved,
        **more,
    }


def _staff(grid: Grid, plan: NewGrid, day: date, actor: User | None, moment: datetime) -> list[Applied]:
    if plan.worker is None and not plan.leave_vacant_reason:
        raise RuleBroken("grid.no_worker", "新网格要有网格员。请选一位，或写明为什么先空着", field="worker")
    changes = []
    if plan.worker is not None:
        changes.append(PostChange(grid, Role.GRID_WORKER, plan.worker, day, reason="新设网格"))
    else:
        tell(grid, f"网格员暂缺（{plan.leave_vacant_reason}）", actor=actor, now=moment, on=day)
    if plan.leader is not None:
        changes.append(PostChange(grid, Role.GRID_LEADER, plan.leader, day, reason="新设网格"))
    return apply_changes(changes, actor, moment)


def _pass_on(
    old: Grid,
    new: Grid,
    moving: Sequence[Area] | None,
    mode: str,
    *,
    day: date,
    actor: User | None,
    moment: datetime,
) -> int:
    """Open work crosses the boundary with its buildings; without actor (a first filling) there is none."""
    if actor is None:
        return 0
    # The work lies with the regular worker; a substitute only looks after it.
    holder = holder_now(old, Role.GRID_WORKER, day) or stand_in(old, day, but=None)
    taker = holder_now(new, Role.GRID_WORKER, day) or stand_in(new, day, but=None)
    waiting = hand_over(
        old,
        new,
        old_user=holder,
        new_user=taker,
        mode=mode,
        due_on=day,
        actor=actor,
        now=moment,
        buildings=moving,
    )
    return waiting.moved


def _move_supporters(old: Grid, into: Grid, day: date) -> None:
    alive = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    for supporter in GridSupporter.objects.filter(alive, grid=old):
        starts = supporter.valid_from
        if starts < day:
            supporter.valid_to = day - timedelta(days=1)
            supporter.save(update_fields=["valid_to"])
            supporter.pk, supporter.valid_from, supporter.valid_to = None, day, None
        supporter.grid = into
        supporter.save()


def _end_posts(grid: Grid, day: date, reason: str) -> None:
    """The grid's posts end the day before; posts that would only have begun are withdrawn."""
    rows = (
        Posting.objects.select_for_update(no_key=True, of=("self",))
        .select_related("user")
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), grid=grid)
    )
    for row in sorted(rows, key=lambda row: not row.is_cover):
        if row.valid_from >= day:
            row.cover_rows.update(covers=None)
            row.delete()
        else:
            row.valid_to, row.ended_reason = day - timedelta(days=1), reason
            row.save(update_fields=["valid_to", "ended_reason"])
        forget(row.user)


def _close(grid: Grid, day: date, moment: datetime) -> None:
    grid.valid_to = max(day - timedelta(days=1), grid.valid_from)
    grid.is_active = grid.valid_to >= timezone.localdate(moment)
    grid.version += 1
    grid.save(update_fields=["valid_to", "is_active", "version"])
