"""The transition table of opinions as data: complete, sound, and the picture in the docs is drawn from it."""

import inspect

import pytest

from core.flow.table import Transition
from residents.actions import opinions as actions
from residents.actions.opinions import ACTIONS
from residents.choices_visits import OPEN_STATES, OpinionState
from residents.flows.opinions import OPINIONS
from residents.flows.opinions_table import OPINION_ACTS, WHO_WORDS, Tell, Who

S = OpinionState
# Without a page of their own: by time and other rooms, by the form of the new thing, by the panel that uncovers.
WITHOUT_FORM = {
    "raise_opinion",
    "convert",
    "target_ended",
    "target_moved",
    "target_resumed",
    "reveal_contact",
}


def edges() -> set[tuple[str, str, str]]:
    return {(a, b, row.label) for row in OPINION_ACTS.values() for a in row.from_states for b in row.to}


@pytest.mark.parametrize("state", [s for s in S if s != S.DRAFT], ids=str)
def test_every_state_can_be_reached(state: OpinionState) -> None:
    seen, frontier = {S.DRAFT}, [S.DRAFT]
    while frontier:
        here = frontier.pop()
        for a, b, _ in edges():
            if a == here and b not in seen:
                seen.add(b)
                frontier.append(b)
    assert state in seen


@pytest.mark.parametrize("state", [s for s in S if s != S.VOID], ids=str)
def test_every_state_but_void_can_be_left(state: OpinionState) -> None:
    assert any(a == state and b != state for a, b, _ in edges())


@pytest.mark.parametrize("row", OPINION_ACTS.values(), ids=lambda row: row.act)
def test_clock_verbs_people_and_guards_of_a_row_exist(row: Transition) -> None:
    assert {spec.partition(":")[0] for spec in row.clocks} <= set(OPINIONS.verbs)
    assert {spec.partition(":")[2] for spec in row.clocks} <= {"opinion.reply"}
    assert set(row.who) <= set(WHO_WORDS)
    assert set(row.tells) <= set(Tell)
    assert row.from_states and row.row


def test_every_act_of_a_person_has_an_action() -> None:
    by_person = {row.act for row in OPINION_ACTS.values() if set(row.who) - {Who.SYSTEM}}
    assert set(ACTIONS) == by_person - WITHOUT_FORM
    assert all(hasattr(actions, name) for name in WITHOUT_FORM - {"convert"})


@pytest.mark.parametrize("act", sorted(ACTIONS))
def test_an_action_takes_an_actor_a_version_and_a_moment(act: str) -> None:
    assert {"actor", "version", "now"} <= set(inspect.signature(ACTIONS[act]).parameters)


def test_ended_states_are_not_open() -> None:
    assert set(S) - OPEN_STATES == {S.DRAFT, S.CLOSED, S.VOID}
