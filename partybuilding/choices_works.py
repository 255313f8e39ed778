"""Code words of party organisations and what they run (domain.md J2-J6, J14, J17-J18, J22, J24), with the words people read."""

from django.db.models import IntegerChoices, TextChoices


class OrgKind(TextChoices):
    """The levels of the tree: one 工委, a committee a community, branches, party groups in grids (J24)."""

    STREET = "street", "街道党工委"
    COMMITTEE = "committee", "社区党委"
    BRANCH = "branch", "党支部"
    GROUP = "group", "网格党小组"


# What each level stands under.
ORG_ABOVE: dict[str, str] = {
    OrgKind.COMMITTEE: OrgKind.STREET,
    OrgKind.BRANCH: OrgKind.COMMITTEE,
    OrgKind.GROUP: OrgKind.BRANCH,
}


class OrgState(TextChoices):
    ACTIVE = "active", "正常"
    DISSOLVED = "dissolved", "已撤销"


class BrandState(TextChoices):
    """J14."""

    PROPOSED = "proposed", "待审核"
    APPROVED = "approved", "已批准"
    RUNNING = "running", "推行中"
    RETIRED = "retired", "已退出"


class ReviewResult(TextChoices):
    """What the yearly review says of a brand."""

    KEEP = "keep", "继续推行"
    IMPROVE = "improve", "整改提升"
    REPLACE = "replace", "建议更换"


class CarrierKind(TextChoices):
    """J18, O6."""

    PARLOUR = "parlour", "会客厅"
    LECTURE = "lecture", "党课"
    WEEKLY = "weekly", "每周一课"
    OTHER = "other", "其他"


class RunState(TextChoices):
    """Something that is run until it is stopped: a carrier, a steward group, a station."""

    RUNNING = "running", "运行中"
    STOPPED = "stopped", "已停办"


class SessionState(TextChoices):
    PLANNED = "planned", "待举办"
    HELD = "held", "已举办"
    CANCELLED = "cancelled", "已取消"


class AgreementState(TextChoices):
    """J3."""

    DRAFT = "draft", "商议中"
    SIGNED = "signed", "履行中"
    ENDED = "ended", "已到期"


class Side(TextChoices):
    """The two that build together; either may ask and either may give."""

    COMMUNITY = "community", "社区"
    UNIT = "unit", "共建单位"


class EntryKind(TextChoices):
    """The three lists of an agreement."""

    NEED = "need", "需求清单"
    RESOURCE = "resource", "资源清单"
    PROJECT = "project", "项目清单"


class EntryState(TextChoices):
    """J3."""

    PUBLISHED = "published", "已发布"
    MATCHED = "matched", "已对接"
    CLAIMED = "claimed", "已认领"
    DELIVERED = "delivered", "已完成"
    RATED = "rated", "已评价"
    CLOSED = "closed", "已办结"
    WITHDRAWN = "withdrawn", "已撤回"


class Grade(TextChoices):
    """How the side that asked rates what it got."""

    GOOD = "good", "满意"
    FAIR = "fair", "基本满意"
    BAD = "bad", "不满意"


class LinkState(TextChoices):
    """J2."""

    DRAFT = "draft", "拟定中"
    SIGNED = "signed", "已签订"
    RUNNING = "running", "实施中"
    REVIEWED = "reviewed", "已总结"


class PropertyState(TextChoices):
    """J6."""

    SERVING = "serving", "在管"
    LEFT = "left", "已退出"


class Quarter(IntegerChoices):
    FIRST = 1, "一季度"
    SECOND = 2, "二季度"
    THIRD = 3, "三季度"
    FOURTH = 4, "四季度"


class CheckInState(TextChoices):
    """J4."""

    REGISTERED = "registered", "已报到"
    ENDED = "ended", "已退出"


class CampaignState(TextChoices):
    """J22."""

    PLANNED = "planned", "筹备中"
    UNDER_WAY = "under_way", "整治中"
    FINISHED = "finished", "已完成"
    CANCELLED = "cancelled", "已取消"


class PointState(TextChoices):
    OPEN = "open", "待整治"
    DONE = "done", "已整治"
    DROPPED = "dropped", "不再整治"
