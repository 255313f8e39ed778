"""Generated from the transition table: every act from every state, by everybody, with what it leaves behind."""

import inspect
from typing import Any

import pytest

from core.audit.models import Entry
from core.clocks.models import Clock
from core.errors import Conflict, NotAllowed, RuleBroken
from disputes.actions import ACTIONS
from disputes.choices import State
from disputes.engine import CASES, step
from disputes.models import Dispute
from disputes.querysets import CASE_ROLES
from disputes.workflow import TRANSITIONS
from grids.scope import Scope
from tests.cast import Cast, Log
from tests.disputes.walk import DATA, HOUR, WHO, Walk, made_ready, ready_for, taken_back

pytestmark = pytest.mark.django_db
LEGAL = {s: [act for act in sorted(ACTIONS) if s in TRANSITIONS[act].from_states] for s in State}
ILLEGAL = {s: [act for act in sorted(ACTIONS) if s not in TRANSITIONS[act].from_states] for s in State}
PEOPLE = sorted(Cast.__dataclass_fields__.keys() - {"all"})


@pytest.fixture
def walk(cast: Cast, log: Log) -> Walk:
    return Walk(cast, log)


def call(walk: Walk, case: Dispute, act: str, by: str, **changes: Any) -> None:
    walk.now += HOUR
    data = {**DATA[act](case, walk), **changes}
    ACTIONS[act](case, actor=getattr(walk.cast, by), now=walk.now, **data)


def state_of(case: Dispute) -> tuple[Any, ...]:
    fresh = Dispute.objects.get(pk=case.pk)
    clocks = Clock.objects.of("dispute", case.pk).order_by("pk")
    return (
        fresh.version,
        fresh.state,
        fresh.tier,
        fresh.holder_id,
        fresh.events.count(),
        Entry.objects.filter(subject_kind="dispute", subject_id=case.pk).count(),
        [(c.code, c.due_at, c.stopped_at, c.paused_at) for c in clocks],
    )


@pytest.mark.parametrize("state", [state for state in State if LEGAL[state]])
def test_every_act_leads_where_the_table_says_and_is_written_down(walk: Walk, state: State) -> None:
    pk = walk.to(state).pk
    for act in LEGAL[state]:
        with taken_back(walk):
            does_its_row(walk, act, made_ready(walk, act, Dispute.objects.get(pk=pk)))


def does_its_row(walk: Walk, act: str, case: Dispute) -> None:
    version, before = case.version, case.state
    call(walk, case, act, WHO[act])
    case = Dispute.objects.get(pk=case.pk)
    row = TRANSITIONS[act]
    assert case.state in (row.to or (before,)), act
    assert case.version == version + 1, act
    event = case.events.get(version=case.version)
    assert (event.act, event.actor) == (act, getattr(walk.cast, WHO[act]))
    assert event.to_state == (case.state if case.state != before else ""), act
    entry = Entry.objects.filter(subject_kind="dispute", subject_id=case.pk).latest("seq")
    assert entry.action == f"dispute.{act}"
    assert (entry.detail["from"], entry.detail["to"]) == (before, case.state), act


@pytest.mark.parametrize("state", [state for state in State if ILLEGAL[state]])
def test_every_other_act_is_refused_in_a_state(walk: Walk, state: State) -> None:
    case = walk.to(state)
    before = state_of(case)
    for act in ILLEGAL[state]:
        decision = CASES.by_state(TRANSITIONS[act], case, walk.now)
        assert (decision.allowed, decision.code) == (False, "state"), act
        with (
            pytest.raises(RuleBroken) as caught,
            step(case, act, actor=getattr(walk.cast, WHO[act]), now=walk.now),
        ):
            pytest.fail(f"the engine let {act} begin")
        assert caught.value.status in (403, 422), act
        assert state_of(case) == before, act


@pytest.mark.parametrize("act", sorted(ACTIONS))
def test_an_action_runs_the_row_of_its_own_name(act: str) -> None:
    assert f'step(dispute, "{act}"' in inspect.getsource(inspect.getmodule(ACTIONS[act]))  # type: ignore[arg-type]


@pytest.mark.parametrize("act", sorted(ACTIONS))
def test_an_act_is_refused_to_everybody_whom_the_table_does_not_name(walk: Walk, act: str) -> None:
    state = next(s for s in State if s in TRANSITIONS[act].from_states)
    case = ready_for(walk, act, state)
    refused = [
        key for key in PEOPLE if not CASES.by_role(getattr(walk.cast, key), TRANSITIONS[act], case).allowed
    ]
    assert {"nobody", "liaison", "sysadmin", "auditor", "outsider", "supervisor"} <= set(refused)
    assert WHO[act] not in refused
    before = state_of(case)
    data = DATA[act](case, walk)
    for key in refused:
        with pytest.raises(NotAllowed):
            ACTIONS[act](case, actor=getattr(walk.cast, key), now=walk.now, **data)
    assert state_of(case) == before


@pytest.mark.parametrize("act", sorted(set(ACTIONS) - {"reveal_phone"}))
def test_a_stale_version_is_a_conflict_that_names_what_happened(walk: Walk, act: str) -> None:
    state = next(s for s in State if s in TRANSITIONS[act].from_states)
    case = ready_for(walk, act, state)
    before = state_of(case)
    with pytest.raises(Conflict) as caught:
        call(walk, case, act, WHO[act], version=case.version - 1)
    assert caught.value.status == 409
    assert TRANSITIONS[case.events.last().act].label in caught.value.message
    assert state_of(case) == before


def test_whoever_may_act_also_sees_and_nobody_sees_without_a_case_role(cast: Cast, log: Log) -> None:
    """policies are built on the same postings as visible_to: no button on a page that is a 404."""
    for state in sorted(set(State) - {State.DRAFT}):
        walk = Walk(cast, log)
        case = walk.to(state)
        for key in PEOPLE:
            user = getattr(cast, key)
            visible = Dispute.objects.visible_to(user).filter(pk=case.pk).exists()
            acts = [o.act for o in CASES.acts_for(user, case, walk.now) if o.allowed]
            assert visible or not acts, (key, state, acts)
            assert not visible or Scope.of(user).roles & CASE_ROLES
