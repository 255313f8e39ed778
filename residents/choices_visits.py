"""Code tables of visits and opinions (domain.md H, K8, K16). Labels are what the screen shows.

Outcomes are neutral on purpose: nobody has to let anybody in, and no outcome counts for or against a household (H5)."""

from django.db.models import IntegerChoices, TextChoices


class VisitKind(TextChoices):
    """H1. Contacts of the support programmes are kept apart and never here (trust.md T11)."""

    ROUTINE = "routine", "入户走访"
    CAMPAIGN = "campaign", "民情大走访"
    LEADER = "leader", "领导联系社区"
    AFTER_CASE = "after_case", "案后回访"
    HOLIDAY = "holiday", "节日慰问"
    HAZARD = "hazard", "隐患复查"
    SURVEY = "survey", "入户调查"


class VisitState(TextChoices):
    PLANNED = "planned", "已约好"
    DONE = "done", "已走访"
    CANCELLED = "cancelled", "已取消"


class Outcome(TextChoices):
    """How it was at the door. All three are a visit."""

    MET = "met", "已见面"
    MOVED = "moved", "改约"
    NOT_NOW = "not_now", "居民不便"


class OpinionState(TextChoices):
    DRAFT = "draft", "登记中"
    RAISED = "raised", "待分类"
    HANDLING = "handling", "办理中"
    CONVERTED = "converted", "已转办"
    REPLIED = "replied", "已答复"
    CLOSED = "closed", "已办结"
    VOID = "void", "已撤销"


# The resident is owed something.
OWED_STATES = frozenset({OpinionState.RAISED, OpinionState.HANDLING, OpinionState.CONVERTED})
OPEN_STATES = OWED_STATES | {OpinionState.REPLIED}


class Category(TextChoices):
    """K8."""

    QUESTION = "question", "咨询"
    PROPOSAL = "proposal", "建议"
    REQUEST = "request", "求助"
    COMPLAINT = "complaint", "投诉"
    DISPUTE = "dispute", "纠纷线索"
    HAZARD = "hazard", "隐患线索"
    PRAISE = "praise", "表扬"
    OTHER = "other", "其他"


# What an answer alone settles; for the rest something was done, and the record says what.
ANSWERED_BY_WORDS = frozenset({Category.QUESTION, Category.PROPOSAL, Category.PRAISE, Category.OTHER})


class OpinionTopic(TextChoices):
    """What people of this town bring up (H4 and the source's list); also the title of an opinion, naming nobody."""

    DRAINS = "drains", "下水堵塞"
    ROOF = "roof", "楼顶漏水"
    ROAD = "road", "道路破损"
    ESTATE = "estate", "小区建设"
    LAMPS = "lamps", "路灯照明"
    CLEANING = "cleaning", "环境卫生"
    PARKING = "parking", "停车"
    NOISE = "noise", "噪声扰民"
    SUPPLY = "supply", "供水供热供气"
    PROPERTY = "property", "物业服务"
    SAFETY = "safety", "安全隐患"
    NEIGHBOURS = "neighbours", "邻里关系"
    POLICY = "policy", "政策办事"
    ELDERLY = "elderly", "养老托幼"
    OTHER = "other", "其他事项"


# Words by which a sentence typed in the stairwell gets its first title; people correct it when they classify.
TOPIC_WORDS: tuple[tuple[OpinionTopic, tuple[str, ...]], ...] = (
    (OpinionTopic.DRAINS, ("下水", "返水", "堵塞", "管道堵")),
    (OpinionTopic.ROOF, ("楼顶", "屋面", "屋顶", "漏雨", "漏水")),
    (OpinionTopic.ROAD, ("道路", "路面", "坑洼", "人行道", "井盖")),
    (OpinionTopic.LAMPS, ("路灯", "灯不亮", "楼道灯", "照明")),
    (OpinionTopic.CLEANING, ("垃圾", "卫生", "异味", "清扫", "保洁")),
    (OpinionTopic.PARKING, ("停车", "车位", "占道")),
    (OpinionTopic.NOISE, ("噪声", "噪音", "吵", "施工", "广场舞")),
    (OpinionTopic.SUPPLY, ("停水", "停电", "暖气", "供热", "供暖", "燃气", "水压")),
    (OpinionTopic.SAFETY, ("充电", "飞线", "堆物", "消防", "隐患", "脱落")),
    (OpinionTopic.PROPERTY, ("物业", "电梯", "门禁")),
    (OpinionTopic.NEIGHBOURS, ("邻居", "楼上", "楼下", "吵架")),
    (OpinionTopic.ELDERLY, ("养老", "老人", "托幼", "助餐", "幼儿园")),
    (OpinionTopic.POLICY, ("低保", "医保", "社保", "办证", "政策", "补贴", "户口")),
    (OpinionTopic.ESTATE, ("小区", "健身", "绿化", "座椅", "改造")),
)


def topic_of(text: str) -> OpinionTopic:
    """The first topic whose words the sentence holds."""
    found = (topic for topic, words in TOPIC_WORDS if any(word in text for word in words))
    return next(found, OpinionTopic.OTHER)


class Desk(IntegerChoices):
    """Who owes the answer."""

    GRID = 1, "网格"
    COMMUNITY = 2, "社区"
    STREET = 3, "街道"


class Channel(TextChoices):
    """How it reached us."""

    VISIT = "visit", "走访"
    DESK = "desk", "来访"
    PHONE = "phone", "来电"
    LEADER = "leader", "领导联系日"
    GATHERING = "gathering", "活动现场"
    ONLINE = "online", "网上留言"


class ReplyWay(TextChoices):
    IN_PERSON = "in_person", "当面"
    PHONE = "phone", "电话"
    MESSAGE = "message", "短信微信"
    LETTER = "letter", "书面"
    BOARD = "board", "公告栏"


class Satisfaction(TextChoices):
    """K16. 满意率 counts the first two."""

    VERY_GOOD = "very_good", "非常满意"
    GOOD = "good", "满意"
    FAIR = "fair", "基本满意"
    BAD = "bad", "不满意"
    VERY_BAD = "very_bad", "非常不满意"
    NOT_REACHED = "not_reached", "未联系上"
    NO_ANSWER = "no_answer", "不愿评价"


DISSATISFIED = frozenset({Satisfaction.BAD, Satisfaction.VERY_BAD})
