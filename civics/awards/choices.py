"""Code words of awards (domain.md J15), with the words people read."""

from django.db.models import TextChoices


class AwardKind(TextChoices):
    """What is awarded. The last is a title of the past, kept for old plaques and given no more."""

    SAFE_COMMUNITY = "safe_community", "平安社区"
    SAFE_BUILDING = "safe_building", "平安楼栋"
    SAFE_FAMILY = "safe_family", "平安家庭"
    FINE_BUILDING = "fine_building", "最美楼栋"
    FINE_YARD = "fine_yard", "最美大院"
    GUARDIAN = "guardian", "平安卫士"
    MEDIATOR = "mediator", "枫桥人物"
    MORAL = "moral", "道德模范"
    VOLUNTEER = "volunteer", "最美志愿者"
    EPIDEMIC_FREE = "epidemic_free", "无疫小区"


K = AwardKind
CLOSED_KINDS = frozenset({K.EPIDEMIC_FREE})
# Who is put forward is a person or a family: named under seal, shown masked, and only with their consent.
PERSONAL_KINDS = frozenset({K.SAFE_FAMILY, K.GUARDIAN, K.MEDIATOR, K.MORAL, K.VOLUNTEER})


class CampaignState(TextChoices):
    DRAFT = "draft", "筹备中"
    CALLING = "calling", "推荐中"
    REVIEWING = "reviewing", "评审中"
    CLOSED = "closed", "已结束"
    CANCELLED = "cancelled", "已取消"


class Way(TextChoices):
    """Who puts forward."""

    SELF = "self", "自己申报"
    NEIGHBOUR = "neighbour", "邻居推荐"
    BUILDING = "building", "楼栋推荐"


class NominationState(TextChoices):
    NOMINATED = "nominated", "待资格审核"
    INELIGIBLE = "ineligible", "不符合条件"
    ELIGIBLE = "eligible", "评分中"
    PASSED_OVER = "passed_over", "没有入围"
    NOTICED = "noticed", "公示中"
    UPHELD = "upheld", "异议成立"
    AWARDED = "awarded", "已表彰"
    REVOKED = "revoked", "已撤销"
    WITHDRAWN = "withdrawn", "已退出"


N = NominationState
OPEN_NOMINATIONS = frozenset({N.NOMINATED, N.ELIGIBLE, N.NOTICED})


class ObjectionState(TextChoices):
    WAITING = "waiting", "待核查"
    UPHELD = "upheld", "成立"
    DISMISSED = "dismissed", "不成立"


class ReviewResult(TextChoices):
    """What the yearly look says."""

    KEEP = "keep", "继续保持"
    IMPROVE = "improve", "限期整改"
