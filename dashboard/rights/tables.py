"""Who may do what, read off the tables that the acts themselves ask: nothing here is typed by hand."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from civics.care.flow import CARE
from civics.rooms import ROOMS as CIVIC_ROOMS
from civics.volunteers.flow import ACTIVITIES, CERTIFICATES, VOLUNTEERS
from civics.wishes.flow import WISHES
from core.accounts.models import User
from core.clocks.models import DeadlineRule
from dashboard.evaluation.flow import PERIODS, RESULTS
from disputes.engine import CASES
from disputes.hotline.flow import TICKETS
from disputes.petitions.flow import PETITIONS
from disputes.supervision.flow import ORDERS
from disputes.whistles.flow import CALLS, UNITS, WHISTLES
from grids.choices import (
    ADMIN_ROLES,
    COMMUNITY_OR_STREET_ROLES,
    COMMUNITY_ROLES,
    DEPARTMENT_ROLES,
    GRID_ROLES,
    PROGRAMME_ROLES,
    SECOND_FACTOR_ROLES,
    Role,
)
from grids.engine import HAZARDS
from grids.models import Posting
from partybuilding.items.flow import ITEMS
from partybuilding.meetings.flow import MEETINGS, TOPICS
from partybuilding.works.rooms import ROOMS
from residents.flows.opinions import OPINIONS
from residents.flows.visits import VISITS
from specialgroups.flow import RECORDS

# Every workflow of the house by the name people call its matters.
FLOWS: Mapping[str, Any] = {
    "案件": CASES,
    "居民意见": OPINIONS,
    "走访": VISITS,
    "隐患": HAZARDS,
    "社区呼叫": CALLS,
    "吹哨单": WHISTLES,
    "报到单位": UNITS,
    "督办单": ORDERS,
    "热线工单": TICKETS,
    "信访事项": PETITIONS,
    "联席会议": MEETINGS,
    "会议议题": TOPICS,
    "会议任务": ITEMS,
    "帮扶档案": RECORDS,
    "心理疏导": CARE,
    "微心愿": WISHES,
    "志愿者": VOLUNTEERS,
    "志愿活动": ACTIVITIES,
    "志愿服务证明": CERTIFICATES,
    "考评": PERIODS,
    "考评结果": RESULTS,
    **{room.label: room for room in (*ROOMS, *CIVIC_ROOMS)},
}
_LEVELS: tuple[tuple[str, tuple[Role, ...]], ...] = (
    ("网格", GRID_ROLES),
    ("社区", COMMUNITY_ROLES),
    ("社区或街道", COMMUNITY_OR_STREET_ROLES),
    ("部门", DEPARTMENT_ROLES),
    ("帮扶项目", PROGRAMME_ROLES),
)
_VERBS = {
    "start": "开始", "stop": "结束", "pause": "暂停", "resume": "恢复", "revive": "接着算", "cancel": "取消",
}  # fmt: skip


@dataclass(frozen=True)
class RoleRow:
    """A post: where it is held, how many the reader may know to hold it today, what holding it asks."""

    label: str
    level: str
    holders: int
    needs_code: bool
    stands_alone: bool


@dataclass(frozen=True)
class ActRow:
    """A row of a table of acts in words. `clocks` name the limits it touches."""

    label: str
    before: str
    after: str
    who: str
    clocks: str


def roles(user: User) -> list[RoleRow]:
    """All posts in the order of the house; one query beside the reader's scope."""
    today = timezone.localdate()
    held = Counter(Posting.objects.visible_to(user).active(today).values_list("role", flat=True))
    return [
        RoleRow(
            label=role.label,
            level=next((word for word, some in _LEVELS if role in some), "街道"),
            holders=held[role.value],
            needs_code=role in SECOND_FACTOR_ROLES,
            stands_alone=role in ADMIN_ROLES,
        )
        for role in Role
    ]


def flow_of(kind: str) -> tuple[str, Any] | None:
    """The name and the flow of a kind of matter."""
    return next(((name, flow) for name, flow in FLOWS.items() if flow.kind == kind), None)


def acts(flow: Any) -> list[ActRow]:
    """Its acts in the order of its table; one query for the names of limits."""
    rules = dict(DeadlineRule.objects.current().values_list("code", "title"))
    return [
        ActRow(
            label=row.label,
            before="、".join(one.label for one in flow.states if one in row.from_states) or "—",
            after="、".join(flow.states(one).label for one in row.to) or "不变",
            who="；".join(dict.fromkeys(flow.who_words[one] for one in row.who)),
            clocks="、".join(dict.fromkeys(_clock(spec, rules) for spec in row.clocks)) or "—",
        )
        for row in flow.table.values()
    ]


def _clock(spec: str, rules: Mapping[str, str]) -> str:
    """「开始 首次联系」. A code may stand for its sub-codes: the first of them names it."""
    verb, _, code = spec.partition(":")
    own = (title for one, title in sorted(rules.items()) if one == code or one.startswith(f"{code}."))
    limit = "全部时限" if code == "*" else next(own, "期限")
    return f"{_VERBS.get(verb, '调整')} {limit}"
