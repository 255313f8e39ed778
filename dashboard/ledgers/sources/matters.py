"""Cases, whistles and tickets of the hotline."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from core.privacy import mask_name
from dashboard.ledgers.sources.base import (
    BUILDING,
    COMMUNITY,
    GRID,
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
from disputes.choices import Cause, Confidentiality, PartyRole, State
from disputes.hotline.choices import TicketKind, TicketState
from disputes.models import Dispute, DisputeParty, HotlineTicket, Whistle, WhistleUnit
from disputes.querysets import STREET_DESK
from disputes.whistles.choices import UnitState, WhistleKind, WhistleState
from grids.choices import COMMUNITY_ROLES

# Who hands on what the street and its communities did (trust.md 3.3, masked export).
READERS: frozenset[str] = frozenset({*STREET_DESK, *COMMUNITY_ROLES})


def _cases(user: Any) -> Any:
    """Without drafts, and without those of restricted knowledge, which never leave in a list (C1b)."""
    rows = Dispute.objects.visible_to(user).exclude(state=State.DRAFT)
    return rows.filter(confidentiality=Confidentiality.NORMAL)


def _side(key: str, label: str, role: PartyRole) -> Field:
    names = DisputeParty.objects.filter(dispute=OuterRef("pk"), role=role).order_by("pk").values("name")

    def read(row: Any) -> Value:
        return "、".join(mask_name(name) for name in getattr(row, f"names_{key}"))

    return Field(key, label, read, needs={f"names_{key}": ArraySubquery(names)}, is_personal=True)


CASES = Source(
    key="cases",
    label="矛盾纠纷案件",
    rows=_cases,
    readers=READERS,
    fields=(
        no(),
        text("title", "事项", prose("title"), is_usual=True),
        choice("cause", "类型", is_usual=True),
        COMMUNITY,
        GRID,
        BUILDING,
        choice("source", "来源"),
        choice("severity", "分级"),
        choice("tier", "层级"),
        choice("active_track", "调解方式"),
        choice("state", "状态", is_usual=True),
        choice("result", "结果"),
        moment("registered_at", "登记时间", is_usual=True),
        moment("accepted_at", "受理时间"),
        moment("due_at", "应办时间"),
        moment("closed_at", "结案时间"),
        day("occurred_on", "发生日期"),
        text("holder", "经办人", attr("holder.display_name"), related=("holder",)),
        number("people_involved", "涉及人数"),
        number("households_involved", "涉及户数"),
        Field("amount_claimed", "涉及金额（元）", attr("amount_claimed"), Kind.MONEY, order="amount_claimed"),
        text("summary", "事情经过", prose("summary")),
        text("demands", "诉求", prose("demands")),
        choice("satisfaction", "满意度"),
        number("reopen_count", "重开次数"),
        _side("applicant", "申请人（遮住）", PartyRole.APPLICANT),
        _side("respondent", "被申请人（遮住）", PartyRole.RESPONDENT),
    ),
    dates=("registered_at", "accepted_at", "closed_at"),
    states=tuple((one.value, str(one.label)) for one in State if one != State.DRAFT),
    kinds=tuple((one.value, str(one.label)) for one in Cause),
    kind_column="cause",
    kind_label="类型",
)


def _units(*, is_lead: bool) -> Any:
    asked = WhistleUnit.objects.filter(whistle=OuterRef("pk"), is_lead=is_lead)
    standing = asked.exclude(state=UnitState.RELEASED)
    return ArraySubquery(standing.order_by("pk").values("department__name"))


def _whistles(user: Any) -> Any:
    return Whistle.objects.visible_to(user).filter(no__isnull=False)


WHISTLES = Source(
    key="whistles",
    label="吹哨报到",
    rows=_whistles,
    readers=READERS,
    fields=(
        no(),
        text("title", "事项", prose("title"), is_usual=True),
        choice("kind", "哨类", is_usual=True),
        COMMUNITY,
        GRID,
        BUILDING,
        text("problem", "问题", prose("problem")),
        text("task", "要做什么", prose("task")),
        text(
            "lead",
            "主办单位",
            joined("lead_units"),
            needs={"lead_units": _units(is_lead=True)},
            is_usual=True,
        ),
        text("assist", "协办单位", joined("other_units"), needs={"other_units": _units(is_lead=False)}),
        moment("issued_at", "吹哨时间", is_usual=True),
        moment("due_at", "应办时间"),
        choice("state", "状态", is_usual=True),
        choice("result", "结果"),
        moment("closed_at", "办结时间"),
        number("objection_count", "异议次数"),
        number("rework_count", "返工次数"),
    ),
    dates=("issued_at", "closed_at"),
    states=tuple(
        (one.value, str(one.label))
        for one in WhistleState
        if one not in (WhistleState.DRAFT, WhistleState.VOID)
    ),
    kinds=tuple((one.value, str(one.label)) for one in WhistleKind),
    kind_label="哨类",
)


def _tickets(user: Any) -> Any:
    return HotlineTicket.objects.visible_to(user)


HOTLINE = Source(
    key="hotline",
    label="12345热线工单",
    rows=_tickets,
    readers=READERS,
    fields=(
        no(),
        text("city_no", "市平台工单号", order="city_no", is_usual=True),
        text("title", "事项", prose("title"), is_usual=True),
        choice("kind", "类别", is_usual=True),
        choice("cause", "类型"),
        COMMUNITY,
        GRID,
        BUILDING,
        text("text", "诉求内容", prose("text")),
        moment("dispatched_at", "派单时间", is_usual=True),
        moment("due_at", "应办时间"),
        moment("contacted_at", "首次联系"),
        moment("answered_at", "答复时间"),
        choice("result", "结果"),
        text("answer_text", "办理情况", prose("answer_text")),
        text("reply_text", "给诉求人的答复", prose("reply_text")),
        text("responded", "响应及时"),
        text("solved", "问题解决"),
        choice("satisfaction", "满意度"),
        choice("state", "状态", is_usual=True),
        moment("closed_at", "办结时间"),
        text("name", "诉求人（遮住）", attr("masked_name"), is_personal=True),
        text("phone", "电话（遮住）", attr("masked_phone"), is_personal=True),
    ),
    dates=("dispatched_at", "answered_at", "closed_at"),
    states=tuple((one.value, str(one.label)) for one in TicketState if one != TicketState.DRAFT),
    kinds=tuple((one.value, str(one.label)) for one in TicketKind),
)
