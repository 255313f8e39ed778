"""The transition table as data: complete, sound, and the picture in the docs is drawn from it."""

import inspect

import pytest

from core.flow.table import Transition
from disputes import guards
from disputes.actions import ACTIONS
from disputes.choices import OPEN_STATES, State
from disputes.engine import CASES
from disputes.workflow import TRANSITIONS, WHO_WORDS, Tell, Who

FINAL = {State.ARCHIVED}
# domain.md C3: every row number of the law of the product is in the table.
C3_ROWS = {"1", "1b", *map(str, range(2, 18)), "18", "18b", *map(str, range(19, 23)), "22b", "22c", *map(str, range(23, 28))}  # fmt: skip


def edges() -> set[tuple[str, str, str]]:
    return {(a, b, row.label) for row in TRANSITIONS.values() for a in row.from_states for b in row.to}


def test_every_row_of_the_domain_is_in_the_table() -> None:
    assert {row.row for row in TRANSITIONS.values()} >= C3_ROWS


@pytest.mark.parametrize("state", [s for s in State if s != State.DRAFT], ids=str)
def test_every_state_can_be_reached_from_a_draft(state: State) -> None:
    seen, frontier = {State.DRAFT}, [State.DRAFT]
    while frontier:
        here = frontier.pop()
        for a, b, _ in edges():
            if a == here and b not in seen:
                seen.add(b)
                frontier.append(b)
    assert state in seen


@pytest.mark.parametrize("state", [s for s in State if s not in FINAL], ids=str)
def test_every_state_but_the_archive_can_be_left(state: State) -> None:
    assert any(a == state and b != state for a, b, _ in edges())


def test_nothing_leaves_the_archive_and_only_the_resident_is_still_heard() -> None:
    archived = [row for row in TRANSITIONS.values() if State.ARCHIVED in row.from_states]
    assert all(row.stays for row in archived)
    assert {row.act for row in archived} == {"citizen_rate", "citizen_reopen", "answer_reopen"}


@pytest.mark.parametrize("row", TRANSITIONS.values(), ids=lambda row: row.act)
def test_guards_clock_verbs_people_and_needs_of_a_row_exist(row: Transition) -> None:
    assert set(row.guards) <= set(guards.GUARDS)
    assert {spec.partition(":")[0] for spec in row.clocks} <= set(CASES.verbs)
    assert set(row.who) <= set(WHO_WORDS)
    assert set(row.tells) <= set(Tell)
    assert row.from_states


def test_every_guard_is_used() -> None:
    used = {name for row in TRANSITIONS.values() for name in row.guards}
    assert used == set(guards.GUARDS)


def test_every_act_of_a_person_has_an_action_and_every_action_a_row() -> None:
    by_person = {row.act for row in TRANSITIONS.values() if set(row.who) - {Who.SYSTEM, Who.CITIZEN}}
    assert set(ACTIONS) == by_person - {"register"}


@pytest.mark.parametrize("act", sorted(ACTIONS))
def test_an_action_takes_an_actor_and_a_moment(act: str) -> None:
    parameters = inspect.signature(ACTIONS[act]).parameters
    assert {"actor", "now"} <= set(parameters)
    assert ACTIONS[act].__doc__


def test_ended_states_are_not_open() -> None:
    assert set(State) - OPEN_STATES == {State.DRAFT, State.CLOSED, State.ARCHIVED, State.MERGED}
