"""The transition table as data: complete, sound, and the picture in the docs is drawn from it."""

import pytest

from core.flow.table import Transition
from grids.choices_field import OPEN_HAZARDS, HazardState
from grids.engine import GUARDS, HAZARDS
from grids.workflow import TRANSITIONS, WHO_WORDS, Tell

FINAL = {HazardState.CLOSED, HazardState.DISMISSED}


def edges() -> set[tuple[str, str, str]]:
    return {
        (a, b, row.label) for row in TRANSITIONS.values() for a in row.from_states for b in row.to if a != b
    }


@pytest.mark.parametrize("state", list(HazardState), ids=str)
def test_every_state_can_be_reached_from_finding(state: HazardState) -> None:
    seen, frontier = {HazardState.FOUND}, [HazardState.FOUND]
    while frontier:
        here = frontier.pop()
        for a, b, _ in edges():
            if a == here and b not in seen:
                seen.add(HazardState(b))
                frontier.append(HazardState(b))
    assert state in seen


@pytest.mark.parametrize("state", sorted(set(HazardState) - FINAL), ids=str)
def test_every_open_state_can_be_left(state: HazardState) -> None:
    assert any(a == state for a, _, _ in edges())


def test_nothing_leaves_an_end_and_only_ends_are_not_open() -> None:
    assert not any(FINAL & row.from_states for row in TRANSITIONS.values())
    assert set(HazardState) - OPEN_HAZARDS == FINAL


@pytest.mark.parametrize("row", TRANSITIONS.values(), ids=lambda row: row.act)
def test_guards_clock_verbs_and_people_of_a_row_exist(row: Transition) -> None:
    assert set(row.guards) <= set(GUARDS)
    assert {spec.partition(":")[0] for spec in row.clocks} <= set(HAZARDS.verbs)
    assert set(row.who) <= set(WHO_WORDS)
    assert set(row.tells) <= set(Tell)
    assert set(HAZARDS.next_acts) <= set(HazardState)
    assert {act for acts in HAZARDS.next_acts.values() for act in acts} <= set(TRANSITIONS)


def test_a_worker_never_orders() -> None:
    """domain.md B7: no enforcement by grid workers."""
    for act in ("order", "grade", "regrade", "refer", "close", "dismiss"):
        assert "grid" not in TRANSITIONS[act].who and "finder" not in TRANSITIONS[act].who
