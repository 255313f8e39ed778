"""What is looked at before somebody is scored: the unit's own safety, order and neighbourliness (domain.md J15).

Nothing here asks about a person's past: no family loses an award because one of them is supported, or petitions."""

from civics.awards.choices import AwardKind as K

_BUILDING = (
    "楼道、消防通道没有堆物，没有电动车进楼、飞线充电",
    "单元门、楼道灯、消防设施完好，坏了有人报修",
    "邻里纠纷有人管，能在楼里说开的不出楼",
    "楼栋长、住户共同遵守楼栋公约",
)
_PERSON = (
    "事迹真实，有具体的时间、地点和事情",
    "本人同意参评，同意公示",
    "居民和同事认可，社区核实过",
)
CRITERIA: dict[str, tuple[str, ...]] = {
    K.SAFE_COMMUNITY: (
        "网格员、网格长到岗，走访巡查有记录",
        "隐患发现一处整改一处",
        "矛盾纠纷及时受理，按期办结",
        "居民知道有事找谁",
    ),
    K.SAFE_BUILDING: _BUILDING,
    K.SAFE_FAMILY: (
        "家里用火、用电、用气安全，配合安全检查",
        "家庭和睦，邻里互相帮助",
        "遵守小区公约，爱护公共设施",
        "家里人同意参评，同意公示",
    ),
    K.FINE_BUILDING: (
        "楼道、门前干净整洁",
        "绿化、公共设施有人爱护",
        "邻里互助，常有共同的活动",
        _BUILDING[3],
    ),
    K.FINE_YARD: ("院内干净，车辆停放有序", "出租登记、消防燃气检查齐全", "邻里互助，公用的地方大家管"),
    K.GUARDIAN: _PERSON,
    K.MEDIATOR: (*_PERSON, "调解公道，守住当事人的秘密"),
    K.MORAL: _PERSON,
    K.VOLUNTEER: (*_PERSON, "志愿服务时长有记录"),
    K.EPIDEMIC_FREE: (),
}
