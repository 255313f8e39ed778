"""The tree as people change it: add, rename, move, retire. The only door to it besides grids.actions.tree (D2)."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db.models import F
from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record
from core.errors import RuleBroken
from grids import handover
from grids.actions.partition import enter_grid, leave_grid, links_from
from grids.actions.tree import next_area_ids
from grids.choices import LEVEL_BELOW, AreaLevel, EstateKind
from grids.models import Area, Grid
from grids.policies import require_place_editor, require_version
from grids.treelock import tree_writing

EDITABLE = ("name", "short_name", "address", "household_count", "estate_kind")


def local_day(now: datetime | None) -> date:
    return timezone.localdate(now) if now else timezone.localdate()


def fresh(area: Area) -> Area:
    """The node as it is now, under the tree's lock: mptt must never work from numbers read before it."""
    return Area.objects.select_related("parent").get(pk=area.pk)


def next_code(parent: Area, estate_kind: str = "") -> str:
    """The next internal code below a place (domain.md B8): community +3 digits, estate +E/Y and 3, building +3."""
    prefix = parent.code
    if parent.level == AreaLevel.COMMUNITY:
        prefix += "Y" if estate_kind == EstateKind.COURTYARD else "E"
    # By level and not by parent: a place that was moved away keeps its code.
    level = LEVEL_BELOW[AreaLevel(parent.level)]
    taken = Area.objects.filter(level=level, code__startswith=prefix).values_list("code", flat=True)
    tails = [int(code[len(prefix) :]) for code in taken if code[len(prefix) :].isdigit()]
    return f"{prefix}{max(tails, default=0) + 1:03}"


def _refuse_twin(parent: Area, name: str, but: int | None = None) -> None:
    if Area.objects.filter(parent=parent, name=name, is_active=True).exclude(pk=but or 0).exists():
        raise RuleBroken("area.twin", f"{parent.name}里已经有「{name}」，请换个名称", field="name")


def create_area(
    parent: Area,
    *,
    name: str,
    actor: User | None,
    details: Mapping[str, object] | None = None,
    grid: Grid | None = None,
    approval_no: str = "",
    now: datetime | None = None,
) -> Area:
    """Add a place below another; its level follows from the parent's. A building enters a grid at once, because no
    building may be without one: `grid` says which. Refuses a name already in use there and retired parents."""
    require_place_editor(actor)
    values = {key: value for key, value in (details or {}).items() if key in EDITABLE}
    with tree_writing():
        above = fresh(parent)
        if not above.is_active:
            raise RuleBroken("area.parent_retired", f"{above.name}已停用，不能在下面再添")
        if above.level == AreaLevel.BUILDING:
            raise RuleBroken("area.below_building", "楼栋下面不再分，户室在居民登记里")
        _refuse_twin(above, name)
        node = _new_node(above, name, values, local_day(now))
        if node.level == AreaLevel.BUILDING:
            _first_grid(node, grid, approval_no, local_day(now))
        record(
            "area.create",
            actor=actor,
            subject_kind="area",
            subject_id=node.pk,
            detail={"code": node.code, "name": name, "parent": above.code},
            now=now,
        )
    return node


def _new_node(above: Area, name: str, values: dict[str, object], day: date) -> Area:
    level = LEVEL_BELOW[AreaLevel(above.level)]
    if level == AreaLevel.ESTATE:
        values.setdefault("estate_kind", EstateKind.ESTATE.value)
    else:
        values.pop("estate_kind", None)
    own_id = next_area_ids(1)[0]
    node = Area(id=own_id, name=name, level=level.value, parent=above, valid_from=day, **values)
    node.community_id = own_id if level == AreaLevel.COMMUNITY else above.community_id
    node.code = next_code(above, node.estate_kind)
    node.is_demo = above.is_demo
    node.save(force_insert=True)
    return node


def _first_grid(building: Area, grid: Grid | None, approval_no: str, day: date) -> None:
    if grid is None:
        if Grid.objects.in_community(building.community_id or 0).active(day).exists():
            raise RuleBroken("building.grid", "请选这栋楼归哪个网格，每栋楼都要有网格", field="grid")
        return
    enter_grid([building], grid, day, approval_no)


def change_area(
    area: Area,
    *,
    changes: Mapping[str, object],
    version: int | None,
    actor: User | None,
    now: datetime | None = None,
) -> Area:
    """Rename a place or mend its address, households or kind. Where it stands in the tree stays."""
    require_place_editor(actor)
    wanted = {key: value for key, value in changes.items() if key in EDITABLE}
    with tree_writing():
        node = fresh(area)
        require_version(node, version, wanted)
        if node.level != AreaLevel.ESTATE:
            wanted.pop("estate_kind", None)
        if "name" in wanted and node.parent is not None:
            _refuse_twin(node.parent, str(wanted["name"]), node.pk)
        old = {key: getattr(node, key) for key in wanted if getattr(node, key) != wanted[key]}
        for key in old:
            setattr(node, key, wanted[key])
        node.version += 1
        node.save(update_fields=[*old, "version"])
        new = {key: wanted[key] for key in old}
        record(
            "area.change",
            actor=actor,
            subject_kind="area",
            subject_id=node.pk,
            detail={"old": old, "new": new},
            now=now,
        )
    return node


def move_area(
    area: Area,
    *,
    parent: Area,
    version: int | None,
    actor: User | None,
    grid: Grid | None = None,
    approval_no: str = "",
    now: datetime | None = None,
) -> Area:
    """Hang an estate or a building below another place of the same kind as its parent.

    Across communities its buildings leave their grids and enter `grid` of the new community from today, which is a
    boundary change and needs the street's approval number. Cases keep the place they were accepted at."""
    require_place_editor(actor)
    with tree_writing():
        node, target = fresh(area), fresh(parent)
        require_version(node, version)
        _refuse_bad_move(node, target)
        old_parent = node.parent
        if node.community_id != target.community_id:
            change_community(node, target, grid, approval_no, local_day(now))
            node = fresh(node)
        hang_below(node, target)
        record(
            "area.move",
            actor=actor,
            subject_kind="area",
            subject_id=node.pk,
            detail={
                "from": old_parent.code if old_parent else "",
                "to": target.code,
                "approval_no": approval_no,
            },
            now=now,
        )
    return fresh(node)


def _refuse_bad_move(node: Area, target: Area) -> None:
    if node.level in {AreaLevel.STREET, AreaLevel.COMMUNITY}:
        raise RuleBroken("area.fixed", "街道和社区不能移动；社区合并请用「合并社区」")
    if LEVEL_BELOW.get(AreaLevel(target.level)) != node.level:
        wanted = "社区" if node.level == AreaLevel.ESTATE else "小区或大院"
        raise RuleBroken("area.level", f"{node.name}要放在一个{wanted}下面", field="parent")
    if not target.is_active or not node.is_active:
        raise RuleBroken("area.retired", "已停用的地点不能移动，也不能往里移", field="parent")
    if node.parent_id == target.pk:
        raise RuleBroken("area.same_parent", f"{node.name}本来就在{target.name}里", field="parent")
    _refuse_twin(target, node.name)


def hang_below(node: Area, target: Area) -> None:
    """Give a fresh node its new place as the last child; inside tree_writing only."""
    node.version = F("version") + 1
    node.parent = target
    node.save()


def change_community(node: Area, target: Area, grid: Grid | None, approval_no: str, day: date) -> None:
    """Take a subtree, found by its parent links, and its grid links into another community."""
    members = [node, *Area.objects.filter(parent=node)] if node.level == AreaLevel.ESTATE else [node]
    buildings = [member for member in members if member.level == AreaLevel.BUILDING]
    linked = links_from(buildings, day)
    if linked:
        require_new_grid(grid, target, approval_no)
        leave_grid(buildings, day - timedelta(days=1))
    Area.objects.filter(pk__in=[member.pk for member in members]).update(community_id=target.community_id)
    if linked and grid is not None:
        for building in buildings:
            building.community_id = target.community_id
        enter_grid([building for building in buildings if building.is_active], grid, day, approval_no)
    handover.buildings_changed([building.pk for building in buildings], on=day)


def require_new_grid(grid: Grid | None, target: Area, approval_no: str) -> None:
    if grid is None or grid.community_id != target.community_id:
        raise RuleBroken(
            "area.new_grid", f"要移到别的社区，请选{target.name}里的一个网格来接这些楼", field="grid"
        )
    if not approval_no:
        raise RuleBroken("area.approval", "跨社区调整是边界变动，请填街道批准文号", field="approval_no")


def retire_area(
    area: Area, *, reason: str, version: int | None, actor: User | None, now: datetime | None = None
) -> Area:
    """Take a place out of use from today (demolished, renamed into another). What lies below must be retired first.

    The row stays for old cases; a building leaves its grid."""
    require_place_editor(actor)
    day = local_day(now)
    with tree_writing():
        node = fresh(area)
        require_version(node, version)
        _refuse_retiring(node, day)
        if node.level == AreaLevel.BUILDING:
            leave_grid([node], day - timedelta(days=1))
            handover.buildings_changed([node.pk], on=day)
        node.is_active, node.valid_to = False, max(day, node.valid_from)
        node.version += 1
        node.save(update_fields=["is_active", "valid_to", "version"])
        record(
            "area.retire",
            actor=actor,
            subject_kind="area",
            subject_id=node.pk,
            detail={"code": node.code, "reason": reason},
            now=now,
        )
    return node


def _refuse_retiring(node: Area, day: date) -> None:
    if not node.is_active:
        raise RuleBroken("area.already_retired", f"{node.name}已经停用了")
    if node.level == AreaLevel.STREET:
        raise RuleBroken("area.street", "街道是整棵树的根，不能停用")
    below = Area.objects.filter(parent=node, is_active=True).count()
    if below:
        raise RuleBroken("area.has_children", f"{node.name}下面还有{below}处在用，请先移走或停用")
    if node.level == AreaLevel.COMMUNITY:
        grids = Grid.objects.in_community(node.pk).active(day).count()
        if grids:
            raise RuleBroken("area.has_grids", f"{node.name}还有{grids}个网格，请先并到别的社区")
