"""The people of the demo's sign-in list: one for each role of architecture D11."""

from dataclasses import dataclass

from core.accounts.models import User

# Printed by `manage.py demo_accounts` and useless elsewhere: production refuses DEMO and so these accounts.
DEMO_PASSWORD = "Xiongguan-2026-demo"  # noqa: S105


@dataclass(frozen=True)
class Seat:
    """A post whose holder has a fixed name and account. `order` 0 means: not on the sign-in list."""

    place: tuple[str, str]
    username: str
    name: str
    order: int = 0


_LISTED = (
    (("铁北", "worker7"), "wanggeyuan", "王秀兰"),
    (("铁北", "leader3"), "wanggezhang", "赵强"),
    (("铁北", "clerk1"), "zhuangan", "李静"),
    (("铁北", "lead"), "shuji", "马建国"),
    (("铁北", "mediator1"), "tiaojieyuan", "孙玉芳"),
    (("street", "centre_intake1"), "shouli", "何晓燕"),
    (("street", "centre_manager1"), "anguan", "吴志刚"),
    (("street", "street_lead1"), "fenguan", "周文斌"),
    (("department", "housing"), "lianluoyuan", "张维民"),
    (("street", "meeting_secretary1"), "mishu", "高洁"),
    (("programme", "support_worker:resettlement"), "bangfu", "韩立新"),
    (("programme", "support_lead:resettlement"), "bangfufuze", "冯淑珍"),
    (("street", "counsellor1"), "xinli", "苏雅琴"),
    (("street", "supervisor1"), "ducha", "郑光明"),
    (("street", "privacy_officer1"), "geren", "梁慧"),
    (("street", "auditor1"), "shenji", "潘志清"),
    (("street", "security_admin1"), "anquan", "宋凯"),
    (("street", "sysadmin1"), "xitong", "田宇"),
)


def seats() -> list[Seat]:
    """In the order in which the sign-in page lists them."""
    return [
        Seat(place, username, name, order) for order, (place, username, name) in enumerate(_LISTED, start=1)
    ]


def listed_people() -> list[User]:
    return list(
        User.objects.filter(is_demo=True, is_active=True, demo_order__isnull=False).order_by("demo_order")
    )
