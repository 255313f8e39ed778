"""Code tables of calls, whistles and summoned units (domain.md D and K14). Labels are what the screen shows."""

from django.db.models import TextChoices


class WhistleKind(TextChoices):
    """K14."""

    EMERGENCY = "emergency", "应急处置"
    ENFORCEMENT = "enforcement", "综合执法"
    HARD = "hard", "难点民生"
    TOUGH = "tough", "攻坚克难"


class WhistleState(TextChoices):
    """domain.md D3."""

    DRAFT = "draft", "拟哨"
    APPROVED = "approved", "已吹哨"
    SIGNED = "signed", "已签收"
    OBJECTED = "objected", "提出异议"
    REASSIGNED = "reassigned", "改派"
    ARRIVED = "arrived", "已报到"
    HANDLING = "handling", "办理中"
    EXTENSION = "extension", "申请延期"
    RESOLVED = "resolved", "已反馈"
    CHECKED = "checked", "已核查"
    REWORK = "rework", "返工"
    RATED = "rated", "已评价"
    CLOSED = "closed", "办结"
    ON_ACCOUNT = "on_account", "挂账"
    ESCALATED = "escalated", "提请上级"
    VOID = "void", "作废"


W = WhistleState
ENDED_STATES = frozenset({W.CLOSED, W.VOID})
# Issued and not ended: somebody still owes something.
LIVE_STATES = frozenset(set(W) - ENDED_STATES - {W.DRAFT})
# A department has the matter in its hands: a case list shows 部门.
WITH_UNITS = frozenset(
    {
        W.APPROVED,
        W.SIGNED,
        W.OBJECTED,
        W.REASSIGNED,
        W.ARRIVED,
        W.HANDLING,
        W.EXTENSION,
        W.REWORK,
        W.ESCALATED,
    }
)


class UnitState(TextChoices):
    """How far one summoned unit is."""

    PLANNED = "planned", "待吹哨"
    PENDING = "pending", "待签收"
    SIGNED = "signed", "已签收"
    OBJECTED = "objected", "有异议"
    CONTACTED = "contacted", "已联系"
    ARRIVED = "arrived", "已报到"
    ANSWERED = "answered", "已反馈"
    RELEASED = "released", "已改派"
    DROPPED = "dropped", "不再等待"


U = UnitState
# The unit owes the next step.
UNIT_WORKING = frozenset({U.PENDING, U.SIGNED, U.OBJECTED, U.CONTACTED, U.ARRIVED})
# The unit knows of the whistle: it was told and not sent away.
UNIT_SEES = frozenset({*UNIT_WORKING, U.ANSWERED, U.DROPPED})


class CallState(TextChoices):
    """社区呼叫 (D1)."""

    DRAFT = "draft", "新呼叫"
    WAITING = "waiting", "待分办"
    TAKEN = "taken", "街道自办"
    WHISTLED = "whistled", "已转吹哨"
    DECLINED = "declined", "不予采纳"
    DONE = "done", "已办完"
    WITHDRAWN = "withdrawn", "已撤回"


class Outcome(TextChoices):
    """哨结果 (K14)."""

    SOLVED = "solved", "已解决"
    PARTLY = "partly", "部分解决"
    EXPLAINED = "explained", "已解释"
    ON_ACCOUNT = "on_account", "挂账"
    UNTRUE = "untrue", "不属实"


class Ruling(TextChoices):
    """What the street said to an objection."""

    PENDING = "pending", "等裁定"
    BACK = "back", "维持原单位"
    REASSIGNED = "reassigned", "改派"
    RELEASED = "released", "不再需要"


class Side(TextChoices):
    """Who answers the three questions (D6)."""

    STREET = "street", "街道"
    COMMUNITY = "community", "社区"
    RESIDENT = "resident", "居民"


class IssuedAs(TextChoices):
    """Who of the street's leadership blows a 攻坚哨 (D3)."""

    SECRETARY = "secretary", "党工委书记"
    DIRECTOR = "director", "办事处主任"


# Why a unit says that a matter is not its own (ux.md W5).
OBJECTION_REASONS: tuple[str, ...] = (
    "不在本单位职责内",
    "管辖不是本单位",
    "和实际情况不符",
    "要上级或别的单位先批准",
)
CHASE_WORDS: tuple[str, ...] = (
    "居民在等，请今天下班前到场并回个话。有困难请写明",
    "请马上签收，并告诉社区谁来、几点到",
    "请按时限反馈结果和照片。办不完请在到期前申请延期",
)
CONTACT_WORDS: tuple[str, ...] = (
    "已电话联系社区，约好到场时间",
    "已联系社区，先看照片和位置",
    "已联系居民和社区",
)
REVIEWS_BEFORE_CLOSING = 3
# W5: after the second refusal of a whistle the street's ruling is the last word.
MOST_OBJECTIONS = 2
HISTORY_DAYS = 90
