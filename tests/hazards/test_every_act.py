"""Generated from the transition table: every act from every state, by everybody, with what it leaves behind."""

import inspect
from typing import Any

import pytest

from core.audit.models import Entry
from core.clocks.models import Clock
from core.errors import Conflict, NotAllowed, RuleBroken
from core.flow.models import Event
from grids.actions.hazard_acts import ACTIONS
from grids.choices_field import HazardState
from grids.engine import GUARDS, HAZARDS, KIND
from grids.models import Hazard
from grids.querysets_field import FIELD_ROLES
from grids.scope import Scope
from grids.workflow import TRANSITIONS
from tests.cast import Cast
from tests.hazards.walk import DATA, HOUR, WHO, Walk, ready_for

pytestmark = pytest.mark.django_db
LEGAL = [(act, s) for act in sorted(ACTIONS) for s in HazardState if s in TRANSITIONS[act].from_states]
ILLEGAL = [(act, s) for act in sorted(ACTIONS) for s in HazardState if s not in TRANSITIONS[act].from_states]
PEOPLE = sorted(Cast.__dataclass_fields__.keys() - {"all"})


def call(walk: Walk, hazard: Hazard, act: str, by: str, **changes: Any) -> None:
    walk.now += HOUR
    ACTIONS[act](hazard, actor=getattr(walk.cast, by), now=walk.now, **{**DATA[act](hazard, walk), **changes})


def events(hazard: Hazard) -> Any:
    return Event.objects.filter(subject_kind=KIND, subject_id=hazard.pk)


def state_of(hazard: Hazard) -> tuple[Any, ...]:
    fresh = Hazard.objects.get(pk=hazard.pk)
    clocks = Clock.objects.of(KIND, hazard.pk).order_by("pk")
    return (
        fresh.version,
        fresh.state,
        fresh.rectified_by_id,
        events(hazard).count(),
        list(hazard.rounds.values_list("number", "rectified_at", "passed")),
        Entry.objects.filter(subject_kind=KIND, subject_id=hazard.pk).count(),
        [(c.code, c.due_at, c.stopped_at, c.cancelled_at) for c in clocks],
    )


@pytest.mark.parametrize(("act", "state"), LEGAL)
def test_an_act_leads_where_the_table_says_and_is_written_down(walk: Walk, act: str, state: str) -> None:
    hazard = ready_for(walk, act, state)
    version, before = hazard.version, hazard.state
    assert before == state
    by = WHO[act]
    call(walk, hazard, act, by)
    hazard = Hazard.objects.get(pk=hazard.pk)
    row = TRANSITIONS[act]
    assert hazard.state in (row.to or (before,))
    assert hazard.version == version + 1
    event = events(hazard).get(version=hazard.version)
    assert (event.act, event.actor) == (act, getattr(walk.cast, by))
    assert event.to_state == (hazard.state if hazard.state != before else "")
    entry = Entry.objects.filter(subject_kind=KIND, subject_id=hazard.pk).latest("seq")
    assert entry.action == f"hazard.{act}"
    assert (entry.detail["from"], entry.detail["to"]) == (before, hazard.state)


@pytest.mark.parametrize(("act", "state"), ILLEGAL)
def test_an_act_is_refused_from_every_other_state(walk: Walk, act: str, state: str) -> None:
    hazard = walk.to(state)
    before = state_of(hazard)
    decision = HAZARDS.by_state(TRANSITIONS[act], hazard, walk.now)
    assert (decision.allowed, decision.code) == (False, "state")
    with (
        pytest.raises(RuleBroken) as caught,
        HAZARDS.step(hazard, act, actor=getattr(walk.cast, WHO[act]), now=walk.now),
    ):
        pytest.fail("the engine let the act begin")
    assert caught.value.status in (403, 422)
    assert state_of(hazard) == before


@pytest.mark.parametrize("act", sorted(ACTIONS))
def test_an_action_runs_the_row_of_its_own_name(act: str) -> None:
    assert f'HAZARDS.step(hazard, "{act}"' in inspect.getsource(ACTIONS[act])


@pytest.mark.parametrize("act", sorted(ACTIONS))
def test_an_act_is_refused_to_everybody_whom_the_table_does_not_name(walk: Walk, act: str) -> None:
    state = next(s for s in HazardState if s in TRANSITIONS[act].from_states)
    hazard = ready_for(walk, act, state)
    refused = [
        key
        for key in PEOPLE
        if not HAZARDS.by_role(getattr(walk.cast, key), TRANSITIONS[act], hazard).allowed
    ]
    assert {"nobody", "liaison", "sysadmin", "auditor", "outsider", "supervisor", "mediator"} <= set(refused)
    assert WHO[act] not in refused
    before = state_of(hazard)
    data = DATA[act](hazard, walk)
    for key in refused:
        with pytest.raises(NotAllowed):
            ACTIONS[act](hazard, actor=getattr(walk.cast, key), now=walk.now, **data)
    assert state_of(hazard) == before


@pytest.mark.parametrize("act", sorted(ACTIONS))
def test_a_stale_version_is_a_conflict_that_names_what_happened(walk: Walk, act: str) -> None:
    state = next(s for s in HazardState if s in TRANSITIONS[act].from_states)
    hazard = ready_for(walk, act, state)
    before = state_of(hazard)
    with pytest.raises(Conflict) as caught:
        call(walk, hazard, act, WHO[act], version=hazard.version - 1)
    assert caught.value.status == 409
    assert TRANSITIONS[events(hazard).latest("version").act].label in caught.value.message
    assert state_of(hazard) == before


def test_whoever_may_act_also_sees_and_nobody_sees_without_field_work(walk: Walk) -> None:
    """Policies are built on the same postings as visible_to: no button on a page that is a 404."""
    for state in HazardState:
        hazard = walk.to(state)
        for key in PEOPLE:
            user = getattr(walk.cast, key)
            visible = Hazard.objects.visible_to(user).filter(pk=hazard.pk).exists()
            acts = [o.act for o in HAZARDS.acts_for(user, hazard, walk.now) if o.allowed]
            assert visible or not acts, (key, state, acts)
            assert not visible or Scope.of(user).roles & FIELD_ROLES


def test_every_act_of_a_person_has_an_action_and_every_guard_is_used() -> None:
    told = {"report", "hand_over", "referral_news"}
    assert set(ACTIONS) == set(TRANSITIONS) - told
    assert {name for row in TRANSITIONS.values() for name in row.guards} == set(GUARDS)
    assert all(ACTIONS[act].__doc__ for act in ACTIONS)
