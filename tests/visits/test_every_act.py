"""Generated from the table of visits: every act from every state, by everybody, with what it leaves behind."""

from typing import Any

import pytest

from core.audit.models import Entry
from core.errors import Conflict, NotAllowed, RuleBroken
from core.flow.models import Event
from residents.actions.visits import ACTIONS, Made
from residents.choices_visits import Outcome, VisitState
from residents.flows.visits import VISIT_ACTS, VISITS
from residents.models import Visit
from tests.cast import Cast
from tests.opinions.walk import HOUR, T0
from tests.visits.conftest import Go

pytestmark = pytest.mark.django_db
PEOPLE = sorted(Cast.__dataclass_fields__.keys() - {"all"})
STAFF = {"worker", "leader", "clerk", "second_clerk", "secretary", "intake", "manager"}
NOW = T0 + 4 * HOUR
DATA: dict[str, dict[str, Any]] = {
    "amend": {"made": Made(Outcome.MET, persons_met=3), "reason": "人数记错了"},
    "cancel": {},
    "finish_follow_up": {"text": "已把表送到家"},
    "move": {"planned_at": T0 + 30 * HOUR},
    "note": {"text": "楼下按门铃"},
    "record": {"made": Made(Outcome.NOT_NOW)},
}
LEGAL = [(act, s) for act in sorted(ACTIONS) for s in VisitState if s in VISIT_ACTS[act].from_states]
ILLEGAL = [(act, s) for act in sorted(ACTIONS) for s in VisitState if s not in VISIT_ACTS[act].from_states]


@pytest.fixture
def to(planned: Go, went: Go, cast: Cast) -> Go:
    def visit(state: VisitState) -> Visit:
        if state == VisitState.DONE:
            return went(follow_up_on=T0.date(), follow_up_what="送表")
        found = planned()
        if state == VisitState.CANCELLED:
            ACTIONS["cancel"](found, actor=cast.worker, now=T0 + HOUR)
        return found

    return visit


def state_of(visit: Visit) -> tuple[Any, ...]:
    fresh = Visit.objects.get(pk=visit.pk)
    lines = Event.objects.filter(subject_kind="visit", subject_id=visit.pk).count()
    return fresh.version, fresh.state, fresh.planned_at, fresh.outcome, fresh.persons_met, lines


@pytest.mark.parametrize(("act", "state"), LEGAL)
def test_an_act_leads_where_the_table_says_and_is_written_down(
    to: Go, cast: Cast, act: str, state: VisitState
) -> None:
    visit = to(state)
    version, before = visit.version, visit.state
    ACTIONS[act](visit, actor=cast.worker, now=NOW, **DATA[act])
    assert visit.state in (VISIT_ACTS[act].to or (before,)) and visit.version == version + 1
    event = Event.objects.get(subject_kind="visit", subject_id=visit.pk, version=visit.version)
    assert (event.act, event.actor) == (act, cast.worker)
    assert Entry.objects.filter(action=f"visit.{act}", subject_id=visit.pk).exists()


@pytest.mark.parametrize(("act", "state"), ILLEGAL)
def test_an_act_is_refused_from_every_other_state(to: Go, cast: Cast, act: str, state: VisitState) -> None:
    visit = to(state)
    before = state_of(visit)
    with pytest.raises(RuleBroken):
        ACTIONS[act](visit, actor=cast.worker, now=NOW, **DATA[act])
    assert state_of(visit) == before


@pytest.mark.parametrize("act", sorted(ACTIONS))
def test_only_who_serves_the_place_acts(to: Go, cast: Cast, act: str) -> None:
    visit = to(next(s for s in VisitState if s in VISIT_ACTS[act].from_states))
    may = {key for key in PEOPLE if VISITS.by_role(getattr(cast, key), VISIT_ACTS[act], visit).allowed}
    assert may == STAFF
    before = state_of(visit)
    for key in sorted(set(PEOPLE) - STAFF):
        with pytest.raises(NotAllowed):
            ACTIONS[act](visit, actor=getattr(cast, key), now=NOW, **DATA[act])
    assert state_of(visit) == before


@pytest.mark.parametrize("act", sorted(ACTIONS))
def test_a_stale_version_is_a_conflict(to: Go, cast: Cast, act: str) -> None:
    visit = to(next(s for s in VisitState if s in VISIT_ACTS[act].from_states))
    before = state_of(visit)
    with pytest.raises(Conflict):
        ACTIONS[act](visit, actor=cast.worker, now=NOW, version=visit.version - 1, **DATA[act])
    assert state_of(visit) == before


def test_who_acts_sees_and_nobody_else_does(to: Go, cast: Cast) -> None:
    for state in VisitState:
        visit = to(state)
        seen = {
            key for key in PEOPLE if Visit.objects.visible_to(getattr(cast, key)).filter(pk=visit.pk).exists()
        }
        assert seen == STAFF, state
