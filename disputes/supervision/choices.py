"""Code tables of supervision orders."""

from django.db.models import TextChoices


class OrderState(TextChoices):
    DRAFT = "draft", "拟稿"
    ISSUED = "issued", "待答复"
    REPLIED = "replied", "已答复"
    CLOSED = "closed", "已销号"
    WITHDRAWN = "withdrawn", "已撤销"


class Desk(TextChoices):
    """Who must answer."""

    DEPARTMENT = "department", "部门"
    COMMUNITY = "community", "社区"
    STREET = "street", "街道"


OPEN_STATES = frozenset({OrderState.ISSUED, OrderState.REPLIED})
REQUIREMENTS: tuple[str, ...] = (
    "请马上办理，把进展和办结时间书面答复",
    "请今天派人到现场处理，并书面说明为什么超期",
    "请查明卡在哪里，需要街道协调的写清楚，按时答复",
)
CONSEQUENCE = "按期不答复的，报街道主要负责人并在联席会议上通报"
