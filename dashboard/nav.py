"""The main menu by role (ux.md 2.1): only entries that lead somewhere for this person."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from core.notices.selectors import unread_count
from core.sheets import kinds
from core.ui import nav
from core.ui.nav import NavItem
from dashboard import duties
from disputes.querysets import CASE_ROLES
from grids.choices import GRID_ROLES, Role
from grids.scope import Scope

LEDGER_ROLES = (Role.AUDITOR, Role.PRIVACY_OFFICER)


def entries(request: HttpRequest) -> Iterator[NavItem]:
    """Seven at most; the phone's bar takes the four that are marked for it."""
    scope = Scope.of(request.user)
    field = scope.has(*GRID_ROLES)
    cases = duties.has_cases(scope)
    yield from _entry("首页" if field else "工作台", "home:workbench", "home", 0, phone=0)
    if cases and not duties.only_supervises(scope):
        first = ("上报", "mobile:case_new", "camera") if field else ("登记案件", "disputes:create", "plus")
        yield from _entry(*first, 10, phone=1)
    if cases:
        mediator = scope.roles & CASE_ROLES == {Role.MEDIATOR}
        yield from _entry("我的调解" if mediator else "案件", "disputes:list", "clipboard-list", 20, phone=2)
    if scope.sees_places:
        yield from _entry("网格", "grids:tree", "sitemap", 30, phone=None if cases else 1)
    if scope.manages_people:
        yield from _entry("人员与岗位", "people:list", "users", 40)
    if scope.has(Role.SYSADMIN):
        yield from _entry("规则", "rules:list", "adjustments", 50, also=("/settings/holidays/",))
        yield from _entry("文书模板", "templates:list", "file-text", 55)
    if scope.has(*LEDGER_ROLES):
        yield from _entry("日志", "audit:log", "history", 60)
    if kinds.addable(request.user):  # type: ignore[arg-type] # the middleware lets in nobody else
        yield from _entry("导入", "imports:list", "upload", 70, also=("/exports/",))
    yield from _entry("消息", "notices:inbox", "message", 80, phone=None if cases else 2)
    yield from _entry("我的", "accounts:me", "user", 90, phone=3)


def _entry(
    label: str, name: str, icon: str, order: int, *, phone: int | None = None, also: tuple[str, ...] = ()
) -> Iterator[NavItem]:
    """A room that is not installed has no entry. A test holds the full menu of every role, so a typo shows."""
    try:
        url = reverse(name)
    except NoReverseMatch:
        return
    yield NavItem(label, url, icon, order=order, phone=phone, match=(url, *also))


def register() -> None:
    nav.register(entries, key="dashboard")
    nav.register_unread(lambda request: unread_count(request.user))  # type: ignore[arg-type]
