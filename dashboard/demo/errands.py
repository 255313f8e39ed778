"""What the street whistles for, and how each whistle goes: the same kind of lines as dashboard.demo.scripts.

`main` is the lead unit of the moment, `helper` the assisting one; everybody else is named as in the cases' scripts. Each
line stops where the whistle stands today, so that every state of domain.md D3 is there to be seen."""

from dataclasses import dataclass

from dashboard.demo.matters import LAMPS, PAVING, Matter
from dashboard.demo.scripts import Cue, read
from disputes.choices import Cause, Severity
from disputes.whistles.choices import WhistleKind

_EMERGENCY, _ENFORCEMENT, _HARD, _TOUGH = WhistleKind


@dataclass(frozen=True)
class Errand:
    """One whistle. With a `matter` it comes from a case about it; `clause` is the title of the lead's duty clause."""

    kind: WhistleKind
    title: str
    problem: str
    task: str
    lead: str
    clause: str
    where: str
    spot: str
    line: str
    done: str = ""
    helpers: tuple[str, ...] = ()
    cause: Cause | None = None
    matter: Matter | None = None
    # How many working days ago the last step lies at least; of a case of the stream: as the case lies.
    age: int = 0
    # Why more time is asked, or why it must wait.
    reason: str = ""
    with_photos: bool = False

    @property
    def cues(self) -> tuple[Cue, ...]:
        line = self.line
        for short, whole in _SHARED.items():
            line = line.replace(short, whole)
        return read(line)


_SHARED = {
    "<called>": "clerk call; manager draft; street_lead issue",
    "<blown>": "manager draft; street_lead issue",
    "<seen>": "main sign; main contact; main arrive +1",
    "<rated>": "manager rate_street; clerk rate_community; worker rate_resident",
}
_GATE = Matter(
    Cause.PROPERTY, "电梯一周困人两次",
    ("十六层电梯一周困人两次，住户要求停梯检修，物业说要等维保公司排期。",),
    "维保记录有两处空缺，限速器需要校验。", "停梯检修并通过检验后再用，检修期间物业安排人帮老人提重物。",
    "完成检修并公示检验报告", "检验报告照片", "尽快修好", "物业服务企业", sizes=(Severity.MAJOR,), duty=True, spot="电梯",
)  # fmt: skip
_SMOKE = Matter(
    Cause.ENVIRONMENT, "烧烤店油烟直排",
    ("楼下烧烤店排烟口正对三楼窗户，夏天不敢开窗，几户联名反映。",),
    "油烟净化器没有开，排烟口离窗不到四米。", "一周内改排烟口朝向，净化器每天开、每月洗。",
    "改排烟口并清洗净化器", "复查照片", "治理油烟", "经营者", sizes=(Severity.MAJOR,), duty=True, spot="商铺",
)  # fmt: skip
_PIPE = Matter(
    Cause.LEAK, "院里污水井外溢",
    ("院里污水井隔几天就冒，几家为谁堵的吵起来，物业说是市政管网的事。",),
    "院外市政支管淤堵，院内管道通畅。", "先请部门疏通市政支管，各户今后不往下水倒油渣。",
    "疏通支管并清洗路面", "疏通前后照片", "不再外溢", "物业服务企业", sizes=(Severity.MAJOR,), duty=True, spot="院内",
)  # fmt: skip

ERRANDS: tuple[Errand, ...] = (
    # O7: the two that the source tells as solved.
    Errand(
        _HARD, "北门主干道没有路灯", "北门到主干道约一百二十米没有照明，物业核对过，产权属市政",
        "到场查看产权和线路，装好路灯并反馈亮灯照片", "enforcement", "占道经营", "白马公寓", "北门",
        "<called>; main sign; main object:housing; street_lead reassign:housing; <seen>; main plan; main answer +2; "
        "worker check; <rated>; main rate_whistle; manager close +1",
        done="路灯六盏已装好并通电，夜里都亮", cause=Cause.PROPERTY, matter=LAMPS, with_photos=True,
    ),
    Errand(
        _TOUGH, "背街小巷道路硬化", "小巷约二百米土路，没有列入以前的改造，下雨积水、冬天结冰",
        "列入年度改造，完成路面硬化和排水，反馈完工照片", "housing", "市政道路", "铁路小区", "背街小巷",
        "<called>; main sign; helper sign; main arrive +1; helper arrive; main plan +1; helper answer +1; main progress +3; "
        "main answer +2; clerk check; <rated>; helper rate_whistle; manager close +1",
        done="二百米路面硬化完工，排水沟已通", helpers=("resources",), cause=Cause.PROPERTY, matter=PAVING, with_photos=True,
    ),
    Errand(
        _EMERGENCY, "大风刮倒施工围挡", "围挡倒向人行道，已拉警戒带，路人绕行", "马上到场扶正加固，清出人行道",
        "enforcement", "违法建设", "绿化", "门前",
        "intake issue; main sign; helper sign; main arrive; helper arrive; street_lead ratify; main plan; helper answer; "
        "main answer; worker check +1; <rated>; manager close +1",
        done="围挡已扶正加固，人行道恢复通行", helpers=("housing",), age=24,
    ),
    # One in every other state today.
    Errand(
        _ENFORCEMENT, "夜市摊点又占消防通道", "晚上七点后摊点占住消防通道，劝离两次又回来", "联合到场清出通道，划线定位",
        "enforcement", "占道经营", "铁北:9", "门前", "<called>", helpers=("police",), cause=Cause.BUSINESS,
    ),
    Errand(
        _HARD, "电梯一周困人两次", "十六层电梯一周困人两次，维保记录有空缺", "到场检查维保记录，提出停梯检修意见并反馈",
        "market", "电梯安全", "福民", "电梯", "<blown>; main sign; main contact", cause=Cause.PROPERTY, matter=_GATE,
    ),
    Errand(
        _HARD, "小区化粪池外溢", "化粪池外溢到路面，气味大，物业说没有清掏合同", "到场查看，组织清掏并反馈",
        "sanitation", "垃圾清运", "胜利", "院内", "<blown>; main sign; main object:housing", cause=Cause.LEAK,
    ),
    Errand(
        _HARD, "院墙开裂外倾", "院墙外侧裂缝约两厘米，下面是上学的路", "到场鉴定，先围挡，提出加固意见",
        "resources", "规划许可", "祁连", "院内",
        "<called>; main sign; main object:housing; street_lead reassign:housing", cause=Cause.HOUSING,
    ),
    Errand(
        _ENFORCEMENT, "烧烤店油烟直排", "排烟口正对居民窗户，净化器没有开", "到场检查净化器和排烟口，限期改正并反馈",
        "enforcement", "油烟和施工噪声", "友谊", "商铺", "<blown>; main sign; helper sign; main arrive; helper arrive",
        helpers=("market",), cause=Cause.ENVIRONMENT, matter=_SMOKE,
    ),
    Errand(
        _HARD, "院里污水井外溢", "院外市政支管淤堵，院内管道通畅", "到场疏通市政支管，清洗路面并反馈照片",
        "housing", "公共排水", "德惠", "院内", "<called>; <seen>; main plan; main progress +1",
        cause=Cause.LEAK, matter=_PIPE, age=1, with_photos=True,
    ),
    Errand(
        _HARD, "楼顶女儿墙砖松动", "女儿墙有三处砖松动，楼下已设警戒", "到场鉴定并组织加固，反馈前后照片",
        "housing", "房屋质量", "雍和", "楼顶", "<blown>; <seen>; main plan; main progress +2; clerk chase +5",
        cause=Cause.HOUSING, age=4,
    ),
    Errand(
        _HARD, "背街路面塌陷一处", "塌陷约三平方米，怀疑下面管道漏水", "到场查明原因，修好路面并反馈",
        "housing", "市政道路", "人民", "门前", "<called>; <seen>; main plan; main ask_extension +4", cause=Cause.PROPERTY,
        reason="要等管道检测，配件后天到货",
    ),
    Errand(
        _HARD, "垃圾点满溢没有清运", "连续三天没有清运，已溢到路面", "当天清运，确定以后的清运时间",
        "sanitation", "垃圾清运", "铁北:7", "院内", "<called>; <seen>; main plan; main answer", cause=Cause.ENVIRONMENT,
        done="已清运两车，改为每天早上六点清运",
    ),
    Errand(
        _ENFORCEMENT, "水果摊占住单元门口", "摊位摆到单元门口，早上出不来车", "到场劝离，划定摊位范围",
        "enforcement", "占道经营", "铁北:3", "门前",
        "<blown>; main sign; main arrive; main plan; main answer +1; worker check +1; manager rate_street",
        done="摊位退到划线以内，门口已让开", cause=Cause.BUSINESS,
    ),
    Errand(
        _HARD, "路口积雪结冰没有清", "坡道结冰，老人摔过，没有大碍", "清冰撒防滑，定下以后谁来清",
        "sanitation", "道路保洁", "嘉北", "门前",
        "<called>; <seen>; main plan; main answer; worker check:undone +1; manager rework", done="主路已清，坡道撒了防滑沙",
    ),
    Errand(
        _ENFORCEMENT, "车辆长期堵住消防通道", "三辆车长期停在消防通道，留的电话打不通", "联系车主挪车，划禁停线",
        "police", "道路停车秩序", "雄关", "院内",
        "<blown>; main sign; helper sign; main arrive; helper arrive; main plan; helper answer +1; main answer; "
        "worker check +1; <rated>", done="三辆车已挪走，禁停线已划", helpers=("enforcement",), cause=Cause.PARKING,
    ),
    Errand(
        _HARD, "老楼供热主管锈蚀", "主管锈蚀三处，每个冬天都漏，换管要大修资金", "提出更换方案和资金来源",
        "housing", "供热供气监管", "铁南", "楼道",
        "<called>; <seen>; main plan; street_lead put_on_account +3; street_lead review_account +61", cause=Cause.UTILITIES,
        age=9, reason="换管要大修资金，已报明年改造计划，今冬由供热企业先包扎",
    ),
    Errand(
        _ENFORCEMENT, "楼道私拉电线充电", "三个单元有人从窗户拉线充电，劝过多次", "到场拆除飞线，查处并宣传",
        "enforcement", "楼道和公共部位堆物", "绿化", "楼道", "<called>; main sign; street_lead escalate +3", cause=Cause.CLUTTER,
        age=1,
    ),
    Errand(
        _TOUGH, "小区大门外断头路", "大门外断头路约八十米，早晚堵车，要打通才能分流", "由住建牵头提出打通方案和时间",
        "housing", "市政道路", "德惠", "门前", "clerk call; manager draft", helpers=("resources", "police"),
        reason="拆迁和管线都要协调",
    ),
    Errand(
        _HARD, "广场舞音响扰民", "晚上九点后音响声大，附近住户反映", "到场劝说，定下时间和音量",
        "police", "生活噪声", "友谊", "楼前", "manager draft; manager void", age=6,
    ),
)  # fmt: skip

# Calls that came to no whistle: where, what, asked, the line.
CALLS: tuple[tuple[str, str, str, str, str], ...] = (
    ("铁北:2", "院里健身器材松动", "已围起来，厂家电话打不通", "联系厂家或体育部门来修", "clerk call"),
    ("福民", "老旧小区缺停车位", "已和物业划了临时车位，还差三十个", "协调旁边单位夜间错时停车", "clerk call; manager take"),
    ("人民", "物业服务站搬走", "住户找不到人报修，已打公司电话", "约谈物业公司",
     "clerk call; intake take; intake finish +2"),
    ("胜利", "两家争楼前菜地", "已劝过一次，双方不听", "派部门来拆", "clerk call; manager decline"),
)  # fmt: skip
