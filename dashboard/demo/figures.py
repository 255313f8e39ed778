"""Figures and names that the source text gives (domain.md O1-O8), and how they part exactly (O3)."""

from dataclasses import dataclass

STREET_NAME = "雄关街道"
STREET_CODE = "620201001"
CITY = "嘉峪关市"

HOUSEHOLDS = 76_792
PEOPLE = 184_400
GRIDS = 185
ESTATES = 139
COURTYARDS = 307

# O4: seven named by the source, five from public pages, five not known.
NAMED = (
    "祁连", "绿化", "德惠", "铁南", "铁北", "胜利", "雍和",
    "福民", "人民", "友谊", "嘉北", "雄关",
)  # fmt: skip
UNKNOWN = ("演示社区一", "演示社区二", "演示社区三", "演示社区四", "演示社区五")


@dataclass(frozen=True)
class CommunityFigures:
    """What one community of the town has."""

    number: int
    name: str
    short: str
    is_placeholder: bool
    grids: int
    estates: int
    courtyards: int
    households: int
    people: int

    @property
    def code(self) -> str:
        return f"{STREET_CODE}{self.number:03}"


def communities() -> list[CommunityFigures]:
    """The exact split of O3: 15×11 + 2×10 grids, 14×8 + 3×9 小区, 16×18 + 1×19 大院, 14×4,517 + 3×4,518 households,
    16×10,847 + 1×10,848 people."""
    names = [(f"{name}社区", name, False) for name in NAMED]
    names += [(name, f"演{name[-1]}", True) for name in UNKNOWN]
    total = len(names)
    return [
        CommunityFigures(
            number=index + 1,
            name=name,
            short=short,
            is_placeholder=unknown,
            grids=10 if index >= total - 2 else 11,
            estates=9 if index < 3 else 8,
            courtyards=19 if index == 0 else 18,
            households=4_518 if index < 3 else 4_517,
            people=10_848 if index == 0 else 10_847,
        )
        for index, (name, short, unknown) in enumerate(names)
    ]


# O8: the first four are members of the joint meeting by the source; the other four are this demo's choice.
DEPARTMENTS = (
    ("police", "公安", "member", "治安管理、纠纷现场处置、警调对接"),
    ("civil_affairs", "民政", "member", "社会救助、养老服务、社区建设指导"),
    ("housing", "住建", "member", "物业监管、房屋质量、公共排水和路灯"),
    ("enforcement", "综合执法", "member", "占道经营、违法建设、噪声油烟执法"),
    ("market", "市场监管", "coordination", "消费纠纷、食品安全、电梯安全"),
    ("resources", "自然资源", "coordination", "土地权属、规划许可"),
    ("sanitation", "环卫", "coordination", "生活垃圾清运、道路保洁"),
    ("justice", "司法", "coordination", "人民调解指导、法律援助"),
)
