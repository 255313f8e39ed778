"""The main menu by role (ux.md 2.1): only entries that lead somewhere for this person."""

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from civics.awards.campaigns import CAMPAIGNS
from civics.care import flow as care
from civics.keepers import keeps_any, takes_part
from civics.services.kinds import KINDS
from civics.services.rooms import ALL as COUNTER_AND_CENTRE
from civics.talks.affairs import AFFAIRS
from civics.talks.topics import TOPICS
from core.notices.selectors import unread_count
from core.sheets import kinds
from core.ui import nav
from core.ui.nav import NavItem
from dashboard import duties
from dashboard.burden import policies as burden
from dashboard.evaluation.querysets import may_open as evaluated
from dashboard.glance.ask import whose
from dashboard.ledgers import policies as ledger_policies
from disputes.petitions import policies as petitions
from disputes.querysets import CASE_ROLES, COMMUNITY_READERS, STREET_READERS
from grids.choices import GRID_ROLES, Role
from grids.querysets_field import FIELD_ROLES
from grids.scope import Scope
from partybuilding.items import policies as items
from partybuilding.meetings import policies as meetings
from partybuilding.works.rooms import FRONT
from residents.flows.posts import may_open_register
from residents.querysets import opens_register
from specialgroups import policies as support
from specialgroups.actions import aggregates

LEDGER_ROLES = (Role.AUDITOR, Role.PRIVACY_OFFICER)


def entries(request: HttpRequest) -> Iterator[NavItem]:
    """Seven at most; the phone's bar takes the four that are marked for it."""
    scope = Scope.of(request.user)
    field = scope.has(*GRID_ROLES)
    cases = duties.has_cases(scope)
    homes = _homes(request, scope)
    yield from _entry("首页" if field else "工作台", "home:workbench", "home", 0, phone=0)
    if cases and not duties.only_supervises(scope):
        first = ("上报", "mobile:case_new", "camera") if field else ("登记案件", "disputes:create", "plus")
        # The street's list of cases offers it too, and its bar is full.
        yield from _entry(*first, 10, phone=1, spare=scope.street)
    if cases:
        mediator = scope.roles & CASE_ROLES == {Role.MEDIATOR}
        label = "我的调解" if mediator else "案件"
        yield from _entry(label, "disputes:list", "clipboard-list", 20, phone=None if field and homes else 2)
    if homes:
        label = "走访" if field else "走访与居民"
        yield from _entry(label, "visits:today", "users", 25, phone=2 if field else None, parts=homes)
    if duties.has_whistles(scope):
        yield from _entry(
            "吹哨报到",
            "whistles:list",
            "speakerphone",
            28,
            phone=None if cases else 1,
            parts=_whistles(scope),
        )
    yield from _support(request)
    yield from _joint(scope)
    yield from _appeals(request, scope)
    if scope.sees_places:
        parts = _places(scope)
        yield from _entry("网格", "grids:tree", "sitemap", 30, phone=None if cases else 1, parts=parts)
    yield from _figures(request)
    yield from _party(request)
    yield from _civic(request, scope)
    yield from _office(request, scope)
    yield from _entry("消息", "notices:inbox", "message", 80, phone=None if cases else 2, spare=True)
    yield from _entry("我的", "accounts:me", "user", 90, phone=3, spare=True)


def _office(request: HttpRequest, scope: Scope) -> Iterator[NavItem]:
    """What keeps the house in order."""
    if scope.manages_people:
        keys = (
            *_entry("人员与岗位", "people:list"),
            *_entry("岗位与权限", "rights:posts"),
            *_entry("系统账号和令牌", "tokens:office"),
            *_entry("推送", "hooks:list"),
        )
        yield from _entry(
            "人员与岗位",
            "people:list",
            "users",
            40,
            also=("/settings/rights/", "/settings/tokens/", "/settings/webhooks/"),
            parts=keys,
        )
    if scope.has(Role.SYSADMIN):
        yield from _entry("规则与模板", "rules:list", "adjustments", 50, parts=_rules())
    if scope.has(*LEDGER_ROLES):
        yield from _entry("日志", "audit:log", "history", 60)
    if kinds.addable(request.user):  # type: ignore[arg-type] # the middleware lets in nobody else
        leaving = _entry("导出", "exports:list") if kinds.exportable(request.user) else ()  # type: ignore[arg-type]
        parts = (*_entry("导入", "imports:list"), *leaving)
        yield from _entry("导入", "imports:list", "upload", 70, also=("/exports/",), parts=parts)


def _homes(request: HttpRequest, scope: Scope) -> tuple[NavItem, ...]:
    """Visits, the register and what residents say; a leader of the street reads visits only."""
    if not may_open_register(request.user):
        return ()
    return (
        *_entry("走访", "visits:today"),
        *(_entry("居民", "homes:list") if opens_register(request.user) else ()),
        *_entry("居民意见", "opinions:list"),
        *_entry("走访记录", "visits:list"),
        *_entry("走访活动", "visits:campaigns"),
        *_entry("领导联系", "visits:leaders"),
        *(_entry("帮扶人数", "support:totals") if support.may_read_totals(request.user) else ()),
    )


def _whistles(scope: Scope) -> tuple[NavItem, ...]:
    """Calls are the communities' and the street's; who holds what is the street's."""
    street = bool(scope.street_roles & STREET_READERS)
    calls = scope.street or bool(scope.communities_as(*COMMUNITY_READERS))
    return (
        *_entry("吹哨单", "whistles:list"),
        *(_entry("社区呼叫", "whistles:calls") if calls else ()),
        *_entry("督办单", "orders:list"),
        *(_entry("谁手里压着", "whistles:held") if street else ()),
        *_entry("职责清单", "duties:list"),
    )


def _support(request: HttpRequest) -> Iterator[NavItem]:
    """Absent, not locked, for everybody without a post in a programme (ux.md 2.1); the privacy officer reads who looked."""
    if support.may_open(request.user):
        yield from _entry("我的帮扶对象", "support:list", "users", 15, phone=1)
    if support.may_read_log(request.user):
        yield from _entry("查阅记录", "support:access", "shield-lock", 62)
    if settings.AGGREGATE_COUNTS and aggregates.may_read(request.user):  # type: ignore[arg-type]
        yield from _entry("街道总数", "aggregates:table", "database", 64)
    elif settings.AGGREGATE_COUNTS and aggregates.may_enter(request.user):  # type: ignore[arg-type]
        yield from _entry("街道总数", "aggregates:new", "database", 64)


def _joint(scope: Scope) -> Iterator[NavItem]:
    """What one office cannot solve alone: meetings, what is brought before them, who sits there."""
    if meetings.may_open(scope):
        parts = (
            *_entry("会议", "meetings:list"),
            *(_entry("会议任务", "items:lists") if items.may_open(scope) else ()),
            *_entry("议题", "meetings:topics"),
            *_entry("会议日历", "meetings:calendar"),
            *_entry("成员单位", "meetings:bodies"),
        )
        yield from _entry("联席会议", "meetings:list", "calendar-event", 28, parts=parts)


def _appeals(request: HttpRequest, scope: Scope) -> Iterator[NavItem]:
    """What citizens are owed an answer to. A supervisor reads the figures alone, a unit what was sent to it; communities
    and grids come to their tickets by the workbench's figure."""
    user = request.user
    parts = (
        *(_entry("信访事项", "petitions:list") if petitions.may_open(user) else ()),
        *(_entry("检举控告", "petitions:accusations") if petitions.may_register(user) else ()),
        *(_entry("信访统计", "petitions:figures") if petitions.sees_figures(user) else ()),
        *(_entry("热线工单", "hotline:list") if duties.has_hotline(scope) else ()),
    )
    if parts:
        yield NavItem(
            "诉求与信访", parts[0].url, "file-text", order=29, parts=parts if len(parts) > 1 else ()
        )


def _party(request: HttpRequest) -> Iterator[NavItem]:
    """Rooms of party building that are open to the person at all."""
    parts = tuple(NavItem(room.label, room.list_url) for room in FRONT if room.may_open(request.user))
    if parts:
        yield NavItem("党建", parts[0].url, "flag", order=35, match=("/party/",), parts=parts)


def _civic(request: HttpRequest, scope: Scope) -> Iterator[NavItem]:
    """What residents take part in, and what they come to a counter for. A counsellor has an entry of their own; the
    administrator finds the catalogue among the rules."""
    if scope.has(Role.SYSADMIN):
        return
    if care.may_read(request.user):
        yield from _entry("心理疏导", "care:list", "message", 26, phone=1)
    together = _together(request, scope)
    if together:
        match = ("/civics/", "/talks/", "/awards/")
        yield NavItem("居民参与", together[0].url, "star", order=36, match=match, parts=together)
    counter = (*_services(request), *_care(request))
    if counter:
        doors = ("/services/", "/care/")
        yield NavItem("便民与中心", counter[0].url, "users", order=37, match=doors, parts=counter)


def _together(request: HttpRequest, scope: Scope) -> tuple[NavItem, ...]:
    return (
        *(_entry("微心愿", "wishes:list") if takes_part(scope) else ()),
        *(_entry("志愿活动", "activities:list") if takes_part(scope) else ()),
        *(_entry("志愿者", "volunteers:list") if keeps_any(request.user) else ()),
        *(_entry("服务证明", "volunteers:certificates") if takes_part(scope) else ()),
        *(
            NavItem(room.label, room.list_url)
            for room in (TOPICS, AFFAIRS, CAMPAIGNS)
            if room.may_open(request.user)
        ),
    )


def _figures(request: HttpRequest) -> Iterator[NavItem]:
    """Whoever has cases or whistles has figures of them; the report is the street's and the communities'."""
    mine = whose(request.user)  # type: ignore[arg-type] # the middleware lets in nobody else
    ledgers = tuple(_entry("上级报表", "ledgers:list")) if ledger_policies.may_open(request.user) else ()
    if mine is None:
        # The meetings' secretary fills forms and reads no figures; who only lays forms out finds them among the rules.
        if ledgers and not ledger_policies.keeps(request.user):
            yield from _entry("上级报表", "ledgers:list", "chart-bar", 33)
        return
    reads_report = mine.street or mine.communities
    pages = (
        *(_entry("月报", "reports:monthly") if reads_report else ()),
        *(_entry("考评", "evaluation:list") if evaluated(request.user) else ()),
        *(ledgers if reads_report else ()),
        *(_entry("填报负担", "burden:weeks") if burden.may_open(request.user) else ()),
    )
    parts = (*_entry("统计", "reports:dash"), *pages) if pages else ()
    order = 33 if mine.street or mine.departments else 38
    yield from _entry(
        "统计",
        "reports:dash",
        "chart-bar",
        order,
        also=("/reports/", "/evaluation/", "/ledgers/", "/burden/"),
        parts=parts,
    )


def _services(request: HttpRequest) -> tuple[NavItem, ...]:
    rooms = (room for room in COUNTER_AND_CENTRE if room.may_open(request.user))
    found = tuple(NavItem(room.label, room.list_url) for room in rooms)
    trends = _entry("趋势预警", "home:trends") if duties.reads_street_cases(Scope.of(request.user)) else ()
    return (*found, *trends, *_entry("网格公示牌", "services:boards")) if found else ()


def _care(request: HttpRequest) -> tuple[NavItem, ...]:
    """Whoever meets people may take down that somebody wants to be listened to; a counsellor has an entry of their own."""
    if care.may_read(request.user):
        return ()
    return (
        *(_entry("预约心理疏导", "care:new") if care.may_book(request.user) else ()),
        *(_entry("疏导次数", "care:totals") if care.may_read_totals(request.user) else ()),
    )


def _places(scope: Scope) -> tuple[NavItem, ...]:
    tree = (*_entry("网格", "grids:tree"), *_entry("地图", "grids:map"))
    departments = _entry("部门", "grids:departments")
    if not scope.roles & FIELD_ROLES:
        return (*tree, *departments)
    walks = "patrols:today" if scope.has(*GRID_ROLES) else "patrols:overview"
    also = () if walks == "patrols:overview" else (reverse("patrols:overview"),)
    patrols = _entry("巡查", walks, also=also)
    return (
        *tree,
        *patrols,
        *_entry("隐患", "hazards:list"),
        *_entry("清单检查", "hazards:checks"),
        *departments,
    )


def _rules() -> tuple[NavItem, ...]:
    return (
        *_entry("时限规则", "rules:list"),
        *_entry("系统状态", "system_status"),
        *_entry("节假日", "rules:holidays"),
        *_entry("算一算", "rules:sum"),
        *_entry("文书模板", "templates:list"),
        *_entry("上级报表", "ledgers:list"),
        *_entry("填报负担", "burden:weeks"),
        *_entry("案件类型", "causes:list"),
        *_entry("隐患清单", "checklists:list"),
        *_entry("职责清单", "duties:list"),
        *_entry("调解委员会", "committees:list"),
        *_entry("考评指标", "evaluation:indicators"),
        NavItem(KINDS.label, KINDS.list_url),
    )


def _entry(
    label: str,
    name: str,
    icon: str = "",
    order: int = 50,
    *,
    phone: int | None = None,
    also: tuple[str, ...] = (),
    parts: tuple[NavItem, ...] = (),
    spare: bool = False,
) -> Iterator[NavItem]:
    """A room that is not installed has no entry. A test holds the full menu of every role, so a typo shows."""
    try:
        url = reverse(name)
    except NoReverseMatch:
        return
    yield NavItem(label, url, icon, order=order, phone=phone, match=also, parts=parts, spare=spare)


def register() -> None:
    nav.register(entries, key="dashboard")
    nav.register_unread(lambda request: unread_count(request.user))  # type: ignore[arg-type]
