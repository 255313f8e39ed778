"""Estates, courtyards and buildings by sheet: one row a place, under a community that is there."""

from collections.abc import Iterable, Iterator

from core.accounts.models import User
from core.sheets import comparing, kinds
from core.sheets.applying import CommitContext, ReadyRow, UndoContext, UndoRow
from core.sheets.kinds import CheckContext, Column, Decision, Filter, Judgement, Problem, RawRow, Type
from grids.actions.areas import change_area
from grids.actions.laying import Laid, NewPlace, lay_places, take_back_places
from grids.choices import AreaLevel, EstateKind
from grids.models import Area, Grid, GridBuilding
from grids.policies import may_edit_places
from grids.querysets import in_force
from grids.sheets.places import PlaceFinder, community_choices, folded, grid_choices

_COMPARED = ("address", "household_count")


class Buildings(kinds.SheetKind):
    """The town's places below the communities; the tree's own rules are those of grids.actions."""

    code = "buildings"
    label = "小区和楼栋"
    about = "一行一栋楼；只登记小区、大院的，楼栋空着。小区还没有的会一起建。已有的只更新地址和户数。"
    changers = "系统管理员"
    columns = (
        Column("code", "编码", identifies=True, longest=32, width=20, help="导出时自带；新增的行空着"),
        Column("community", "社区", required=True, choices=community_choices, example="铁北社区"),
        Column(
            "estate",
            "小区或大院",
            required=True,
            aliases=("小区", "大院", "小区名称"),
            example="示例小区",
            width=18,
        ),
        Column("estate_kind", "类别", Type.CHOICE, choices=EstateKind.choices, help="不填就是小区"),
        Column("building", "楼栋", aliases=("楼号", "楼栋号"), example="1号楼"),
        Column("grid", "网格", choices=grid_choices, help="新楼栋归哪个网格；那个社区已经分了网格就必须填"),
        Column("address", "地址", longest=120, width=26),
        Column("household_count", "户数", Type.NUMBER, example="60"),
        Column("approval_no", "批准文号", help="划网格的文号，可以不填"),
    )

    def may_add(self, user: User) -> bool:
        return may_edit_places(user)

    def may_change(self, user: User) -> bool:
        return may_edit_places(user)

    def prepare(self, context: CheckContext) -> "_Checker":
        return _Checker(context)

    def commit(self, context: CommitContext, batches: Iterable[list[ReadyRow]]) -> None:
        for rows in batches:
            _lay(context, [row for row in rows if row.action == Decision.NEW])
            for row in rows:
                if row.action == Decision.UPDATE:
                    _change(context, row)

    def undo(self, context: UndoContext, batches: Iterable[list[UndoRow]]) -> None:
        for rows in batches:
            laid = [place for row in rows if row.action == Decision.NEW for place in _laid_by(row)]
            kept = take_back_places(laid, actor=context.actor, now=context.now) if laid else {}
            for row in rows:
                if row.target_id in kept:
                    context.kept(row, kept[row.target_id])
                elif row.action == Decision.UPDATE:
                    _change_back(context, row)
                else:
                    context.undone(row)

    def may_export(self, user: User) -> bool:
        return may_edit_places(user)

    def filters(self) -> tuple[Filter, ...]:
        return (Filter("community", "社区", community_choices, required=True),)

    def export_rows(self, user: User, chosen: dict[str, str]) -> Iterable[dict[str, str]]:
        grids = dict(GridBuilding.objects.filter(in_force()).values_list("building_id", "grid__name"))
        rows = Area.objects.visible_to(user).active().filter(level__in=[AreaLevel.ESTATE, AreaLevel.BUILDING])
        found = rows.filter(community_id=int(chosen.get("community", 0))).select_related(
            "parent", "community"
        )
        for area in found.order_by("code"):
            yield _as_row(area, grids.get(area.pk, ""))


def _as_row(area: Area, grid: str) -> dict[str, str]:
    is_building = area.level == AreaLevel.BUILDING
    estate = area.parent if is_building and area.parent else area
    return {
        "code": area.code,
        "community": area.community.name if area.community else "",
        "estate": estate.name,
        "estate_kind": "" if is_building else area.get_estate_kind_display(),
        "building": area.name if is_building else "",
        "grid": grid,
        **_current(area),
    }


def _current(area: Area) -> dict[str, str]:
    count = area.household_count
    return {"address": area.address, "household_count": "" if count is None else str(count)}


class _Checker:
    """The whole tree in memory: three thousand places, read once."""

    def __init__(self, context: CheckContext) -> None:
        self.finder = PlaceFinder.of(context.user)
        self.grids = {folded(grid.name): grid for grid in Grid.objects.active()}
        self.with_grids = set(Grid.objects.active().values_list("community_id", flat=True))
        self.grid_of = dict(GridBuilding.objects.filter(in_force()).values_list("building_id", "grid_id"))
        self.columns = [column for column in Buildings.columns if column.key in _COMPARED]

    def check(self, rows: list[RawRow]) -> list[Judgement]:
        codes = {row.values["code"] for row in rows if row.values["code"]}
        by_code = {area.code: area for area in Area.objects.filter(code__in=codes).select_related("parent")}
        return [self._judge(row, by_code) for row in rows]

    def _judge(self, row: RawRow, by_code: dict[str, Area]) -> Judgement:
        values = row.values
        found = self.finder.community(values["community"]) if values["community"] else None
        if found is None or found.area is None:
            return kinds.wrong(*([found.problem] if found and found.problem else []))
        community, estate_name, name = found.area, values["estate"], values["building"]
        key = f"{community.pk}|{folded(estate_name)}|{folded(name)}"
        estate = self.finder.estates.get(community.pk, {}).get(folded(estate_name))
        place = self.finder.buildings.get(estate.pk, {}).get(folded(name)) if estate and name else estate
        if values["code"]:
            told = by_code.get(values["code"])
            if told is None or told != place:
                sentence = "编码和小区、楼栋对不上。改名、移动请到「网格」页面里办；新增的行编码请空着"
                return kinds.wrong(Problem("code", "code", sentence), key=key)
        if place is None:
            return self._new(row, community, estate, key)
        return self._compare(row, place, key)

    def _new(self, row: RawRow, community: Area, estate: Area | None, key: str) -> Judgement:
        values, grid = row.values, self.grids.get(folded(row.values["grid"]))
        if values["grid"] and (grid is None or grid.community_id != community.pk):
            names = [one.name for one in self.grids.values() if one.community_id == community.pk]
            sentence = f"{community.name}里没有这个网格，请从下拉列表里选"
            return kinds.wrong(Problem("grid", "grid", sentence, tuple(names[:12])), key=key)
        if values["building"] and grid is None and community.pk in self.with_grids:
            return kinds.wrong(Problem("grid", "grid_needed", "每栋楼都要归一个网格，请填"), key=key)
        payload = {"community": community.pk, "grid": grid.pk if grid and values["building"] else None}
        near = self.finder.near_estate(community, values["estate"]) if estate is None else ""
        if near:
            # A slip of the pen would found an estate.
            sentence = f"{community.name}里没有这个小区，最像的是「{near}」。真是新的就选「新建」"
            doubt = Problem("estate", "like", sentence, (near,))
            return kinds.doubtful(doubt, (Decision.NEW, Decision.SKIP), key=key, payload=payload)
        return kinds.new(key=key, payload=payload)

    def _compare(self, row: RawRow, place: Area, key: str) -> Judgement:
        told = self.grids.get(folded(row.values["grid"]))
        if row.values["grid"] and (told is None or self.grid_of.get(place.pk) != told.pk):
            sentence = "这栋楼现在不在这个网格。划转网格要办边界调整，请到「网格」页面里办，这里请空着"
            return kinds.wrong(Problem("grid", "grid_moved", sentence), key=key)
        changes, wrong = comparing.changes(row, self.columns, _current(place))
        if wrong:
            return kinds.wrong(*wrong, key=key)
        return kinds.changed(place.pk, place.version, changes, key=key)


def _lay(context: CommitContext, rows: list[ReadyRow]) -> None:
    if not rows:
        return
    wanted = [_wanted(row) for row in rows]
    for row, made in zip(rows, lay_places(wanted, actor=context.actor, now=context.now), strict=True):
        if made.area is None:
            context.back(row, Problem("building", "there", "刚才已经有人建了这个地点，请再看一眼"))
        else:
            before = {"estate": made.estate.pk} if made.estate else None
            context.done(row, made.area.pk, made.area.version, before=before)


def _laid_by(row: UndoRow) -> Iterator[Laid]:
    """The place of a row, and after it the estate that was made for it; rows come the last first."""
    yield Laid(row.target_id, row.version)
    if "estate" in row.before:
        yield Laid(row.before["estate"], 1)


def _wanted(row: ReadyRow) -> NewPlace:
    values = row.values
    count = values["household_count"]
    return NewPlace(
        community_id=row.payload["community"],
        estate=values["estate"],
        building=values["building"],
        estate_kind=values["estate_kind"],
        address=values["address"],
        household_count=int(count) if count else None,
        grid_id=row.payload["grid"],
        approval_no=values["approval_no"],
    )


def _typed(column: str, text: str) -> object:
    return (int(text) if text else None) if column == "household_count" else text


def _change(context: CommitContext, row: ReadyRow) -> None:
    with context.attempt(row):
        area = Area.objects.get(pk=row.target_id or 0)
        before = _current(area)
        wanted = {one.column: _typed(one.column, row.values[one.column]) for one in row.changes}
        after = change_area(area, changes=wanted, version=row.version, actor=context.actor, now=context.now)
        old = {column: before[column] for column in wanted}
        context.done(row, after.pk, after.version, before=old)


def _change_back(context: UndoContext, row: UndoRow) -> None:
    with context.attempt(row):
        wanted = {column: _typed(column, text) for column, text in row.before.items()}
        area = Area.objects.get(pk=row.target_id)
        change_area(area, changes=wanted, version=row.version, actor=context.actor, now=context.now)
        context.undone(row)
