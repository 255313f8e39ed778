"""What is done together: tasks of the joint meetings, and activities of volunteers."""

from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Subquery, Sum

from civics.models import ServiceRecord, VolunteerActivity
from civics.volunteers.choices import ActivityState, RecordState
from dashboard.ledgers.sources.base import (
    COMMUNITY,
    Field,
    Kind,
    Source,
    Value,
    attr,
    choice,
    day,
    joined,
    moment,
    no,
    number,
    prose,
    text,
)
from dashboard.ledgers.sources.matters import READERS
from grids.choices import COMMUNITY_ROLES, Role
from grids.scope import Scope
from partybuilding.choices_items import SHOWN_STATES, ItemState
from partybuilding.models import ActionItem


def _helpers() -> Any:
    through = ActionItem.assisting.through
    names = through._default_manager.filter(actionitem=OuterRef("pk")).order_by("pk")
    return ArraySubquery(names.values("department__name"))


def _origin(row: Any) -> Value:
    return str(row.decision.meeting) if row.decision else str(row.source_words)


ITEMS = Source(
    key="items",
    label="会议任务清单",
    rows=lambda user: ActionItem.objects.visible_to(user),
    readers=READERS | {Role.MEETING_SECRETARY},
    fields=(
        no(),
        text("what", "任务", prose("what"), is_usual=True),
        text("problem", "要解决的问题", prose("problem"), is_usual=True),
        text("where", "地点", related=("community",)),
        text("origin", "议定来源", _origin, related=("decision__meeting__body",)),
        text("lead", "牵头单位", attr("lead.name"), order="lead", related=("lead",), is_usual=True),
        text("assist", "配合单位", joined("helper_names"), needs={"helper_names": _helpers()}),
        text("responsible", "责任人"),
        day("due_on", "完成期限", is_usual=True),
        text("standard", "销号标准", prose("standard")),
        text("funding", "资金来源"),
        number("percent", "进度（%）"),
        choice("state", "状态", is_usual=True),
        number("order_count", "督办次数"),
        moment("created_at", "登记时间"),
        moment("cleared_at", "销号时间"),
    ),
    dates=("created_at", "due_on", "cleared_at"),
    states=tuple((one.value, str(one.label)) for one in ItemState if one in SHOWN_STATES),
)


def _records(state: RecordState) -> Any:
    return ServiceRecord.objects.filter(activity=OuterRef("pk"), state=state).order_by().values("activity")


def _hours(row: Any) -> Value:
    return row.hours_served or Decimal(0)


def _served(row: Any) -> Value:
    return row.people_served or 0


def _activities(user: Any) -> Any:
    """Everybody at work sees what is announced; a community hands on its own alone."""
    rows = VolunteerActivity.objects.visible_to(user).exclude(state=ActivityState.DRAFT)
    scope = Scope.of(user)
    return rows if scope.street else rows.filter(community__in=scope.communities_as(*COMMUNITY_ROLES))


ACTIVITIES = Source(
    key="activities",
    label="志愿服务活动",
    rows=_activities,
    readers=READERS,
    fields=(
        no(),
        text("title", "活动", prose("title"), is_usual=True),
        COMMUNITY,
        text("team", "服务队", attr("team.name"), related=("team",), is_usual=True),
        text("place", "地点"),
        text("text", "做什么", prose("text")),
        moment("starts_at", "开始", is_usual=True),
        moment("ends_at", "结束"),
        number("places", "要多少人"),
        Field(
            "served",
            "核定服务人次",
            _served,
            Kind.NUMBER,
            needs={
                "people_served": Subquery(_records(RecordState.CONFIRMED).annotate(n=Count("pk")).values("n"))
            },
            is_usual=True,
        ),
        Field(
            "hours",
            "核定小时",
            _hours,
            Kind.NUMBER,
            needs={
                "hours_served": Subquery(_records(RecordState.CONFIRMED).annotate(n=Sum("hours")).values("n"))
            },
            is_usual=True,
        ),
        choice("state", "状态"),
    ),
    dates=("starts_at", "ends_at"),
    states=tuple((one.value, str(one.label)) for one in ActivityState if one != ActivityState.DRAFT),
)
