"""What the grids bring in: hazards, visits and what residents say."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from dashboard.ledgers.sources.base import (
    BUILDING,
    COMMUNITY,
    ESTATE,
    GRID,
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
from grids.choices import WorkerDuty
from grids.choices_field import Grade, HazardState
from grids.models import Hazard
from residents.choices_visits import OpinionState, OpinionTopic, VisitKind, VisitState
from residents.models import Opinion, Visit


def _hazards(user: Any) -> Any:
    """Whose content the person reads, not only the header."""
    return Hazard.objects.content_for(user)


HAZARDS = Source(
    key="hazards",
    label="安全隐患",
    rows=_hazards,
    readers=READERS,
    fields=(
        no(),
        text("title", "隐患", prose("title"), is_usual=True),
        text("checklist", "大类", attr("item.checklist.name"), related=("item__checklist",), is_usual=True),
        text("item", "小类", attr("item.name"), order="item", related=("item",)),
        COMMUNITY,
        GRID,
        BUILDING,
        text("summary", "情况", prose("summary")),
        choice("source", "来源"),
        choice("grade", "等级", is_usual=True),
        choice("danger", "当场危险"),
        moment("found_at", "发现时间", is_usual=True),
        moment("due_at", "应办时间"),
        text("referred_to", "移送部门", attr("referred_to.name"), related=("referred_to",)),
        choice("state", "状态", is_usual=True),
        moment("closed_at", "办结时间"),
    ),
    dates=("found_at", "closed_at"),
    states=tuple((one.value, str(one.label)) for one in HazardState),
    kinds=tuple((one.value, str(one.label)) for one in Grade),
    kind_column="grade",
    kind_label="等级",
)

_DUTIES = {one.value: str(one.label) for one in WorkerDuty}


def _topics(row: Any) -> Value:
    return "、".join(_DUTIES.get(one, one) for one in row.topics)


def _workers() -> Any:
    through = Visit.workers.through
    names = through._default_manager.filter(visit=OuterRef("pk")).order_by("pk")
    return ArraySubquery(names.values("user__display_name"))


VISITS = Source(
    key="visits",
    label="走访",
    rows=lambda user: Visit.objects.visible_to(user),
    readers=READERS,
    fields=(
        no(),
        choice("kind", "类别", is_usual=True),
        text("campaign", "走访活动", attr("campaign.name"), related=("campaign",)),
        COMMUNITY,
        GRID,
        ESTATE,
        moment("visited_at", "走访时间", is_usual=True),
        moment("planned_at", "约定时间"),
        choice("outcome", "情况", is_usual=True),
        number("persons_met", "见到几人"),
        text("topics", "做了什么", _topics, is_usual=True),
        text("note", "情况说明", prose("note")),
        text("help_given", "提供的帮助", prose("help_given")),
        text("follow_up_what", "后续要办的事", prose("follow_up_what")),
        day("follow_up_on", "后续日期"),
        text("workers", "走访人", joined("worker_names"), needs={"worker_names": _workers()}),
        choice("state", "状态"),
    ),
    dates=("visited_at", "planned_at"),
    states=tuple((one.value, str(one.label)) for one in VisitState),
    kinds=tuple((one.value, str(one.label)) for one in VisitKind),
)


def _opinions(user: Any) -> Any:
    return Opinion.objects.visible_to(user).exclude(state__in=[OpinionState.DRAFT, OpinionState.VOID])


OPINIONS = Source(
    key="opinions",
    label="居民意见",
    rows=_opinions,
    readers=READERS,
    fields=(
        no(),
        text("title", "事项", prose("title"), is_usual=True),
        choice("topic", "事项类别", is_usual=True),
        choice("category", "民情分类"),
        choice("channel", "来源"),
        COMMUNITY,
        GRID,
        ESTATE,
        text("text", "反映的情况", prose("text")),
        moment("recorded_at", "反映时间", is_usual=True),
        moment("due_at", "应答复时间"),
        text("handled", "办理结果", prose("handled")),
        moment("replied_at", "答复时间"),
        choice("reply_way", "答复方式"),
        text("reply_text", "给居民的答复", prose("reply_text")),
        choice("satisfaction", "满意度"),
        choice("state", "状态", is_usual=True),
        moment("closed_at", "办结时间"),
        text("name", "反映人（遮住）", attr("masked_name"), is_personal=True),
    ),
    dates=("recorded_at", "replied_at", "closed_at"),
    states=tuple(
        (one.value, str(one.label))
        for one in OpinionState
        if one not in (OpinionState.DRAFT, OpinionState.VOID)
    ),
    kinds=tuple((one.value, str(one.label)) for one in OpinionTopic),
    kind_column="topic",
    kind_label="事项类别",
)
