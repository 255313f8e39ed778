"""What an opinion was turned into, and how the result comes back. Called by the rooms above; see residents.conversions.

Locks go opinions first, then what they were turned into, the ledger last: a room above that ends a case calls
`hold_aimed_at` before it locks the case."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core.accounts.models import User
from core.clocks.store import hold_calendar
from residents import conversions
from residents.choices_visits import OpinionState
from residents.flows.opinions import OPINIONS
from residents.models import Opinion


def hold_aimed_at(kind: str, target_ids: Iterable[int], *, also: QuerySet[Any] | None = None) -> int:
    """Lock the opinions that were turned into these, and `also` those about to be (a query of their ids), in the order of
    their ids: one question, because every act of a case asks it.

    The calendar is kept still with them, so that nothing but the ledger is left to wait for. Returns how many."""
    aimed = Opinion.objects.filter(target_kind=kind, target_id__in=list(target_ids)).values("pk")
    rows = Opinion.objects.filter(pk__in=aimed if also is None else aimed.union(also, all=True))
    held = len(rows.order_by("pk").select_for_update(no_key=True).values_list("pk"))
    if held:
        hold_calendar()
    return held


def converted(
    opinion: Opinion,
    *,
    kind: str,
    target_id: int,
    target_no: str,
    actor: User | None,
    now: datetime | None = None,
) -> Opinion:
    """It became a case or a whistle. The resident is still owed a word within the five days. `actor` None: it came about
    by the act of somebody who works no opinions, as when a leader of the street whistles."""
    known = conversions.get(kind)
    if known is None:
        raise ValueError(f"{kind!r} is not registered with residents.conversions")
    with OPINIONS.step(opinion, "convert", actor=actor, now=now) as s:
        s.set(
            target_kind=kind, target_id=target_id, target_no=target_no, target_result="", target_ended_at=None
        )
        if not s.subject.category:
            s.set(category=known.category)
        s.move()
        s.say(f"转为{known.label} {target_no}")
    return opinion


def target_news(opinion: Opinion, *, text: str, now: datetime | None = None) -> Opinion:
    """How far that other thing is; the resident has not been told yet."""
    with OPINIONS.step(opinion, "target_news", actor=None, now=now) as s:
        s.say(text)
    return opinion


def target_ended(kind: str, target_id: int, *, result: str, now: datetime | None = None) -> int:
    """What they were turned into has come to an end: back to who owes the answer, with a clock that runs.

    Opinions that were answered meanwhile stay as they are. Returns how many took note."""
    waiting = Opinion.objects.aimed_at(kind, target_id).filter(state=OpinionState.CONVERTED).order_by("pk")
    for opinion in waiting:
        with OPINIONS.step(opinion, "target_ended", actor=None, now=now) as s:
            s.set(target_result=result[:100], target_ended_at=s.now)
            s.move()
            s.say(f"{s.subject.target_no} {result}")
    return len(waiting)


def target_resumed(kind: str, target_id: int, *, now: datetime | None = None) -> int:
    """It was taken up again before the resident was answered: the answer waits once more."""
    found = Opinion.objects.aimed_at(kind, target_id).filter(
        state=OpinionState.HANDLING, target_ended_at__isnull=False
    )
    for opinion in found.order_by("pk"):
        with OPINIONS.step(opinion, "target_resumed", actor=None, now=now) as s:
            s.set(target_result="", target_ended_at=None)
            s.move()
            s.say(f"{s.subject.target_no} 重新办理")
    return len(found)


def target_moved(opinion: Opinion, *, target_id: int, target_no: str, now: datetime | None = None) -> Opinion:
    """Joined to another of its kind, or parted again: the opinion waits for that one."""
    with OPINIONS.step(opinion, "target_moved", actor=None, now=now) as s:
        before = s.subject.target_no
        s.set(target_id=target_id, target_no=target_no)
        s.say(f"{before} 改由 {target_no} 办理")
    return opinion
