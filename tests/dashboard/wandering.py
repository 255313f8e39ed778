"""A walk by chance through the lives of cases, over days and months: what the counts are proved with."""

import random
from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone

from core.errors import NotAllowed, RuleBroken
from disputes.actions import citizen_rate
from disputes.choices import State
from disputes.models import Dispute, DisputeEvent
from disputes.workflow import TRANSITIONS
from tests.disputes import walk as road
from tests.disputes.walk import DATA, WHO, Walk

MOVES = {
    state: [act for act, row in TRANSITIONS.items() if act in DATA and row.to and state in row.from_states]
    for state in State
}
# Where a new case of the walk begins: brought there by acts of its own.
BEGINS = (
    State.REGISTERED,
    State.MEDIATING,
    State.FOLLOW_UP,
    State.PERFORMING,
    State.CLOSED,
    State.ESCALATION_PENDING,
)


def wander(walk: Walk, chance: random.Random, acts: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Random acts on a growing heap of cases, over months; what an action refuses is skipped."""
    until = DisputeEvent.objects.count() + acts
    cases: list[Dispute] = []
    while DisputeEvent.objects.count() < until:
        walk.now += timedelta(minutes=chance.randint(1, 900))
        is_new = len(cases) < 3 or chance.random() < 0.1
        if is_new:  # in the morning, so that a few acts later it is still the same day
            walk.now = (walk.now + timedelta(days=1)).replace(hour=1)
        # The examples say their days by this one.
        day = timezone.localdate(walk.now)
        monkeypatch.setattr(road, "DAY0", day)
        monkeypatch.setattr(road.promise, "__defaults__", (day + timedelta(days=7),))
        if is_new:
            cases.append(walk.to(chance.choice(BEGINS)))
            continue
        case = chance.choice(cases)
        names = [*MOVES[State(case.state)], "follow_up", "contact", "citizen_rate"]
        if case.state in TRANSITIONS["merge"].from_states:
            names += ["merge"]
        try_one(walk, case, chance.choice(names), chance.choice(cases), chance)


def try_one(walk: Walk, case: Dispute, act: str, other: Dispute, chance: random.Random) -> None:
    """By whoever does it in the examples, or else at the street."""
    word = chance.choice(["very_good", "bad", "no_answer", "good"])
    for who in (WHO.get(act, ""), "intake"):
        try:
            if act == "citizen_rate":
                citizen_rate(case, satisfaction=word, now=walk.now)
                case.refresh_from_db()
                return
            data = {"target": other, "reason": "同一件事"} if act == "merge" else DATA[act](case, walk)
            walk.do(case, act, who, **(data | {"satisfaction": word} if act == "follow_up" else data))
            return
        except (RuleBroken, NotAllowed, ObjectDoesNotExist, AttributeError):
            case.refresh_from_db()
