"""Generated from the transition table: every act from every state, by everybody, with what it leaves behind."""

import inspect
from typing import Any

import pytest

from core.audit.models import Entry
from core.clocks.models import Clock
from core.errors import Conflict, NotAllowed, RuleBroken
from core.flow.models import Event
from residents.actions.opinions import ACTIONS
from residents.choices_visits import OpinionState
from residents.flows.opinions import OPINIONS
from residents.flows.opinions_table import OPINION_ACTS
from residents.models import Opinion
from tests.cast import Cast
from tests.opinions.walk import DATA, WHO, Walk

pytestmark = pytest.mark.django_db
LEGAL = [(act, s) for act in sorted(ACTIONS) for s in OpinionState if s in OPINION_ACTS[act].from_states]
ILLEGAL = [
    (act, s) for act in sorted(ACTIONS) for s in OpinionState if s not in OPINION_ACTS[act].from_states
]
PEOPLE = sorted(Cast.__dataclass_fields__.keys() - {"all"})
# Whoever the register is not for, and whoever serves elsewhere.
NEVER = {"nobody", "liaison", "sysadmin", "auditor", "security_admin", "privacy_officer", "outsider", "other_secretary",
         "supervisor", "mediator", "street_mediator", "support_worker", "meeting_secretary"}  # fmt: skip


def state_of(opinion: Opinion) -> tuple[Any, ...]:
    fresh = Opinion.objects.get(pk=opinion.pk)
    clocks = Clock.objects.of("opinion", opinion.pk).order_by("pk")
    return (
        fresh.version,
        fresh.state,
        fresh.desk,
        fresh.category,
        Event.objects.filter(subject_kind="opinion", subject_id=opinion.pk).count(),
        Entry.objects.filter(subject_kind="opinion", subject_id=opinion.pk).count(),
        [(c.code, c.due_at, c.stopped_at, c.cancelled_at) for c in clocks],
    )


@pytest.mark.parametrize(("act", "state"), LEGAL)
def test_an_act_leads_where_the_table_says_and_is_written_down(
    walk: Walk, act: str, state: OpinionState
) -> None:
    opinion = walk.to(state)
    version, before = opinion.version, opinion.state
    opinion = walk.step(opinion, act)
    row = OPINION_ACTS[act]
    assert opinion.state in (row.to or (before,))
    assert opinion.version == version + 1
    event = Event.objects.get(subject_kind="opinion", subject_id=opinion.pk, version=opinion.version)
    assert (event.act, event.actor) == (act, getattr(walk.cast, WHO[act]))
    assert event.to_state == (opinion.state if opinion.state != before else "")
    entry = Entry.objects.filter(subject_kind="opinion", subject_id=opinion.pk).latest("seq")
    assert entry.action == f"opinion.{act}"
    assert (entry.detail["from"], entry.detail["to"]) == (before, opinion.state)


@pytest.mark.parametrize(("act", "state"), ILLEGAL)
def test_an_act_is_refused_from_every_other_state(walk: Walk, act: str, state: OpinionState) -> None:
    opinion = walk.to(state)
    before = state_of(opinion)
    decision = OPINIONS.by_state(OPINION_ACTS[act], opinion, walk.now)
    assert (decision.allowed, decision.code) == (False, "state")
    with pytest.raises(RuleBroken) as caught:
        walk.step(opinion, act)
    assert caught.value.status in (403, 422)
    assert state_of(opinion) == before


@pytest.mark.parametrize("act", sorted(ACTIONS))
def test_an_action_runs_the_row_of_its_own_name(act: str) -> None:
    assert f'step(opinion, "{act}"' in inspect.getsource(inspect.getmodule(ACTIONS[act]))  # type: ignore[arg-type]


@pytest.mark.parametrize("act", sorted(ACTIONS))
def test_an_act_is_refused_to_everybody_whom_the_table_does_not_name(walk: Walk, act: str) -> None:
    state = next(s for s in OpinionState if s in OPINION_ACTS[act].from_states)
    opinion = walk.to(state)
    refused = {
        key
        for key in PEOPLE
        if not OPINIONS.by_role(getattr(walk.cast, key), OPINION_ACTS[act], opinion).allowed
    }
    assert refused >= NEVER
    assert WHO[act] not in refused
    before = state_of(opinion)
    for key in sorted(refused):
        with pytest.raises(NotAllowed):
            ACTIONS[act](opinion, actor=getattr(walk.cast, key), now=walk.now, **DATA[act])
    assert state_of(opinion) == before


@pytest.mark.parametrize("act", sorted(ACTIONS))
def test_a_stale_version_is_a_conflict_that_names_what_happened(walk: Walk, act: str) -> None:
    state = next(s for s in OpinionState if s in OPINION_ACTS[act].from_states)
    opinion = walk.to(state)
    before, last = state_of(opinion), opinion.last_act
    with pytest.raises(Conflict) as caught:
        walk.step(opinion, act, version=opinion.version - 1)
    assert caught.value.status == 409
    assert last in caught.value.message
    assert state_of(opinion) == before


def test_whoever_may_act_also_sees_and_nobody_else_sees(walk: Walk) -> None:
    for state in OpinionState:
        opinion = walk.to(state)
        for key in PEOPLE:
            user = getattr(walk.cast, key)
            visible = Opinion.objects.visible_to(user).filter(pk=opinion.pk).exists()
            acts = [o.act for o in OPINIONS.acts_for(user, opinion, walk.now) if o.allowed]
            assert visible or not acts, (key, state, acts)
            assert not visible or key not in NEVER, (key, state)
