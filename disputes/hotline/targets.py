"""The case or whistle that carries the work of a ticket, and how its result comes back (D8).

Closing it offers its result as the answer; the ticket waits until somebody has answered the caller. Called by the rooms
of cases and whistles, which lock the tickets first (`hold_aimed_at`)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core.accounts.models import User
from core.clocks.store import hold_calendar
from core.errors import RuleBroken
from core.flow.engine import Step
from disputes.choices import Tier
from disputes.hotline.choices import AT_WORK, TicketState
from disputes.hotline.flow import TICKETS
from disputes.models import HotlineTicket

RESULT_LENGTH = 200
LABELS = {"dispute": "案件", "whistle": "吹哨"}


def hold_aimed_at(kind: str, ids: Iterable[int], *, named: QuerySet[Any] | None = None) -> int:
    """Lock the tickets whose work these carry, and those with the city numbers that `named` asks for, in the order of their
    ids: one question, because every act of a case asks it. The calendar is kept still with them. Returns how many."""
    aimed = HotlineTicket.objects.filter(target_kind=kind, target_id__in=list(ids)).values("pk")
    if named is not None:
        aimed = aimed.union(HotlineTicket.objects.filter(city_no__in=named).values("pk"), all=True)
    rows = HotlineTicket.objects.filter(pk__in=aimed)
    held = len(rows.order_by("pk").select_for_update(no_key=True).values_list("pk"))
    if held:
        hold_calendar()
    return held


def linked(
    ticket: HotlineTicket,
    *,
    kind: str,
    target_id: int,
    target_no: str,
    actor: User | None,
    result: str = "",
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> HotlineTicket:
    """This case or whistle carries the work from now on; `result` when it has ended already. What nobody had given out
    becomes the centre's own to answer. `actor` None: the act of another room brought it about."""
    with TICKETS.step(ticket, "link", actor=actor, version=version, now=now) as s:
        set_target(s, kind, target_id, target_no, result)
        s.say(f"由{LABELS[kind]}{target_no}办理" + (f"：{note}" if note else ""))
    return ticket


def set_target(s: Step[HotlineTicket], kind: str, target_id: int, target_no: str, result: str) -> None:
    s.set(
        target_kind=kind,
        target_id=target_id,
        target_no=target_no,
        target_ended_at=s.now if result else None,
    )
    s.set_quietly(target_result=result[:RESULT_LENGTH])
    if s.from_state in AT_WORK:
        s.move(s.from_state)
    else:
        s.set(desk=Tier.STREET)
        s.move(TicketState.HANDLING)


def refuse_second(city_no: str, user: User) -> None:
    """One matter, one record: no second case for a ticket whose work another carries."""
    found = HotlineTicket.objects.visible_to(user).filter(city_no=city_no, state__in=AT_WORK).first()
    if found is not None and found.is_linked:
        raise RuleBroken(
            "linked",
            f"这张工单（{found.no}）已经由{found.target_no}办理，不要再登记一件",
            field="source_ref",
        )


def target_ended(kind: str, target_id: int, *, result: str, now: datetime | None = None) -> int:
    """The record has come to an end: the desk is told and the result offered as the answer. Returns how many."""
    waiting = list(_waiting(kind, target_id, ended=False))
    for ticket in waiting:
        with TICKETS.step(ticket, "target_ended", actor=None, now=now) as s:
            s.set(target_ended_at=s.now)
            s.set_quietly(target_result=result[:RESULT_LENGTH])
            s.say(f"{s.subject.target_no} {result}")
    return len(waiting)


def target_resumed(kind: str, target_id: int, *, now: datetime | None = None) -> int:
    """Taken up again before the caller was answered: the answer waits once more. Returns how many."""
    found = list(_waiting(kind, target_id, ended=True))
    for ticket in found:
        with TICKETS.step(ticket, "target_resumed", actor=None, now=now) as s:
            s.set(target_ended_at=None)
            s.set_quietly(target_result="")
            s.say(f"{s.subject.target_no} 重新办理")
    return len(found)


def target_moved(kind: str, target_id: int, *, to: int, to_no: str, now: datetime | None = None) -> int:
    """Joined to another of its kind: the tickets wait for that one. Returns how many."""
    found = list(_waiting(kind, target_id, ended=False))
    for ticket in found:
        with TICKETS.step(ticket, "target_moved", actor=None, now=now) as s:
            before = s.subject.target_no
            s.set(target_id=to, target_no=to_no)
            s.say(f"{before} 改由 {to_no} 办理")
    return len(found)


def target_back(city_no: str, kind: str, target_id: int, target_no: str, *, now: datetime) -> None:
    """Parted from the one it was joined to: the ticket of this number waits for its own again."""
    rows = HotlineTicket.objects.filter(city_no=city_no, target_kind=kind, state__in=AT_WORK)
    ticket = rows.exclude(target_id=target_id).first()
    if ticket is not None:
        with TICKETS.step(ticket, "target_moved", actor=None, now=now) as s:
            before = s.subject.target_no
            s.set(target_id=target_id, target_no=target_no, target_ended_at=None)
            s.set_quietly(target_result="")
            s.say(f"{before} 改由 {target_no} 办理")


def _waiting(kind: str, target_id: int, *, ended: bool) -> Iterable[HotlineTicket]:
    rows = HotlineTicket.objects.aimed_at(kind, target_id).filter(state__in=AT_WORK)
    found: Iterable[HotlineTicket] = rows.filter(target_ended_at__isnull=not ended).order_by("pk")
    return found
