"""Code tables of time credits (domain.md J12)."""

from django.db.models import TextChoices


class AccountKind(TextChoices):
    VOLUNTEER = "volunteer", "志愿者"
    POOL = "pool", "积分总池"
    EXPIRED = "expired", "过期积分"
    GIFT = "gift", "爱心积分"


class MoveKind(TextChoices):
    EARN = "earn", "服务得分"
    ADJUST = "adjust", "更正时长"
    SPEND = "spend", "兑换"
    GIFT = "gift", "捐赠"
    EXPIRE = "expire", "过期"
