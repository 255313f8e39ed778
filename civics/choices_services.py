"""Code words of services, the centre, legal duty and risk reviews (domain.md J1, J9, J19, J21), with the words people read."""

from django.db.models import IntegerChoices, TextChoices


class UseState(TextChoices):
    """Something that is offered until it is stopped."""

    IN_USE = "in_use", "在用"
    STOPPED = "stopped", "停用"


class Window(TextChoices):
    """Where a thing is handled. Relief is the street's (社会救助法 art. 64)."""

    COMMUNITY = "community", "社区窗口"
    STREET = "street", "街道窗口"


class Trips(TextChoices):
    """How often somebody has to come for it."""

    NONE = "none", "一次都不跑"
    ONCE = "once", "最多跑一次"
    MORE = "more", "要跑几次"


class ItemState(TextChoices):
    """J21."""

    ACCEPTED = "accepted", "已受理"
    HANDLING = "handling", "办理中"
    WAITING = "waiting", "等补材料"
    DONE = "done", "已办结"
    RATED = "rated", "已评价"
    REFUSED = "refused", "不予办理"
    WITHDRAWN = "withdrawn", "已撤回"


class Rating(TextChoices):
    GOOD = "good", "满意"
    FAIR = "fair", "基本满意"
    BAD = "bad", "不满意"


class LegalWay(TextChoices):
    """What a legal supporter did (J19)."""

    ADVICE = "advice", "法律咨询"
    CASE = "case", "协助调解案件"
    TALK = "talk", "普法宣讲"


class LegalTopic(TextChoices):
    FAMILY = "family", "婚姻家庭"
    PROPERTY = "property", "物业和邻里"
    LABOUR = "labour", "劳动和欠薪"
    DEBT = "debt", "借贷和合同"
    HOUSING = "housing", "房屋和拆迁"
    INJURY = "injury", "人身损害"
    SAFETY = "safety", "治安和反诈"
    OTHER = "other", "其他"


class RoomKind(TextChoices):
    """一厅五室 (J1)."""

    HALL = "hall", "群众接待厅"
    MEDIATION = "mediation", "调解室"
    COUNSELLING = "counselling", "心理咨询室"
    ANALYSIS = "analysis", "研判室"
    GRID = "grid", "网格工作室"
    SOCIAL = "social", "社工室"
    OTHER = "other", "其他"


class UnitWay(TextChoices):
    """How a unit is in the centre."""

    STATIONED = "stationed", "常驻"
    ROTATING = "rotating", "轮驻"
    ON_CALL = "on_call", "随叫随到"


class ShiftState(TextChoices):
    PLANNED = "planned", "已排班"
    PRESENT = "present", "已到岗"
    ABSENT = "absent", "没有到岗"
    CANCELLED = "cancelled", "已取消"


class ShiftPart(TextChoices):
    MORNING = "morning", "上午"
    AFTERNOON = "afternoon", "下午"
    DAY = "day", "全天"
    NIGHT = "night", "夜间"


class LogState(TextChoices):
    OPEN = "open", "登记中"
    CLOSED = "closed", "已交班"


class IntakeTopic(TextChoices):
    """What people came for."""

    DISPUTE = "dispute", "矛盾纠纷"
    PETITION = "petition", "信访"
    ADVICE = "advice", "法律咨询"
    RELIEF = "relief", "社会救助"
    SERVICE = "service", "便民服务"
    COUNSELLING = "counselling", "心理疏导"
    OTHER = "other", "其他"


class IntakeWay(TextChoices):
    """Where it went from the hall: 受理、分流、交办, or answered at once."""

    ANSWERED = "answered", "当场答复"
    CASE = "case", "登记成案件"
    PETITION = "petition", "转信访登记"
    SERVICE = "service", "转便民窗口"
    UNIT = "unit", "转进驻单位"
    ELSEWHERE = "elsewhere", "引导去别处"


class ReviewState(TextChoices):
    """J9."""

    DRAFT = "draft", "准备材料"
    ASSESSED = "assessed", "已评估"
    DECIDED = "decided", "已有结论"
    FILED = "filed", "已备案"
    WITHDRAWN = "withdrawn", "已撤回"


class Risk(IntegerChoices):
    """The answer to one of the seven questions, and the level of the whole: the highest answer counts."""

    LOW = 1, "低风险"
    MEDIUM = 2, "中风险"
    HIGH = 3, "高风险"


class Conclusion(TextChoices):
    """What the level means (J9): high is not carried out, medium is changed first, low goes ahead."""

    PROCEED = "proceed", "可以实施"
    ADJUST = "adjust", "调整后再实施"
    STOP = "stop", "不予实施"


CONCLUSION_OF: dict[int, str] = {
    Risk.LOW: Conclusion.PROCEED,
    Risk.MEDIUM: Conclusion.ADJUST,
    Risk.HIGH: Conclusion.STOP,
}
