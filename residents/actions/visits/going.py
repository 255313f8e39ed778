"""A visit is made: at an appointment or without one; corrected; what was promised there is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.errors import RuleBroken
from core.flow.checks import need, not_future_moment
from core.flow.engine import Step
from core.replay.recorded import plausible
from residents.actions.visits.doors import Door, checked_workers, new_visit, put_down, refuse_campaign
from residents.actions.visits.planning import plan_visit
from residents.choices_visits import Outcome, VisitKind, VisitState
from residents.flows.visits import VISITS
from residents.models import LeaderContact, Visit, VisitCampaign

# A visit noted later than this is no memory any more.
LATEST = timedelta(days=7)
FARTHEST = timedelta(days=366)
MOST_MET = 99


@dataclass(frozen=True)
class Made:
    """How it was. The outcome alone is enough."""

    outcome: str
    persons_met: int | None = None
    topics: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    note: str = ""
    help_given: str = ""
    follow_up_on: date | None = None
    follow_up_what: str = ""
    visited_at: datetime | None = None
    # 改约: when one comes again.
    next_at: datetime | None = None


def log_visit(
    door: Door,
    made: Made,
    *,
    actor: User,
    kind: str = VisitKind.ROUTINE,
    campaign: VisitCampaign | None = None,
    contact: LeaderContact | None = None,
    workers: Iterable[User] = (),
    recorded_at: datetime | None = None,
    is_demo: bool = False,
    now: datetime | None = None,
) -> Visit:
    """Note a visit that nobody had arranged. `recorded_at` is the phone's hour, believed for three days.

    Refuses another's grid, a day ahead, and one more than a week back. 改约 with a time makes the new appointment."""
    now = now or timezone.now()
    with transaction.atomic():
        visit = new_visit(
            door, actor=actor, kind=kind, campaign=campaign, contact=contact, now=now, is_demo=is_demo
        )
        visit.state = VisitState.DONE
        for name, value in _facts(
            made, made.visited_at or plausible(recorded_at, now), now, campaign
        ).items():
            setattr(visit, name, value)
        refuse_campaign(visit, campaign, visit.visited_at or now)
        going = checked_workers(visit, workers, actor)
        put_down(visit, "log", "走访登记", going, actor=actor, now=now)
        if made.next_at is not None:
            _come_again(visit, made.next_at, going, actor, now)
    return visit


def record(
    visit: Visit, *, actor: User, made: Made, version: int | None = None, now: datetime | None = None
) -> Visit:
    """How the appointment went. A door that stays shut needs no reason, and counts against nobody (H5)."""
    now = now or timezone.now()
    with transaction.atomic():
        with VISITS.step(visit, "record", actor=actor, version=version, now=now) as s:
            _apply(s, _facts(made, made.visited_at or s.now, s.now, s.subject.campaign))
            s.move()
            s.say(Outcome(made.outcome).label)
        if made.next_at is not None:
            _come_again(visit, made.next_at, list(visit.workers.all()), actor, now)
    return visit


def amend(
    visit: Visit,
    *,
    actor: User,
    made: Made,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Visit:
    """Correct the record within a week; what stood there before is on the timeline."""
    with VISITS.step(visit, "amend", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写改了什么、为什么")
        _apply(s, _facts(made, made.visited_at or s.subject.visited_at or s.now, s.now, s.subject.campaign))
        if not s.changes:
            raise RuleBroken("same", "没有改动", field="outcome")
        s.say(reason)
    return visit


def finish_follow_up(
    visit: Visit, *, actor: User, text: str, version: int | None = None, now: datetime | None = None
) -> Visit:
    """What was promised at the door has been done."""
    with VISITS.step(visit, "finish_follow_up", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写怎么办好的")
        s.set(followed_up_at=s.now)
        s.say(text)
    return visit


def note(
    visit: Visit, *, actor: User, text: str, version: int | None = None, now: datetime | None = None
) -> Visit:
    """One more line on the timeline."""
    with VISITS.step(visit, "note", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写内容")
        s.say(text)
    return visit


def _facts(made: Made, visited_at: datetime, now: datetime, campaign: VisitCampaign | None) -> dict[str, Any]:
    """The columns of what was said, checked."""
    need(made.outcome, "outcome", "请选这次的情况")
    not_future_moment(visited_at, "visited_at", now, "走访时间")
    if now - visited_at > LATEST:
        raise RuleBroken("old", f"走访要在{LATEST.days}天内登记，请核对日期", field="visited_at")
    today = timezone.localdate(now)
    if made.follow_up_on and not today <= made.follow_up_on <= today + FARTHEST:
        raise RuleBroken("follow_up", "后续日期请选今天以后、一年以内", field="follow_up_on")
    if made.follow_up_what and made.follow_up_on is None:
        raise RuleBroken("missing", "请选后续要办的日期", field="follow_up_on")
    if made.next_at is not None and made.outcome == Outcome.MET:
        raise RuleBroken("next_at", "已经见面的，要再去请另外「约走访」", field="next_at")
    known = campaign.questions if campaign else []
    return {
        "outcome": made.outcome,
        "persons_met": _met(made),
        "topics": list(made.topics),
        "asked": [one for one in known if one in made.asked],
        "note": made.note,
        "help_given": made.help_given,
        "follow_up_on": made.follow_up_on,
        "follow_up_what": made.follow_up_what,
        "visited_at": visited_at,
    }


def _met(made: Made) -> int:
    if made.outcome != Outcome.MET:
        return 0
    met = 1 if made.persons_met is None else made.persons_met
    if not 1 <= met <= MOST_MET:
        raise RuleBroken("persons", f"见到的人数在1到{MOST_MET}之间", field="persons_met")
    return met


# What may name somebody stays out of the timeline's diff.
_WORDS = frozenset({"note", "help_given", "follow_up_what"})


def _apply(s: Step[Visit], facts: dict[str, Any]) -> None:
    s.set_quietly(**{name: value for name, value in facts.items() if name in _WORDS})
    s.set(**{name: value for name, value in facts.items() if name not in _WORDS})


def _come_again(visit: Visit, next_at: datetime, workers: list[User], actor: User, now: datetime) -> None:
    door = Door(visit.place, visit.dwelling, visit.household, visit.place_detail)
    campaign = visit.campaign
    if campaign is not None and not campaign.is_running(timezone.localdate(next_at)):
        # The campaign will be over by then; the appointment stands all the same.
        campaign = None
    plan_visit(
        door,
        actor=actor,
        planned_at=next_at,
        kind=visit.kind if campaign or visit.kind != VisitKind.CAMPAIGN else VisitKind.ROUTINE,
        campaign=campaign,
        contact=visit.contact,
        workers=workers,
        follows=visit,
        is_demo=visit.is_demo,
        now=now,
    )
