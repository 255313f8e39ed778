"""Who asks: one of each role of the demo town, and those who must not: of other places, programmes and times.

Each has a letter, the column of the tables in `expected/`. The relation is to the things of 铁北: the roles of the house
work there or for the whole street, the small letters g, z, s, t are of another community."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from core.accounts.models import User
from grids.choices import DepartmentCode, Programme, Role
from grids.models import Area, Posting

# Letter to the role as its column is read.
COLUMNS = {
    "G": "网格员", "L": "网格长", "Z": "社区专干", "S": "社区书记", "T": "人民调解员", "I": "综治中心受理", "M": "案管",
    "F": "分管领导", "D": "部门联络员", "H": "会议秘书", "B": "帮扶干部", "R": "帮扶负责人", "C": "心理咨询员", "U": "督查考评",
    "P": "个人信息保护负责人", "A": "审计员", "Q": "安全管理员", "Y": "系统管理员",
    "g": "外社区网格员", "z": "外社区专干", "s": "外社区书记", "t": "外社区调解员", "d": "别的部门联络员", "b": "别的项目帮扶干部",
    "n": "没有岗位",
}  # fmt: skip
# Three more have no column: what they meet is the same at every address (see `asking`).
EXPIRED, WALL, ANONYMOUS = "岗位已到期", "大屏账号", "没有登录"

_LISTED = {
    "wanggeyuan": "G", "wanggezhang": "L", "zhuangan": "Z", "shuji": "S", "tiaojieyuan": "T", "shouli": "I", "anguan": "M",
    "fenguan": "F", "lianluoyuan": "D", "mishu": "H", "bangfu": "B", "bangfufuze": "R", "xinli": "C", "ducha": "U",
    "geren": "P", "shenji": "A", "anquan": "Q", "xitong": "Y",
}  # fmt: skip
OTHER_COMMUNITY = "德惠"


def other_community() -> Area:
    return Area.objects.communities().get(name__startswith=OTHER_COMMUNITY)


def _holder(role: Role, **place: object) -> User:
    found = (
        Posting.objects.filter(role=role, valid_to=None, user__is_active=True, **place).order_by("pk").first()
    )
    assert found is not None, (role, place)
    return found.user


def _others() -> Iterator[tuple[str, User]]:
    """Those of other places, by what they hold."""
    there = other_community()
    yield "g", _holder(Role.GRID_WORKER, grid__community=there)
    yield "z", _holder(Role.COMMUNITY_CLERK, community=there)
    yield "s", _holder(Role.COMMUNITY_LEAD, community=there)
    yield "t", _holder(Role.MEDIATOR, community=there)
    yield "d", _holder(Role.DEPT_LIAISON, department__code=DepartmentCode.SANITATION)
    yield "b", _holder(Role.SUPPORT_WORKER, programme=Programme.MENTAL)


def _account(username: str, title: str, **facts: bool) -> User:
    user = User(
        username=username, display_name="测试", title=title, password_changed_at=timezone.now(), **facts
    )
    user.set_unusable_password()
    user.save()
    return user


def people() -> dict[str, User]:
    """Everybody by letter; the three without a letter by their word. Makes the accounts that the town lacks."""
    found = {_LISTED[one.username]: one for one in User.objects.filter(username__in=_LISTED)}
    found.update(_others())
    found["n"] = _account("mx-nobody", COLUMNS["n"])
    expired = found[EXPIRED] = _account("mx-expired", EXPIRED)
    yesterday = timezone.localdate() - timedelta(days=1)
    home = Posting.objects.get(user=found["Z"], valid_to=None)
    Posting.objects.create(
        user=expired,
        role=Role.COMMUNITY_CLERK,
        community=home.community,
        valid_from=yesterday - timedelta(days=30),
        valid_to=yesterday,
    )
    found[WALL] = _account("mx-wall", WALL, only_wall=True)
    missing = set(COLUMNS) - set(found)
    assert not missing, missing
    return {letter: found[letter] for letter in (*COLUMNS, EXPIRED, WALL)}
