"""Appointments: made, moved, called off."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.errors import RuleBroken
from core.ui.words import local_dt
from residents.actions.visits.doors import Door, checked_workers, new_visit, put_down, refuse_campaign
from residents.choices_visits import Desk, VisitKind, VisitState
from residents.flows import posts
from residents.flows.visits import KIND, VISITS
from residents.models import Dwelling, LeaderContact, Visit, VisitCampaign

FARTHEST = timedelta(days=366)


def plan_visit(
    door: Door,
    *,
    actor: User,
    planned_at: datetime,
    kind: str = VisitKind.ROUTINE,
    campaign: VisitCampaign | None = None,
    contact: LeaderContact | None = None,
    workers: Iterable[User] = (),
    note: str = "",
    follows: Visit | None = None,
    is_demo: bool = False,
    now: datetime | None = None,
) -> Visit:
    """Agree on a time. Tells those who go, unless they agreed on it themselves. Refuses the past and places of others."""
    now = now or timezone.now()
    _refuse_odd_time(planned_at, now)
    with transaction.atomic():
        visit = new_visit(
            door, actor=actor, kind=kind, campaign=campaign, contact=contact, now=now, is_demo=is_demo
        )
        refuse_campaign(visit, campaign, planned_at)
        visit.state, visit.planned_at, visit.note, visit.follows = (
            VisitState.PLANNED,
            planned_at,
            note,
            follows,
        )
        going = checked_workers(visit, workers, actor)
        put_down(visit, "plan", "约好走访", going, actor=actor, now=now)
        _tell(visit, {worker for worker in going if worker.pk != actor.pk}, actor, now)
    return visit


def plan_for_grid(dwelling: Dwelling, *, planned_at: datetime, note: str, now: datetime) -> Visit:
    """A visit that the house itself arranges: the grid's staff go, and it has no author. Refuses a door whose grid nobody
    serves."""
    with transaction.atomic():
        visit = Visit(
            kind=VisitKind.ROUTINE,
            state=VisitState.PLANNED,
            place=dwelling.building,
            dwelling=dwelling,
            community_id=dwelling.community_id,
            grid_id=dwelling.grid_id,
            planned_at=planned_at,
            note=note,
            created_at=now,
        )
        going = sorted(posts.staff_of(Desk.GRID, visit), key=lambda worker: worker.pk)
        if not going:
            raise RuleBroken("nobody", "这个门所在的网格没有人负责")
        put_down(visit, "plan", "约好走访", going, actor=None, now=now)
        _tell(visit, set(going), None, now)
    return visit


def _tell(visit: Visit, people: set[User], actor: User | None, now: datetime) -> None:
    """A task for who goes; the door stands in the body, which does not leave the house."""
    if people:
        VISITS.notify(
            people,
            kind="todo",
            title=f"约好走访：{VISITS.title(visit)}",
            subject=visit,
            key=f"{KIND}:{visit.pk}:v{visit.version}",
            body=f"{local_dt(visit.planned_at)}，{visit.address}",
            actor=actor,
            now=now,
        )


def _refuse_odd_time(planned_at: datetime, now: datetime) -> None:
    if planned_at <= now:
        raise RuleBroken("past", "约定时间要在现在以后。已经去过的，用「走访登记」", field="planned_at")
    if planned_at > now + FARTHEST:
        raise RuleBroken("far", "约得太远了，请选一年以内的时间", field="planned_at")


def move(
    visit: Visit,
    *,
    actor: User,
    planned_at: datetime,
    workers: Iterable[User] | None = None,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Visit:
    """Another time, or somebody else goes. No reason is asked: it is the resident's home."""
    with VISITS.step(visit, "move", actor=actor, version=version, now=now) as s:
        _refuse_odd_time(planned_at, s.now)
        refuse_campaign(s.subject, s.subject.campaign, planned_at)
        s.set(planned_at=planned_at)
        if workers is not None:
            going = checked_workers(s.subject, workers, actor)
            before = set(s.subject.workers.values_list("pk", flat=True))
            if before != {worker.pk for worker in going}:
                s.subject.workers.set(going)
                s.changes["workers"] = [sorted(before), sorted(worker.pk for worker in going)]
        if not s.changes:
            raise RuleBroken("same", "时间和走访的人都没有变", field="planned_at")
        s.say(note or f"改到{local_dt(planned_at)}")
    return visit


def cancel(
    visit: Visit, *, actor: User, note: str = "", version: int | None = None, now: datetime | None = None
) -> Visit:
    """The appointment is off. It counts as nothing, for nobody."""
    with VISITS.step(visit, "cancel", actor=actor, version=version, now=now) as s:
        s.move()
        s.say(note or "取消约定")
    return visit
