"""Code tables of wishes (domain.md J13). Labels are what the screen shows."""

from django.db.models import TextChoices


class WishState(TextChoices):
    COLLECTED = "collected", "待核实"
    CHECKED = "checked", "待公开"
    PUBLISHED = "published", "待认领"
    CLAIMED = "claimed", "认领中"
    DELIVERED = "delivered", "待确认"
    CONFIRMED = "confirmed", "待答谢"
    CLOSED = "closed", "已办结"
    REFUSED = "refused", "不采纳"
    WITHDRAWN = "withdrawn", "已撤回"


S = WishState
ENDED_STATES = frozenset({S.CLOSED, S.REFUSED, S.WITHDRAWN})
OPEN_STATES = frozenset(S) - ENDED_STATES


class WishKind(TextChoices):
    """What is wished for, never who wishes."""

    GOODS = "goods", "物品"
    REPAIR = "repair", "小修小补"
    COMPANY = "company", "陪伴"
    STUDY = "study", "学习辅导"
    ERRAND = "errand", "跑腿代办"
    OTHER = "other", "其他"


class ClaimerKind(TextChoices):
    VOLUNTEER = "volunteer", "志愿者"
    STAFF = "staff", "党员干部"
    UNIT = "unit", "共建单位"
    RESIDENT = "resident", "热心居民"
    COMMUNITY = "community", "社区"


class ClaimState(TextChoices):
    """Of one claim. What was left on the public page waits until the community has called back."""

    WAITING = "waiting", "待联系"
    ACCEPTED = "accepted", "已认领"
    DECLINED = "declined", "没有采用"
    GIVEN_BACK = "given_back", "已退回"
