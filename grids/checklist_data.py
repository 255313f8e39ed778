"""The hazard checklists that come with the product (domain.md K17). Data only; the office changes its copy in the browser.

A basis marked verified was read in full text; a recalled one is named without being checked and says so on screen."""

from collections.abc import Iterator
from typing import Any

from core.clocks.choices import Mark
from grids.choices_field import Grade, HazardDanger, Limit

_V, _R, _D = Mark.VERIFIED, Mark.RECALLED, Mark.DEFAULT
_FIRE_28 = ("《消防法》第28条", _V)
_FALL_1254 = ("《民法典》第1254条", _V)
_FALL_1253 = ("《民法典》第1253条", _R)
_WIRES = ("《消防法》第27条", _R)
_GAS = ("《城镇燃气管理条例》第28条", _R)
_ROADS = ("《城市道路管理条例》", _R)
_LET = ("《住房租赁条例》（2025年9月15日起施行）", _R)
_OWN = ("本街道工作安排", _D)
_FREQUENT = {"is_frequent": True}
_MAJOR = {"grade": Grade.MAJOR}

# class, then: code, name, what to look for, basis, limit, more
_Item = tuple[str, str, str, tuple[str, str], str, dict[str, Any]]


def _item(code: str, name: str, question: str, basis: tuple[str, str], limit: str, **more: Any) -> _Item:
    return (code, name, question, basis, limit, more)


# One row a line, so that an item is found and compared at a glance.
# fmt: off
CHECKLISTS: tuple[tuple[str, str, tuple[_Item, ...]], ...] = (
    ("fire", "消防", (
        _item("fire.clutter", "楼道堆物", "楼道、楼梯间有没有堆杂物", _FIRE_28, Limit.MINOR, **_FREQUENT),
        _item("fire.passage", "通道占用", "安全出口、消防车通道有没有被锁、被占", _FIRE_28, Limit.MINOR, **_FREQUENT),
        _item("fire.equipment", "消防设施损坏", "灭火器、消火栓、应急灯是不是好用", _FIRE_28, Limit.MEDIUM, **_FREQUENT),
        _item("fire.bikes", "电动车进楼", "门厅、楼道里有没有停电动车、放电瓶", ("《高层民用建筑消防安全管理规定》第37条", _R), Limit.SPOT, **_FREQUENT),
        _item("fire.charging", "飞线充电", "有没有从窗户、楼道拉线给电动车充电", ("《高层民用建筑消防安全管理规定》第37条", _R), Limit.SPOT, **_FREQUENT),
    )),
    ("gas", "燃气", (
        _item("gas.hose", "燃气软管老化", "软管有没有裂、松、超过使用年限", _GAS, Limit.MINOR, **_FREQUENT),
        _item("gas.changed", "私改燃气管道", "有没有自己改管、移表、包住管道", _GAS, Limit.MINOR),
        _item("gas.leak", "燃气泄漏", "有没有闻到臭味、听到漏气声", ("《城镇燃气管理条例》第40条", _R), Limit.SPOT, danger=HazardDanger.GAS, **_MAJOR),
    )),
    ("power", "用电", (
        _item("power.wires", "私拉乱接电线", "有没有乱拉线、插座串插座", _WIRES, Limit.MINOR, **_FREQUENT),
        _item("power.aged", "线路老化", "电线有没有破皮、发热、打火", _WIRES, Limit.MEDIUM),
    )),
    ("house", "房屋", (
        _item("house.cracks", "房屋开裂", "墙体、楼板有没有新裂缝、下沉、倾斜", ("《城市危险房屋管理规定》", _R), Limit.MAJOR, **_MAJOR),
        _item("house.facade", "外墙脱落", "外墙皮、保温层有没有鼓起、要掉", _FALL_1253, Limit.MEDIUM, danger=HazardDanger.COLLAPSE, **_MAJOR),
        _item("house.illegal", "违章搭建", "有没有新搭的棚房、加盖、打通承重墙", ("《城乡规划法》第64条", _R), Limit.MAJOR, **_MAJOR),
    )),
    ("height", "高空", (
        _item("height.thrown", "高空坠物", "有没有从楼上掉东西、抛东西", _FALL_1254, Limit.SPOT),
        _item("height.pots", "窗台花盆", "窗台、护栏外有没有放花盆、杂物", _FALL_1253, Limit.SPOT),
        _item("height.signs", "广告牌松动", "广告牌、空调架有没有锈蚀松动", _FALL_1253, Limit.MINOR),
    )),
    ("public", "公共设施", (
        _item("public.covers", "井盖缺损", "井盖有没有丢、破、不平", ("《城市道路管理条例》第23条", _R), Limit.SPOT, **_FREQUENT),
        _item("public.lamps", "路灯不亮", "路灯、楼道灯亮不亮", _OWN, Limit.MEDIUM),
        _item("public.fitness", "健身器材损坏", "器材有没有断、松、尖角", _OWN, Limit.MINOR),
        _item("public.lifts", "电梯故障", "电梯检验有没有过期，有没有异响、困人", ("《特种设备安全法》", _R), Limit.MINOR),
    )),
    ("road", "道路", (
        _item("road.broken", "道路破损", "路面有没有坑、塌、断", _ROADS, Limit.MEDIUM),
        _item("road.water", "道路积水", "路面有没有积水、排不走", _ROADS, Limit.MINOR),
        _item("road.ice", "道路结冰", "台阶、坡道有没有结冰没铲", _OWN, Limit.SPOT, **_FREQUENT),
    )),
    ("tidy", "环境", (
        _item("tidy.rubbish", "垃圾堆放", "垃圾有没有乱堆、没及时清", ("《固体废物污染环境防治法》", _R), Limit.MINOR),
        _item("tidy.sewage", "污水外溢", "下水有没有堵、污水有没有流出来", _OWN, Limit.MINOR),
        _item("tidy.fumes", "油烟扰民", "油烟有没有直排到居民楼", ("《大气污染防治法》第81条", _R), Limit.MEDIUM),
        _item("tidy.noise", "噪声扰民", "有没有夜间施工、高音喇叭", ("《噪声污染防治法》", _R), Limit.MINOR),
    )),
    ("let", "出租房", (
        _item("let.crowded", "出租房超员", "住的人数是不是超过规定", _LET, Limit.MEDIUM),
        _item("let.rooms", "出租房违规居住空间", "厨房、卫生间、阳台、地下储藏室有没有住人", _LET, Limit.MEDIUM),
        _item("let.unfiled", "出租房没有登记", "租赁有没有备案", _LET, Limit.MINOR),
    )),
    ("season", "季节", (
        _item("season.flood", "防汛隐患", "排水沟、地下室有没有防汛准备", _OWN, Limit.MINOR),
        _item("season.heating", "供暖隐患", "暖气管有没有漏、炉子有没有排烟", _OWN, Limit.MINOR),
        _item("season.wind", "风沙隐患", "棚、板、树枝遇大风会不会倒", _OWN, Limit.MINOR),
    )),
    ("works", "施工", (
        _item("works.site", "施工现场隐患", "围挡、脚手架、用电、扬尘有没有防护", ("《建设工程安全生产管理条例》", _R), Limit.MINOR),
    )),
    ("food", "食品", (
        _item("food.shop", "食品经营隐患", "有没有过期、无证、卫生差", ("《食品安全法》", _R), Limit.MEDIUM),
    )),
    ("other", "其他", (
        _item("other.other", "其他隐患", "上面没有列到、可能伤到人的", _OWN, Limit.MINOR),
    )),
)
# fmt: on


def _stored(value: Any) -> Any:
    """A choice as the column keeps it."""
    return value if isinstance(value, bool) else str(value)


def checklist_rows() -> Iterator[dict[str, Any]]:
    for order, (code, name, _) in enumerate(CHECKLISTS, start=1):
        yield {"code": code, "name": name, "order": order}


def item_rows() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each item under the code of its list."""
    for list_code, _, items in CHECKLISTS:
        for order, (code, name, question, basis, limit, more) in enumerate(items, start=1):
            fields: dict[str, Any] = {
                "code": code,
                "name": name,
                "question": question,
                "basis": basis[0],
                "basis_mark": str(basis[1]),
                "grade": str(Grade.GENERAL),
                "limit": str(limit),
                "order": order,
            }
            yield list_code, fields | {key: _stored(value) for key, value in more.items()}
