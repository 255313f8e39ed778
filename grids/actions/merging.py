"""Two places becoming one, and one estate lying in two communities (domain.md B1)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record
from core.errors import RuleBroken
from grids import handover
from grids.actions.areas import change_community, fresh, local_day, next_code
from grids.actions.history import tell
from grids.actions.tree import next_area_ids, renumber
from grids.choices import AreaLevel
from grids.models import Area, Grid, Posting
from grids.policies import require_place_editor, require_version
from grids.querysets import in_force
from grids.treelock import tree_writing


def merge_areas(
    source: Area,
    target: Area,
    *,
    approval_no: str,
    version: int | None,
    actor: User | None,
    grid: Grid | None = None,
    now: datetime | None = None,
) -> Area:
    """Put everything of one community or estate into another of the same kind, and retire the emptied one.

    Of a merged community the grids and the community's own staff go along; the higher apps are told. An estate of
    another community needs `grid` there for its buildings. Needs the street's approval number."""
    require_place_editor(actor)
    moment = now or timezone.now()
    with tree_writing():
        node, into = fresh(source), fresh(target)
        require_version(node, version)
        _refuse_bad_merge(node, into, approval_no)
        if node.level == AreaLevel.COMMUNITY:
            _merge_communities(node, into, approval_no, actor, moment)
        else:
            _merge_estates(node, into, grid, approval_no, moment)
        node = fresh(node)
        node.is_active, node.valid_to = False, max(local_day(now), node.valid_from)
        node.version += 1
        node.save(update_fields=["is_active", "valid_to", "version"])
        record(
            "area.merge",
            actor=actor,
            subject_kind="area",
            subject_id=node.pk,
            detail={"from": node.code, "into": into.code, "approval_no": approval_no},
            now=moment,
        )
    return fresh(into)


def _refuse_bad_merge(node: Area, into: Area, approval_no: str) -> None:
    if (
        node.pk == into.pk
        or node.level != into.level
        or node.level not in {AreaLevel.COMMUNITY, AreaLevel.ESTATE}
    ):
        raise RuleBroken(
            "area.merge_kind", "只能把一个社区并入另一个社区，或把一个小区并入另一个小区", field="target"
        )
    if not node.is_active or not into.is_active:
        raise RuleBroken("area.merge_retired", "已停用的地点不能合并", field="target")
    if not approval_no:
        raise RuleBroken("area.approval", "合并是边界变动，请填街道批准文号", field="approval_no")
    theirs = set(Area.objects.filter(parent=into, is_active=True).values_list("name", flat=True))
    twins = Area.objects.filter(parent=node, is_active=True, name__in=theirs).values_list("name", flat=True)
    if twins:
        raise RuleBroken("area.twin", f"两边都有「{twins[0]}」，请先给其中一个改名", field="target")


def _children(node: Area) -> list[int]:
    return list(Area.objects.filter(parent=node).order_by("code").values_list("pk", flat=True))


def _move_children(node: Area, into: Area) -> None:
    Area.objects.filter(parent=node).update(parent_id=into.pk)
    renumber()


def _merge_communities(
    node: Area, into: Area, approval_no: str, actor: User | None, moment: datetime
) -> None:
    below = Area.objects.filter(community_id=node.pk).exclude(pk=node.pk)
    below.update(community_id=into.pk)
    _move_children(node, into)
    grids = list(Grid.objects.filter(community_id=node.pk).select_for_update(no_key=True).order_by("pk"))
    Grid.objects.filter(pk__in=[grid.pk for grid in grids]).update(community_id=into.pk)
    for grid in grids:
        if grid.is_active:
            tell(grid, f"{node}并入{into}，本格随社区转入", actor=actor, now=moment, approval_no=approval_no)
    _staff_goes_along(node, into, moment, actor)
    if actor is not None:
        handover.community_changed(
            grids=[grid.pk for grid in grids], old=node, new=into, actor=actor, now=moment
        )


def _staff_goes_along(node: Area, into: Area, moment: datetime, actor: User | None) -> None:
    """Posts of the old community end yesterday and go on in the new one from today."""
    day = timezone.localdate(moment)
    for posting in (
        Posting.objects.filter(in_force(day), community=node).select_for_update(no_key=True).order_by("pk")
    ):
        already = Posting.objects.filter(
            in_force(day), community=into, user_id=posting.user_id, role=posting.role
        )
        if not already.exists():
            Posting.objects.create(
                user_id=posting.user_id,
                role=posting.role,
                community=into,
                valid_from=max(day, posting.valid_from),
                valid_to=posting.valid_to,
                full_time=posting.full_time,
                granted_by=actor,
                reason=f"{node}并入{into}",
            )
        _end_before(posting, day, f"{node}并入{into}")


def _end_before(posting: Posting, day: date, reason: str) -> None:
    if posting.valid_from >= day:
        posting.delete()
        return
    posting.valid_to, posting.ended_reason = day - timedelta(days=1), reason
    posting.save(update_fields=["valid_to", "ended_reason"])


def _merge_estates(node: Area, into: Area, grid: Grid | None, approval_no: str, moment: datetime) -> None:
    if node.community_id != into.community_id:
        for child_id in _children(node):
            child = fresh(Area(pk=child_id))
            change_community(child, into, grid, approval_no, timezone.localdate(moment))
    _move_children(node, into)


def split_estate(
    estate: Area,
    *,
    community: Area,
    buildings: Sequence[Area],
    grid: Grid,
    approval_no: str,
    version: int | None,
    actor: User | None,
    now: datetime | None = None,
) -> Area:
    """Give the part of an estate that lies in another community its own node there, under one `estate_group`.

    The buildings named move into it and enter `grid` of that community from today. Refuses to empty the estate."""
    require_place_editor(actor)
    with tree_writing():
        node, target = fresh(estate), fresh(community)
        require_version(node, version)
        moving = list(Area.objects.filter(parent=node, pk__in=[building.pk for building in buildings]))
        _refuse_bad_split(node, target, moving, len(buildings))
        twin = _twin_estate(node, target, local_day(now))
        for building in moving:
            change_community(building, target, grid, approval_no, local_day(now))
        Area.objects.filter(pk__in=[building.pk for building in moving]).update(parent_id=twin.pk)
        renumber()
        record(
            "area.split",
            actor=actor,
            subject_kind="area",
            subject_id=node.pk,
            detail={"into": twin.code, "buildings": [b.code for b in moving], "approval_no": approval_no},
            now=now,
        )
    return fresh(twin)


def _refuse_bad_split(node: Area, target: Area, moving: list[Area], asked: int) -> None:
    if node.level != AreaLevel.ESTATE or target.level != AreaLevel.COMMUNITY:
        raise RuleBroken("area.split_kind", "只有小区或大院能跨社区拆开", field="community")
    if target.pk == node.community_id:
        raise RuleBroken("area.split_same", f"{node}本来就在{target}，请选另一个社区", field="community")
    if not moving or len(moving) != asked:
        raise RuleBroken("area.split_none", "请选要划过去的楼栋", field="buildings")
    if Area.objects.filter(parent=node, is_active=True).count() <= len(moving):
        raise RuleBroken("area.split_all", "全部楼栋都划走，就用「移动」，不用拆", field="buildings")


def _twin_estate(node: Area, target: Area, day: date) -> Area:
    group = node.estate_group or node.code
    known = Area.objects.filter(parent=target, estate_group=group, is_active=True).first()
    if not node.estate_group:
        node.estate_group = group
        node.version += 1
        node.save(update_fields=["estate_group", "version"])
    if known is not None:
        return known
    twin = Area(
        id=next_area_ids(1)[0],
        level=AreaLevel.ESTATE.value,
        name=node.name,
        estate_kind=node.estate_kind,
        estate_group=group,
        parent=target,
        community_id=target.pk,
        code=next_code(target, node.estate_kind),
        valid_from=day,
        is_demo=node.is_demo,
    )
    twin.save(force_insert=True)
    return twin
