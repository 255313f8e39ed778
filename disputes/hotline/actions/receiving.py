"""A ticket comes in from the city's platform, is accepted or objected to, and given to a desk."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.errors import NotAllowed, RuleBroken
from core.flow import clockwork
from core.flow.checks import need, not_future_moment
from core.flow.engine import Step
from core.papers.numbers import take_number
from disputes.choices import Tier
from disputes.hotline import policies
from disputes.hotline.choices import TicketKind, TicketState
from disputes.hotline.flow import TICKETS
from disputes.models import HotlineTicket
from disputes.whistles.actions.drafting import grid_of
from grids.models import Area


@dataclass(frozen=True)
class Dispatch:
    """What stands on the platform's ticket. Who called may be unknown."""

    city_no: str
    kind: str
    title: str
    text: str
    place: Area
    dispatched_at: datetime
    due_given: datetime | None = None
    place_detail: str = ""
    cause: str = ""
    name: str = ""
    phone: str = ""
    is_demo: bool = False


def receive(told: Dispatch, *, actor: User, now: datetime | None = None) -> HotlineTicket:
    """Number the ticket, start its clock from the dispatch and tell the centre.

    Refuses whoever is not of the centre, a platform number that is here already, and times that cannot be."""
    now = now or timezone.now()
    if not policies.may_receive(actor):
        raise NotAllowed("role", "热线工单由街道综治中心登记")
    _check(told, now)
    with transaction.atomic():
        ticket = _draft(told, actor, now)
        with TICKETS.step(ticket, "receive", actor=actor, now=now) as s:
            year = timezone.localdate(s.now).year
            serial = take_number(settings.HOTLINE_SERIES, year=year)
            s.set(year=year, serial=serial, no=f"HT-{year}-{serial:05d}")
            s.move()
            s.say(f"市平台{told.city_no}，{TicketKind(told.kind).label}")
    return ticket


def _check(told: Dispatch, now: datetime) -> None:
    need(told.city_no, "city_no", "请写市平台的工单号")
    need(told.title, "title", "请写是什么事")
    need(told.text, "text", "请写诉求内容")
    not_future_moment(told.dispatched_at, "dispatched_at", now, "派单时间")
    _check_due(told.due_given, told.dispatched_at)
    _refuse_twice(told.city_no)


def _refuse_twice(city_no: str, besides: int = 0) -> None:
    known = HotlineTicket.objects.filter(city_no=city_no).exclude(pk=besides).first()
    if known is not None:
        raise RuleBroken("twice", f"这个工单号已经登记过：{known.no}，不用再登记", field="city_no")


def _check_due(due: datetime | None, since: datetime, field: str = "due_given") -> None:
    if due is not None and due <= since:
        raise RuleBroken("due", "市平台时限要晚于派单时间，请核对", field=field)


def _draft(told: Dispatch, actor: User, now: datetime) -> HotlineTicket:
    """The row before it has a number; it never outlives the transaction."""
    plain = {k: v for k, v in told.__dict__.items() if k not in ("name", "phone")}
    ticket = HotlineTicket(
        state=TicketState.DRAFT,
        community=told.place.community or told.place,
        grid=grid_of(told.place, now),
        created_by=actor,
        created_at=now,
        **plain,
    )
    ticket.seal_in("name", told.name)
    ticket.seal_in("phone", told.phone)
    ticket.save()
    return ticket


def accept(
    ticket: HotlineTicket,
    *,
    actor: User,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> HotlineTicket:
    """It is this street's: accepted, and laid before the manager."""
    with TICKETS.step(ticket, "accept", actor=actor, version=version, now=now) as s:
        s.move()
        s.say(note)
    return ticket


def assign(
    ticket: HotlineTicket,
    *,
    actor: User,
    desk: int,
    community: Area | None = None,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> HotlineTicket:
    """Give it to the centre itself, a community or a grid. Refuses a grid where the place has none."""
    with TICKETS.step(ticket, "assign", actor=actor, version=version, now=now) as s:
        words = _give(s, desk, community)
        s.move()
        s.say(f"交{words}办理" + (f"：{note}" if note else ""))
    return ticket


def reassign(
    ticket: HotlineTicket,
    *,
    actor: User,
    desk: int,
    reason: str,
    community: Area | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> HotlineTicket:
    """To another desk, with the reason. The clock runs on."""
    with TICKETS.step(ticket, "reassign", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么改派")
        words = _give(s, desk, community)
        if not s.changes:
            raise RuleBroken("same", "还是原来承办的，没有变", field="desk")
        s.say(f"改交{words}办理：{reason}")
    return ticket


def _give(s: Step[HotlineTicket], desk: int, community: Area | None) -> str:
    """The desk, and the community if it is another than the place's; answers with its name."""
    if desk not in Tier.values:
        raise RuleBroken("missing", "请选由谁承办", field="desk")
    ticket = s.subject
    other = community is not None and desk != Tier.STREET and community.pk != ticket.community_id
    if community is not None and other:
        if desk == Tier.GRID:
            raise RuleBroken("grid", "交给别的社区的，由那边社区承办，不直接到网格", field="desk")
        s.set(community=community, grid=None)
    if desk == Tier.GRID and ticket.grid_id is None:
        raise RuleBroken("grid", "这件没有落到楼栋的网格，请交社区", field="desk")
    s.set(desk=desk)
    if desk == Tier.STREET:
        return "综治中心"
    return str(ticket.grid if desk == Tier.GRID else ticket.community)


def hand_back(
    ticket: HotlineTicket,
    *,
    actor: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> HotlineTicket:
    """Not theirs to handle: back to the centre. The clock runs on, so sending back gives nobody new time."""
    with TICKETS.step(ticket, "hand_back", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么不该由你们办、建议给谁")
        s.set(desk=Tier.STREET, asked_days=None)
        s.set_quietly(asked_reason="")
        s.move()
        s.say(reason)
    return ticket


def relimit(
    ticket: HotlineTicket,
    *,
    actor: User,
    kind: str,
    reason: str,
    due_given: datetime | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> HotlineTicket:
    """Another kind or another moment of the platform than was typed; the clock is counted anew from the same start."""
    with TICKETS.step(ticket, "relimit", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么更正")
        _check_due(due_given, TICKETS.clock_starts(s.subject, "hotline") or s.now)
        s.set(kind=TicketKind(kind).value, due_given=due_given)
        if not s.changes:
            raise RuleBroken("same", "类别和时限都没有变", field="kind")
        s.say(f"{TicketKind(kind).label}：{reason}")
    return ticket


# What a desk may have typed wrong, and how the timeline names it. Words can name people: their diff keeps none of them.
CORRECTABLE = {
    "city_no": "市平台工单号",
    "title": "事项",
    "text": "诉求内容",
    "place_detail": "具体位置",
    "cause": "类型",
    "name": "姓名",
    "phone": "电话",
}


def correct(
    ticket: HotlineTicket,
    *,
    actor: User,
    reason: str,
    name: str = "",
    phone: str = "",
    version: int | None = None,
    now: datetime | None = None,
    **told: str,
) -> HotlineTicket:
    """What was typed otherwise than the platform wrote it, while nobody handles the ticket. An empty name or number stays
    as it was. Refuses no change, a platform number that is here already, and a correction without its reason."""
    with TICKETS.step(ticket, "correct", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么更正")
        for field, message in (
            ("city_no", "请写市平台的工单号"),
            ("title", "请写是什么事"),
            ("text", "请写诉求内容"),
        ):
            need(told.get(field, getattr(s.subject, field)), field, message)
        _refuse_twice(told.get("city_no", ""), besides=s.subject.pk)
        s.set(**{one: told[one] for one in ("city_no", "cause") if one in told})
        s.set_quietly(**{one: told[one] for one in ("title", "text", "place_detail") if one in told})
        s.seal(**{field: value for field, value in (("name", name), ("phone", phone)) if value})
        changed = [label for field, label in CORRECTABLE.items() if field in s.changes]
        if not changed:
            raise RuleBroken("same", "和原来登记的一样，没有要更正的", field="text")
        s.say(f"更正了{'、'.join(changed)}：{reason}")
    return ticket


def object_to(
    ticket: HotlineTicket,
    *,
    actor: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> HotlineTicket:
    """Tell the platform that it is not this street's, with the reason. Until it agrees the time runs."""
    with TICKETS.step(ticket, "object", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么不属于本街道、应该由谁办")
        s.move()
        s.say(reason)
    return ticket


def objection_upheld(
    ticket: HotlineTicket, *, actor: User, text: str, version: int | None = None, now: datetime | None = None
) -> HotlineTicket:
    """The platform took it back."""
    with TICKETS.step(ticket, "objection_upheld", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写市平台怎么回复的")
        s.set(closed_at=s.now)
        s.move()
        s.say(text)
    return ticket


def objection_refused(
    ticket: HotlineTicket,
    *,
    actor: User,
    text: str,
    due_given: datetime | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> HotlineTicket:
    """It stays ours; the platform may have set another moment with its answer."""
    with TICKETS.step(ticket, "objection_refused", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写市平台怎么回复的")
        s.move()
        s.say(text)
        if due_given is not None:
            set_due(s, due_given)
    return ticket


def set_due(s: Step[HotlineTicket], due: datetime, field: str = "due_given") -> None:
    """Another moment of the platform: the clock under it takes the old one's place."""
    if due <= s.now:
        raise RuleBroken("due", "市平台时限要晚于现在，请核对", field=field)
    s.set(due_given=due)
    clockwork.apply(TICKETS, s.subject, ("cancel:*", "start:hotline"), now=s.now)


def withdraw(
    ticket: HotlineTicket,
    *,
    actor: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> HotlineTicket:
    """The platform took it back unasked, or it was entered by mistake."""
    with TICKETS.step(ticket, "withdraw", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么撤单：市平台撤回，还是登记错了")
        s.set(closed_at=s.now)
        s.move()
        s.say(reason)
    return ticket
