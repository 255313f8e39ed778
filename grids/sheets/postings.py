"""Staff by sheet: accounts and their posts, one row a post, through the same actions as the pages."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from core.accounts.actions import create_account, disable_account
from core.accounts.actions.accounts import username_from
from core.accounts.models import User
from core.errors import RuleBroken
from core.sheets import kinds
from core.sheets.applying import CommitContext, ReadyRow, UndoContext, UndoRow
from core.sheets.kinds import CheckContext, Choices, Column, Judgement, Problem, RawRow, Type
from grids.actions.limits import fitting_places
from grids.actions.postings import Place, end_posting, grant_posting
from grids.choices import GRID_ROLES, Programme, Role
from grids.models import Area, Department, Grid, Posting
from grids.policies import may_create_accounts, may_grant
from grids.querysets import in_force
from grids.scope import Scope
from grids.sheets.places import folded

# A password is hashed for each new account; a town has a few hundred people.
MOST_ROWS = 1_000
_PLACES = {"community": "社区", "grid": "网格", "department": "部门", "programme": "帮扶项目"}
_BACK = {
    "user": "username",
    "role": "role",
    "grid": "grid",
    "community": "community",
    "place": "role",
    "on": "valid_from",
}


def role_choices(user: User) -> Choices:
    """Only the posts that this administrator gives."""
    return [(role.value, role.label) for role in Role if may_grant(user, role)]


def community_names(_: User) -> Choices:
    return [(str(area.pk), area.name) for area in Area.objects.active().communities().order_by("code")]


def grid_names(_: User) -> Choices:
    return [(str(grid.pk), grid.name) for grid in Grid.objects.active().order_by("code")]


def department_names(_: User) -> Choices:
    return [(str(one.pk), one.name) for one in Department.objects.active()]


class Postings(kinds.SheetKind):
    """Who works where. Posts are only given: ending and swapping them hands work over and is done on their pages."""

    code = "postings"
    label = "人员岗位"
    about = "一行一个岗位；同一个人有几个岗位就写几行。没有账号的人会一起开账号。换人、离岗请到网格页面里办。"
    most_rows = MOST_ROWS
    undo_words = "新开的账号还没有密码，请到「人员与岗位」给本人设临时密码，当面交给他"
    columns = (
        Column(
            "username",
            "账号",
            required=True,
            longest=64,
            help="登录时用，例如姓名的拼音",
            example="wangxiulan",
        ),
        Column("display_name", "姓名", Type.NAME, required=True, example="王示例"),
        Column("title", "岗位说明", help="显示在姓名旁边", width=20),
        Column("office_phone", "办公电话", longest=20),
        Column("role", "岗位", Type.CHOICE, required=True, choices=role_choices, example="网格员"),
        Column("community", "社区", choices=community_names, help="社区的岗位填"),
        Column("grid", "网格", choices=grid_names, help="网格员、网格长填"),
        Column("department", "部门", choices=department_names, help="部门联络员填"),
        Column("programme", "帮扶项目", Type.CHOICE, choices=Programme.choices, help="帮扶岗位填"),
        Column("valid_from", "开始日期", Type.DATE, help="不填就是今天；不能早于今天"),
        Column("valid_to", "最后一天", Type.DATE, help="不填就是一直到另行通知"),
        Column("full_time", "专职", Type.YES_NO, help="不填就是专职"),
        Column("reason", "事由", longest=200),
    )

    def may_add(self, user: User) -> bool:
        return Scope.of(user).manages_people

    def prepare(self, context: CheckContext) -> "_Checker":
        return _Checker(context)

    def commit(self, context: CommitContext, batches: Iterable[list[ReadyRow]]) -> None:
        for rows in batches:
            for row in rows:
                with context.attempt(row, _BACK):
                    _grant(context, row)

    def undo(self, context: UndoContext, batches: Iterable[list[UndoRow]]) -> None:
        for rows in batches:
            for row in rows:
                with context.attempt(row):
                    _take_back(context, row)


class _Checker:
    """People and places of the street, read once: a few hundred of each."""

    def __init__(self, context: CheckContext) -> None:
        self.context = context
        self.may_open = may_create_accounts(context.user)
        self.known: dict[str, dict[str, Any]] = {
            "community": {folded(one.name): one for one in Area.objects.active().communities()},
            "grid": {folded(one.name): one for one in Grid.objects.active()},
            "department": {folded(one.name): one for one in Department.objects.active()},
            "programme": {code: code for code in Programme.values},
        }
        rows = Posting.objects.filter(in_force(context.today)).select_related("user")
        self.held = {_signature(one.user_id, one.role, one): one for one in rows if not one.is_cover}
        self.holders: dict[tuple[object, str], Posting] = {
            (one.grid_id, one.role): one for one in rows if one.grid_id and _is_regular(one)
        }

    def check(self, rows: list[RawRow]) -> list[Judgement]:
        names = {name for row in rows if (name := _folded_name(row.values["username"]))}
        users = {user.username: user for user in User.objects.filter(username__in=names)}
        return [self._judge(row, users) for row in rows]

    def _judge(self, row: RawRow, users: dict[str, User]) -> Judgement:
        values, role = row.values, row.values["role"]
        if not role or not values["username"]:
            return kinds.wrong()
        try:
            name = username_from(values["username"])
        except RuleBroken as broken:
            return kinds.wrong(Problem("username", "username", broken.message))
        place, wrong = self._place(row, role)
        user = users.get(name)
        wrong += self._who(row, user) + self._when(row)
        key = f"{name}|{role}|{sorted(place.items())}"
        if wrong:
            return kinds.wrong(*wrong, key=key)
        found = self.held.get(_signature(user.pk if user else None, role, _Told(place)))
        if found is not None:
            return kinds.same(found.pk, 1, key=key)
        holder = self.holders.get((place.get("grid"), role)) if values["full_time"] != "0" else None
        if holder is not None:
            sentence = f"这个网格的{Role(role).label}现在是{holder.user}。要换人请到网格页面用「换人」，在办案件会一起交接"
            return kinds.wrong(Problem("grid", "taken", sentence), key=key)
        return kinds.new(key=key, payload={"username": name, "place": place})

    def _place(self, row: RawRow, role: str) -> tuple[dict[str, Any], list[Problem]]:
        """Where the post is held: the one column that fits the role, or none for the whole street."""
        wanted, place, wrong = fitting_places(role), {}, []
        for column, words in _PLACES.items():
            text = row.values[column]
            if not text:
                continue
            found = self.known[column].get(text if column == "programme" else folded(text))
            if column not in wanted:
                wrong.append(Problem(column, "not_here", f"「{Role(role).label}」不分{words}，这里请空着"))
            elif found is None:
                wrong.append(Problem(column, "unknown", f"没有这个{words}，请从下拉列表里选"))
            else:
                place[column] = found if column == "programme" else found.pk
        needed = [column for column in _PLACES if column in wanted]
        if not place and not wrong and "street" not in wanted:
            wrong.append(Problem(needed[0], "needed", f"「{Role(role).label}」要填{_PLACES[needed[0]]}"))
        return place, wrong

    def _who(self, row: RawRow, user: User | None) -> list[Problem]:
        if user is None:
            words = "没有这个账号。账号由系统管理员开，开好以后再给岗位"
            return [] if self.may_open else [Problem("username", "no_account", words)]
        if not user.is_active:
            return [Problem("username", "disabled", "这个账号已停用，请先启用")]
        if row.values["display_name"] and user.display_name != row.values["display_name"]:
            return [Problem("display_name", "other_name", "这个账号是别人的，姓名对不上，请核对账号")]
        return []

    def _when(self, row: RawRow) -> list[Problem]:
        first, last = row.values["valid_from"], row.values["valid_to"]
        if first and first < self.context.today.isoformat():
            return [Problem("valid_from", "past", "开始日期不能早于今天，已经过去的日子谁负责不能改")]
        if last and last < (first or self.context.today.isoformat()):
            return [Problem("valid_to", "order", "最后一天不能早于开始日期")]
        return []


class _Told:
    """The place columns of a row in the shape of a posting."""

    def __init__(self, place: dict[str, Any]) -> None:
        self.community_id, self.grid_id = place.get("community"), place.get("grid")
        self.department_id, self.programme = place.get("department"), place.get("programme", "")


def _signature(user_id: int | None, role: str, at: "Posting | _Told") -> tuple[object, ...]:
    return user_id, role, at.community_id, at.grid_id, at.department_id, at.programme


def _is_regular(posting: Posting) -> bool:
    return posting.role in GRID_ROLES and posting.full_time and not posting.is_cover


def _folded_name(text: str) -> str:
    try:
        return username_from(text)
    except RuleBroken:
        return ""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _grant(context: CommitContext, row: ReadyRow) -> None:
    """One post, and the account when there is none yet; its password is thrown away and given anew by hand."""
    values, place = row.values, row.payload["place"]
    user = User.objects.filter(username=row.payload["username"]).first()
    opened = user is None
    if user is None:
        user, _ = create_account(
            username=row.payload["username"],
            display_name=values["display_name"],
            title=values["title"],
            office_phone=values["office_phone"],
            actor=context.actor,
            now=context.now,
        )
    posting = grant_posting(
        user,
        role=values["role"],
        place=_place_of(place),
        actor=context.actor,
        valid_from=_day(values["valid_from"]),
        valid_to=_day(values["valid_to"]),
        full_time=values["full_time"] != "0",
        reason=values["reason"],
        now=context.now,
    )
    context.done(row, posting.pk, 1, before={"opened": user.pk} if opened else None)


def _place_of(told: dict[str, Any]) -> Place:
    return Place(
        street=not told,
        community=Area.objects.get(pk=told["community"]) if "community" in told else None,
        grid=Grid.objects.get(pk=told["grid"]) if "grid" in told else None,
        department=Department.objects.get(pk=told["department"]) if "department" in told else None,
        programme=told.get("programme", ""),
    )


def _take_back(context: UndoContext, row: UndoRow) -> None:
    """A post that never ran a whole day is removed, one that ran overnight ends with yesterday; the account that was
    opened for it is closed when nothing else is held by it."""
    posting = Posting.objects.select_related("user").filter(pk=row.target_id).first()
    yesterday = timezone.localdate(context.now) - timedelta(days=1)
    if posting is None:
        context.kept(row, "这个岗位已经有人动过，不在了")
        return
    end_posting(
        posting,
        last_day=yesterday,
        reason="导入撤回",
        leave_vacant_reason="导入撤回",
        actor=context.actor,
        now=context.now,
    )
    if "opened" in row.before and not Posting.objects.filter(user_id=row.before["opened"]).exists():
        user = User.objects.get(pk=row.before["opened"])
        if user.is_active:
            disable_account(user, actor=context.actor, reason="导入撤回", now=context.now)
    context.undone(row)
