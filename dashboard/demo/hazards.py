"""What is found in the town and how it goes on. Names nobody."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scene:
    """One kind of hazard in the words of who meets it, and what makes it go away."""

    code: str
    spot: str
    told: str
    responsible: str
    requirement: str
    done: str
    major: bool = False


SCENES: tuple[Scene, ...] = (
    Scene("fire.clutter", "2单元三楼平台", "平台堆了纸箱和旧沙发，占了半边楼道", "2单元住户、物业服务企业",
          "三日内清走平台杂物，保持楼道畅通", "杂物已清走，楼道畅通"),
    Scene("fire.bikes", "1单元门厅", "门厅停了三辆电动车，一辆在充电", "1单元住户",
          "电动车移到充电棚，不再进楼", "电动车已移到充电棚"),
    Scene("fire.passage", "楼前通道", "消防车通道画线内停了两辆车", "物业服务企业", "挪走车辆，补画禁停线", "车辆已挪走，补画了禁停线"),
    Scene("gas.hose", "301厨房", "软管用了八年，接口处发硬", "301房东", "更换燃气软管", "已换成不锈钢波纹管"),
    Scene("power.wires", "4单元楼梯间", "从楼道拉线到楼下小屋", "4单元住户", "拆除私拉电线", "私拉电线已拆除"),
    Scene("fire.equipment", "一楼消火栓箱", "灭火器压力指针在红区", "物业服务企业", "更换过期灭火器", "两具灭火器已更换"),
    Scene("public.covers", "东门人行道", "井盖裂了一道口子，踩上去会动", "供排水企业", "更换井盖，更换前设警示", "井盖已更换"),
    Scene("height.pots", "四楼窗台", "防盗网外摆了五盆花", "四楼住户", "把花盆收进屋内", "花盆已收进屋内"),
    Scene("let.rooms", "地下储藏室", "储藏室摆了床，有人居住", "房东", "腾空储藏室，不再住人", "储藏室已腾空上锁"),
    Scene("road.ice", "背阴台阶", "台阶结冰，老人上下容易滑倒", "物业服务企业", "铲冰并铺防滑垫", "冰已铲净，铺了防滑垫"),
    Scene("house.cracks", "西山墙", "山墙有一道新裂缝，从三楼到五楼", "产权单位", "委托鉴定，裂缝处设警示", "完成鉴定并加固", major=True),
    Scene("house.illegal", "楼顶", "楼顶新搭了彩钢棚，压在排气口上", "搭建人", "停止搭建并拆除", "彩钢棚已拆除", major=True),
)  # fmt: skip


CLUTTER = SCENES[0]


@dataclass(frozen=True)
class Step:
    act: str
    who: str
    hours: int
    choice: str = ""


@dataclass(frozen=True)
class Plan:
    """How one hazard goes on: found so many working days ago, then act after act."""

    days_ago: int
    steps: tuple[Step, ...] = ()
    found_by: str = "worker"
    major: bool = False
    with_photo: bool = False


_ORDER = Step("order", "clerk", 4)
_RECTIFY = Step("rectify", "worker", 24)
_RECHECK = Step("recheck", "leader", 6)
_SETTLE = Step("settle", "worker", 1)
_GRADE = Step("grade", "leader", 3)

PLANS: tuple[Plan, ...] = (
    # 待定级, 待责令
    Plan(0, major=True), Plan(1, major=True), Plan(0), Plan(1), Plan(2), Plan(0, with_photo=True),
    # 整改中: in time, nearly due, overdue, chased, ordered again after a recheck that failed
    Plan(1, (_ORDER,)), Plan(2, (_ORDER,)), Plan(3, (_ORDER, Step("note", "worker", 8))), Plan(9, (_ORDER, Step("chase", "leader", 30))),
    Plan(12, (_ORDER,)), Plan(6, (_ORDER, _RECTIFY, Step("recheck", "clerk", 5, "failed")), with_photo=True),
    Plan(5, (_GRADE, _ORDER), major=True),
    # 待复查, 待办结
    Plan(3, (_ORDER, _RECTIFY), with_photo=True), Plan(4, (_ORDER, _RECTIFY)), Plan(0, (_SETTLE,), with_photo=True), Plan(1, (_SETTLE,)),
    Plan(8, (_GRADE, _ORDER, _RECTIFY, Step("recheck", "clerk", 6)), major=True),
    # 已移送: refused, major; one that the department has dealt with
    Plan(7, (_ORDER, Step("note", "worker", 20), Step("refer", "clerk", 20, "refused"))),
    Plan(10, (_GRADE, Step("refer", "lead", 5, "major")), major=True),
    Plan(14, (_GRADE, Step("refer", "clerk", 8, "major"), Step("answer", "clerk", 50, "done")), major=True),
    # 已办结
    Plan(10, (_ORDER, _RECTIFY, _RECHECK), with_photo=True), Plan(13, (_ORDER, _RECTIFY, _RECHECK)), Plan(16, (_ORDER, _RECTIFY, _RECHECK)),
    Plan(18, (_ORDER, Step("rectify", "worker", 60), _RECHECK)), Plan(11, (_SETTLE, _RECHECK)), Plan(15, (_SETTLE, _RECHECK)),
    Plan(20, (_ORDER, _RECTIFY, Step("recheck", "clerk", 5, "failed"), _RECTIFY, Step("recheck", "leader", 8))),
    Plan(22, (_GRADE, _ORDER, _RECTIFY, Step("recheck", "clerk2", 8), Step("close", "lead", 5)), major=True),
    # 不属隐患
    Plan(6, (Step("dismiss", "clerk", 3),)), Plan(2, (Step("dismiss", "leader", 4),)),
)  # fmt: skip
