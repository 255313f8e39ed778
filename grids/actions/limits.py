"""What a post may not be: too many grids, two administrators in one person, a day that is past (domain.md B6)."""

from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from core.accounts.models import User
from core.errors import RuleBroken
from grids import handover
from grids.choices import (
    ADMIN_ROLES,
    COMMUNITY_OR_STREET_ROLES,
    COMMUNITY_ROLES,
    DEPARTMENT_ROLES,
    GRID_ROLES,
    PROGRAMME_ROLES,
    AreaLevel,
    Role,
)
from grids.models import Grid, Posting
from grids.querysets import in_force
from grids.selectors.staffing import LEADER_GRIDS


def refuse_past(day: date, moment: datetime) -> None:
    """Who answered on a past day is a fact, not a plan."""
    if day < timezone.localdate(moment):
        raise RuleBroken("posting.past", "生效日期不能早于今天，已经过去的日子谁负责不能改", field="on")


def lock_people(*people: User) -> None:
    """Make changes of one person's posts wait for each other. NO KEY: the ledger may still point at the rows."""
    ids = sorted({person.pk for person in people})
    list(User.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))


def refuse_posts(user: User) -> None:
    """An account that is given to a wall has no post, now or later."""
    if Posting.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=timezone.localdate()), user=user
    ).exists():
        raise RuleBroken("posting.wall", f"{user}还有岗位，请先结束岗位，或者给大屏另开一个账号")


def refuse_over_limit(posting: Posting) -> None:
    """All refusals of a new post, before the database's own constraints would say the same less kindly."""
    if not posting.user.is_active:
        raise RuleBroken("posting.disabled", f"{posting.user}的账号已停用，请先启用", field="user")
    if posting.user.only_wall:
        raise RuleBroken("posting.wall", f"{posting.user}是大屏账号，不能有岗位", field="user")
    if posting.valid_to is not None and posting.valid_to < posting.valid_from:
        raise RuleBroken("posting.days", "最后一天不能早于开始日期", field="valid_to")
    _refuse_wrong_place(posting)
    together = list(_running_with(posting))
    _refuse_mixed_admins(posting, together)
    for other in together:
        if (
            other.role == posting.role
            and _place(other) == _place(posting)
            and other.is_cover == posting.is_cover
        ):
            raise RuleBroken(
                "posting.twice", f"{posting.user}在这里已经是{other.get_role_display()}", field="role"
            )
    if posting.role == Role.GRID_WORKER:
        _refuse_second_grid(posting, together)
    if posting.role == Role.GRID_LEADER and not posting.is_cover:
        _refuse_fourth_grid(posting, together)
    if posting.grid is not None:
        _refuse_taken_grid(posting)


def _place(posting: Posting) -> tuple[object, ...]:
    return (
        posting.street,
        posting.community_id,
        posting.grid_id,
        posting.department_id,
        posting.programme,
    )


def _running_with(posting: Posting) -> "list[Posting]":
    """The person's posts on any of the days of the new one."""
    overlap = Q(valid_to__isnull=True) | Q(valid_to__gte=posting.valid_from)
    if posting.valid_to is not None:
        overlap &= Q(valid_from__lte=posting.valid_to)
    return list(Posting.objects.filter(overlap, user_id=posting.user_id).select_related("grid"))


def _refuse_wrong_place(posting: Posting) -> None:
    filled = {
        "street": posting.street,
        "community": posting.community_id is not None,
        "grid": posting.grid_id is not None,
        "department": posting.department_id is not None,
        "programme": bool(posting.programme),
    }
    wanted = fitting_places(posting.role)
    given = {name for name, is_filled in filled.items() if is_filled}
    if len(given) != 1 or not given <= wanted:
        raise RuleBroken("posting.place", f"「{posting.get_role_display()}」要{_ask(wanted)}", field="place")
    if posting.community is not None and posting.community.level != AreaLevel.COMMUNITY:
        raise RuleBroken("posting.place", f"{posting.community}不是社区，请选一个社区", field="place")


def fitting_places(role: str) -> frozenset[str]:
    """Where a role is held."""
    if role in GRID_ROLES:
        return frozenset({"grid"})
    if role in COMMUNITY_ROLES:
        return frozenset({"community"})
    if role in COMMUNITY_OR_STREET_ROLES:
        return frozenset({"community", "street"})
    if role in DEPARTMENT_ROLES:
        return frozenset({"department"})
    return frozenset({"programme"}) if role in PROGRAMME_ROLES else frozenset({"street"})


_ASK = {
    "grid": "选一个网格",
    "community": "选一个社区",
    "department": "选一个部门",
    "programme": "选一个帮扶项目",
    "street": "选全街道",
}


def _ask(wanted: frozenset[str]) -> str:
    return "，或".join(_ASK[name] for name in _ASK if name in wanted)


def _refuse_mixed_admins(posting: Posting, together: "list[Posting]") -> None:
    def duty(role: str) -> str:
        return role if role in ADMIN_ROLES else ""

    for other in together:
        if duty(other.role) != duty(posting.role):
            raise RuleBroken(
                "posting.admins_apart",
                f"系统管理员、安全管理员、审计员各由不同的人担任，也不兼其他岗位。{posting.user}现在是{other.get_role_display()}",
                field="role",
            )


def _refuse_second_grid(posting: Posting, together: "list[Posting]") -> None:
    for other in together:
        if other.role != Role.GRID_WORKER or other.is_cover != posting.is_cover:
            continue
        if posting.is_cover:
            message = f"{posting.user}这段时间已经在替{other.grid}，一人最多替一格"
        else:
            message = (
                f"{posting.user}已是{other.grid}的网格员，一人一格。要调过来，请同时安排{other.grid}由谁接"
            )
        raise RuleBroken("posting.one_grid", message, field="user")


def _refuse_fourth_grid(posting: Posting, together: "list[Posting]") -> None:
    led = {other.grid_id for other in together if other.role == Role.GRID_LEADER and not other.is_cover}
    if len(led) >= LEADER_GRIDS:
        raise RuleBroken(
            "posting.leader_full",
            f"{posting.user}已经是{len(led)}个网格的网格长，一人最多{LEADER_GRIDS}格",
            field="user",
        )


def _refuse_taken_grid(posting: Posting) -> None:
    grid = posting.grid
    if grid is None or posting.is_cover:
        return
    if grid.valid_to is not None and (posting.valid_to is None or posting.valid_to > grid.valid_to):
        raise RuleBroken("posting.grid_ends", f"{grid}只用到{grid.valid_to:%Y年%-m月%-d日}", field="grid")
    if not posting.full_time:
        return
    overlap = Q(valid_to__isnull=True) | Q(valid_to__gte=posting.valid_from)
    if posting.valid_to is not None:
        overlap &= Q(valid_from__lte=posting.valid_to)
    held = (
        Posting.objects.filter(overlap, grid=grid, role=posting.role, is_cover=False, full_time=True)
        .select_related("user")
        .first()
    )
    if held is not None:
        raise RuleBroken(
            "posting.taken",
            f"{grid}的{posting.get_role_display()}是{held.user}。要换人，请到网格页面用「换人」，在办案件会一起交接",
            field="grid",
        )


def open_work(grid: Grid, user: User | None) -> int:
    """Open things of the grid that the leaving holder has."""
    return handover.preview(grid=grid, old_user=user)


def stand_in(grid: Grid, on: date, *, but: User | None) -> User | None:
    """Who answers for a grid whose post is empty on the day: the substitute, else the worker, else the leader."""
    rows = (
        Posting.objects.filter(in_force(on), grid=grid, role__in=[role.value for role in GRID_ROLES])
        .filter(user__is_active=True)
        .select_related("user")
        .order_by("-is_cover", "-role", "id")
    )
    for row in rows:
        if but is None or row.user_id != but.pk:
            return row.user
    return None


def holder_now(grid: Grid, role: str, on: date) -> User | None:
    """Who regularly holds the post on the day."""
    posting = (
        Posting.objects.filter(in_force(on), grid=grid, role=str(role), is_cover=False, full_time=True)
        .select_related("user")
        .first()
    )
    return posting.user if posting else None
