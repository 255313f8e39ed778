"""The duty lists that ship with the product (domain.md O8, K17, K18): this town's eight units, as defaults to be agreed.

Data only. The office edits them at /settings/duties/; what it edited is not shipped again."""

from collections.abc import Iterator
from typing import Any

from disputes.choices import Cause
from grids.choices import DepartmentCode

D, C = DepartmentCode, Cause
SOURCE = "随系统提供，待联席会议确认"

# department, then: 简称, 内容, kinds of cases, what people call it
_ROWS: tuple[tuple[str, str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    (D.POLICE, "治安警情", "纠纷现场有打斗、威胁、损坏财物的，出警处置", (), ("打架", "持刀", "威胁", "砸", "报警", "打斗")),
    (D.POLICE, "犬只管理", "无证养犬、犬只伤人、遛犬不拴绳的查处", (C.PET,), ("狗", "犬")),
    (D.POLICE, "道路停车秩序", "小区外道路违停、堵塞消防通道的劝离和处罚", (C.PARKING,), ("违停", "堵路", "挪车")),
    (D.POLICE, "生活噪声", "商业经营、公共场所和邻里的社会生活噪声", (C.NOISE,), ("噪声", "扰民", "音响", "广场舞")),
    (D.CIVIL_AFFAIRS, "社会救助", "困难家庭的低保、临时救助、特困供养", (), ("困难", "低保", "救助")),
    (D.CIVIL_AFFAIRS, "养老服务", "居家和社区养老、失能老人照护", (C.SUPPORT,), ("养老", "老人照护")),
    (D.HOUSING, "物业监管", "物业服务企业不履行合同的督促和处理", (C.PROPERTY,), ("物业", "电梯维修资金", "保洁")),
    (D.HOUSING, "房屋质量", "房屋开裂、屋面漏水、外墙脱落的鉴定和维修督促", (C.HOUSING,), ("开裂", "屋面", "楼顶漏", "外墙", "危房")),
    (D.HOUSING, "公共照明", "市政道路和背街小巷路灯的安装、维修", (), ("路灯", "照明", "不亮")),
    (D.HOUSING, "公共排水", "市政排水管网堵塞、返水、井盖缺失", (C.LEAK,), ("下水", "排水", "返水", "积水", "井盖", "污水")),
    (D.HOUSING, "市政道路", "背街小巷和市政道路破损、硬化", (), ("道路", "路面", "硬化", "坑洼")),
    (D.HOUSING, "供热供气监管", "供热不达标、燃气设施隐患的处理", (C.UTILITIES,), ("暖气", "供热", "燃气", "停暖")),
    (D.ENFORCEMENT, "占道经营", "占道摆摊、店外经营的清理", (C.BUSINESS,), ("占道", "摆摊", "摊位")),
    (D.ENFORCEMENT, "违法建设", "私搭乱建、违章建筑的制止和拆除", (), ("违建", "私搭", "乱建", "搭建")),
    (D.ENFORCEMENT, "油烟和施工噪声", "餐饮油烟直排、建筑施工夜间噪声的执法", (C.ENVIRONMENT,), ("油烟", "烧烤", "施工", "夜间")),
    (D.ENFORCEMENT, "楼道和公共部位堆物", "拒不清理的占用公共部位行为的执法", (C.CLUTTER,), ("堆物", "楼道", "占用通道")),
    (D.MARKET, "消费纠纷", "预付卡、商品质量、价格等消费投诉", (C.CONSUMER,), ("充卡", "退卡", "价格", "假货")),
    (D.MARKET, "食品安全", "小餐饮、小作坊的食品安全检查", (), ("食品", "变质", "餐饮")),
    (D.MARKET, "电梯安全", "电梯故障、困人、超期未检的监察", (), ("电梯", "困人")),
    (D.RESOURCES, "土地权属", "土地、宅基地和院落界址的权属争议", (C.LAND,), ("地界", "宅基地", "土地")),
    (D.RESOURCES, "规划许可", "建设项目规划和批后变更的核查", (C.REQUISITION,), ("规划", "日照", "采光")),
    (D.SANITATION, "垃圾清运", "生活垃圾清运不及时、垃圾点布置", (), ("垃圾", "清运")),
    (D.SANITATION, "道路保洁", "市政道路保洁、积雪结冰清除", (), ("保洁", "积雪", "结冰", "扫雪")),
    (D.JUSTICE, "调解指导", "重大疑难纠纷的人民调解指导", (C.DAMAGE, C.INHERITANCE, C.DEBT), ("调解",)),
    (D.JUSTICE, "法律援助", "农民工讨薪、老年人等的法律援助", (C.LABOUR,), ("讨薪", "欠薪", "工资", "法律援助")),
)  # fmt: skip


def clauses() -> Iterator[dict[str, Any]]:
    """Each clause as columns of DutyClause, numbered within its department."""
    numbers: dict[str, int] = {}
    for code, title, text, causes, words in _ROWS:
        numbers[code] = numbers.get(code, 0) + 1
        yield {
            "department_code": str(code),
            "number": numbers[code],
            "title": title,
            "text": text,
            "causes": [str(one) for one in causes],
            "words": list(words),
            "source": SOURCE,
            "is_default": True,
        }
