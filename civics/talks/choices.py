"""Code words of deliberation and open affairs (domain.md J7, J8), with the words people read."""

from django.db.models import TextChoices


class AffairKind(TextChoices):
    """What a residents' committee shows its residents (城市居民委员会组织法 art. 34)."""

    DECISION = "decision", "居民会议、居民代表会议决定的事项和实施情况"
    DELIBERATION = "deliberation", "议事协商的结果和落实情况"
    PLAN = "plan", "年度工作计划和完成情况"
    MONEY = "money", "工作经费、公益金的收支"
    RELIEF = "relief", "社会救助、优抚和捐赠款物的发放"
    SERVICE = "service", "公益事业、便民服务项目"
    ENTRUSTED = "entrusted", "协助政府开展的工作"
    ELECTION = "election", "选举、成员分工和民主评议"
    OTHER = "other", "涉及居民利益、居民要求公开的其他事项"


class AffairState(TextChoices):
    """J8."""

    DRAFT = "draft", "起草中"
    POSTED = "posted", "公示中"
    ENDED = "ended", "公示期满"
    WITHDRAWN = "withdrawn", "已撤下"


class WordState(TextChoices):
    """What became of something that a resident wrote on a public page."""

    WAITING = "waiting", "待审核"
    SHOWN = "shown", "已公开"
    HIDDEN = "hidden", "不公开"


class TopicSource(TextChoices):
    """Who wants it talked about."""

    RESIDENTS = "residents", "居民提出"
    MEMBERS = "members", "党员提出"
    GRID = "grid", "网格收集"
    COMMITTEE = "committee", "居委会提出"
    OWNERS = "owners", "业委会、物业提出"


class MeetingKind(TextChoices):
    """J7."""

    COUNCIL = "council", "议事会"
    HEARING = "hearing", "听证会"
    TALK = "talk", "恳谈会"


class Assembly(TextChoices):
    """The meeting that decides for all residents (arts. 26-29): everybody of age, one of each household, or their
    representatives."""

    ADULTS = "adults", "居民会议（18周岁以上居民）"
    HOUSEHOLDS = "households", "居民会议（每户派代表）"
    REPRESENTATIVES = "representatives", "居民代表会议"


class TopicState(TextChoices):
    """J7."""

    PROPOSED = "proposed", "待党组织研究"
    AGREED = "agreed", "待公告"
    DECLINED = "declined", "不予协商"
    NOTICED = "noticed", "待协商"
    FAILED = "failed", "没有谈成"
    PENDING = "pending", "待通知居民会议"
    CALLED = "called", "待居民会议表决"
    REJECTED = "rejected", "表决没有通过"
    DECIDED = "decided", "待落实"
    UNDER_WAY = "under_way", "落实中"
    PUBLISHED = "published", "已公开结果"
    WITHDRAWN = "withdrawn", "已撤回"


T = TopicState
# For everybody to read on the public page; before that it is the committee's own matter.
PUBLIC_TOPICS = frozenset(T) - {T.PROPOSED, T.WITHDRAWN}
# Residents may still write what they think.
OPEN_TO_WORDS = frozenset({T.AGREED, T.NOTICED, T.PENDING, T.CALLED})
