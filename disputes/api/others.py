"""Whistles with their units, calls, supervision orders and tickets of the hotline, under the rules of their pages."""

from datetime import datetime
from typing import Any

from core.accounts.models import User
from core.api.resources import FormOpening, Resource
from core.errors import NotAllowed
from disputes.hotline import policies as hotline
from disputes.hotline.actions import receive
from disputes.hotline.flow import TICKETS
from disputes.hotline.forms.filters import TicketFilter
from disputes.hotline.forms.new import TicketForm
from disputes.hotline.views.detail import PAGES as TICKET_PAGES
from disputes.models import CommunityCall, HotlineTicket, SupervisionOrder, Whistle, WhistleUnit
from disputes.supervision.flow import ORDERS, reads_text
from disputes.supervision.views import ORDER_PAGES
from disputes.whistles import policies as whistles
from disputes.whistles.flow import CALLS, UNITS, WHISTLES
from disputes.whistles.forms.filters import WhistleFilter
from disputes.whistles.views.acts import CALL_PAGES, UNIT_PAGES, WHISTLE_PAGES
from grids.scope import Scope

WHISTLE_RESOURCE = Resource(
    name="whistles",
    label="吹哨",
    family_label="吹哨、报到单位、社区呼叫",
    model=Whistle,
    rows=WHISTLES.queryset,
    # A department reads its slip and no more; the place is on it where the street ticked it.
    fields=(
        "no", "official_no", "kind", "state", "community", "issued_at", "due_at", "closed_at", "result",
        "last_act", "last_act_at", "version",
    ),
    content=("title", "cause", "problem", "task", "basis", "shared_address"),
    reads=whistles.sees_content,
    reads_listed=whistles.sees_whole,
    reads_events=whistles.sees_whole,
    related=("place__parent",),
    acts=WHISTLE_PAGES,
    filter=WhistleFilter,
)  # fmt: skip


def _reads_unit(user: Any, unit: WhistleUnit) -> bool:
    """The street's desk and those of the place, and its own department."""
    return whistles.sees_whole(user, unit.whistle) or unit.department_id in Scope.of(user).department_ids


UNIT_RESOURCE = Resource(
    name="whistle-units",
    label="报到单位",
    family="whistles",
    key="pk",
    model=WhistleUnit,
    rows=UNITS.queryset,
    fields=(
        "id", "whistle", "department", "is_lead", "state", "due_at", "signed_at", "contacted_at", "arrived_at",
        "answered_at", "last_act", "last_act_at", "version",
    ),
    content=("arrival_people", "plan", "plan_until"),
    reads=_reads_unit,
    acts=UNIT_PAGES,
)  # fmt: skip


def _reads_call(user: Any, call: CommunityCall) -> bool:
    """A supervisor, as such, sees header and clocks."""
    return whistles.may_draft(user) or whistles.of_community(Scope.of(user), call.community_id)


CALL_RESOURCE = Resource(
    name="calls",
    label="社区呼叫",
    family="whistles",
    model=CommunityCall,
    rows=CALLS.queryset,
    fields=("no", "state", "community", "due_at", "created_at", "last_act", "last_act_at", "version"),
    content=("title", "cause", "problem"),
    reads=_reads_call,
    acts=CALL_PAGES,
)
ORDER_RESOURCE = Resource(
    name="orders",
    label="督办单",
    model=SupervisionOrder,
    rows=ORDERS.queryset,
    fields=(
        "no", "official_no", "subject_words", "desk", "department", "community", "state", "due_at", "issued_at",
        "reply_by", "replied_at", "last_act", "last_act_at", "version",
    ),
    content=("basis", "first_due_at", "progress", "requirement", "consequence", "reply", "result"),
    reads=reads_text,
    acts=ORDER_PAGES,
)  # fmt: skip


def _may_receive(user: User) -> None:
    if not hotline.may_receive(user):
        raise NotAllowed("role", "热线工单由街道综治中心登记")


def _ticket_form(data: Any, files: Any, user: User, now: datetime) -> TicketForm:
    return TicketForm(data, user=user, now=now)


def _no_tickets(user: Any) -> str:
    return "" if hotline.may_open(Scope.of(user)) else "热线工单由街道综治中心和承办的社区、网格办理"


TICKET_RESOURCE = Resource(
    name="hotline",
    label="热线工单",
    model=HotlineTicket,
    rows=TICKETS.queryset,
    fields=(
        "no", "official_no", "city_no", "kind", "cause", "title", "text", "state", "desk", "community", "grid",
        "place", "place_detail", "masked_name", "masked_phone", "dispatched_at", "due_given", "due_at",
        "contacted_at", "target_kind", "target_no", "target_result", "result", "answer_text", "reply_text",
        "reply_way", "answered_at", "satisfaction", "closed_at", "last_act", "last_act_at", "version",
    ),
    acts=TICKET_PAGES,
    opens=_no_tickets,
    filter=TicketFilter,
    # The platform's own number is the key of what comes in: a second one with it is refused and names the first.
    new=FormOpening(
        label="登记热线工单",
        form=TicketForm,
        make=_ticket_form,
        act=lambda form, user: receive(form.told(), actor=user),
        may=_may_receive,
    ),
)  # fmt: skip
