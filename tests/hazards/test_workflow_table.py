"""The transition table as data: complete, sound, and the picture in the docs is drawn from it."""

from pathlib import Path

import pytest

from core.flow.table import Transition
from grids.choices_field import OPEN_HAZARDS, HazardState
from grids.engine import GUARDS, HAZARDS
from grids.workflow import TRANSITIONS, WHO_WORDS, Tell

DIAGRAM = Path(__file__).resolve().parents[2] / "docs" / "state-diagram-hazards.md"
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


def diagram() -> str:
    """The picture as Mermaid text: states by their Chinese names, one arrow a pair with all its labels."""
    order = list(HazardState)
    arrows: dict[tuple[str, str], list[str]] = {}
    for a, b, label in sorted(
        edges(), key=lambda e: (order.index(HazardState(e[0])), order.index(HazardState(e[1])), e[2])
    ):
        arrows.setdefault((str(a), str(b)), []).append(label)
    lines = [
        "# 隐患状态图",
        "",
        "由 tests/hazards/test_workflow_table.py 按 grids/workflow.py 画出，不要手改。",
        "",
    ]
    lines += ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {state.value} : {state.label}" for state in HazardState]
    lines.append("    [*] --> found")
    lines += [f"    {a} --> {b} : {' / '.join(labels)}" for (a, b), labels in arrows.items()]
    lines += ["    closed --> [*]", "    dismissed --> [*]", "```", ""]
    lines += ["| 动作 | 从 | 到 | 谁 | 时限 | 告诉谁 | 出处 |", "|---|---|---|---|---|---|---|"]
    for row in TRANSITIONS.values():
        start = "、".join(s.label for s in order if s in row.from_states)
        end = "、".join(HazardState(s).label for s in row.to) or "不变"
        lines.append(
            f"| {row.label} `{row.act}` | {start} | {end} | {'；'.join(WHO_WORDS[w] for w in row.who)} | "  # type: ignore[index]
            f"{'、'.join(row.clocks) or '—'} | {'、'.join(row.tells) or '—'} | {row.row} |"
        )
    return "\n".join(lines) + "\n"


def test_the_picture_in_the_docs_is_the_table(request: pytest.FixtureRequest) -> None:
    """After a change of the table run it once with --draw to write the picture anew."""
    if request.config.getoption("--draw"):
        DIAGRAM.write_text(diagram(), encoding="utf-8")
    assert DIAGRAM.read_text(encoding="utf-8") == diagram()
